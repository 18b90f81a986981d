/** The default rubric: every component earns its name, and nothing off-topic or empty can pass. */
import type { CapReason } from '../evaluation';
import type { Emotion, QuestionKind } from '../vocabulary';
import { brokenLine, clamp, reaches, smoothstep, stays, type Knot } from './curves';
import {
  keyPointShare,
  levelOf,
  plainShare,
  relevanceOf,
  specificity,
  storyRoles,
  tellingWords,
  type StoryRole
} from './readings';
import {
  apportion,
  PART_MAXIMA,
  SCORE_PARTS,
  scoreResult,
  type Loss,
  type LossCode,
  type RubricInput,
  type ScorePart,
  type Scoring
} from './rubric';

/** How much of the tone's points each emotion earns, 0–1. */
type Suitability = Readonly<Record<Emotion, number>>;

/** All constants of the rubric. Training may fit them to human judgement; the rubric's form stays. */
export interface Buddy2Parameters {
  intent: {
    /** Relevance at which an answer starts to count, and from which it counts fully. */
    relevance: readonly [number, number];
    /** Relevance below which an answer is taken to be to another question. */
    otherQuestion: number;
    /** Share of the points that relevance alone earns: a right answer may come from another intent. */
    anyIntent: number;
    /** Probability of the expected intent at which the rest starts, and from which it counts fully. */
    expected: readonly [number, number];
  };
  emotion: {
    suits: Readonly<Record<Emotion | 'any', Suitability>>;
    /** Suitability from which tone counts fully, so that a model's doubt costs nothing. */
    enough: number;
    /** Share of the points lost if every sentence is in 반말. */
    plainSpeech: number;
  };
  length: {
    /** Multiple of the upper edge at which the loss stops growing, and what is left there. */
    excess: number;
    floor: number;
    /** The band of a spoken answer, as multiples of the question's seconds. */
    spoken: readonly [number, number];
  };
  /** Share of the tone's and the length's points that an answer of a level can earn: tone and length of what? */
  substance: readonly Knot[];
  quality: {
    /** Share of the points that the level earns; evidence earns the rest, as far as there is substance. */
    level: readonly Knot[];
    levelWeight: number;
    /** Level below which there is no answer yet, so that no single thing is missing from it. */
    noAnswer: number;
    /** Weights of the kinds of evidence; those a question does not ask for drop out. */
    evidence: { story: number; specificity: number; keyPoints: number };
    /** Weights of the roles by kind of question; kinds not named ask for no story. */
    story: Readonly<Partial<Record<QuestionKind, Readonly<Record<StoryRole, number>>>>>;
    /** Probability of a role at which it starts to count, and from which it counts fully. */
    role: readonly [number, number];
    /** Share of the key points that is enough. */
    enoughKeyPoints: number;
  };
  /** Highest totals: by relevance, by level, by words that say something new. */
  caps: Readonly<Record<CapReason, readonly Knot[]>>;
}

export const BUDDY_2: Readonly<Buddy2Parameters> = Object.freeze<Buddy2Parameters>({
  intent: { relevance: [0.2, 0.7], otherQuestion: 0.35, anyIntent: 0.8, expected: [0.05, 0.5] },
  emotion: {
    suits: {
      positive: { positive: 1, neutral: 0.75, negative: 0.5 },
      // A question about facts may be answered gladly; a hard time may be told as one.
      neutral: { positive: 0.95, neutral: 1, negative: 0.7 },
      negative: { positive: 0.85, neutral: 1, negative: 1 },
      any: { positive: 1, neutral: 1, negative: 0.7 }
    },
    enough: 0.9,
    plainSpeech: 0.5
  },
  length: { excess: 2.5, floor: 0.4, spoken: [0.5, 1.5] },
  substance: [
    [1, 0.3],
    [2, 0.6],
    [3, 0.85],
    [4, 1]
  ],
  quality: {
    level: [
      [1, 0],
      [2, 0.25],
      [3, 0.55],
      [4, 0.85],
      [4.7, 1]
    ],
    levelWeight: 0.7,
    noAnswer: 1.7,
    evidence: { story: 0.4, specificity: 0.3, keyPoints: 0.3 },
    story: {
      experience: { S: 0.3, A: 0.4, R: 0.3 },
      situation: { S: 0.2, A: 0.6, R: 0.2 }
    },
    role: [0.2, 0.6],
    enoughKeyPoints: 0.6
  },
  caps: {
    // 39 up to a relevance that means another question; below the pass mark (60) up to about 0.44.
    'off-topic': [
      [0.35, 39],
      [0.6, 100]
    ],
    'no-answer': [
      [1.3, 39],
      [2, 100]
    ],
    'very-short': [
      [8, 45],
      [24, 100]
    ]
  }
});

/** A cause of loss before rounding. */
interface Cause {
  code: LossCode;
  weight: number;
}

