/** Every way storage can fail. Each has a sentence and a next step in the message catalogues. */
export type StorageErrorCode =
  /** The browser refuses IndexedDB: blocked by settings, or a private window that denies it. */
  | 'denied'
  /** Another tab holds an older version open and does not let go. */
  | 'blocked'
  /** The database was written by a newer version of the app. */
  | 'newer-version'
  /** The disk or the quota is full. */
  | 'full'
  /** The browser closed the database under us. */
  | 'closed'
  | 'failed';

/** An error of the storage part; the browser's own error is its `cause`. */
export class StorageError extends Error {
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StorageError';
    this.code = code;
  }
}

const codes: Readonly<Record<string, StorageErrorCode>> = {
  QuotaExceededError: 'full',
  VersionError: 'newer-version',
  SecurityError: 'denied',
  InvalidStateError: 'closed'
};

/** @returns the error as a StorageError, with the browser's error as its cause */
export function toStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const name = error instanceof DOMException ? error.name : '';
  const code = codes[name] ?? (typeof indexedDB === 'undefined' ? 'denied' : 'failed');
  return new StorageError(code, error instanceof Error ? error.message : String(error), { cause: error });
}
