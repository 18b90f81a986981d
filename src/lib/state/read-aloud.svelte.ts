/** Reads questions aloud, never while the person is being listened to or recorded. */
import { koreanVoice, speak, stopSpeaking, type KoreanVoice } from '$lib/platform/speech-synthesis';
import { dictation } from './dictation.svelte';
import { recording } from './recording.svelte';

class ReadAloud {
  /** Whether there is a voice; `checking` until the browser has said so. */
  voice = $state.raw<KoreanVoice | 'checking'>('checking');
  speaking = $state(false);
  /** What was asked to be read last: what ends later than it is over. */
  #latest = 0;

  /** Asks the browser for its voices. */
  async look(): Promise<void> {
    this.voice = await koreanVoice();
  }

  /** Whether the microphone would hear what is read. */
  get barred(): boolean {
    return dictation.on || recording.phase === 'recording';
  }

  /** Reads a text; does nothing while the person is listened to, or without a voice. */
  async read(text: string): Promise<void> {
    if (this.barred) return;
    const own = (this.#latest += 1);
    this.speaking = true;
    await speak(text);
    if (this.#latest === own) this.speaking = false;
  }

  stop(): void {
    this.#latest += 1;
    this.speaking = false;
    stopSpeaking();
  }
}

/** The one voice of this page. */
export const readAloud = new ReadAloud();
