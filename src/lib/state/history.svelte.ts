/** Past takes: reading, evaluating what is still open, exporting, importing, deleting. */
import { parseResultDocument, serializeResult, toResultDocument } from '$lib/domain/documents/result';
import type { Take } from '$lib/domain/take';
import { exportTakes, importResults, type ImportReport } from '$lib/exchange/results';
import { downloadText } from '$lib/platform/download';
import { addTakes, countTakes, deleteTake, readRecentTakes, readSessionTakes, readTake, updateTake } from '$lib/storage/takes';
import { evaluateTake } from './evaluation';

/** Takes read at once by the list. */
const pageSize = 30;

class History {
  /** @returns the newest takes. @throws {StorageError} */
  latest(count: number): Promise<Take[]> {
    return readRecentTakes(count);
  }
}

export const history = new History();
