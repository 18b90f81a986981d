/** The browser's speech recognition, behind a small interface: the only file that talks to the Web Speech API's ears. */

/** A piece of what was heard; spaces at the edges of `text` say whether it continues a word. */
export interface HeardPiece {
  text: string;
  final: boolean;
  /** 0–1; null if the browser does not say. */
  confidence: number | null;
}

/** What recognition can fail with; whatever else a browser says is `unknown`. */
const FAILURES = [
  'no-speech',
  'aborted',
  'audio-capture',
  'network',
  'not-allowed',
  'service-not-allowed',
  'language-not-supported'
] as const;
export type RecognitionFailure = (typeof FAILURES)[number] | 'unknown';

/** What a run of the recogniser reports. A result holds all pieces of the run. */
export type RecognitionReport =
  | { type: 'start' }
  | { type: 'sound' | 'speech'; on: boolean }
  | { type: 'result'; segments: HeardPiece[] }
  | { type: 'error'; code: RecognitionFailure }
  | { type: 'end' };

/** Whether Korean can be recognised on the device; `unknown` where the browser has no way to tell. */
export type LocalRecognition = 'available' | 'downloadable' | 'downloading' | 'unavailable' | 'unknown';

/** One run. */
export interface RecogniserRun {
  /** Asks for the last words; an end follows, usually. */
  stop(): void;
  /** Drops the run. Nothing but its end is reported after that. */
  abort(): void;
}

/** Listens to Korean, one run at a time. */
export interface Recogniser {
  /** Whether there is anything to listen with. */
  readonly supported: boolean;
  /** @returns whether recognition can run on this device */
  localRecognition(): Promise<LocalRecognition>;
  /** Downloads what recognition on the device needs. Only during a click. @returns whether it is there now */
  install(): Promise<boolean>;
  /**
   * Begins a run; the browser may ask the person for the microphone. Never throws: a failure is reported.
   * @param local only on this device; without it, audio may be sent to the browser's maker
   */
  start(local: boolean, report: (report: RecognitionReport) => void): RecogniserRun;
}

const LANGUAGE = 'ko-KR';

/** The part of the API that is used; not in TypeScript's library. */
interface WebRecognition extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  maxAlternatives: number;
  processLocally?: boolean;
  start(): void;
  stop(): void;
  abort(): void;
}

interface LocalOptions {
  langs: string[];
  processLocally: boolean;
}

interface WebRecognitionConstructor {
  new (): WebRecognition;
  available?(options: LocalOptions): Promise<string>;
  install?(options: LocalOptions): Promise<boolean>;
}

const LOCAL_KOREAN: LocalOptions = { langs: [LANGUAGE], processLocally: true };
const LOCAL_STATES: readonly LocalRecognition[] = ['available', 'downloadable', 'downloading', 'unavailable'];

function recognitionClass(): WebRecognitionConstructor | undefined {
  const scope = globalThis as {
    SpeechRecognition?: WebRecognitionConstructor;
    webkitSpeechRecognition?: WebRecognitionConstructor;
  };
  return scope.SpeechRecognition ?? scope.webkitSpeechRecognition;
}

function piecesOf(event: Event): HeardPiece[] {
  const { results } = event as Event & { results: SpeechRecognitionResultList };
  // The whole list: the index of what is new is wrong on some phones.
  return Array.from(results, (result) => {
    const best = result[0];
    const confidence = typeof best?.confidence === 'number' ? best.confidence : null;
    return { text: best?.transcript ?? '', final: result.isFinal, confidence };
  });
}

function failureOf(event: Event): RecognitionFailure {
  const { error } = event as Event & { error?: string };
  return FAILURES.find((code) => code === error) ?? 'unknown';
}

/** The browser's recogniser. */
export const webRecogniser: Recogniser = {
  get supported() {
    return recognitionClass() !== undefined;
  },

  async localRecognition() {
    const state = await recognitionClass()
      ?.available?.(LOCAL_KOREAN)
      .catch(() => 'unavailable');
    return LOCAL_STATES.find((known) => known === state) ?? 'unknown';
  },

  async install() {
    const installed = await recognitionClass()
      ?.install?.(LOCAL_KOREAN)
      .catch(() => false);
    return installed === true;
  },

  start(local, report) {
    // A recogniser of its own for each run: one that is still ending cannot be started again.
    const Recognition = recognitionClass();
    const failed = (): RecogniserRun => {
      queueMicrotask(() => {
        report({ type: 'error', code: 'aborted' });
        report({ type: 'end' });
      });
      return { stop: () => undefined, abort: () => undefined };
    };
    if (!Recognition) return failed();
    const recognition = new Recognition();
    recognition.lang = LANGUAGE;
    recognition.continuous = true;
    recognition.interimResults = true;
    recognition.maxAlternatives = 1;
    if (local) recognition.processLocally = true;
    const on = (type: string, reportOf: (event: Event) => RecognitionReport) =>
      recognition.addEventListener(type, (event) => report(reportOf(event)));
    on('start', () => ({ type: 'start' }));
    on('soundstart', () => ({ type: 'sound', on: true }));
    on('soundend', () => ({ type: 'sound', on: false }));
    on('speechstart', () => ({ type: 'speech', on: true }));
    on('speechend', () => ({ type: 'speech', on: false }));
    on('result', (event) => ({ type: 'result', segments: piecesOf(event) }));
    on('error', (event) => ({ type: 'error', code: failureOf(event) }));
    on('end', () => ({ type: 'end' }));
    try {
      recognition.start();
    } catch {
      return failed();
    }
    return { stop: () => recognition.stop(), abort: () => recognition.abort() };
  }
};
