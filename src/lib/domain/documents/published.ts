/** The schemas of the documents as other programs can use them: published with the site under `schemas/`. */
import * as v from 'valibot';
import { aiHubSchema } from './ai-hub';
import { toJsonSchema, type JsonSchema } from './json-schema';
import { COLLECTION_SCHEMA } from './kinds';
import { answerSchema, questionSchema } from './question-answer';
import { resultSchema } from './result';
import { shareSchema } from './share';
import { userInfoSchema } from './user-info';

const collectionSchema = v.looseObject({
  schema: v.looseObject({
    name: v.literal(COLLECTION_SCHEMA.name),
    version: v.literal(COLLECTION_SCHEMA.version)
  }),
  results: v.array(resultSchema)
});

function published(title: string, schema: v.GenericSchema): JsonSchema {
  return { $schema: 'http://json-schema.org/draft-07/schema#', title, ...toJsonSchema(schema) };
}

/** JSON Schema by file name. */
export const PUBLISHED_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  'user-info': published('Interview Buddy: profile (user_info)', userInfoSchema),
  question: published('Interview Buddy: question file', questionSchema),
  answer: published('Interview Buddy: answer file', answerSchema),
  result: published('Interview Buddy: result file', resultSchema),
  results: published('Interview Buddy: file of several results', collectionSchema),
  share: published(
    'Interview Buddy: share (results as result files, without what was left out)',
    shareSchema
  ),
  'ai-hub': published('AI Hub interview label file (SN 71592): what Interview Buddy reads of it', aiHubSchema)
};
