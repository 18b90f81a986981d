/** Names of codes whose message keys do not follow from the code. */
import type { AgeRange } from '$lib/domain/vocabulary';
import { m } from '$lib/i18n/catalogue';

const ageNames: Readonly<Record<AgeRange, () => string>> = {
  '-34': m.age_34,
  '35-44': m.age_35_44,
  '45-54': m.age_45_54,
  '55-': m.age_55
};

/** @returns an age range as people read it */
export function ageName(range: AgeRange): string {
  return ageNames[range]();
}
