/** What can go wrong on the command line, and the exit code each kind ends with. */
import { DocumentError } from '$lib/domain/documents/document';
import { ModelError } from '$lib/model/engine';
import { documentMessage } from '$lib/domain/documents/messages-en';
import type { Messages } from './messages';
import { RemoteError } from './remote/failure';

/** Exit codes, as `--help` and docs/cli.md list them. */
export const EXIT = {
  /** Everything was done. */
  done: 0,
  /** A file was refused or could not be written; the rest was done. */
  refused: 1,
  /** The command was called in a way it does not know. */
  usage: 2,
  /** The model cannot be opened or fails. */
  model: 3,
  /** Another run works in the same folder. */
  locked: 4,
  /** The other computer cannot be reached, or does not let us in. */
  remote: 5,
  /** Ended from outside (Ctrl+C). */
  interrupted: 130
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error with a message in the person's language. */
export class CliError extends Error {
  /** Makes the message. */
  readonly say: (messages: Messages) => string;
  readonly exit: ExitCode;

  constructor(exit: ExitCode, say: (messages: Messages) => string, options?: ErrorOptions) {
    super('CliError', options);
    this.name = 'CliError';
    this.exit = exit;
    this.say = say;
  }
}

/** An error of a file, which the message names. */
export class FileError extends Error {
  readonly file: string;

  /** @param file path as the person wrote it @param cause what is wrong with it */
  constructor(file: string, cause: unknown) {
    super(file, { cause });
    this.name = 'FileError';
    this.file = file;
  }
}

/** @returns the code of a system error such as `ENOENT`, or undefined */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Lines of what rsync and ssh said that are told. */
const MOST_LINES = 4;

/** @returns what went wrong, for a person; several lines if several paths of a document are wrong */
export function describe(error: unknown, messages: Messages): string {
  if (error instanceof FileError) {
    const lines = describe(error.cause, messages).split('\n');
    return lines.map((line) => `${error.file}: ${line}`).join('\n');
  }
  if (error instanceof CliError) return error.say(messages);
  if (error instanceof DocumentError) {
    return error.issues
      .map(({ path, message }) => [path, documentMessage(messages.language, message)])
      .map(([path, message]) => (path === '' ? message : `${path}: ${message}`))
      .join('\n');
  }
  if (error instanceof ModelError) {
    return `${messages.model[error.code]} (${error.detail ?? error.message})`;
  }
  if (error instanceof RemoteError) {
    const said = error.message.split(/\r?\n/).slice(-MOST_LINES);
    return [messages.remote[error.code](error.address, error.byHand), ...said.filter(Boolean)].join('\n  ');
  }
  const code = systemCode(error);
  if (code !== undefined) return messages.system[code] ?? `${messages.unexpected} (${code})`;
  return `${messages.unexpected} (${error instanceof Error ? error.message : String(error)})`;
}

/** @returns the exit code an error ends the program with */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof FileError) return exitCodeOf(error.cause);
  if (error instanceof CliError) return error.exit;
  if (error instanceof ModelError) return error.code === 'aborted' ? EXIT.interrupted : EXIT.model;
  if (error instanceof RemoteError) return EXIT.remote;
  return EXIT.refused;
}
