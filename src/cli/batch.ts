/** Documents in, documents out, one by one: what `question` and `evaluate` have in common. */
import { basename, join } from 'node:path';
import { serialize } from '$lib/domain/documents/document';
import type { Call } from './command';
import { CliError, describe, EXIT, exitCodeOf, FileError, type ExitCode } from './errors';
import { parseDocument, readDocument, writeWhole, type DocumentFile } from './files';

/** A document that goes in. */
export interface Input {
  /** As the person named it. */
  file: string;
  /** What the name of the file made of it is built on. */
  stem: string;
  /** @throws {FileError} */
  read(): Promise<DocumentFile>;
}

/** A document that is made. */
export interface Made {
  /** The file's text. */
  text: string;
  /** What a person is told about it, in a few words. */
  note: string;
  /** What `--json` tells about it. */
  facts: object;
}

/** @returns the name of a file without folder and `.json` */
export function stemOf(path: string): string {
  return basename(path).replace(/\.json$/i, '');
}

async function readStdin({ io, messages }: Call): Promise<DocumentFile> {
  try {
    const bytes = await io.stdin();
    if (bytes.length === 0) throw new CliError(EXIT.usage, () => messages.nothingOnStdin);
    return { document: parseDocument(bytes), modifiedAt: io.now().toISOString() };
  } catch (cause) {
    throw new FileError('stdin', cause);
  }
}

/** @param path of a file; `-` is standard input */
export function inputAt(call: Call, path: string): Input {
  return path === '-'
    ? { file: path, stem: 'stdin', read: () => readStdin(call) }
    : { file: path, stem: stemOf(path), read: () => readDocument(path) };
}

/** @throws {CliError} `usage` if documents would have nowhere to go, or the same place */
function outputsFor(call: Call, inputs: readonly Input[], prefix: string): (string | null)[] {
  const folder = call.values.output;
  if (folder === undefined) {
    if (inputs.length > 1) throw new CliError(EXIT.usage, (messages) => messages.needsOutput);
    return [null];
  }
  const names = inputs.map(({ stem }) => `${prefix}${stem}.json`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new CliError(EXIT.usage, (messages) => messages.sameName(twice));
  return names.map((name) => join(folder, name));
}

/**
 * Makes a document of every input. One that is refused is told and left out; the rest goes on. Without `--output`, the
 * one document goes to standard output.
 * @param prefix of the names of the files made
 * @param make makes a document; may throw DocumentError for what it refuses
 * @throws {FileError | ModelError} if the model fails, which ends everything
 */
export async function makeEach(
  call: Call,
  inputs: readonly Input[],
  prefix: string,
  make: (input: DocumentFile) => Promise<Made>
): Promise<ExitCode> {
  const { io, messages, json } = call;
  const outputs = outputsFor(call, inputs, prefix);
  const made: object[] = [];
  const refused: { file: string; message: string }[] = [];
  for (const [index, { file, read }] of inputs.entries()) {
    if (io.signal.aborted) return EXIT.interrupted;
    const output = outputs[index] ?? null;
    try {
      const { text, note, facts } = await make(await read()).catch((cause: unknown) => {
        throw exitCodeOf(cause) === EXIT.model ? cause : new FileError(file, cause);
      });
      if (output !== null) await writeWhole(output, text, { replace: call.flags.has('force') });
      if (json) made.push({ file, output, ...facts, ...(output === null && { document: JSON.parse(text) }) });
      else if (output === null) io.out(text);
      else io.out(`${messages.written(file, output)} (${note})\n`);
    } catch (error) {
      if (exitCodeOf(error) !== EXIT.refused) throw error;
      const message = describe(error, messages);
      refused.push({ file, message });
      if (!json) io.err(`${messages.refused(message)}\n`);
    }
  }
  if (json) io.out(serialize({ made, refused }));
  else if (inputs.length > 1) io.err(`${messages.counted(inputs.length - refused.length, refused.length)}\n`);
  return refused.length > 0 ? EXIT.refused : EXIT.done;
}
