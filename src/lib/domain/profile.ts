/** The person's interview profile (`user_info` in files). */
import type { AgeRange, Experience, Gender, Occupation } from './vocabulary';

/** Field names and order are those of the original `user_info` documents; empty strings mean "not given". */
export interface Profile {
  occupation: Occupation;
  /** Interview channel, `MOCK` in this app. Free text in files of others. */
  channel: string;
  /** `ONLINE`, `OFFLINE`, or free text in files of others. */
  place: string;
  gender: Gender | '';
  ageRange: AgeRange | '';
  experience: Experience;
}

/** What a first visit starts from: nothing personal is assumed. */
export const DEFAULT_PROFILE: Readonly<Profile> = {
  occupation: 'BM',
  channel: 'MOCK',
  place: 'ONLINE',
  gender: '',
  ageRange: '',
  experience: 'New'
};
