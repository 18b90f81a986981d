/**
 * The audio thread's side of the recorder: posts the loudness of each frame. It runs there because timers of a page
 * that is busy or in the background are late, and a late look at the sound would miss words and invent pauses.
 */
import { FrameEnergy } from './energy';

// TypeScript has no types for the scope of a worklet: these are the parts used here.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(
  name: string,
  processor: new (options: { processorOptions: { frameSeconds: number } }) => AudioWorkletProcessor
): void;

class EnergyProcessor extends AudioWorkletProcessor {
  readonly #energy: FrameEnergy;

  constructor({ processorOptions }: { processorOptions: { frameSeconds: number } }) {
    super();
    const samples = Math.round(sampleRate * processorOptions.frameSeconds);
    this.#energy = new FrameEnergy(samples, (rms) => this.port.postMessage(rms));
  }

  /** Called by the browser with the next samples of each input and channel. @returns that it wants to be called again */
  process([input]: Float32Array[][]): boolean {
    if (input?.[0]) this.#energy.push(input[0]);
    return true;
  }
}

registerProcessor('energy', EnergyProcessor);
