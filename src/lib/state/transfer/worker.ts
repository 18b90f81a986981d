/** Entry of the transfer worker: imports and back-ups, away from the page so that nothing there waits for them. */
import { DocumentError } from '$lib/domain/documents/document';
import type { Question } from '$lib/domain/question';
import { writeBackup } from '$lib/exchange/backup/backup';
import { BACKUP_STORES } from '$lib/exchange/backup/stores';
import { countRecords, readPages, type StoreName } from '$lib/storage/bulk';
import { StorageError } from '$lib/storage/errors';
import { ImportFailure, importFiles } from './import-job';
import type { TransferErrorData, TransferMessage, TransferReply } from './protocol';
import type { ImportProgress } from './report';

const port = self as unknown as {
  onmessage: ((event: MessageEvent<TransferMessage>) => void) | null;
  postMessage(reply: TransferReply): void;
};

/** Most reports of progress: one in so many milliseconds. */
const PROGRESS_MS = 100;

class PoolError extends Error {}

let answer: { resolve: (questions: readonly Question[]) => void; reject: (error: Error) => void } | null =
  null;

function askQuestions(): Promise<readonly Question[]> {
  return new Promise((resolve, reject) => {
    answer = { resolve, reject };
    port.postMessage({ type: 'ask-questions' });
  });
}

function errorData(error: unknown): TransferErrorData {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof StorageError) return { code: error.code, message };
  if (error instanceof DocumentError) return { code: 'backup-too-large', message };
  return { code: error instanceof PoolError ? 'pool' : 'unknown', message };
}

async function runImport(files: readonly File[], now: string): Promise<TransferReply> {
  let told = -Infinity;
  const onProgress = (progress: ImportProgress): void => {
    if (performance.now() - told < PROGRESS_MS) return;
    told = performance.now();
    port.postMessage({ type: 'progress', progress });
  };
  const report = await importFiles(files, { now, questions: askQuestions, onProgress });
  return { type: 'imported', report };
}

async function runBackup(media: boolean, now: string): Promise<TransferReply> {
  const names = BACKUP_STORES.filter((store) => media || !store.media).map(({ name }) => name as StoreName);
  const counts = await Promise.all(names.map(countRecords));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const { name, blob, incomplete } = await writeBackup({
    at: now,
    media,
    pages: (store, size) => readPages(store as StoreName, size),
    onWritten: (records) => port.postMessage({ type: 'written', records, total })
  });
  return { type: 'backed-up', name, blob, incomplete };
}

async function run(job: Promise<TransferReply>): Promise<void> {
  try {
    port.postMessage(await job);
  } catch (error) {
    const [cause, report] = error instanceof ImportFailure ? [error.cause, error.report] : [error, null];
    console.error(cause);
    port.postMessage({ type: 'failed', error: errorData(cause), report });
  }
}

port.onmessage = ({ data }) => {
  if (data.type === 'import') void run(runImport(data.files, data.now));
  else if (data.type === 'backup') void run(runBackup(data.media, data.now));
  else if (data.type === 'questions') answer?.resolve(data.questions);
  else answer?.reject(new PoolError('The question pool could not be loaded.'));
};
