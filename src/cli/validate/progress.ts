/** Tells how far a long run is: one line that is written over on a terminal, a line now and then elsewhere. */
import type { Io } from '../command';
import type { Messages } from '../messages';

/** Milliseconds between two tellings. */
const EVERY = { terminal: 500, elsewhere: 10_000 } as const;

export class Progress {
  readonly #io: Io;
  readonly #messages: Messages;
  readonly #start: number;
  readonly #total: number;
  readonly #startedAt: number;
  #toldAt: number;
  #written = false;

  /** @param start rows that were done before @param total rows in all */
  constructor(io: Io, messages: Messages, start: number, total: number) {
    this.#io = io;
    this.#messages = messages;
    this.#start = start;
    this.#total = total;
    this.#startedAt = this.#toldAt = io.now().getTime();
  }

  /** @param rows done so far */
  tell(rows: number): void {
    const now = this.#io.now().getTime();
    const { terminal } = this.#io;
    if (now - this.#toldAt < (terminal ? EVERY.terminal : EVERY.elsewhere)) return;
    this.#toldAt = now;
    const perSecond = ((rows - this.#start) * 1000) / (now - this.#startedAt);
    const left = Math.ceil((this.#total - rows) / perSecond);
    const line = this.#messages.progress(rows, this.#total, Math.round(perSecond), left);
    // Carriage return and “erase to the end of the line”.
    this.#io.err(terminal ? `\r\u001B[K${line}` : `${line}\n`);
    this.#written = true;
  }

  /** Leaves the line, if one was written. */
  end(): void {
    if (this.#written && this.#io.terminal) this.#io.err('\n');
  }
}
