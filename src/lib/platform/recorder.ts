/** Records the microphone and measures its loudness: the only file that talks to MediaRecorder. */
import energyWorklet from './energy-worklet?worker&url';
import { MicrophoneError, openMicrophone, type Microphone } from './microphone';

/** Length of the frames whose loudness is measured, in seconds. */
export const FRAME_SECONDS = 0.05;

/** Bits per second of the sound: speech stays clear, and a minute takes about a quarter of a megabyte. */
const BITS_PER_SECOND = 32_000;

/** How often the recorder hands over what it has, in milliseconds: no more is lost if it breaks down. */
const SLICE_MS = 1000;

/** How long the recorder may take to finish, in milliseconds, before what it handed over has to do. */
const FINISH_MS = 3000;

/** Containers in order of preference. Safari records MP4 alone in its older versions; the others play WebM best. */
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];

/** Why a recording ended by itself: the microphone went away, or the recorder broke down. */
export type RecorderEnd = 'lost' | 'failed';

/** How to open a recorder. */
export interface RecorderOptions {
  /** Gives up waiting for the person's permission. */
  signal: AbortSignal;
  /** The system gives no sound at the moment (`true`), such as when another program took the microphone, or again. */
  onMute: (muted: boolean) => void;
  /** It ended by itself; what was recorded is had by `stop`. Called once, and not after `stop`. */
  onEnd: (end: RecorderEnd) => void;
}

/** What was recorded from the opening to the stop. */
export interface RecordedPart {
  /** The sound; empty if nothing came. Never rejects. */
  sound: Promise<Blob>;
  /**
   * Root mean square of each frame of {@link FRAME_SECONDS}, one list per stretch between pauses; null where the
   * browser cannot measure it.
   */
  frames: number[][] | null;
}

/** A running recorder. */
export interface Recorder {
  /** Loudness just now, 0–1 (see `Microphone.level`). */
  level(): number;
  /** Nothing is recorded until `resume`; the microphone stays open. */
  pause(): void;
  resume(): void;
  /** Ends the recording and gives the microphone back. To be called once. */
  stop(): RecordedPart;
}

/** Opens a recorder that records at once. Rejects with a {@link MicrophoneError}, or the signal's reason. */
export type OpenRecorder = (options: RecorderOptions) => Promise<Recorder>;

/**
 * @returns whether a recorder and the browser's speech recognition can listen at the same time. Phones and tablets give
 *   the microphone to one of them, and silence to the other; no browser tells beforehand, so the system decides
 */
export function sharesMicrophone(): boolean {
  const { userAgent, maxTouchPoints } = navigator;
  // An iPad calls itself a Macintosh, and no Macintosh has a touch screen.
  const tablet = userAgent.includes('Macintosh') && maxTouchPoints > 1;
  return !tablet && !/Android|iPhone|iPad|iPod/.test(userAgent);
}

/** Collects the loudness of a stream's frames. */
interface Meter {
  onFrame: (rms: number) => void;
  close(): void;
}

/** @returns a meter; null where there are no audio worklets, or its file cannot be had (offline, before it was ever used) */
async function openMeter(stream: MediaStream): Promise<Meter | null> {
  const context = new AudioContext();
  try {
    await context.audioWorklet.addModule(energyWorklet);
  } catch (error) {
    console.warn('The timing of this recording cannot be measured.', error);
    void context.close();
    return null;
  }
  const node = new AudioWorkletNode(context, 'energy', {
    channelCount: 1,
    channelCountMode: 'explicit',
    processorOptions: { frameSeconds: FRAME_SECONDS }
  });
  context.createMediaStreamSource(stream).connect(node);
  // It puts out silence; only what leads to the speakers is sure to run.
  node.connect(context.destination);
  void context.resume().catch(() => undefined);
  const meter: Meter = { onFrame: () => undefined, close: () => void context.close() };
  node.port.onmessage = ({ data }: MessageEvent<number>) => meter.onFrame(data);
  return meter;
}

function record(microphone: Microphone, meter: Meter | null, { onMute, onEnd }: RecorderOptions): Recorder {
  const { stream } = microphone;
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, {
    ...(mimeType !== undefined && { mimeType }),
    audioBitsPerSecond: BITS_PER_SECOND
  });
  const chunks: Blob[] = [];
  const stretches: number[][] = [[]];
  let stopped = false;
  let ended = false;

  recorder.addEventListener('dataavailable', ({ data }) => chunks.push(data));
  const finished = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve()));
  const end = (cause: RecorderEnd) => {
    if (stopped || ended) return;
    ended = true;
    onEnd(cause);
  };
  recorder.addEventListener('error', () => end('failed'));
  // The recorder stops by itself when its only track ends.
  void finished.then(() => end('lost'));
  for (const track of stream.getAudioTracks()) {
    track.addEventListener('mute', () => !stopped && onMute(true));
    track.addEventListener('unmute', () => !stopped && onMute(false));
  }
  if (meter) {
    meter.onFrame = (rms) => {
      if (recorder.state === 'recording') stretches.at(-1)?.push(rms);
    };
  }
  recorder.start(SLICE_MS);

  return {
    level: () => microphone.level(),
    pause() {
      if (recorder.state === 'recording') recorder.pause();
    },
    resume() {
      if (recorder.state !== 'paused') return;
      recorder.resume();
      stretches.push([]);
    },
    stop() {
      stopped = true;
      meter?.close();
      if (recorder.state !== 'inactive') recorder.stop();
      const late = new Promise<void>((resolve) => setTimeout(resolve, FINISH_MS));
      const sound = Promise.race([finished, late]).then(() => {
        microphone.stop();
        return new Blob(chunks, { type: recorder.mimeType.split(';')[0] });
      });
      return { sound, frames: meter && stretches };
    }
  };
}

/** Opens the microphone and records it. */
export const openRecorder: OpenRecorder = async (options) => {
  if (typeof MediaRecorder === 'undefined') throw new MicrophoneError('unsupported');
  // A lost microphone ends its track, and with it the recorder: it tells by itself.
  const microphone = await openMicrophone({ signal: options.signal });
  let meter: Meter | null = null;
  try {
    meter = await openMeter(microphone.stream);
    options.signal.throwIfAborted();
    return record(microphone, meter, options);
  } catch (cause) {
    meter?.close();
    microphone.stop();
    options.signal.throwIfAborted();
    throw new MicrophoneError('failed', { cause });
  }
};