/** Points of a part before rounding, and what is missing from its maximum, by cause. */
interface Part {
  points: number;
  causes: Cause[];
}

function intentPart(input: RubricInput, relevance: number, { intent }: Buddy2Parameters): Part {
  const related = smoothstep(relevance, ...intent.relevance);
  const { gt_intent } = input.question;
  const matched =
    gt_intent === null ? 1 : smoothstep(input.predictions.intent[gt_intent], ...intent.expected);
  const asked = intent.anyIntent + (1 - intent.anyIntent) * matched;
  const max = PART_MAXIMA.intent;
  return {
    points: max * related * asked,
    causes: [
      {
        code: relevance < intent.otherQuestion ? 'off-topic' : 'loosely-related',
        weight: max * (1 - related)
      },
      { code: 'other-intent', weight: max * related * (1 - asked) }
    ]
  };
}

function toneCause(input: RubricInput): LossCode {
  const { positive, negative, neutral } = input.predictions.emotion;
  if (negative > Math.max(positive, neutral)) return 'negative-tone';
  if (input.question.gt_emotion === 'positive') return neutral > negative ? 'flat-tone' : 'negative-tone';
  return positive > negative ? 'rosy-tone' : 'negative-tone';
}

function emotionPart(input: RubricInput, substance: number, { emotion }: Buddy2Parameters): Part {
  const suits = emotion.suits[input.question.gt_emotion ?? 'any'];
  const { positive, negative, neutral } = input.predictions.emotion;
  const suitability = positive * suits.positive + negative * suits.negative + neutral * suits.neutral;
  const tone = clamp(suitability / emotion.enough);
  const polite = 1 - emotion.plainSpeech * plainShare(input.facts);
  const max = PART_MAXIMA.emotion;
  return {
    points: max * tone * polite * substance,
    causes: [
      { code: toneCause(input), weight: max * (1 - tone) },
      { code: 'plain-speech', weight: max * tone * (1 - polite) },
      { code: 'tone-without-content', weight: max * tone * polite * (1 - substance) }
    ]
  };
}

/** How well the length suits: separately towards the lower and the upper edge of the band, 0–1. */
interface LengthFit {
  reach: number;
  stay: number;
  /** `reach` if what is said again counted. */
  reachWithRepeats: number;
}

/**
 * A spoken answer is too short if words or seconds say so (silence is not length), and too long only if both do
 * (a slow or an edited answer is not punished by its clock).
 */
function lengthFit({ question, form, seconds, facts }: RubricInput, { length }: Buddy2Parameters): LengthFit {
  const [least, most] = question.words;
  const reach = reaches(tellingWords(facts), least);
  const reachWithRepeats = reaches(facts.words, least);
  const stay = stays(facts.words, most, length.excess, length.floor);
  if (form === 'typed' || seconds === null) return { reach, stay, reachWithRepeats };
  const spokenReach = reaches(seconds, question.seconds * length.spoken[0]);
  return {
    reach: Math.min(reach, spokenReach),
    stay: Math.max(stay, stays(seconds, question.seconds * length.spoken[1], length.excess, length.floor)),
    reachWithRepeats: Math.min(reachWithRepeats, spokenReach)
  };
}

function lengthPart(fit: LengthFit, substance: number): Part {
  const max = PART_MAXIMA.length;
  return {
    points: max * fit.reach * fit.stay * substance,
    causes: [
      { code: 'too-short', weight: max * (1 - fit.reachWithRepeats) },
      { code: 'said-again', weight: max * (fit.reachWithRepeats - fit.reach) },
      { code: 'too-long', weight: max * fit.reach * (1 - fit.stay) },
      { code: 'length-without-content', weight: max * fit.reach * fit.stay * (1 - substance) }
    ]
  };
}

/** One kind of evidence that the question asks for. */
interface Evidence {
  weight: number;
  /** 0–1. */
  value: number;
  causes: Cause[];
}

/** @returns how complete the story is, 0–1, and what is missing; null if the question asks for none */
function storyEvidence(input: RubricInput, { quality }: Buddy2Parameters): Evidence | null {
  const weights = quality.story[input.question.kind];
  if (weights === undefined) return null;
  const roles = storyRoles(input.predictions, input.facts);
  const present = (role: StoryRole): number => smoothstep(roles[role], ...quality.role);
  const missing: Cause[] = [
    { code: 'no-situation', weight: weights.S * (1 - present('S')) },
    { code: 'no-action', weight: weights.A * (1 - present('A')) },
    { code: 'no-result', weight: weights.R * (1 - present('R')) }
  ];
  const lost = missing.reduce((sum, { weight }) => sum + weight, 0);
  return { weight: quality.evidence.story, value: 1 - lost, causes: missing };
}

