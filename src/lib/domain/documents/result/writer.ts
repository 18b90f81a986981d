/** Writes result documents: the original product's fields in its order, then ours, then what we do not know. */
import type { ScoreResult } from '../../evaluation';
import { feedbackLines } from '../../feedback';
import { expectedLevel } from '../../predictions';
import type { ReviewerNote } from '../../reviewer-note';
import { paceOf } from '../../speech-timing';
import type { Take } from '../../take';
import { overallSpeechLevel, readText } from '../../text/facts';
import { EMOTION_NAMES_KO, INTENT_NAMES_KO, type Emotion, type Intent } from '../../vocabulary';
import { serialize } from '../document';
import { toUserInfo } from '../user-info';
import {
  RESULT_SCHEMA,
  type ResultAnalysis,
  type ResultCoach,
  type ResultDocument,
  type ResultReviewerNote
} from './document';

/** @returns the labels of a score with their Korean names; empty ones without a score */
export function analysisOf(score: ScoreResult | null): ResultAnalysis {
  const { pred_emotion = '', gt_emotion = '', pred_intent = '', gt_intent = '' } = score?.breakdown ?? {};
  const emotionName = (emotion: Emotion | ''): string => (emotion === '' ? '' : EMOTION_NAMES_KO[emotion]);
  const intentName = (intent: Intent | ''): string => (intent === '' ? '' : INTENT_NAMES_KO[intent]);
  return {
    pred_emotion,
    pred_emotion_kor: emotionName(pred_emotion),
    gt_emotion,
    gt_emotion_kor: emotionName(gt_emotion),
    pred_intent,
    pred_intent_kor: intentName(pred_intent),
    gt_intent,
    gt_intent_kor: intentName(gt_intent)
  };
}

function speechOf({ speech, answer }: Take): ResultCoach['speech'] {
  if (!speech) return undefined;
  const { longestPause: longest_pause, ...timing } = speech;
  return { ...timing, longest_pause, syllables_per_minute: paceOf(answer, speech)?.perMinute ?? null };
}

function coachOf(take: Take): ResultCoach {
  const { evaluation, form, seconds } = take;
  const speech = speechOf(take);
  const { follows } = take.question;
  const facts = evaluation?.facts ?? readText(take.answer);
  const scored = evaluation?.status === 'scored' ? evaluation : null;
  const quality = scored?.predictions.quality ?? null;
  // Over next to no time, which a stranger's file may claim, the pace is infinite: JSON has no word for that.
  const timed = form === 'spoken' && seconds !== null && seconds > 0.001;
  return {
    status: evaluation?.status ?? 'pending',
    withheld_reason: evaluation?.status === 'withheld' ? evaluation.reason : null,
    session_id: take.sessionId,
    question_id: take.question.id,
    question_kind: take.question.kind,
    ...(follows && { follows: { take_id: follows.takeId, question: follows.question } }),
    form,
    ...(take.transcript && { transcript: take.transcript }),
    seconds,
    syllables: facts.syllables,
    syllables_per_minute: timed ? Math.round((facts.syllables * 60) / seconds) : null,
    ...(speech && { speech }),
    speech_level: overallSpeechLevel(facts),
    fillers: facts.fillers,
    quality_level: quality === null ? null : Math.round(10 * expectedLevel(quality)) / 10,
    relevance: scored?.predictions.relevance ?? null,
    cap: scored?.cap ?? null,
    sentences: scored?.sentences ?? [],
    key_points: scored?.keyPoints ?? [],
    strengths: scored?.strengths ?? [],
    next_steps: scored?.advice ?? [],
    computed_without: scored?.computedWithout ?? [],
    predictions: scored?.predictions ?? null
  };
}

function noteOf({ id, author, text, createdAt, sentence, extra }: ReviewerNote): ResultReviewerNote {
  return { id, author, text, created_at: createdAt, sentence: sentence ?? null, ...extra };
}

/** @returns the result document of a take, fields in the documented order, unknown ones of an imported take behind */
export function toResultDocument(take: Take): ResultDocument {
  const { coach, analysis, ...unknown } = take.extra ?? {};
  const scored = take.evaluation?.status === 'scored' ? take.evaluation : null;
  return {
    user_info: toUserInfo(take.profile),
    question: take.question.text,
    user_answer: take.answer,
    recommended_answer: take.question.recommended_answer,
    score_result: scored?.score ?? null,
    grade: scored?.grade ?? '',
    feedback: scored === null ? [] : feedbackLines(scored),
    summary: scored?.summary ?? '',
    analysis: {
      ...analysisOf(scored?.score ?? null),
      ...(scored === null && {
        gt_emotion: take.question.gt_emotion ?? '',
        gt_intent: take.question.gt_intent ?? ''
      }),
      ...(analysis as object | undefined)
    },
    schema: { ...RESULT_SCHEMA },
    id: take.id,
    created_at: take.createdAt,
    rubric: scored?.rubric ?? null,
    model: take.model,
    coach: { ...coachOf(take), ...(coach as object | undefined) },
    reviewer_notes: (take.reviewerNotes ?? []).map(noteOf),
    ...unknown
  };
}

/** @returns the text of a result file */
export function serializeResult(document: ResultDocument): string {
  return serialize(document);
}
