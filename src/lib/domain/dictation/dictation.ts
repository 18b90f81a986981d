/**
 * Dictation: how an answer is taken down from a speech recogniser that may fall silent, repeat itself, break off or
 * never say that it has ended. Pure: events and times go in, the next state and orders to the recogniser come out. The
 * text is never lost: whatever was heard stays in it, whatever happens next.
 */
import {
  addSpoken,
  beginsAnew,
  joinSegments,
  newestSegments,
  NOTHING_SPOKEN,
  spokenIn,
  withoutRepeats,
  type Segment,
  type Spoken
} from './heard';
import { edit, placeAt, placeHeard, settle, type Placing } from './placing';

/** What a recogniser can fail with, in the words of the Web Speech API; whatever else it says is `unknown`. */
export type RecogniserFailure =
  | 'no-speech'
  | 'aborted'
  | 'audio-capture'
  | 'network'
  | 'not-allowed'
  | 'service-not-allowed'
  | 'language-not-supported'
  | 'unknown';

/** Why listening has stopped although the person did not ask for it. */
export type DictationProblem =
  | Exclude<RecogniserFailure, 'no-speech' | 'aborted'>
  /** The recogniser breaks off again and again. */
  | 'unstable'
  /** Nothing was heard for {@link LIMITS.silence}. */
  | 'silence'
  /** The microphone was on for {@link LIMITS.session}. */
  | 'long';

/**
 * idle: not listening · asking: started, waiting for the microphone or the permission · listening · reconnecting: the
 * recogniser broke off and is started again · stopping: last words are awaited · stopped: by a problem.
 */
export type DictationPhase = 'idle' | 'asking' | 'listening' | 'reconnecting' | 'stopping' | 'stopped';

/** A dictation. `run` counts the recogniser's runs: what an older one reports is not listened to. */
export interface Dictation {
  phase: DictationPhase;
  problem: DictationProblem | null;
  /** Whether sound or speech is being heard. */
  hearing: 'nothing' | 'sound' | 'speech';
  /** Asking takes so long that the person may not have seen the browser's question. */
  slow: boolean;
  placing: Placing;
  run: number;
  /** Whether the run has begun and not ended yet. */
  running: boolean;
  /** The run's pieces, as reported. */
  segments: readonly Segment[];
  /** Whether anything was heard, in any run. */
  heard: boolean;
  /** What was said in earlier runs. */
  spoken: Spoken;
  /** An input method is composing a syllable: the text must not change under it. */
  composing: boolean;
  /** When the text was last edited, in milliseconds. */
  editedAt: number;
  /** When something is due, in milliseconds; null if nothing is. */
  due: number | null;
  /** When listening began, when the run began, when words last came; in milliseconds. */
  since: number;
  runSince: number;
  wordsAt: number;
  /** When speech of this run was first and last heard; null before. */
  speech: { from: number; to: number } | null;
  /** What the run has reported before its end. */
  failure: RecogniserFailure | null;
  /** Runs in a row that broke off. */
  failures: number;
}

/** What a run of the recogniser reports. */
export type RecogniserReport =
  | { type: 'start' }
  | { type: 'sound' | 'speech'; on: boolean }
  | { type: 'result'; segments: readonly Segment[] }
  | { type: 'error'; code: RecogniserFailure }
  | { type: 'end' };

/** What can happen to a dictation. */
export type DictationEvent =
  /** The person wants to be listened to; their words go to the caret. */
  | { type: 'listen'; text: string; caret: number }
  | { type: 'stop' }
  /** The text is wanted as it is now, with all that was heard. */
  | { type: 'settle' }
  /** Another text takes the place of this one: what is still heard belongs to neither. */
  | { type: 'leave' }
  | { type: 'edit'; text: string }
  | { type: 'compose'; on: boolean }
  | { type: 'report'; run: number; report: RecogniserReport }
  /** `due` has come. */
  | { type: 'time' };

/** What the recogniser is told: to begin the run of the state, to finish it, or to drop it. */
export type RecogniserOrder = 'start' | 'stop' | 'abort';

/** A step: the state after an event, and what the recogniser is told, in order. */
export interface DictationStep {
  state: Dictation;
  orders: RecogniserOrder[];
}

