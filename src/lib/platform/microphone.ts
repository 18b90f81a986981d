/** Opens the microphone and tells how loud it is: the only file that talks to getUserMedia and to the analyser. */

/**
 * Why the microphone cannot be used: the browser offers none (`unsupported`, also on insecure pages), the person or a
 * policy said no (`denied`), there is none (`missing`), another program holds it (`busy`), or something else (`failed`).
 */
export type MicrophoneFailure = 'unsupported' | 'denied' | 'missing' | 'busy' | 'failed';

/** The microphone could not be opened. */
export class MicrophoneError extends Error {
  override name = 'MicrophoneError';
  constructor(
    readonly code: MicrophoneFailure,
    options?: ErrorOptions
  ) {
    super(code, options);
  }
}

/** An open microphone. The browser shows that it is on until `stop` is called. */
export interface Microphone {
  /** What is heard, e.g. for a recorder. */
  readonly stream: MediaStream;
  /** Name of the device, as the system gives it; empty if it has none. */
  readonly label: string;
  /** Loudness over about the last 40 ms: 0 is silence (−60 dBFS and less), 1 is as loud as can be (0 dBFS). */
  level(): number;
  /** Switches the microphone off. May be called twice. */
  stop(): void;
}

/** How to open the microphone. */
export interface MicrophoneOptions {
  /** Gives up waiting for the person's permission; a stream that comes after that is switched off at once. */
  signal?: AbortSignal;
  /** Called once if the device goes away by itself: unplugged, or taken by a phone call. Not called after `stop`. */
  onLost?: () => void;
}

/** Loudness below which nothing is shown, in dBFS. */
const FLOOR_DB = -60;

const FAILURES: Readonly<Record<string, MicrophoneFailure>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy'
};

/** @returns whether this page can ask for a microphone; not whether there is one */
export function hasMicrophoneApi(): boolean {
  // Absent on insecure pages, whatever the type says.
  return typeof (navigator.mediaDevices as MediaDevices | undefined)?.getUserMedia === 'function';
}

/**
 * @param samples in −1…1
 * @returns their loudness: 0 for {@link FLOOR_DB} and less, 1 for a root mean square of 1, linear in decibels between
 */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / Math.max(1, samples.length) + Number.MIN_VALUE);
  return Math.min(1, Math.max(0, 1 - decibels / FLOOR_DB));
}

/**
 * Asks for the microphone; the browser may ask the person.
 * @throws {MicrophoneError}
 * @throws the signal's reason, if it was aborted meanwhile
 */
export async function openMicrophone({ signal, onLost }: MicrophoneOptions = {}): Promise<Microphone> {
  if (!hasMicrophoneApi()) throw new MicrophoneError('unsupported');
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (cause) {
    signal?.throwIfAborted();
    const name = cause instanceof DOMException ? cause.name : '';
    throw new MicrophoneError(FAILURES[name] ?? 'failed', { cause });
  }
  if (signal?.aborted) {
    for (const track of stream.getTracks()) track.stop();
    signal.throwIfAborted();
  }

  const context = new AudioContext();
  // Never connected to the speakers: nobody hears themselves.
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  context.createMediaStreamSource(stream).connect(analyser);
  // A context made outside a click waits; until it runs the level is 0.
  void context.resume().catch(() => undefined);
  const samples = new Float32Array(analyser.fftSize);

  const [track] = stream.getAudioTracks();
  let open = true;
  const stop = () => {
    if (!open) return;
    open = false;
    for (const each of stream.getTracks()) each.stop();
    void context.close();
  };
  track?.addEventListener('ended', () => {
    if (!open) return;
    stop();
    onLost?.();
  });

  return {
    stream,
    label: track?.label ?? '',
    level() {
      if (!open) return 0;
      analyser.getFloatTimeDomainData(samples);
      return loudness(samples);
    },
    stop
  };
}
