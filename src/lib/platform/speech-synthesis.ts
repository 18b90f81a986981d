/**
 * Reads Korean aloud with a voice of this device: the only file that talks to speechSynthesis. Voices from the network
 * are left alone: they would send what they read to their maker.
 */

/** Whether there is a Korean voice: on this device, only from the network, none, or no speech in this browser at all. */
export type KoreanVoice = 'local' | 'remote-only' | 'none' | 'unsupported';

/** Some browsers know their voices only after a while, in milliseconds. */
const VOICES_WAIT = 2000;

/** Longest a sentence can take: some voices never say that they have ended. Milliseconds, for a start and per character. */
const START_TIME = 5000;
const CHARACTER_TIME = 400;

interface Voices {
  kind: KoreanVoice;
  voice: SpeechSynthesisVoice | null;
}

function synthesis(): SpeechSynthesis | null {
  return 'speechSynthesis' in globalThis ? globalThis.speechSynthesis : null;
}

function koreanVoices(voices: readonly SpeechSynthesisVoice[]): Voices {
  const korean = voices.filter(({ lang }) => /^ko([-_]|$)/i.test(lang));
  const local = korean.filter(({ localService }) => localService);
  const voice = local.find((candidate) => candidate.default) ?? local[0] ?? null;
  return { kind: voice ? 'local' : korean.length > 0 ? 'remote-only' : 'none', voice };
}

async function findVoice(): Promise<Voices> {
  const speech = synthesis();
  if (!speech) return { kind: 'unsupported', voice: null };
  if (speech.getVoices().length === 0) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, VOICES_WAIT);
      speech.addEventListener(
        'voiceschanged',
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true }
      );
    });
  }
  return koreanVoices(speech.getVoices());
}

/** @returns whether questions can be read aloud here; waits for voices that come late */
export async function koreanVoice(): Promise<KoreanVoice> {
  return (await findVoice()).kind;
}

/** The utterance being spoken: without a reference some browsers drop it before it ends. */
let speaking: SpeechSynthesisUtterance | null = null;

/** Counts what was to be read: whatever comes later ends what came before. */
let turn = 0;

function speakSentence(speech: SpeechSynthesis, text: string, voice: SpeechSynthesisVoice): Promise<boolean> {
  return new Promise((resolve) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    const timer = setTimeout(
      () => {
        if (speaking === utterance) speech.cancel();
        finish(false);
      },
      START_TIME + text.length * CHARACTER_TIME
    );
    const finish = (said: boolean) => {
      clearTimeout(timer);
      if (speaking === utterance) speaking = null;
      resolve(said);
    };
    utterance.addEventListener('end', () => finish(true));
    utterance.addEventListener('error', () => finish(false));
    speaking = utterance;
    speech.speak(utterance);
  });
}

/** Stops reading. */
export function stopSpeaking(): void {
  turn += 1;
  speaking = null;
  synthesis()?.cancel();
}

/**
 * Reads a text aloud, sentence by sentence (long utterances break off in some browsers); what was being read is stopped.
 * @returns whether it was read to its end; false if it was stopped, or could not be read
 */
export async function speak(text: string): Promise<boolean> {
  stopSpeaking();
  const own = turn;
  const { voice } = await findVoice();
  const speech = synthesis();
  if (!voice || !speech) return false;
  for (const sentence of text.split(/(?<=[.?!])\s+/)) {
    if (turn !== own || !(await speakSentence(speech, sentence, voice))) return false;
  }
  return turn === own;
}
