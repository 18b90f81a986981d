/** Reads result documents, ours and the original product's, and restores the takes they were made of. */
import type { ScoredEvaluation, ScoreResult } from '../../evaluation';
import { fingerprint } from '../../fingerprint';
import { gradeOf } from '../../grade';
import type { Predictions } from '../../predictions';
import { mergeReviewerNotes, type ReviewerNote } from '../../reviewer-note';
import { missingHeads } from '../../rubric/readings';
import type { SpeechTiming } from '../../speech-timing';
import type { Take, UnknownFields } from '../../take';
import { readText } from '../../text/facts';
import { EMOTIONS, INTENTS } from '../../vocabulary';
import { readWith } from '../document';
import { refuseNewer } from '../kinds';
import { toUserInfo } from '../user-info';
import type { ResultCoach, ResultDocument, ResultReviewerNote } from './document';
import { ANALYSIS_FIELDS, COACH_FIELDS, NOTE_FIELDS, RESULT_FIELDS, resultSchema } from './schema';
import { analysisOf } from './writer';

/**
 * Reads a result document: ours, or the original product's without our fields. Unknown fields are kept.
 * @throws {DocumentError} naming the paths that are wrong; `newer-version` for files of newer apps
 */
export function parseResultDocument(document: unknown): ResultDocument {
  if (typeof document === 'object' && document !== null) refuseNewer(document);
  const read = readWith(resultSchema, document);
  const {
    user_info,
    question,
    user_answer,
    recommended_answer,
    score_result,
    grade,
    feedback,
    summary,
    analysis,
    ...ours
  } = read;
  const known = { ...analysisOf(score_result), ...analysis };
  return {
    user_info: toUserInfo(user_info),
    question,
    user_answer,
    recommended_answer: recommended_answer ?? '',
    score_result,
    grade,
    feedback,
    summary: summary ?? '',
    analysis: {
      ...known,
      gt_emotion_kor: known.gt_emotion_kor ?? '',
      gt_intent_kor: known.gt_intent_kor ?? ''
    },
    ...(ours as Pick<
      ResultDocument,
      'schema' | 'id' | 'created_at' | 'rubric' | 'model' | 'coach' | 'reviewer_notes'
    >)
  };
}

/** What an imported result is given if it does not say so itself. */
export interface ImportDefaults {
  id: string;
  sessionId: string;
  questionId: string;
  /** ISO 8601. */
  createdAt: string;
}

/** All probability on the label that was predicted: a file of the original keeps no more. */
function certain<K extends string>(labels: readonly K[], label: K): Record<K, number> {
  return Object.fromEntries(labels.map((own) => [own, own === label ? 1 : 0])) as Record<K, number>;
}

/** Lines of feedback that are headlines; the rest repeats the advice, where there is a coach. */
const HEADLINES = 3;

/** @returns the fields of an object that are none of the known ones, or undefined if there are none */
function unknownOf(value: object | undefined, known: readonly string[]): UnknownFields | undefined {
  const unknown = Object.entries(value ?? {}).filter(([key]) => !known.includes(key));
  return unknown.length > 0 ? Object.fromEntries(unknown) : undefined;
}

/** @returns what the document says beyond our fields, shaped as in the document */
function extraOf(document: ResultDocument): UnknownFields | undefined {
  const coach = unknownOf(document.coach, COACH_FIELDS);
  const analysis = unknownOf(document.analysis, ANALYSIS_FIELDS);
  const unknown = unknownOf(document, RESULT_FIELDS);
  if (!coach && !analysis && !unknown) return undefined;
  return { ...unknown, ...(coach && { coach }), ...(analysis && { analysis }) };
}

function noteFrom(note: ResultReviewerNote): ReviewerNote {
  const { id, author, text, created_at, sentence } = note;
  const extra = unknownOf(note, NOTE_FIELDS);
  return {
    id: id ?? `note-${fingerprint(JSON.stringify([author, created_at, sentence, text]))}`,
    author,
    createdAt: created_at,
    text,
    ...(sentence !== null && { sentence }),
    ...(extra && { extra })
  };
}

function speechFrom(speech: NonNullable<ResultCoach['speech']>): SpeechTiming {
  const { recorded, speaking, pauses, paused, longest_pause: longestPause } = speech;
  return { recorded, speaking, pauses, paused, longestPause };
}

function scoredFrom(document: ResultDocument, score: ScoreResult): ScoredEvaluation {
  const facts = readText(document.user_answer);
  const { coach } = document;
  const predictions: Predictions = coach?.predictions ?? {
    intent: certain(INTENTS, score.breakdown.pred_intent),
    emotion: certain(EMOTIONS, score.breakdown.pred_emotion),
    quality: null,
    relevance: null,
    sentences: facts.sentences.map(() => ({ role: null, embedding: null })),
    answerTokens: 0,
    windows: 1,
    unknownShare: 0
  };
  return {
    status: 'scored',
    rubric: document.rubric ?? 'buddy-1',
    score,
    grade: document.grade === '' ? gradeOf(score.total) : document.grade,
    cap: coach?.cap ?? null,
    feedback: coach ? document.feedback.slice(0, HEADLINES) : document.feedback,
    advice: coach?.next_steps ?? [],
    strengths: coach?.strengths ?? [],
    summary: document.summary,
    sentences: coach?.sentences ?? facts.sentences.map((text) => ({ text, role: null, confidence: 0 })),
    keyPoints: coach?.key_points ?? [],
    facts,
    predictions,
    computedWithout: coach?.computed_without ?? missingHeads(predictions)
  };
}

/**
 * Restores a take from a result document. A document that {@link toResultDocument} made gives the same take again;
 * one of the original product keeps its score, with the labels it names and nothing else predicted.
 */
export function takeFromResult(document: ResultDocument, defaults: ImportDefaults): Take {
  const { coach, score_result: score } = document;
  const withheld = coach?.withheld_reason ?? null;
  const notes = document.reviewer_notes ?? [];
  const extra = extraOf(document);
  return {
    id: document.id ?? defaults.id,
    sessionId: coach?.session_id ?? defaults.sessionId,
    question: {
      id: coach?.question_id ?? defaults.questionId,
      text: document.question,
      gt_intent: document.analysis.gt_intent === '' ? null : document.analysis.gt_intent,
      gt_emotion: document.analysis.gt_emotion === '' ? null : document.analysis.gt_emotion,
      kind: coach?.question_kind ?? 'other',
      recommended_answer: document.recommended_answer,
      ...(coach?.follows && {
        follows: { takeId: coach.follows.take_id, question: coach.follows.question }
      })
    },
    profile: document.user_info,
    answer: document.user_answer,
    form: coach?.form ?? 'typed',
    ...(coach?.transcript && { transcript: coach.transcript }),
    seconds: coach?.seconds ?? null,
    ...(coach?.speech && { speech: speechFrom(coach.speech) }),
    createdAt: document.created_at ?? defaults.createdAt,
    evaluation:
      score !== null
        ? scoredFrom(document, score)
        : withheld !== null
          ? { status: 'withheld', reason: withheld, facts: readText(document.user_answer) }
          : null,
    model: document.model ?? null,
    ...(notes.length > 0 && { reviewerNotes: mergeReviewerNotes([], notes.map(noteFrom)) }),
    ...(extra && { extra })
  };
}
