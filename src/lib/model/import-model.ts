/** Takes a model that a person brings into the store: everything is checked before anything of it counts. */
import { ModelError } from './engine';
import { loadModel, type LoadEnvironment, type LoadStep } from './load-model';
import { openPackage, type ModelSource, type PackedFile } from './model-package';
import { parseManifest, type Manifest, type ManifestFile } from './manifest';
import type { ImportedModel } from './protocol';
import { localModelId, parseJsonText, sha256Hex, verify, type ModelStore } from './store';

/** Progress of an import: bytes checked of all. */
export interface ImportStep {
  phase: 'verify';
  loaded: number;
  total: number;
}

/** A model that is in the store, its known answer not yet checked. */
export interface StoredImport {
  /** What to load it by. */
  modelId: string;
  /** Whether it was there before. */
  known: boolean;
  manifest: Manifest;
}

/** Largest manifest.json, in bytes. */
const LARGEST_MANIFEST = 2_000_000;

/** Largest model, all its files, in bytes: KoBERT with a file for every runtime has well under half. */
export const LARGEST_MODEL = 2_000_000_000;

/** The card, kept beside what running a model needs. */
export const CARD_FILE = 'README.md';

/** @returns the files that are kept: those that loading reads, and the card */
function wanted(manifest: Manifest): ReadonlySet<string> {
  return new Set(['config.json', 'tokenizer.json', CARD_FILE, ...Object.values(manifest.runtimes)]);
}

/** @throws {ModelError} `corrupt-file` if there are other than `bytes` bytes */
async function contents(
  file: PackedFile,
  bytes: number,
  onBytes: (bytes: number) => void,
  signal: AbortSignal
): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(bytes);
  let length = 0;
  const wrong = (found: string) =>
    new ModelError('corrupt-file', `${file.path} has another size.`, `${file.path}: ${found}`);
  try {
    for await (const piece of file.pieces()) {
      if (signal.aborted) throw new ModelError('aborted', 'The import was aborted.');
      if (length + piece.length > bytes) throw wrong(`more than ${bytes} bytes`);
      whole.set(piece, length);
      length += piece.length;
      onBytes(piece.length);
    }
  } catch (cause) {
    throw ModelError.from(cause, 'bad-archive');
  }
  if (length < bytes) throw wrong(`${length} of ${bytes} bytes`);
  return whole;
}

/** @returns the file of the package that the manifest promises, by name and size. @throws {ModelError} `corrupt-file` */
function promised(files: ReadonlyMap<string, PackedFile>, { path, bytes }: ManifestFile): PackedFile {
  const file = files.get(path);
  if (!file) throw new ModelError('corrupt-file', `${path} is missing.`, `${path}: missing`);
  if (file.bytes !== bytes)
    throw new ModelError(
      'corrupt-file',
      `${path} has another size.`,
      `${path}: ${file.bytes} of ${bytes} bytes`
    );
  return file;
}

/**
 * Checks every file that manifest.json promises, by size and SHA-256, and keeps those that running the model needs. If
 * anything is wrong, nothing of it stays; models that are in use are not touched.
 * @throws {ModelError} `not-a-model`, `bad-archive`, `invalid-model`, `corrupt-file`, `too-large`, `not-stored`, `aborted`
 */
export async function storeModel(
  source: ModelSource,
  store: ModelStore,
  onStep: (step: ImportStep) => void,
  signal: AbortSignal
): Promise<StoredImport> {
  const files = await openPackage(source);
  const manifestFile = files.get('manifest.json');
  if (!manifestFile || manifestFile.bytes > LARGEST_MANIFEST)
    throw new ModelError('not-a-model', 'manifest.json is too large.', 'manifest.json');
  const text = new TextDecoder().decode(
    await contents(manifestFile, manifestFile.bytes, () => undefined, signal)
  );
  const manifest = parseManifest(parseJsonText(text, 'manifest.json'));
  const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > LARGEST_MODEL)
    throw new ModelError('too-large', 'The model is too large.', `${total} of ${LARGEST_MODEL} bytes`);
  for (const file of manifest.files) promised(files, file);

  const print = await sha256Hex(new TextEncoder().encode(JSON.stringify(manifest)));
  const modelId = localModelId(print.slice(0, 16));
  const known = await store.holds(modelId);
  const kept = wanted(manifest);
  let loaded = 0;
  onStep({ phase: 'verify', loaded, total });
  try {
    for (const file of manifest.files) {
      const bytes = await contents(
        promised(files, file),
        file.bytes,
        (more) => {
          loaded += more;
          onStep({ phase: 'verify', loaded, total });
        },
        signal
      );
      await verify(bytes, file);
      if (kept.has(file.path)) await store.put(modelId, file, bytes);
    }
    await store.adopt(modelId, manifest);
  } catch (cause) {
    if (!known) await store.delete(modelId);
    throw ModelError.from(cause, 'not-stored');
  }
  return { modelId, known, manifest };
}

/**
 * Takes in a model that a person brings, and opens it once: a model whose known answer comes out wrong is not kept.
 * @throws {ModelError} as {@link storeModel} and {@link loadModel}
 */
export async function takeInModel(
  source: ModelSource,
  environment: LoadEnvironment,
  onStep: (step: ImportStep | LoadStep) => void,
  signal: AbortSignal
): Promise<ImportedModel> {
  const { store } = environment;
  const { modelId, known } = await storeModel(source, store, onStep, signal);
  try {
    const { model } = await loadModel({ modelId, backend: 'wasm' }, environment, onStep, signal);
    return { known, model };
  } catch (cause) {
    if (!known) await store.delete(modelId);
    throw cause;
  }
}
