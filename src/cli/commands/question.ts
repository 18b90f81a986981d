/** `question`: draws a question for a profile, from a file or from options. */
import { serialize } from '$lib/domain/documents/document';
import { toQuestionDocument } from '$lib/domain/documents/question-answer';
import { DEFAULT_PROFILE, type Profile } from '$lib/domain/profile';
import type { Question } from '$lib/domain/question';
import {
  AGE_RANGES,
  EXPERIENCES,
  GENDERS,
  OCCUPATIONS,
  parseAgeRange,
  parseExperience,
  parseGender,
  parseOccupation
} from '$lib/domain/vocabulary';
import { QuestionDraw, readUser } from '$lib/exchange/folder-documents';
import { questionsFor } from '$lib/questions/pool';
import { inputAt, makeEach, type Input } from '../batch';
import { wholeNumber, type Call, type Command } from '../command';
import { CliError, EXIT } from '../errors';
import { seededRandom } from '../random';

/** Fields of the profile, by option. */
const CODES = {
  occupation: { field: 'occupation', parse: parseOccupation, known: OCCUPATIONS },
  experience: { field: 'experience', parse: parseExperience, known: EXPERIENCES },
  gender: { field: 'gender', parse: parseGender, known: GENDERS },
  'age-range': { field: 'ageRange', parse: parseAgeRange, known: AGE_RANGES }
} as const;
const TEXTS = ['channel', 'place'] as const;

/** @returns the fields that options give @throws {CliError} `usage` */
function fieldsOf(call: Call): Partial<Profile> {
  const fields: Record<string, string> = {};
  for (const [option, { field, parse, known }] of Object.entries(CODES)) {
    const value = call.values[option];
    if (value === undefined) continue;
    const code = parse(value);
    if (code === null) {
      const say = call.messages.badValue(`--${option}`, value, known.join(', '));
      throw new CliError(EXIT.usage, () => say);
    }
    fields[field] = code;
  }
  for (const name of TEXTS) {
    const value = call.values[name];
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

/**
 * Draws one question of the bundled pool.
 * @throws {CliError} `refused` if the pool has none for the profile. Rejects if the pool cannot be loaded
 */
export async function drawQuestion(draw: QuestionDraw, profile: Profile): Promise<Question> {
  const question = draw.draw(await questionsFor(profile.occupation), profile);
  if (!question) throw new CliError(EXIT.refused, (messages) => messages.noQuestion);
  return question;
}

export const questionCommand: Command = {
  options: {
    occupation: 'value',
    experience: 'value',
    gender: 'value',
    'age-range': 'value',
    channel: 'value',
    place: 'value',
    seed: 'value',
    output: 'value',
    force: 'flag'
  },
  takesFiles: true,
  async run(call) {
    const fields = fieldsOf(call);
    const seed = wholeNumber(call, 'seed', [0, 2 ** 32 - 1], NaN);
    const draw = new QuestionDraw(Number.isNaN(seed) ? call.io.random : seededRandom(seed));
    const fromOptions: Input = {
      file: '-',
      stem: 'user',
      read: () => Promise.resolve({ document: DEFAULT_PROFILE, modifiedAt: call.io.now().toISOString() })
    };
    const inputs = call.files.length > 0 ? call.files.map((file) => inputAt(call, file)) : [fromOptions];
    return makeEach(call, inputs, 'q_', async ({ document }) => {
      const profile = { ...readUser(document), ...fields };
      const question = await drawQuestion(draw, profile);
      return {
        text: serialize(toQuestionDocument(profile, question.text)),
        note: question.text,
        facts: { question_id: question.id }
      };
    });
  }
};
