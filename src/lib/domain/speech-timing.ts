/**
 * Speaking time, pauses and pace of a recorded answer, from the loudness of the sound and the text of the answer. They
 * describe, and are no part of any score.
 */
import { countSyllables } from './text/hangul';

/** What the sound of an answer tells about its timing; all durations in seconds. */
export interface SpeechTiming {
  /** Length of the recording. */
  recorded: number;
  /** Time spent speaking: from the first sound of speech to the last, without the pauses. 0 if no speech was heard. */
  speaking: number;
  /** Number of pauses of at least {@link PAUSE_SECONDS} between two stretches of speech. */
  pauses: number;
  /** Length of all pauses together. */
  paused: number;
  /** Length of the longest pause; 0 without pauses. */
  longestPause: number;
}

/** A stretch of speech, in frames: `from` inclusive, `to` exclusive. */
export interface SpeechSegment {
  from: number;
  to: number;
}

/** Pace of an answer. */
export interface Pace {
  /** Hangul syllables per second of speaking time. */
  perSecond: number;
  /** Hangul syllables per minute of speaking time, rounded. */
  perMinute: number;
}

/** A span of paces, in syllables per minute. */
export interface PaceSpan {
  low: number;
  high: number;
}

/** A person's own paces. */
export interface UsualPace extends PaceSpan {
  median: number;
  /** Number of answers it rests on. */
  answers: number;
}

/**
 * Shortest silence that counts as a pause, in seconds. Shorter ones are breath, the closure of stops and the joints
 * between phrases: they belong to speaking.
 */
export const PAUSE_SECONDS = 0.7;

/** Shortest sound that counts as speech, in seconds: clicks of keys and of the mouse are shorter than a syllable. */
const SOUND_SECONDS = 0.1;

/** How far around a moment the background noise is looked for, in seconds to either side. */
const NOISE_WINDOW_SECONDS = 10;

/** Share of the quietest frames of the window below which the noise floor lies. */
const NOISE_QUANTILE = 0.1;

/** Time that must be at least as loud as the level that counts as this person's loud speech, in seconds. */
const LOUD_SECONDS = 0.5;

/** Speech is at least this much above the noise, in dB: less is a fan, a street or an empty room. */
const SPEECH_RANGE_DB = 10;

/** Speech is at least this loud, in dBFS: below it a microphone hears nothing but itself. */
const SPEECH_LEAST_DB = -60;

/** Where on the way from the noise (0) to loud speech (1) a sound begins to be speech, and where it ceases to be. */
const ENTER = 0.4;
const LEAVE = 0.3;

/** Digital silence, in dBFS. */
const SILENCE_DB = -100;

/** Paces outside these cannot be the text of the recording (syllables per second): people do not speak so. */
const PLAUSIBLE: Readonly<PaceSpan> = { low: 1.5, high: 10 };

/** Least speaking time (seconds) and text (syllables) of which a pace says anything. */
const LEAST_SPEAKING = 3;
const LEAST_SYLLABLES = 10;

/** Least number of earlier answers that make a habit. */
const LEAST_ANSWERS = 3;

/**
 * The broad band shown beside a person's own pace, in syllables per minute of speaking time (4 to 6.5 per second).
 *
 * It is a convention of this app, not a norm. Korean advice on speeches and interviews names 270 to 350 syllables per
 * minute with all pauses counted in; without the pauses of {@link PAUSE_SECONDS} and more the same speech counts
 * faster, hence the upper edge, and the lower one leaves room for calm speakers. Studies of Korean speech find that
 * rate falls clearly with age and differs between people more than within any one norm (Lee, Shin, Yoo & Kim 2017,
 * Phonetics and Speech Sciences 9(1), 412 speakers): so nothing is scored by it, and the person's own history comes
 * first.
 */
export const PACE_BAND: Readonly<PaceSpan> = { low: 240, high: 390 };

function decibels(rms: number): number {
  return rms > 0 ? Math.max(SILENCE_DB, 20 * Math.log10(rms)) : SILENCE_DB;
}

/** @returns the value below which the share of the values lies; the values must be sorted and not empty */
function quantile(sorted: ArrayLike<number>, share: number): number {
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}

/** Noise floor around each frame, in dB. It is taken once per second of frames: noise changes no faster. */
function noiseFloor(levels: Float64Array, frameSeconds: number): Float64Array {
  const step = Math.max(1, Math.round(1 / frameSeconds));
  const reach = Math.round(NOISE_WINDOW_SECONDS / frameSeconds);
  const floor = new Float64Array(levels.length);
  for (let from = 0; from < levels.length; from += step) {
    const window = levels.slice(Math.max(0, from - reach), from + step + reach).sort();
    floor.fill(quantile(window, NOISE_QUANTILE), from, from + step);
  }
  return floor;
}

