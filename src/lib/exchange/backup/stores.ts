/** What a back-up holds. A new store of the database needs one line here. */
import * as v from 'valibot';
import { readWith } from '$lib/domain/documents/document';
import {
  draftSchema,
  favouriteSchema,
  ownQuestionSchema,
  practiceMarkSchema,
  receivedSchema,
  sessionSchema,
  settingSchema
} from '$lib/domain/documents/records';
import { identifier, instant } from '$lib/domain/documents/result/schema';
import { parseResultDocument, takeFromResult, toResultDocument } from '$lib/domain/documents/result';
import { parseShareDocument, toShareDocument } from '$lib/domain/documents/share';
import { mergeTakes } from '$lib/domain/merge-takes';
import { mergeReceived, type ReceivedShare } from '$lib/domain/received-share';
import type { Take } from '$lib/domain/take';

/** A record of a store with its key. */
export interface KeyedRecord {
  key: IDBValidKey;
  value: unknown;
}

/** How the records of one store become documents and come back. */
export interface BackupStore {
  /** Of the object store, and of its folder in the back-up. */
  name: string;
  /** Whether its records hold sound or pictures, which a person may leave out. */
  media: boolean;
  /** @returns undefined for a record that is left out */
  toDocument: (record: KeyedRecord) => unknown;
  /** What stands in for a document that is too large to be read again: what nothing else could bring back. */
  toShortDocument?: (record: KeyedRecord) => unknown;
  /**
   * @returns null for a record that is passed over
   * @throws {DocumentError}
   */
  fromDocument: (document: unknown) => KeyedRecord | null;
  /** @returns what stays of two records of one key: `own` itself if nothing changes */
  merge: (own: never, theirs: never) => unknown;
}

/** Stands for the time of shared answers whose time was left out. */
const UNKNOWN_TIME = '1970-01-01T00:00:00.000Z';

type PracticeTimes = v.InferOutput<typeof practiceMarkSchema>;

/** Ours stays. */
const ours = <T>(own: T): T => own;

/** The one that was changed last stays. */
const latest = <T extends { updatedAt: string }>(own: T, theirs: T): T =>
  theirs.updatedAt > own.updatedAt ? theirs : own;

/**
 * A store whose records are written as they are.
 * @param key of a record
 * @param merge what stays of two records of one key
 */
function plain<Schema extends v.GenericSchema>(
  name: string,
  schema: Schema,
  key: (value: v.InferOutput<Schema>) => IDBValidKey,
  merge: (own: v.InferOutput<Schema>, theirs: v.InferOutput<Schema>) => v.InferOutput<Schema>,
  { media = false } = {}
): BackupStore {
  return {
    name,
    media,
    toDocument: ({ value }) => value,
    fromDocument: (document) => {
      const value = readWith(schema, document);
      return { key: key(value), value };
    },
    merge
  };
}

/** Takes are written as the result documents that everything else reads too. */
const takes: BackupStore = {
  name: 'takes',
  media: false,
  toDocument: ({ value }) => toResultDocument(value as Take),
  // The answer: it can be evaluated again.
  toShortDocument: ({ value }) =>
    toResultDocument({ ...(value as Take), evaluation: null, extra: undefined }),
  fromDocument: (document) => {
    const result = parseResultDocument(document);
    const { id } = readWith(v.object({ id: v.string(), created_at: v.string() }), result);
    const take = takeFromResult(result, { id, sessionId: 'import', questionId: 'import', createdAt: '' });
    return { key: id, value: take };
  },
  merge: mergeTakes
};

/**
 * What was decided for one device stays there: whether speech may be sent away, whether sound is kept, what the device
 * computes with, which folder of its disk is worked on. A file must not decide it, least of all a stranger's.
 */
const OF_THE_DEVICE: readonly IDBValidKey[] = ['remoteSpeech', 'record', 'backend', 'model', 'workingFolder'];

/** Settings have their key outside. */
const settings: BackupStore = {
  name: 'settings',
  media: false,
  toDocument: ({ key, value }) => (OF_THE_DEVICE.includes(key) ? undefined : { key, value }),
  fromDocument: (document) => {
    const setting = readWith(settingSchema, document);
    return OF_THE_DEVICE.includes(setting.key) ? null : setting;
  },
  merge: ours
};

/** The sound of a take; its size is counted again, because reports add it up. */
const recordingSchema = v.pipe(
  v.object({
    takeId: identifier,
    parts: v.array(v.instance(Blob)),
    bytes: v.number(),
    createdAt: instant
  }),
  v.transform((recording) => ({
    ...recording,
    bytes: recording.parts.reduce((sum, { size }) => sum + size, 0)
  }))
);

/** What others shared travels as the share document it came as. */
const received: BackupStore = {
  name: 'received',
  media: false,
  toDocument: ({ value }) => {
    const { share, ...kept } = value as ReceivedShare;
    return { ...kept, share: toShareDocument(share) };
  },
  fromDocument: (document) => {
    const { share, ...kept } = readWith(receivedSchema, document);
    return { key: kept.id, value: { ...kept, share: parseShareDocument(share, UNKNOWN_TIME) } };
  },
  merge: mergeReceived
};

/** Every time that either side knows. */
function allTimes(own: PracticeTimes, theirs: PracticeTimes): PracticeTimes {
  const times = [...new Set([...own.times, ...theirs.times])].sort();
  return times.length === own.times.length ? own : { ...own, times };
}

/** Every store that is backed up, in the order in which it is written and restored. */
export const BACKUP_STORES: readonly BackupStore[] = [
  takes,
  plain('sessions', sessionSchema, ({ id }) => id, latest),
  plain('drafts', draftSchema, ({ sessionId, questionId }) => [sessionId, questionId], latest),
  settings,
  plain('favourites', favouriteSchema, ({ questionId }) => questionId, ours),
  plain('ownQuestions', ownQuestionSchema, ({ id }) => id, latest),
  plain('practiceMarks', practiceMarkSchema, ({ questionId }) => questionId, allTimes),
  received,
  plain('recordings', recordingSchema, ({ takeId }) => takeId, ours, { media: true })
];
