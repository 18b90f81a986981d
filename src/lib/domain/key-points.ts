/** Finds which key points of a question an answer makes, by the cues written for it. */
import type { KeyPointReading } from './evaluation';
import type { KeyPoint } from './question';
import { normaliseText } from './text/normalise';

/** Cues this long are also looked for across spaces, which transcripts set wrongly; shorter ones would hit by chance. */
const SPACELESS_CUE_LENGTH = 4;

function comparable(text: string): string {
  return normaliseText(text).toLowerCase().replace(/\s+/g, ' ');
}

/**
 * Reads an answer against key points. A point is made if one of its cues is part of the answer, whatever the case
 * of Latin letters; of longer cues, whatever the spacing.
 * @returns one reading per key point, in order
 */
export function readKeyPoints(keyPoints: readonly KeyPoint[], answer: string): KeyPointReading[] {
  const text = comparable(answer);
  const spaceless = text.replace(/ /g, '');
  return keyPoints.map(({ label, cues }) => ({
    label,
    hit: cues.map(comparable).some((cue) => {
      if (cue === '') return false;
      const tight = cue.replace(/ /g, '');
      return text.includes(cue) || (tight.length >= SPACELESS_CUE_LENGTH && spaceless.includes(tight));
    })
  }));
}