/** Joins segments that no pause separates. */
function join(segments: readonly SpeechSegment[], pauseFrames: number): SpeechSegment[] {
  const joined: SpeechSegment[] = [];
  for (const segment of segments) {
    const last = joined.at(-1);
    if (last && segment.from - last.to < pauseFrames) last.to = segment.to;
    else joined.push({ ...segment });
  }
  return joined;
}

/**
 * Finds speech by its energy. The threshold adapts: it lies between the noise around a moment and the loud speech of
 * the whole recording, higher where a sound begins than where it ends.
 * @param frames root mean square of consecutive frames of the sound, each 0–1
 * @param frameSeconds length of a frame in seconds
 * @returns stretches of speech in order, at least {@link PAUSE_SECONDS} apart; empty if no speech stands out
 */
export function findSpeech(frames: ArrayLike<number>, frameSeconds: number): SpeechSegment[] {
  const levels = Float64Array.from(frames, decibels);
  if (levels.length === 0) return [];
  const sorted = levels.slice().sort();
  const loud = sorted[Math.max(0, sorted.length - Math.round(LOUD_SECONDS / frameSeconds))] ?? SILENCE_DB;
  if (loud < SPEECH_LEAST_DB) return [];
  const floor = noiseFloor(levels, frameSeconds);

  const sounds: SpeechSegment[] = [];
  const least = Math.max(1, Math.round(SOUND_SECONDS / frameSeconds));
  let from: number | null = null;
  for (let frame = 0; frame <= levels.length; frame += 1) {
    const level = levels[frame] ?? -Infinity;
    const noise = floor[frame] ?? 0;
    const range = loud - noise;
    const threshold = noise + range * (from === null ? ENTER : LEAVE);
    const speech = range >= SPEECH_RANGE_DB && level >= threshold;
    if (speech) from ??= frame;
    else if (from !== null) {
      if (frame - from >= least) sounds.push({ from, to: frame });
      from = null;
    }
  }
  return join(sounds, PAUSE_SECONDS / frameSeconds);
}

/**
 * Measures a recording.
 * @param parts frames of each uninterrupted part of it (see {@link findSpeech}): what lies between two parts was not
 *   recorded and is no pause
 * @param frameSeconds length of a frame in seconds
 */
export function measureSpeech(parts: readonly ArrayLike<number>[], frameSeconds: number): SpeechTiming {
  const timing: SpeechTiming = { recorded: 0, speaking: 0, pauses: 0, paused: 0, longestPause: 0 };
  for (const frames of parts) {
    timing.recorded += frames.length * frameSeconds;
    let end: number | null = null;
    for (const { from, to } of findSpeech(frames, frameSeconds)) {
      timing.speaking += (to - from) * frameSeconds;
      if (end !== null) {
        const pause = (from - end) * frameSeconds;
        timing.pauses += 1;
        timing.paused += pause;
        timing.longestPause = Math.max(timing.longestPause, pause);
      }
      end = to;
    }
  }
  const rounded = (seconds: number) => Math.round(seconds * 10) / 10;
  return {
    recorded: rounded(timing.recorded),
    speaking: rounded(timing.speaking),
    pauses: timing.pauses,
    paused: rounded(timing.paused),
    longestPause: rounded(timing.longestPause)
  };
}

/**
 * Pace of an answer: syllables of its text over its speaking time. Digits and Latin letters are not counted, since a
 * text does not say how they were read: the pace is then a little low.
 * @returns the pace; null if there is too little of either, or if the text cannot be what was said in that time
 */
export function paceOf(answer: string, timing: Pick<SpeechTiming, 'speaking'>): Pace | null {
  const syllables = countSyllables(answer);
  if (timing.speaking < LEAST_SPEAKING || syllables < LEAST_SYLLABLES) return null;
  const perSecond = syllables / timing.speaking;
  if (perSecond < PLAUSIBLE.low || perSecond > PLAUSIBLE.high) return null;
  return { perSecond, perMinute: Math.round(perSecond * 60) };
}

/**
 * @param paces syllables per minute of a person's other answers, in any order
 * @returns their median and middle half; null if they are fewer than {@link LEAST_ANSWERS}
 */
export function usualPace(paces: readonly number[]): UsualPace | null {
  if (paces.length < LEAST_ANSWERS) return null;
  const sorted = [...paces].sort((a, b) => a - b);
  return {
    low: Math.round(quantile(sorted, 0.25)),
    median: Math.round(quantile(sorted, 0.5)),
    high: Math.round(quantile(sorted, 0.75)),
    answers: paces.length
  };
}

/** @returns where the pace lies: below, within or above the span */
export function placeOf(perMinute: number, { low, high }: PaceSpan): 'below' | 'within' | 'above' {
  if (perMinute < low) return 'below';
  return perMinute > high ? 'above' : 'within';
}
