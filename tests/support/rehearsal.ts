/**
 * The scripted stand-in for a recogniser: plays reports with all the failures real ones have to a dictation, in virtual
 * time, together with what the person does meanwhile.
 */
import {
  newDictation,
  step,
  type Dictation,
  type DictationEvent,
  type RecogniserOrder,
  type RecogniserReport
} from '$lib/domain/dictation/dictation';
import type { Segment } from '$lib/domain/dictation/heard';

/** Reports of one run, each after so many milliseconds since its start. */
export type Run = readonly (readonly [after: number, report: RecogniserReport])[];

/** Pieces that may still change, and final ones. */
export const interim = (text: string): Segment => ({ text, final: false, confidence: null });
export const final = (text: string, confidence: number | null = 0.9): Segment => ({
  text,
  final: true,
  confidence
});
export const result = (...segments: Segment[]): RecogniserReport => ({ type: 'result', segments });
export const START: RecogniserReport = { type: 'start' };
export const END: RecogniserReport = { type: 'end' };
export const error = (code: Extract<RecogniserReport, { type: 'error' }>['code']): RecogniserReport => ({
  type: 'error',
  code
});

/** One dictation with a scripted recogniser, whose runs are played in order; further runs report nothing. */
export class Rehearsal {
  state: Dictation = newDictation();
  now = 1_000_000;
  /** What the recogniser was told, in order. */
  readonly orders: RecogniserOrder[] = [];
  /** Every phase that was passed through, in order. */
  readonly phases: string[] = ['idle'];
  #runs: Run[];
  #queue: { at: number; event: DictationEvent }[] = [];

  /** @param endsWhenTold whether the recogniser reports its end 50 ms after it was told to stop or to abort */
  constructor(
    runs: readonly Run[],
    readonly endsWhenTold = true
  ) {
    this.#runs = [...runs];
  }

  get text(): string {
    return this.state.placing.text;
  }

  /** Something happens now. */
  send(event: DictationEvent): this {
    const { state, orders } = step(this.state, event, this.now);
    this.state = state;
    if (this.phases.at(-1) !== state.phase) this.phases.push(state.phase);
    for (const order of orders) {
      this.orders.push(order);
      const { run } = state;
      const plan = (after: number, report: RecogniserReport) =>
        this.#queue.push({ at: this.now + after, event: { type: 'report', run, report } });
      if (order === 'start') for (const [after, report] of this.#runs.shift() ?? []) plan(after, report);
      else if (this.endsWhenTold) plan(50, END);
    }
    return this;
  }

  listen(text = '', caret = text.length): this {
    return this.send({ type: 'listen', text, caret });
  }

  /** The person writes the text anew. */
  edit(change: (text: string) => string): this {
    return this.send({ type: 'edit', text: change(this.text) });
  }

  /** Lets time pass. */
  wait(milliseconds: number): this {
    const until = this.now + milliseconds;
    for (;;) {
      this.#queue.sort((a, b) => a.at - b.at);
      const [next] = this.#queue;
      const { due } = this.state;
      if (due !== null && due <= until && (!next || due <= next.at)) {
        this.now = Math.max(this.now, due);
        this.send({ type: 'time' });
      } else if (next && next.at <= until) {
        this.#queue.shift();
        this.now = next.at;
        this.send(next.event);
      } else {
        break;
      }
    }
    this.now = until;
    return this;
  }
}
