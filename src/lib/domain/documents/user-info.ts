/** `user_info` documents: the profile as the original product's files carry it. */
import * as v from 'valibot';
import type { Profile } from '../profile';
import {
  EXPERIENCES,
  OCCUPATION_ALIASES,
  OCCUPATIONS,
  parseAgeRange,
  parseExperience,
  parseGender,
  parseOccupation
} from '../vocabulary';
import { checkShape, readWith } from './document';
import { asJson, codePattern } from './json-schema';

/** A code read by a function that gives null for what it does not know. */
function codeSchema<T extends string>(parse: (text: string) => T | null, codes: readonly string[]) {
  return v.pipe(
    v.string(),
    asJson(codePattern(codes)),
    v.check((text) => parse(text) !== null, '쓸 수 없는 값입니다'),
    v.transform((text) => parse(text) as T)
  );
}

/** A code that may be missing; one we do not know (another data set's age bands) counts as not given. */
function optionalCodeSchema<T extends string>(parse: (text: string) => T | null) {
  return v.pipe(
    v.optional(v.nullable(v.string()), ''),
    v.transform((text): T | '' => parse(text ?? '') ?? '')
  );
}

const optionalText = v.pipe(
  v.optional(v.nullable(v.string()), ''),
  v.transform((text) => text ?? '')
);

/** Reads every published shape; unknown fields are kept. */
export const userInfoSchema = v.looseObject({
  occupation: codeSchema(parseOccupation, [...OCCUPATIONS, ...Object.keys(OCCUPATION_ALIASES)]),
  channel: optionalText,
  place: optionalText,
  gender: optionalCodeSchema(parseGender),
  ageRange: optionalCodeSchema(parseAgeRange),
  experience: codeSchema(parseExperience, EXPERIENCES)
});

/** @returns the profile in the original's order of fields, unknown fields behind */
export function toUserInfo(profile: Profile): Profile {
  const { occupation, channel, place, gender, ageRange, experience, ...unknown } = profile;
  return { occupation, channel, place, gender, ageRange, experience, ...unknown };
}

/**
 * Reads a `user_info` document.
 * @returns the profile; unknown fields are kept on it
 * @throws {DocumentError}
 */
export function parseUserInfo(document: unknown): Profile {
  return toUserInfo(readWith(userInfoSchema, document));
}

/** @returns the profile kept in some store, or undefined if it is none (any more) */
export function readProfile(value: unknown): Profile | undefined {
  checkShape(value);
  const result = v.safeParse(userInfoSchema, value);
  return result.success ? toUserInfo(result.output) : undefined;
}
