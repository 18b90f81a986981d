/** What an import tells while it runs and when it is done. Plain data: it crosses the worker's boundary. */
import type { DocumentErrorCode, DocumentIssue } from '$lib/domain/documents/document';

/** Why a file was left out: what documents are refused for, or that it could not be read at all. */
export type RefusalCode = DocumentErrorCode | 'unreadable';

/** A file that was refused, whole. */
export interface ImportRefusal {
  /** Its name, and its name within an archive. */
  file: string;
  /** Its place among the files of the import; null for one within an archive. */
  at: number | null;
  code: RefusalCode;
  issues: readonly DocumentIssue[];
}

/** What became of the files. */
export interface ImportReport {
  /** Takes that were new. */
  added: number;
  /** Takes that were here and have something new, such as a mentor's notes. */
  merged: number;
  /** Takes that were here already. */
  known: number;
  /** Interviews made of question files. */
  interviews: number;
  /** Whether a profile was taken over. */
  profile: boolean;
  /** Other records that came out of a back-up: interviews, drafts, favourites, settings, recordings. */
  restored: number;
  /** The first refusals. */
  refused: ImportRefusal[];
  /** Further refusals, which are only counted. */
  moreRefused: number;
  /** Files in archives that are no documents, such as pictures: passed over. */
  ignored: number;
}

/** Where an import stands. */
export interface ImportProgress {
  /** Name of the file in work. */
  file: string;
  /** Files done, and all of them. */
  files: readonly [done: number, total: number];
  phase: 'reading' | 'saving';
  /** Documents or records done, and all of them; the total may grow. */
  steps: readonly [done: number, total: number];
}

/** @returns a report of nothing */
export function emptyReport(): ImportReport {
  return {
    added: 0,
    merged: 0,
    known: 0,
    interviews: 0,
    profile: false,
    restored: 0,
    refused: [],
    moreRefused: 0,
    ignored: 0
  };
}
