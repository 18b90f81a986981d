/** The worker's side of a batch validation: reads, predicts and measures away from the page. */
import { CsvTextError, blobBytes, detectEncoding, type CsvEncoding } from '$lib/exchange/csv-text';
import { guessColumns } from '$lib/exchange/evaluation-csv';
import { ModelError, type Engine } from '$lib/model/engine';
import { EnginePool } from '$lib/model/engine-pool';
import { checkCsv, previewCsv, ValidationCsvError } from './answers';
import { RunControl } from './control';
import type { CsvProblemCode, ValidationErrorData, ValidationMessage, ValidationReply } from './protocol';
import { FileChanged, predictCsv } from './run';

/** The worker's end of the message channel. */
export interface ValidationPort {
  onmessage: ((event: MessageEvent<ValidationMessage>) => void) | null;
  postMessage(reply: ValidationReply): void;
}

/** Makes an engine for the pool. @param modelsUrl absolute URL of the folder of model folders */
export type StartEngine = (modelsUrl: string) => Engine;

/** Milliseconds between two tellings of progress. */
const TELL_MS = 250;

/** The first bytes of files that are no text: zip (and so xlsx), old Office, gzip, and UTF-16, which no CSV here is in. */
const NO_TEXT = [
  [0x50, 0x4b, 3, 4],
  [0xd0, 0xcf, 0x11, 0xe0],
  [0x1f, 0x8b],
  [0xff, 0xfe],
  [0xfe, 0xff]
] as const;

class NotCsv extends Error {}

function csvProblem(error: unknown): CsvProblemCode | null {
  if (error instanceof CsvTextError) return `csv-${error.problem}`;
  if (error instanceof ValidationCsvError) return `csv-${error.problem}`;
  if (error instanceof NotCsv) return 'csv-not-csv';
  if (error instanceof FileChanged) return 'csv-changed';
  if (error instanceof DOMException && error.name.startsWith('Not')) return 'csv-unreadable';
  return null;
}

function errorData(error: unknown): ValidationErrorData {
  const message = error instanceof Error ? error.message : String(error);
  const code = csvProblem(error);
  if (code !== null) return { part: 'csv', code, message };
  if (error instanceof ModelError) return { part: 'model', error: error.toData() };
  console.error(error);
  return { part: 'other', message };
}

async function refuseNoText(file: File): Promise<void> {
  const head = new Uint8Array(await file.slice(0, 4096).arrayBuffer());
  if (NO_TEXT.some((magic) => magic.every((byte, i) => head[i] === byte)) || head.includes(0))
    throw new NotCsv();
}

async function open(file: File, wanted: CsvEncoding | null): Promise<ValidationReply> {
  if (file.size === 0) throw new ValidationCsvError('empty');
  await refuseNoText(file);
  const encoding = wanted ?? (await detectEncoding(blobBytes(file)));
  if (encoding === null) throw new CsvTextError('encoding');
  const preview = await previewCsv(file, encoding);
  return { type: 'opened', encoding, preview, columns: guessColumns(preview.header) };
}

/** Milliseconds that pass while it runs. */
class Stopwatch {
  #before = 0;
  #since: number | null = null;

  start(): void {
    this.#since ??= performance.now();
  }

  stop(): void {
    this.#before = this.elapsed;
    this.#since = null;
  }

  get elapsed(): number {
    return this.#before + (this.#since === null ? 0 : performance.now() - this.#since);
  }
}

/** Does the page's one job. */
export function serveValidation(port: ValidationPort, startEngine: StartEngine): void {
  const watch = new Stopwatch();
  const control = new RunControl(
    (error) => {
      watch.stop();
      port.postMessage({ type: 'paused', error });
    },
    () => {
      watch.start();
      tell();
    }
  );
  let tell: () => void = () => undefined;

  async function run({ source, modelsUrl, request, device }: ValidationMessage & { type: 'run' }) {
    let told = -Infinity;
    const seldom = (reply: () => ValidationReply) => {
      if (performance.now() - told < TELL_MS) return;
      told = performance.now();
      port.postMessage(reply());
    };
    const checked = await checkCsv(source, (bytes) => seldom(() => ({ type: 'checking', bytes })));
    port.postMessage({ type: 'loading' });
    const pool = await EnginePool.open(() => startEngine(modelsUrl), request, device);
    let done = 0;
    const progress = (): ValidationReply => {
      const { elapsed } = watch;
      return { type: 'progress', progress: { done, total: checked.answers, elapsed, engines: pool.size } };
    };
    tell = () => port.postMessage(progress());
    try {
      watch.start();
      tell();
      const outcome = await predictCsv(source, checked, pool, control, (count) => {
        done = count;
        seldom(progress);
      });
      return { type: 'ended', outcome } as const;
    } finally {
      pool.release();
    }
  }

  async function answer(job: Promise<ValidationReply>): Promise<void> {
    port.postMessage(
      await job.catch((error: unknown) => ({ type: 'failed', error: errorData(error) }) as const)
    );
  }

  port.onmessage = ({ data }) => {
    if (data.type === 'open') void answer(open(data.file, data.encoding));
    else if (data.type === 'run') void answer(run(data));
    else if (data.type === 'pause') control.pause();
    else if (data.type === 'resume') control.resume();
    else control.stop();
  };
}