function evidenceOf(input: RubricInput, story: Evidence | null, { quality }: Buddy2Parameters): Evidence[] {
  const numbers = specificity(input.facts);
  const share = keyPointShare(input.keyPoints);
  const evidence: Evidence[] = [
    {
      weight: quality.evidence.specificity,
      value: numbers,
      causes: [{ code: 'no-number', weight: 1 - numbers }]
    }
  ];
  if (story !== null) evidence.push(story);
  if (share !== null) {
    const made = clamp(share / quality.enoughKeyPoints);
    evidence.push({
      weight: quality.evidence.keyPoints,
      value: made,
      causes: [{ code: 'missed-key-point', weight: 1 - made }]
    });
  }
  const sum = evidence.reduce((total, { weight }) => total + weight, 0);
  return evidence.map((kind) => ({ ...kind, weight: kind.weight / sum }));
}

function depthCause(level: number): LossCode {
  if (level < 2.5) return 'no-substance';
  return level < 3.7 ? 'few-specifics' : 'not-tied-to-job';
}

function qualityPart(
  level: number,
  substance: number,
  evidence: readonly Evidence[],
  { quality }: Buddy2Parameters
): Part {
  const max = PART_MAXIMA.quality;
  const byLevel = max * quality.levelWeight;
  const byEvidence = max - byLevel;
  const depth = brokenLine(quality.level, level);
  const shown = evidence.reduce((sum, { weight, value }) => sum + weight * value, 0);
  const points = byLevel * depth + byEvidence * shown * substance;
  if (level < quality.noAnswer) return { points, causes: [{ code: 'no-answer', weight: max - points }] };
  return {
    points,
    causes: [
      { code: depthCause(level), weight: byLevel * (1 - depth) + byEvidence * shown * (1 - substance) },
      ...evidence.flatMap(({ weight, causes }) =>
        causes.map((cause) => ({ code: cause.code, weight: byEvidence * weight * cause.weight }))
      )
    ]
  };
}

/** The lowest cap and its reason. */
function lowestCap(caps: Readonly<Record<CapReason, number>>): [CapReason, number] {
  const reasons: readonly CapReason[] = ['off-topic', 'no-answer', 'very-short'];
  const reason = reasons.reduce((lowest, other) => (caps[other] < caps[lowest] ? other : lowest));
  return [reason, Math.floor(caps[reason])];
}

/** The part under which a cap is explained. */
const CAP_PART: Readonly<Record<CapReason, ScorePart>> = {
  'off-topic': 'intent',
  'no-answer': 'quality',
  'very-short': 'length'
};

/**
 * Scores an answer. The total never falls when relevance, the expected intent, the level, a role's probability, a
 * key point, a quantity or (up to the question's band) length rises. If a cap holds, the parts shrink in proportion.
 * @param parameters constants to score with; training passes its own when fitting them
 */
export function scoreBuddy2(input: RubricInput, parameters: Readonly<Buddy2Parameters> = BUDDY_2): Scoring {
  const { question, predictions, facts, keyPoints } = input;
  const relevance = relevanceOf(question, predictions, facts, keyPoints);
  const fit = lengthFit(input, parameters);
  const story = storyEvidence(input, parameters);
  const level = levelOf(predictions, facts, fit.reach, story?.value ?? null, keyPointShare(keyPoints));
  const substance = brokenLine(parameters.substance, level);
  const parts: Record<ScorePart, Part> = {
    intent: intentPart(input, relevance, parameters),
    emotion: emotionPart(input, substance, parameters),
    length: lengthPart(fit, substance),
    quality: qualityPart(level, substance, evidenceOf(input, story, parameters), parameters)
  };

  const earned = SCORE_PARTS.map((part) => Math.round(parts[part].points));
  const losses: Loss[] = SCORE_PARTS.flatMap((part, index) => {
    const { causes } = parts[part];
    const points = apportion(
      PART_MAXIMA[part] - (earned[index] ?? 0),
      causes.map(({ weight }) => weight)
    );
    return causes.map(({ code }, cause) => ({ code, part, points: points[cause] ?? 0 }));
  });

  const sum = earned.reduce((total, points) => total + points, 0);
  const [reason, limit] = lowestCap({
    'off-topic': brokenLine(parameters.caps['off-topic'], relevance),
    'no-answer': brokenLine(parameters.caps['no-answer'], level),
    'very-short': brokenLine(parameters.caps['very-short'], tellingWords(facts))
  });
  const capped = sum > limit;
  const [intent = 0, emotion = 0, length = 0, quality = 0] = capped ? apportion(limit, earned) : earned;
  if (capped) losses.push({ code: reason, part: CAP_PART[reason], points: sum - limit });
  return {
    score: scoreResult(input, { intent, emotion, length, quality }),
    cap: capped ? reason : null,
    losses: losses.filter(({ points }) => points > 0)
  };
}
