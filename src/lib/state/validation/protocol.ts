/** What the page and the validation worker say to each other. A worker does one job; ending it cancels the job. */
import type { CsvEncoding } from '$lib/exchange/csv-text';
import type { EvaluationColumns } from '$lib/exchange/evaluation-csv';
import type { LoadRequest, ModelErrorData } from '$lib/model/engine';
import type { DeviceFacts } from '$lib/model/engine-pool';
import type { CsvPreview, ValidationSource } from './answers';
import type { ValidationOutcome } from './run';

/** From the page: one job, then what is to become of it. */
export type ValidationMessage =
  /** Look at a file; null for the encoding that fits. */
  | { type: 'open'; file: File; encoding: CsvEncoding | null }
  | { type: 'run'; source: ValidationSource; modelsUrl: string; request: LoadRequest; device: DeviceFacts }
  | { type: 'pause' }
  | { type: 'resume' }
  /** End a run with what is done. */
  | { type: 'stop' };

/** Codes of what is wrong with a file. */
export type CsvProblemCode =
  | 'csv-empty'
  | 'csv-encoding'
  | 'csv-not-csv'
  | 'csv-quote'
  | 'csv-no-answers'
  | 'csv-labels'
  | 'csv-changed'
  | 'csv-unreadable';

/** An error that crosses the boundary. */
export type ValidationErrorData =
  | { part: 'csv'; code: CsvProblemCode; message: string }
  | { part: 'model'; error: ModelErrorData }
  | { part: 'other'; message: string };

/** Where a run stands. */
export interface RunProgress {
  done: number;
  total: number;
  /** Milliseconds in which it was running, without pauses. */
  elapsed: number;
  /** Engines that work on it. */
  engines: number;
}

/** From the worker: steps, then exactly one end: `opened`, `ended` or `failed`. */
export type ValidationReply =
  | { type: 'opened'; encoding: CsvEncoding; preview: CsvPreview; columns: EvaluationColumns }
  | { type: 'checking'; bytes: number }
  | { type: 'loading' }
  | { type: 'progress'; progress: RunProgress }
  /** Null if a person wanted it. */
  | { type: 'paused'; error: ModelErrorData | null }
  | { type: 'ended'; outcome: ValidationOutcome }
  | { type: 'failed'; error: ValidationErrorData };
