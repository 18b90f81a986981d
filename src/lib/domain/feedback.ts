/** The sentences of an evaluation that people read first: the original's three lines, advice as lines, and strengths. */
import type { Advice, KeyPointReading, RubricId, ScoredEvaluation, ScoreResult } from './evaluation';
import { keyPointShare, storyRoles } from './rubric/readings';
import type { RubricInput, Scoring } from './rubric/rubric';
import { overallSpeechLevel } from './text/facts';

function onTotal(total: number): string {
  if (total >= 85) return '훌륭한 답변입니다! 면접관에게 좋은 인상을 줄 수 있습니다.';
  if (total >= 70) return '좋은 답변입니다. 약간의 보완으로 더 좋아질 수 있습니다.';
  return '답변에 개선이 필요합니다. 아래 피드백을 참고하세요.';
}

type LengthVerdict = 'short' | 'long' | 'fine';

const ON_LENGTH: Readonly<Record<LengthVerdict, string>> = {
  short: '답변이 너무 짧습니다. 구체적인 예시를 추가해보세요.',
  long: '답변이 너무 깁니다. 핵심만 간결하게 전달하세요.',
  fine: '답변 길이가 적절합니다.'
};

/** Points lost to length from which it is worth a headline (buddy-2). */
const NOTABLE_LENGTH_LOSS = 5;

/** buddy-1 judges by words alone; buddy-2 by the points its question-specific curve took. */
function lengthVerdict(rubric: RubricId, { score, losses }: Scoring): LengthVerdict {
  if (rubric === 'buddy-1') {
    const { word_count } = score.breakdown;
    if (word_count < 20) return 'short';
    return word_count > 150 ? 'long' : 'fine';
  }
  const lost = (code: string): number => losses.find((loss) => loss.code === code)?.points ?? 0;
  if (lost('too-short') + lost('very-short') >= NOTABLE_LENGTH_LOSS) return 'short';
  return lost('too-long') >= NOTABLE_LENGTH_LOSS ? 'long' : 'fine';
}

function onIntent({ intent }: ScoreResult): string {
  return intent >= 25
    ? '질문의 의도를 정확히 파악했습니다.'
    : '질문의 의도와 다소 다른 방향의 답변입니다. 질문을 다시 확인해보세요.';
}

/** @returns the three lines every result's feedback starts with, as the original wrote them: total, length, intent */
export function headlines(rubric: RubricId, scoring: Scoring): string[] {
  return [onTotal(scoring.score.total), ON_LENGTH[lengthVerdict(rubric, scoring)], onIntent(scoring.score)];
}

/** Longest quotation in a line of feedback, in characters. */
const QUOTE_LENGTH = 60;

function asLine({ text, quote }: Advice): string {
  if (quote === undefined) return text;
  const characters = Array.from(quote);
  const short = characters.length > QUOTE_LENGTH ? `${characters.slice(0, QUOTE_LENGTH).join('')}…` : quote;
  return `“${short}” — ${text}`;
}

/**
 * Feedback lines as result files carry them: the headlines and, except under buddy-1, whose files have three lines,
 * the advice for every lost point.
 */
export function feedbackLines({ rubric, feedback, advice }: ScoredEvaluation): string[] {
  if (rubric === 'buddy-1') return [...feedback];
  return [...feedback, ...advice.filter(({ points }) => points > 0).map(asLine)];
}

function hitLabels(keyPoints: readonly KeyPointReading[]): string {
  return keyPoints
    .filter(({ hit }) => hit)
    .slice(0, 2)
    .map(({ label }) => `‘${label}’`)
    .join(', ');
}

/** Share of key points, and probability of each role and of relevance, that deserves praise. */
const PRAISED = { keyPoints: 0.6, role: 0.5, relevance: 0.8, sentences: 3 } as const;

/** @returns what was done well, each a sentence that names what it praises; none if it is no answer to the question */
export function strengthsOf(input: RubricInput, scoring: Scoring): string[] {
  if (scoring.cap !== null || scoring.losses.some(({ code }) => code === 'off-topic' || code === 'no-answer'))
    return [];
  const { facts, predictions, keyPoints, question } = input;
  const strengths: string[] = [];
  if ((predictions.relevance ?? 0) >= PRAISED.relevance) strengths.push('물어본 것에 맞게 답하셨습니다.');
  const tellsStory = question.kind === 'experience' || question.kind === 'situation';
  if (tellsStory && Object.values(storyRoles(predictions, facts)).every((role) => role >= PRAISED.role)) {
    strengths.push('상황, 행동, 결과가 모두 있어 이야기를 따라가기 쉽습니다.');
  }
  const quantities = [...new Set(facts.quantities)].slice(0, 3);
  if (quantities.length >= 2)
    strengths.push(`‘${quantities.join('’, ‘')}’처럼 확인할 수 있는 숫자로 말씀하셨습니다.`);
  if ((keyPointShare(keyPoints) ?? 0) >= PRAISED.keyPoints) {
    strengths.push(`${hitLabels(keyPoints)} 등 면접관이 듣고 싶어 하는 내용을 담으셨습니다.`);
  }
  if (overallSpeechLevel(facts) === 'formal' && facts.sentences.length >= PRAISED.sentences) {
    strengths.push('‘-습니다’로 고르게 맺어 말투가 안정적입니다.');
  }
  return strengths;
}
