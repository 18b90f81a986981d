/** The recording of the answer being given. Whatever becomes of it, the written answer goes on. */
import { SvelteMap } from 'svelte/reactivity';
import { measureSpeech, type SpeechTiming } from '$lib/domain/speech-timing';
import { downloadBlob } from '$lib/platform/download';
import { MicrophoneError } from '$lib/platform/microphone';
import {
  FRAME_SECONDS,
  openRecorder,
  sharesMicrophone,
  type OpenRecorder,
  type RecordedPart,
  type Recorder
} from '$lib/platform/recorder';
import { StorageError } from '$lib/storage/errors';
import { saveRecording, type StoredRecording } from '$lib/storage/recordings';
import type { Problem, RecordingProblemCode } from './problem';

/** Longest recording of one answer, in seconds: one that was forgotten ends by itself. */
export const RECORDING_LIMIT = 600;

/** How often the level is looked at, in milliseconds. */
const tickMs = 100;

/** After how many seconds without any sound the person is asked whether they are heard. */
const silentSeconds = 10;

const now = () => new Date().toISOString();

/**
 * `off` nothing is recorded · `opening` the person is being asked for the microphone · `recording` · `paused` ·
 * `kept` there is a recording, and the microphone is given back
 */
export type RecordingPhase = 'off' | 'opening' | 'recording' | 'paused' | 'kept';

/** A recording that could not be saved, and why. It is kept in memory while the page lives. */
export interface UnsavedRecording {
  recording: StoredRecording;
  problem: Problem;
}

function problem(code: RecordingProblemCode, error?: unknown): Problem {
  return { code, detail: error instanceof Error ? error.message : '' };
}

export { sharesMicrophone };

/** Hands the person the sound of an answer, one file for each part. */
export function downloadRecording({ createdAt, parts }: StoredRecording): void {
  for (const [index, part] of parts.entries()) {
    const extension = part.type.replace('audio/', '') || 'webm';
    downloadBlob(`answer_${createdAt.slice(0, 10)}_${index + 1}.${extension}`, part);
  }
}

/** Records one answer at a time. */
export class AnswerRecording {
  phase = $state<RecordingPhase>('off');
  /** Length so far, in seconds. */
  seconds = $state(0);
  /** Loudness just now, 0–1. */
  level = $state(0);
  /** Whether no sound has come for a while. */
  silent = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** Recordings of saved answers that could not be saved themselves, by take id. */
  readonly unsaved = new SvelteMap<string, UnsavedRecording>();

  readonly #open: OpenRecorder;
  #recorder: Recorder | null = null;
  #opening: AbortController | null = null;
  #ticker: ReturnType<typeof setInterval> | undefined;
  #parts: RecordedPart[] = [];
  #muted = false;
  /** When the level was last above 0, in milliseconds. */
  #heardAt = 0;
  #tickedAt = 0;
  /** It was ended by leaving the page, and goes on when the person is back. */
  #goesOn = false;
  /** The person threw it away: it does not start again by itself. */
  #declined = false;

  /** @param open how a recorder is opened */
  constructor(open: OpenRecorder = openRecorder) {
    this.#open = open;
  }

  /**
   * The person is at the answer: goes on with what was interrupted.
   * @param automatic whether to start by itself if nothing was recorded and nothing went wrong
   */
  async enter(automatic: boolean): Promise<void> {
    if (this.phase === 'paused') {
      this.#recorder?.resume();
      this.#run();
    } else if (this.#goesOn || (automatic && !this.#declined && this.phase === 'off' && !this.problem)) {
      await this.start();
    }
  }

