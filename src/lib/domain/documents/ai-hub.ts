/** Label files of AI Hub's interview data (SN 71592): each holds one person's answer to one question. */
import * as v from 'valibot';
import { INTENTS, type Intent } from '../vocabulary';
import { readWith } from './document';
import type { AnswerDocument } from './question-answer';
import { toUserInfo, userInfoSchema } from './user-info';

const spokenSchema = v.looseObject({ raw: v.looseObject({ text: v.string() }) });

/** What is read of a label file; the rest is kept as it is. */
export const aiHubSchema = v.looseObject({
  dataSet: v.looseObject({
    info: userInfoSchema,
    question: spokenSchema,
    answer: spokenSchema
  })
});

/** What a label file says. */
export interface AiHubDocument {
  answer: AnswerDocument;
  /** What the question asks for, as its label says; null if no known label does. */
  intent: Intent | null;
}

/** The first known category of a list of labels such as `{ text, expression: "i_attitude", category: "attitude" }`. */
function labelledIntent(labels: unknown): Intent | null {
  for (const label of Array.isArray(labels) ? (labels as unknown[]) : [labels]) {
    const { category, expression } = (label ?? {}) as { category?: unknown; expression?: unknown };
    const names = [category, expression].filter((name) => typeof name === 'string');
    const name = names.map((text) => text.trim().toLowerCase().split('_').at(-1));
    const intent = INTENTS.find((known) => name.includes(known));
    if (intent) return intent;
  }
  return null;
}

/** A part of the data set without its text, which has become the question or the answer. */
function withoutText({ raw, ...rest }: v.InferOutput<typeof spokenSchema>): Record<string, unknown> {
  const others = Object.entries(raw).filter(([key]) => key !== 'text');
  return { ...rest, ...(others.length > 0 && { raw: Object.fromEntries(others) }) };
}

/**
 * Reads a label file. What it says beyond profile, question and answer is kept under `ai_hub`.
 * @throws {DocumentError}
 */
export function parseAiHubDocument(document: unknown): AiHubDocument {
  const { dataSet, ...rest } = readWith(aiHubSchema, document);
  const { info, question, answer, ...others } = dataSet;
  return {
    answer: {
      user_info: toUserInfo(info),
      question: { text: question.raw.text },
      user_answer: [{ text: answer.raw.text }],
      ai_hub: {
        ...rest,
        dataSet: { ...others, question: withoutText(question), answer: withoutText(answer) }
      }
    },
    intent: labelledIntent(question.intent)
  };
}
