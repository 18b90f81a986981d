/** A sound like speech for Chromium's fake microphone: bursts of voiced syllables with silences between, in a loop. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RATE = 48_000;
const SYLLABLES_PER_SECOND = 5;
/** Pitch of the voice, in hertz, and its overtones' strengths. */
const PITCH = 140;
const OVERTONES = [1, 0.8, 0.9, 0.6, 0.5, 0.35, 0.3, 0.2];

/** Speech of so many seconds: each syllable swells and fades, the pitch wanders a little. */
function speech(seconds: number): number[] {
  return Array.from({ length: Math.round(seconds * RATE) }, (_, index) => {
    const time = index / RATE;
    const syllable = Math.sin(Math.PI * ((time * SYLLABLES_PER_SECOND) % 1)) ** 0.6;
    const pitch = PITCH * (1 + 0.06 * Math.sin(2 * Math.PI * 0.7 * time));
    const voice = OVERTONES.reduce(
      (sum, strength, overtone) => sum + strength * Math.sin(2 * Math.PI * pitch * (overtone + 1) * time),
      0
    );
    return 0.1 * syllable * voice;
  });
}

const silence = (seconds: number) => new Array<number>(Math.round(seconds * RATE)).fill(0);

/** @returns path of a WAV file: 2 s of speech, 1.2 s of silence, 1.5 s of speech, 1.3 s of silence */
export function speechFile(): string {
  const samples = [...speech(2), ...silence(1.2), ...speech(1.5), ...silence(1.3)];
  const wav = Buffer.alloc(44 + 2 * samples.length);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + 2 * samples.length, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(2 * RATE, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((sample, index) => wav.writeInt16LE(Math.round(32_767 * sample), 44 + 2 * index));
  const path = join(mkdtempSync(join(tmpdir(), 'interview-buddy-')), 'speech.wav');
  writeFileSync(path, wav);
  return path;
}
