/** Loudness of a stream of samples, frame by frame: runs in the audio thread, apart from it for the tests. */

/** Cuts samples into frames of equal length and tells the root mean square of each. */
export class FrameEnergy {
  #sum = 0;
  #filled = 0;

  /**
   * @param samplesPerFrame length of a frame, ≥ 1
   * @param onFrame called with the root mean square of each full frame, 0–1 for samples in −1…1
   */
  constructor(
    readonly samplesPerFrame: number,
    readonly onFrame: (rms: number) => void
  ) {}

  /** Takes the next samples, however many there are. */
  push(samples: Float32Array): void {
    for (const sample of samples) {
      this.#sum += sample * sample;
      this.#filled += 1;
      if (this.#filled < this.samplesPerFrame) continue;
      this.onFrame(Math.sqrt(this.#sum / this.samplesPerFrame));
      this.#sum = 0;
      this.#filled = 0;
    }
  }
}