/** Times in milliseconds, numbers of runs in a row. */
export const LIMITS = {
  /** Until the person is told where to look for the browser's question. */
  slow: 8000,
  /** For the last words after stopping, and for an end after an error; some recognisers never report it. */
  end: 3000,
  /** Without any report the recogniser is taken for dead. Long: some are simply quiet while nobody speaks. */
  dead: 30_000,
  /** From the first word to the first report of it, at most. */
  lag: 3000,
  /** For which an input method is left alone after a key. */
  composing: 1500,
  /** Before the next run; each failure in a row makes it longer. */
  restart: 300,
  backOff: 1000,
  /** Failures in a row after which it is given up. */
  failures: 3,
  /** A run without words that ends sooner than this counts as a failure. */
  shortRun: 1000,
  /** Without words the microphone is switched off: thinking takes long, but not this long. */
  silence: 120_000,
  /** A microphone that nobody switched off. */
  session: 15 * 60_000
} as const;

/** Failures after which trying again cannot help. */
const FATAL = ['not-allowed', 'service-not-allowed', 'audio-capture', 'language-not-supported'] as const;

function isFatal(code: RecogniserFailure): code is (typeof FATAL)[number] {
  return FATAL.some((fatal) => fatal === code);
}

/** @returns a dictation that has not begun */
export function newDictation(text = ''): Dictation {
  return {
    phase: 'idle',
    problem: null,
    hearing: 'nothing',
    slow: false,
    placing: placeAt(text, text.length),
    run: 0,
    running: false,
    segments: [],
    heard: false,
    spoken: NOTHING_SPOKEN,
    composing: false,
    editedAt: 0,
    due: null,
    since: 0,
    runSince: 0,
    wordsAt: 0,
    speech: null,
    failure: null,
    failures: 0
  };
}

/** @returns what has been said in all runs; null if nothing was */
export function spokenOf(state: Dictation): Spoken | null {
  return state.heard ? totalOf(state) : null;
}

function totalOf({ spoken, segments, speech }: Dictation): Spoken {
  const seconds = speech ? (speech.to - speech.from) / 1000 : 0;
  return addSpoken(spoken, spokenIn(withoutRepeats(segments), seconds));
}

/** @returns whether the microphone is wanted */
export function isOn({ phase }: Pick<Dictation, 'phase'>): boolean {
  return phase === 'asking' || phase === 'listening' || phase === 'reconnecting';
}

const only = (state: Dictation): DictationStep => ({ state, orders: [] });

/**
 * Whether the text must stay as it is for a moment. A Korean input method composes the last syllable until the next
 * key, so that only fresh typing counts.
 */
function isComposing({ composing, editedAt }: Dictation, now: number): boolean {
  return composing && now - editedAt < LIMITS.composing;
}

/** Settles the words of a run: what comes next comes after them. */
function endRun(state: Dictation): Dictation {
  return {
    ...state,
    placing: settle(placeAll(state).placing),
    spoken: totalOf(state),
    segments: [],
    speech: null
  };
}

function beginRun(state: Dictation, phase: 'asking' | 'reconnecting', now: number): DictationStep {
  const due = now + (phase === 'asking' ? LIMITS.slow : LIMITS.dead);
  const run = { run: state.run + 1, running: true, runSince: now, failure: null };
  return { state: { ...endRun(state), ...run, phase, due, hearing: 'nothing' }, orders: ['start'] };
}

function halt(state: Dictation, problem: DictationProblem | null): Dictation {
  const phase = problem === null ? 'idle' : 'stopped';
  return { ...state, phase, problem, hearing: 'nothing', slow: false, due: null };
}

/** The run is over, by its own word or because it was waited for long enough. */
function runEnded(before: Dictation, now: number): DictationStep {
  if (!before.running) return only(before);
  const state = { ...before, running: false };
  if (state.phase === 'stopping') return only(halt(state, null));
  if (!isOn(state)) return only(state);
  if (now - state.since >= LIMITS.session) return only(halt(state, 'long'));
  const words = state.segments.length > 0;
  if (!words && now - state.wordsAt >= LIMITS.silence) return only(halt(state, 'silence'));
  const { failure } = state;
  const brokeOff =
    (failure !== null && failure !== 'no-speech') || (!words && now - state.runSince < LIMITS.shortRun);
  const failures = brokeOff ? (words ? 1 : state.failures + 1) : 0;
  if (failures >= LIMITS.failures) {
    const told = failure === 'network' || failure === 'unknown' ? failure : 'unstable';
    return only(halt(state, told));
  }
  const due = now + LIMITS.restart + failures * LIMITS.backOff;
  return only({ ...state, phase: 'reconnecting', hearing: 'nothing', slow: false, failures, due });
}

