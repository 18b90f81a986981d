/** Opens a model folder in Node: the same checks, tokenizer, session and windows as in the page. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Predictions } from '$lib/domain/predictions';
import type { ModelStamp } from '$lib/domain/take';
import { ModelError, type PredictRequest } from '$lib/model/engine';
import {
  manifestFile,
  parseConfig,
  parseManifest,
  type InterviewConfig,
  type Manifest,
  type ManifestFile
} from '$lib/model/manifest';
import { predict } from '$lib/model/predict';
import { checkSession, checkTokenizer } from '$lib/model/self-check';
import { sessionOpener } from '$lib/model/session';
import { parseJsonText } from '$lib/model/store';
import { KoreanTokenizer } from '$lib/model/tokenizer';
import { CliError, EXIT, FileError, systemCode } from './errors';
import { packageFolder } from './files';

/** The model that the package ships. */
const BUNDLED_MODEL = 'interview-kobert';

/** A model that is ready. */
export interface OpenModel {
  stamp: ModelStamp;
  /** Path of the ONNX file in the folder. */
  file: string;
  config: InterviewConfig;
  /** @throws {ModelError} */
  predict(request: PredictRequest, signal?: AbortSignal): Promise<Predictions>;
  release(): Promise<void>;
}

/** @returns the folder of the bundled model */
export function bundledModel(): string {
  return join(packageFolder(), 'models', BUNDLED_MODEL);
}

/** A model folder and the ONNX file wanted in it; null for the one its manifest names for WASM. */
interface Place {
  folder: string;
  file: string | null;
}

/** @param path a model folder, or an ONNX file in one */
function placeOf(path: string): Place {
  const whole = resolve(path);
  if (!whole.endsWith('.onnx')) return { folder: whole, file: null };
  const parent = dirname(whole);
  const folder = basename(parent) === 'onnx' ? dirname(parent) : parent;
  return { folder, file: relative(folder, whole).split(sep).join('/') };
}

async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, 'manifest.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT' || systemCode(cause) === 'ENOTDIR') {
      throw new CliError(EXIT.model, (messages) => messages.noModelFolder, { cause });
    }
    throw ModelError.from(cause, 'download-failed');
  }
  return parseManifest(parseJsonText(text, 'manifest.json'));
}

/** @returns a file of the folder, checked against the manifest */
async function readModelFile(folder: string, file: ManifestFile): Promise<Uint8Array> {
  const bytes = await readFile(join(folder, file.path)).catch((cause: unknown) => {
    throw ModelError.from(cause, 'download-failed');
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (bytes.length !== file.bytes || sha256 !== file.sha256) {
    throw new ModelError('corrupt-file', `${file.path} is not what the manifest promises.`, file.path);
  }
  return bytes;
}

/**
 * Opens a model: files checked against their hashes, the known answer checked, one WebAssembly thread, so that the
 * numbers are those of the page.
 * @param path a model folder, or an ONNX file in one
 * @throws {FileError} naming the path
 */
export async function openModel(path: string): Promise<OpenModel> {
  try {
    const { folder, file: wanted } = placeOf(path);
    const manifest = await readManifest(folder);
    const file = manifestFile(manifest, wanted ?? manifest.runtimes.wasm);
    const json = async (name: string) => {
      const bytes = await readModelFile(folder, manifestFile(manifest, name));
      return parseJsonText(new TextDecoder().decode(bytes), name);
    };
    const config = parseConfig(await json('config.json'));
    const tokenizer = new KoreanTokenizer(await json('tokenizer.json'));
    checkTokenizer(tokenizer, config);
    const bytes = await readModelFile(folder, file);
    const session = await sessionOpener(null)(bytes, { backend: 'wasm', threads: 1, jspi: false });
    await checkSession(session, config, file.path);
    const predictor = { session, tokenizer, config };
    return {
      stamp: { id: manifest.id, version: manifest.version, sha256: file.sha256, backend: 'wasm' },
      file: file.path,
      config,
      predict: (request, signal) => predict(predictor, request, signal),
      release: () => session.release()
    };
  } catch (cause) {
    throw new FileError(path, cause);
  }
}
