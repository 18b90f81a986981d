/** What a command is, and how its options are read. */
import { parseArgs } from 'node:util';
import { CliError, EXIT, type ExitCode } from './errors';
import type { Messages } from './messages';

/** The world outside, as the commands see it: a test can hand in its own. */
export interface Io {
  out(text: string): void;
  /** For what is not the result: notices, progress, errors. */
  err(text: string): void;
  stdin(): Promise<Uint8Array>;
  now(): Date;
  /** 0 ≤ r < 1. */
  random(): number;
  /** Aborted when the program is asked to end. */
  signal: AbortSignal;
  /** Whether `err` is a terminal, on which a line may be written over. */
  terminal: boolean;
}

/** Options by name: `value` takes one, `flag` none. */
export type OptionTable = Readonly<Record<string, 'value' | 'flag'>>;

/** Options every command knows. */
export const COMMON_OPTIONS = { json: 'flag', help: 'flag', lang: 'value' } as const satisfies OptionTable;

/** A call of a command. */
export interface Call {
  io: Io;
  messages: Messages;
  /** Arguments that are no options. */
  files: readonly string[];
  /** Values of the options that were given. */
  values: Readonly<Record<string, string>>;
  flags: ReadonlySet<string>;
  /** Whether results are told as JSON. */
  json: boolean;
}

/** A command. */
export interface Command {
  options: OptionTable;
  /** Whether it takes files. */
  takesFiles: boolean;
  /** @throws {CliError | FileError | ModelError} for what ends the command */
  run(call: Call): Promise<ExitCode>;
}

/** What was written behind the name of a command. */
export type Arguments = Pick<Call, 'files' | 'values' | 'flags'>;

function refuse(say: (messages: Messages) => string): never {
  throw new CliError(EXIT.usage, say);
}

/**
 * Reads arguments by a table of options. `--name value` and `--name=value` are the same; everything behind `--` is a file.
 * @throws {CliError} `usage`
 */
export function readArguments(args: readonly string[], table: OptionTable, takesFiles: boolean): Arguments {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, kind]) => [
      name,
      { type: kind === 'value' ? ('string' as const) : ('boolean' as const) }
    ])
  );
  // Not strict: its messages are English only. The checks are made here.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const files: string[] = [];
  const values: Record<string, string> = {};
  const flags = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (!takesFiles) refuse((messages) => messages.unexpectedArgument(token.value));
      files.push(token.value);
    }
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const kind = Object.hasOwn(table, name) && rawName.startsWith('--') ? table[name] : undefined;
    if (kind === undefined) refuse((messages) => messages.unknownOption(rawName));
    if (kind === 'flag') {
      if (value !== undefined) refuse((messages) => messages.takesNoValue(rawName));
      flags.add(name);
    } else {
      const swallowed = !inlineValue && value?.startsWith('--');
      if (value === undefined || value === '' || swallowed)
        refuse((messages) => messages.needsValue(rawName));
      values[name] = value;
    }
  }
  return { files, values, flags };
}

/** @returns the value of an option that must be given @throws {CliError} `usage` */
export function required(call: Call, name: string): string {
  return call.values[name] ?? refuse((messages) => messages.missingOption(`--${name}`));
}

/** @returns the value of an option, one of those allowed, or what it is without it @throws {CliError} `usage` */
export function oneOf<T extends string>(call: Call, name: string, allowed: readonly T[], otherwise: T): T {
  const value = call.values[name];
  if (value === undefined) return otherwise;
  const found = allowed.find((one) => one === value);
  return found ?? refuse((messages) => messages.badValue(`--${name}`, value, allowed.join(', ')));
}

/** @returns the value of an option as a whole number, or what it is without it @throws {CliError} `usage` */
export function wholeNumber(
  call: Call,
  name: string,
  [least, most]: readonly [number, number],
  otherwise: number
): number {
  const value = call.values[name];
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= least && number <= most) return number;
  return refuse((messages) => messages.badValue(`--${name}`, value, `${least}–${most}`));
}
