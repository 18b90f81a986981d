/** What the page and the transfer worker say to each other. A worker does one job; ending it cancels the job. */
import type { Question } from '$lib/domain/question';
import type { StorageErrorCode } from '$lib/storage/errors';
import type { ImportProgress, ImportReport } from './report';

/** From the page. Exactly one job, then answers to what the worker asks. */
export type TransferMessage =
  | { type: 'import'; files: readonly File[]; now: string }
  | { type: 'backup'; media: boolean; now: string }
  | { type: 'questions'; questions: readonly Question[] }
  | { type: 'questions-failed' };

/** An error that crosses the boundary. */
export interface TransferErrorData {
  /** `pool` if the questions could not be loaded. */
  code: StorageErrorCode | 'pool' | 'backup-too-large' | 'unknown';
  message: string;
}

/** From the worker: steps, then exactly one end. */
export type TransferReply =
  | { type: 'progress'; progress: ImportProgress }
  | { type: 'written'; records: number; total: number }
  | { type: 'ask-questions' }
  | { type: 'imported'; report: ImportReport }
  | { type: 'backed-up'; name: string; blob: Blob; incomplete: number }
  | { type: 'failed'; error: TransferErrorData; report: ImportReport | null };
