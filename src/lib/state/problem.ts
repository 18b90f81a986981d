/** Turns any error into what a person is told: a code, a sentence, a next step. */
import { m } from '$lib/i18n/catalogue';
import { ShareLinkError, type ShareLinkErrorCode } from '$lib/exchange/share-link-error';
import { ModelError, type ModelErrorCode, type ModelErrorData } from '$lib/model/engine';
import type { MicrophoneFailure } from '$lib/platform/microphone';
import type { RecorderEnd } from '$lib/platform/recorder';
import { StorageError, type StorageErrorCode } from '$lib/storage/errors';
import type { CsvProblemCode } from './validation/protocol';

/** Codes of problems that belong to neither the model nor the storage. */
export type AppProblemCode =
  | 'pool'
  | 'no-question'
  | 'too-many-questions'
  | 'share-invalid'
  | 'share-file-too-large'
  | FolderProblemCode
  | 'transfer-failed'
  | 'transfer-busy'
  | 'share-target-failed'
  | 'backup-too-large'
  | CsvProblemCode
  | 'unknown';

/** Codes of recordings: why there is none, why it ended, why it is not saved. The written answer is safe in each. */
export type RecordingProblemCode =
  `recording-${MicrophoneFailure | RecorderEnd | 'too-long' | 'full' | 'not-saved'}`;

/** Codes of problems with the working folder. */
export type FolderProblemCode =
  'folder-denied' | 'folder-gone' | 'folder-busy' | 'folder-busy-cli' | 'folder-failed';

/** What can go wrong, as a person is told. */
export type ProblemCode =
  ModelErrorCode | StorageErrorCode | ShareLinkErrorCode | AppProblemCode | RecordingProblemCode;

/** A problem on screen. */
export interface Problem {
  code: ProblemCode;
  /** For developers; shown small, under the sentence. */
  detail: string;
}

/** An error the app raises itself. */
export class AppError extends Error {
  readonly code: AppProblemCode;

  constructor(code: AppProblemCode, options?: ErrorOptions) {
    super(code, options);
    this.name = 'AppError';
    this.code = code;
  }
}

/** @returns the problem behind an error of any part */
export function toProblem(error: unknown): Problem {
  if (
    error instanceof ModelError ||
    error instanceof StorageError ||
    error instanceof ShareLinkError ||
    error instanceof AppError
  ) {
    return { code: error.code, detail: error.message };
  }
  console.error(error);
  return { code: 'unknown', detail: error instanceof Error ? error.message : String(error) };
}

/** @returns the problem behind an error that crossed the worker boundary */
export function modelProblem(error: ModelErrorData): Problem {
  return { code: error.code, detail: error.detail ? `${error.message} (${error.detail})` : error.message };
}

/** @returns the sentence and next step for a problem, in the person's language */
export function problemSentence(code: ProblemCode): string {
  return m[`problem_${code}`]();
}

/** Codes that mean something else when a person brings a model than when the site's own is loaded. */
const OF_IMPORTS = [
  'corrupt-file',
  'invalid-model',
  'self-check-failed',
  'runtime-failed',
  'worker-crashed'
] as const;

/** @returns the sentence and next step for a model that was not taken in */
export function importSentence(code: ProblemCode): string {
  const own = OF_IMPORTS.find((other) => other === code);
  return own ? m[`model_import_${own}`]() : problemSentence(code);
}
