/**
 * Stand-ins for the browser's speech recognition and synthesis that play a script. The function is put into a page
 * before its own scripts, so it may refer to nothing outside itself.
 */

/** A piece of a result: text, whether it is final, confidence. */
export type ScriptedPiece = [text: string, final: boolean, confidence?: number];

/** What a run does, each after so many milliseconds since its start: an event by name, an error, or a result. */
export type ScriptedStep =
  | [after: number, event: 'start' | 'soundstart' | 'soundend' | 'speechstart' | 'speechend' | 'end']
  | [after: number, event: 'error', code: string]
  | [after: number, event: 'result', pieces: ScriptedPiece[]];

/** What the stand-ins do. */
export interface SpeechScript {
  /** Runs in order; further ones only start. Null for a browser without recognition. */
  runs: ScriptedStep[][] | null;
  /** Answer of `available()`; absent for a browser without it. */
  local?: string;
  /** Whether `install()` works; absent for one that never answers. */
  installs?: boolean;
  /** Whether the end is never reported. */
  endless?: boolean;
  /** Whether only the prefixed name is there. */
  prefixed?: boolean;
  /** Whether starting throws. */
  throws?: boolean;
  /** Voices of the synthesis: language and whether it is on the device. */
  voices?: [lang: string, local: boolean][];
}

/** What was asked of the stand-ins, in order. */
export interface SpeechLog {
  starts: { lang: string; continuous: boolean; interimResults: boolean; processLocally: boolean | null }[];
  calls: string[];
  /** Texts read aloud, and `cancel`. */
  spoken: string[];
}

/** Puts the stand-ins in the place of the browser's own. @returns the log, which is also at `globalThis.speechLog` */
export function installFakeSpeech(script: SpeechScript): SpeechLog {
  const log: SpeechLog = { starts: [], calls: [], spoken: [] };
  const runs = [...(script.runs ?? [])];
  let local = script.local;

  class FakeRecognition extends EventTarget {
    lang = '';
    continuous = false;
    interimResults = false;
    maxAlternatives = 1;
    processLocally: boolean | undefined;
    timers: ReturnType<typeof setTimeout>[] = [];

    fire(type: string, data: object = {}): void {
      this.dispatchEvent(Object.assign(new Event(type), data));
    }

    start(): void {
      if (script.throws) throw new DOMException('already started', 'InvalidStateError');
      log.starts.push({
        lang: this.lang,
        continuous: this.continuous,
        interimResults: this.interimResults,
        processLocally: this.processLocally ?? null
      });
      for (const [after, event, data] of runs.shift() ?? [[0, 'start'] as const]) {
        const results =
          event === 'result' && Array.isArray(data)
            ? data.map(([transcript, isFinal, confidence = 0.9]) =>
                Object.assign([{ transcript, confidence }], { isFinal })
              )
            : [];
        this.timers.push(setTimeout(() => this.fire(event, { error: data, results, resultIndex: 0 }), after));
      }
    }

    finish(call: string): void {
      log.calls.push(call);
      if (!script.endless) setTimeout(() => this.fire('end'), 20);
    }

    stop(): void {
      this.finish('stop');
    }

    abort(): void {
      for (const timer of this.timers) clearTimeout(timer);
      this.finish('abort');
    }
  }

  const statics = {
    available: async (options: object) => {
      log.calls.push(`available ${JSON.stringify(options)}`);
      return local;
    },
    install: (options: object) => {
      log.calls.push(`install ${JSON.stringify(options)}`);
      if (script.installs === undefined) return new Promise(() => undefined);
      if (script.installs) local = 'available';
      return Promise.resolve(script.installs);
    }
  };
  if (script.local !== undefined) Object.assign(FakeRecognition, statics);
  const recognition = script.runs === null ? undefined : FakeRecognition;
  const define = (name: string, value: unknown) =>
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  define('SpeechRecognition', script.prefixed ? undefined : recognition);
  define('webkitSpeechRecognition', recognition);

  if (script.voices) {
    const voices = script.voices.map(([lang, localService]) => ({
      lang,
      localService,
      default: false,
      name: lang
    }));
    let current: { text: string; fire: (type: string) => void } | null = null;
    class FakeUtterance extends EventTarget {
      voice: unknown = null;
      lang = '';
      constructor(readonly text: string) {
        super();
      }
      fire(type: string): void {
        this.dispatchEvent(new Event(type));
      }
    }
    define('SpeechSynthesisUtterance', FakeUtterance);
    define(
      'speechSynthesis',
      Object.assign(new EventTarget(), {
        getVoices: () => voices,
        speak: (utterance: FakeUtterance) => {
          log.spoken.push(utterance.text);
          current = utterance;
          setTimeout(() => {
            if (current !== utterance) return;
            current = null;
            utterance.fire('end');
          }, 1500);
        },
        cancel: () => {
          const stopped = current;
          current = null;
          if (stopped) {
            log.spoken.push('cancel');
            stopped.fire('error');
          }
        }
      })
    );
  }
  define('speechLog', log);
  return log;
}
