/** Lets a person see, before it counts, that their microphone hears them. */
import {
  MicrophoneError,
  openMicrophone,
  type Microphone,
  type MicrophoneFailure
} from '$lib/platform/microphone';

/** Loudness from which something is clearly heard; a quiet room lies well below. */
const HEARD = 0.35;

/** How often the level is looked at, in milliseconds. */
const levelMs = 80;

/** A check of the microphone: off, being asked for, on, or failed. */
export class MicrophoneCheck {
  phase = $state<'off' | 'asking' | 'on' | 'failed'>('off');
  /** 0–1. */
  level = $state(0);
  /** Whether anything has been heard clearly since it was switched on. */
  heard = $state(false);
  problem = $state.raw<MicrophoneFailure | null>(null);
  /** Name of the device; empty if it has none. */
  label = $state('');

  #microphone: Microphone | null = null;
  #waiting: AbortController | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Asks for the microphone and shows its level until it is stopped. */
  async start(): Promise<void> {
    this.stop();
    this.phase = 'asking';
    this.problem = null;
    this.heard = false;
    const waiting = (this.#waiting = new AbortController());
    try {
      const microphone = await openMicrophone({
        signal: waiting.signal,
        onLost: () => this.#fail('missing')
      });
      this.#microphone = microphone;
      this.label = microphone.label;
      this.phase = 'on';
      this.#timer = setInterval(() => {
        this.level = microphone.level();
        this.heard ||= this.level >= HEARD;
      }, levelMs);
    } catch (error) {
      if (waiting.signal.aborted) return;
      this.#fail(error instanceof MicrophoneError ? error.code : 'failed');
    }
  }

  #fail(problem: MicrophoneFailure): void {
    this.stop();
    this.phase = 'failed';
    this.problem = problem;
  }

  /** Switches the microphone off. */
  stop(): void {
    this.#waiting?.abort();
    clearInterval(this.#timer);
    this.#microphone?.stop();
    this.#microphone = null;
    this.level = 0;
    this.phase = 'off';
  }
}