  /** Starts recording, after what is there already. A failure is shown, and the answer can still be written. */
  async start(): Promise<void> {
    if (this.phase !== 'off' && this.phase !== 'kept') return;
    this.#goesOn = false;
    this.problem = null;
    this.phase = 'opening';
    const opening = new AbortController();
    this.#opening = opening;
    try {
      const recorder = await this.#open({
        signal: opening.signal,
        onMute: (muted) => {
          this.#muted = muted;
          this.silent = muted;
        },
        onEnd: (end) => {
          this.end();
          this.problem = problem(`recording-${end}`);
        }
      });
      if (opening.signal.aborted) {
        void recorder.stop();
        return;
      }
      this.#recorder = recorder;
      this.#muted = false;
      this.#run();
    } catch (error) {
      if (opening.signal.aborted) return;
      const code = error instanceof MicrophoneError ? error.code : 'failed';
      this.problem = problem(`recording-${code}`, error);
      this.#rest();
    }
  }

  #run(): void {
    this.phase = 'recording';
    this.#tickedAt = this.#heardAt = performance.now();
    clearInterval(this.#ticker);
    this.#ticker = setInterval(() => this.#tick(), tickMs);
  }

  #tick(): void {
    const time = performance.now();
    this.seconds += (time - this.#tickedAt) / 1000;
    this.#tickedAt = time;
    this.level = this.#recorder?.level() ?? 0;
    if (this.level > 0) this.#heardAt = time;
    this.silent = this.#muted || time - this.#heardAt >= silentSeconds * 1000;
    if (this.seconds >= RECORDING_LIMIT) {
      this.end();
      this.problem = problem('recording-too-long');
    }
  }

  #rest(): void {
    clearInterval(this.#ticker);
    this.#opening = null;
    this.#recorder = null;
    this.phase = this.#parts.length > 0 ? 'kept' : 'off';
    this.level = 0;
    this.silent = false;
  }

  /** Interrupts the recording until {@link enter}; the microphone stays open. */
  pause(): void {
    if (this.phase === 'opening') this.leave();
    if (this.phase !== 'recording') return;
    clearInterval(this.#ticker);
    this.#recorder?.pause();
    this.phase = 'paused';
    this.level = 0;
    this.silent = false;
  }

  /** The person leaves the page: gives the microphone back until {@link enter}. */
  leave(): void {
    const goesOn = this.phase !== 'off' && this.phase !== 'kept';
    this.end();
    this.#goesOn ||= goesOn;
  }

  /** Ends the recording, or the wait for the microphone; what was recorded is kept. */
  end(): void {
    this.#goesOn = false;
    this.#opening?.abort();
    if (this.#recorder) this.#parts.push(this.#recorder.stop());
    this.#rest();
  }

  /** The person throws away what was recorded for this answer. */
  discard(): void {
    this.reset();
    this.#declined = true;
  }

  /** Another answer comes: nothing is recorded of it yet. */
  reset(): void {
    this.end();
    this.#parts = [];
    this.#declined = false;
    this.seconds = 0;
    this.problem = null;
    this.#rest();
  }

  /** @returns the timing of what was recorded; undefined if nothing was, or if it could not be measured */
  timing(): SpeechTiming | undefined {
    const frames = this.#parts.map((part) => part.frames);
    if (frames.length === 0 || frames.includes(null)) return undefined;
    return measureSpeech(
      frames.flatMap((stretches) => stretches ?? []),
      FRAME_SECONDS
    );
  }

  /**
   * Saves what was recorded as the recording of a take that is saved already, and is ready for the next answer. A
   * failure leaves the recording in {@link unsaved}.
   */
  async keep(takeId: string): Promise<void> {
    this.end();
    const taken = this.#parts;
    this.reset();
    const sounds = await Promise.all(taken.map(({ sound }) => sound));
    const parts = sounds.filter(({ size }) => size > 0);
    if (parts.length === 0) return;
    const bytes = parts.reduce((sum, { size }) => sum + size, 0);
    await this.save({ takeId, parts, bytes, createdAt: now() });
  }

  /** Saves a recording, again if it must be. A failure leaves it in {@link unsaved}. @returns whether it is saved */
  async save(recording: StoredRecording): Promise<boolean> {
    try {
      await saveRecording(recording);
      this.unsaved.delete(recording.takeId);
      return true;
    } catch (error) {
      const full = error instanceof StorageError && error.code === 'full';
      const code = full ? 'recording-full' : 'recording-not-saved';
      this.unsaved.set(recording.takeId, { recording, problem: problem(code, error) });
      return false;
    }
  }
}

/** The one recording of this page. */
export const recording = new AnswerRecording();