function hear(state: Dictation, reported: readonly Segment[], now: number): Dictation {
  const base = beginsAnew(state.segments, reported) ? endRun(state) : state;
  const segments = newestSegments(base.segments, reported);
  // Noise may have passed for speech long before the first word.
  const first = base.segments.length === 0 ? now - LIMITS.lag : 0;
  const speech = { from: Math.max(base.speech?.from ?? now, first), to: now };
  const heard = base.heard || joinSegments(segments) !== '';
  const next: Dictation = { ...base, segments, heard, speech, wordsAt: now };
  return isComposing(next, now) ? next : placeAll(next);
}

function placeAll(state: Dictation): Dictation {
  if (state.segments.length === 0) return state;
  return { ...state, placing: placeHeard(state.placing, joinSegments(withoutRepeats(state.segments))) };
}

function onReport(state: Dictation, report: RecogniserReport, now: number): DictationStep {
  // Last words may come late: after stopping, after an error, between two runs.
  if (report.type === 'result') {
    const heard = hear(state, report.segments, now);
    if (!isOn(state) || !state.running || state.failure !== null) return only(heard);
    return only({ ...heard, phase: 'listening', hearing: 'speech', slow: false, due: now + LIMITS.dead });
  }
  if (report.type === 'end') return runEnded(state, now);
  if (!isOn(state) || !state.running) return only(state);
  switch (report.type) {
    case 'error':
      if (isFatal(report.code)) {
        return { state: halt({ ...state, running: false }, report.code), orders: ['abort'] };
      }
      return only({ ...state, failure: report.code, hearing: 'nothing', due: now + LIMITS.end });
    case 'start':
      return only({ ...state, phase: 'listening', slow: false, due: now + LIMITS.dead });
    case 'sound':
    case 'speech': {
      const hearing = report.on ? report.type : report.type === 'speech' ? 'sound' : 'nothing';
      const speech =
        report.type === 'speech' && report.on ? (state.speech ?? { from: now, to: now }) : state.speech;
      return only({ ...state, phase: 'listening', slow: false, hearing, speech, due: now + LIMITS.dead });
    }
  }
}

function onTime(state: Dictation, now: number): DictationStep {
  if (state.due === null || now < state.due) return only(state);
  const { phase, running, failure } = state;
  if (phase === 'stopping') return { state: halt({ ...state, running: false }, null), orders: ['abort'] };
  if (!isOn(state)) return only({ ...state, due: null });
  if (!running) return beginRun(state, 'reconnecting', now);
  if (phase === 'asking' && failure === null) return only({ ...state, slow: true, due: null });
  // It should have reported something by now, if only its end.
  const told = failure ?? (phase === 'reconnecting' ? 'aborted' : null);
  return { state: runEnded({ ...state, failure: told }, now).state, orders: ['abort'] };
}

/**
 * Moves a dictation on.
 * @param now in milliseconds since any fixed moment
 */
export function step(state: Dictation, event: DictationEvent, now: number): DictationStep {
  switch (event.type) {
    case 'listen': {
      if (isOn(state)) return only(state);
      const settled = endRun(state);
      const begun: Dictation = {
        ...settled,
        placing: placeAt(event.text, event.caret),
        problem: null,
        slow: false,
        composing: false,
        since: now,
        wordsAt: now,
        failures: 0
      };
      return beginRun(begun, 'asking', now);
    }
    case 'stop':
      if (!isOn(state)) return only(state);
      // Between two runs there is nobody to wait for.
      if (!state.running) return only(halt(state, null));
      return {
        state: { ...state, phase: 'stopping', hearing: 'nothing', slow: false, due: now + LIMITS.end },
        orders: ['stop']
      };
    case 'settle':
      return only({ ...state, composing: false, placing: placeAll(state).placing });
    case 'leave':
      return {
        state: { ...newDictation(), run: state.run + 1 },
        orders: state.running ? ['abort'] : []
      };
    case 'edit':
      return only({ ...state, placing: edit(state.placing, event.text), editedAt: now });
    case 'compose': {
      const next = { ...state, composing: event.on };
      return only(event.on ? next : placeAll(next));
    }
    case 'report':
      return event.run === state.run ? onReport(state, event.report, now) : only(state);
    case 'time':
      return onTime(state, now);
  }
}
