/**
 * Downloads model files once, checks them, and keeps them on the device for use without a network. Files are kept by
 * content hash in a cache of their own, apart from the app shell's, so that they outlive updates of the app.
 */
import { ModelError } from './engine';
import { parseManifest, type Manifest, type ManifestFile } from './manifest';

/** Name of the cache; the service worker leaves it alone. */
export const MODEL_CACHE = 'interview-buddy:models:v1';

/** How long a server may take to send manifest.json while a copy of it is at hand. */
const MANIFEST_PATIENCE_MS = 4_000;

/** Header of cached entries that says which model they belong to. */
const MODEL_HEADER = 'x-interview-buddy-model';

/** A model that is kept on this device. */
export interface StoredModel {
  id: string;
  version: string;
  name: string;
  nameKo: string;
  /** Bytes of its files that are kept, those of older versions not yet cleared away included. */
  bytes: number;
}

/** A manifest and where it came from. */
export interface FoundManifest {
  manifest: Manifest;
  /** Whether the network could not give it, so that the kept copy is used. */
  offline: boolean;
}

/** How to read a file. */
export interface ReadOptions {
  signal?: AbortSignal;
  /** Fetch again even what is kept. */
  refresh?: boolean;
}

/** The model store of one deployment; works in a page and in a worker. */
export class ModelStore {
  readonly #modelsUrl: string;
  readonly #cache: Cache | null;

  /**
   * @param modelsUrl absolute URL of the folder that holds model folders, ending in a slash
   * @param cache where files are kept; null keeps nothing
   */
  constructor(modelsUrl: string, cache: Cache | null) {
    this.#modelsUrl = modelsUrl;
    this.#cache = cache;
  }

  /**
   * Opens the store. Where the browser denies storage, models are fetched for every visit and nothing is kept.
   * @param modelsUrl absolute URL of the folder that holds model folders, ending in a slash
   */
  static async open(modelsUrl: string): Promise<ModelStore> {
    const cache = 'caches' in globalThis ? await caches.open(MODEL_CACHE).catch(() => null) : null;
    return new ModelStore(modelsUrl, cache);
  }

  /**
   * Finds a model's manifest: from the network, so that a new version is seen, else the kept copy.
   * @throws {ModelError} `download-failed`, `invalid-model` or `aborted`, if there is no kept copy either
   */
  async manifest(modelId: string, { signal }: ReadOptions = {}): Promise<FoundManifest> {
    const url = this.#manifestUrl(modelId);
    const kept = await this.#cache?.match(url);
    const patience = kept ? AbortSignal.timeout(MANIFEST_PATIENCE_MS) : undefined;
    const signals = [signal, patience].filter((one) => one !== undefined);
    try {
      const response = await download(url, AbortSignal.any(signals));
      return { manifest: parseManifest(await parseJson(response, 'manifest.json')), offline: false };
    } catch (cause) {
      if (signal?.aborted) throw ModelError.from(cause, 'aborted');
      if (kept) return { manifest: parseManifest(await kept.json()), offline: true };
      throw ModelError.from(cause, 'download-failed');
    }
  }

  /** @returns whether a file is kept */
  async has(file: ManifestFile): Promise<boolean> {
    return (await this.#kept(file)) !== null;
  }

  /**
   * Reads a file: the kept copy if there is one, else downloads it, checks size and SHA-256, and keeps it.
   * @param onBytes called with the number of bytes as they arrive; they add up to `file.bytes`
   * @throws {ModelError} `download-failed`, `corrupt-file` (nothing is kept then) or `aborted`
   */
  async read(
    modelId: string,
    file: ManifestFile,
    onBytes: (bytes: number) => void,
    { signal, refresh = false }: ReadOptions = {}
  ): Promise<Uint8Array<ArrayBuffer>> {
    const kept = refresh ? null : await this.#kept(file);
    if (kept) {
      const bytes = new Uint8Array(await kept.arrayBuffer());
      if (bytes.length === file.bytes) {
        onBytes(bytes.length);
        return bytes;
      }
    }
    const response = await download(new URL(`${modelId}/${file.path}`, this.#modelsUrl).href, signal);
    const bytes = await receive(response, file, onBytes);
    await verify(bytes, file);
    await this.#keep(this.#fileUrl(file), modelId, bytes, 'application/octet-stream');
    return bytes;
  }

  /**
   * Makes a model openable without a network: keeps its manifest, and drops files of its older versions.
   * Call it when the model is ready, so that a broken update never replaces a working version.
   * @returns whether the manifest and the files given are kept
   */
  async commit(manifest: Manifest, files: readonly ManifestFile[]): Promise<boolean> {
    if (!this.#cache) return false;
    const text = new TextEncoder().encode(JSON.stringify(manifest));
    await this.#keep(this.#manifestUrl(manifest.id), manifest.id, text, 'application/json');
    const current = new Set(manifest.files.map((file) => this.#fileUrl(file)));
    for (const { request, response } of await this.#entries()) {
      const older = this.#isFile(request) && !current.has(request.url);
      if (older && response.headers.get(MODEL_HEADER) === manifest.id) await this.#cache.delete(request);
    }
    const present = await Promise.all([
      this.#cache.match(this.#manifestUrl(manifest.id)).then(Boolean),
      ...files.map((file) => this.has(file))
    ]);
    return present.every(Boolean);
  }

  /** @returns the models kept on this device, with the space they take */
  async list(): Promise<StoredModel[]> {
    const entries = await this.#entries();
    const models: StoredModel[] = [];
    for (const { request, response } of entries) {
      if (!request.url.endsWith('/manifest.json')) continue;
      const { id, version, name, name_ko } = parseManifest(await response.json());
      const own = entries.filter((entry) => entry.response.headers.get(MODEL_HEADER) === id);
      const bytes = own.reduce((sum, entry) => sum + Number(entry.response.headers.get('content-length')), 0);
      models.push({ id, version, name, nameKo: name_ko, bytes });
    }
    return models;
  }

  /** Deletes everything that is kept of a model. */
  async delete(modelId: string): Promise<void> {
    for (const { request, response } of await this.#entries()) {
      if (response.headers.get(MODEL_HEADER) === modelId) await this.#cache?.delete(request);
    }
  }

  /** Deletes everything that is kept of every model of this deployment, half-loaded ones included. */
  async deleteAll(): Promise<void> {
    for (const { request } of await this.#entries()) await this.#cache?.delete(request);
  }

  /** @returns a small fact remembered about a model on this device, or null */
  async recall(key: string): Promise<unknown> {
    const response = await this.#cache?.match(this.#factUrl(key));
    return response ? ((await response.json()) as unknown) : null;
  }

  /** Remembers a small fact about a model on this device; it goes when the model is deleted. */
  async remember(modelId: string, key: string, fact: unknown): Promise<void> {
    const text = new TextEncoder().encode(JSON.stringify(fact));
    await this.#keep(this.#factUrl(key), modelId, text, 'application/json');
  }

  #manifestUrl(modelId: string): string {
    return new URL(`${modelId}/manifest.json`, this.#modelsUrl).href;
  }

  /** Files of all models share one folder of names by content, which no server has. */
  #fileUrl(file: ManifestFile): string {
    return new URL(`sha256/${file.sha256}`, this.#modelsUrl).href;
  }

  #factUrl(key: string): string {
    return new URL(`facts/${encodeURIComponent(key)}`, this.#modelsUrl).href;
  }

  #isFile(request: Request): boolean {
    return request.url.startsWith(new URL('sha256/', this.#modelsUrl).href);
  }

  async #kept(file: ManifestFile): Promise<Response | null> {
    return (await this.#cache?.match(this.#fileUrl(file))) ?? null;
  }

  async #entries(): Promise<{ request: Request; response: Response }[]> {
    const cache = this.#cache;
    if (!cache) return [];
    // Other deployments on the same origin share the cache.
    const own = (await cache.keys()).filter((request) => request.url.startsWith(this.#modelsUrl));
    const entries = await Promise.all(
      own.map(async (request) => ({ request, response: await cache.match(request) }))
    );
    return entries.flatMap(({ request, response }) => (response ? [{ request, response }] : []));
  }

  /** A full disk must not keep a person from the model that was just downloaded; `commit` reports what is missing. */
  async #keep(url: string, modelId: string, body: Uint8Array<ArrayBuffer>, type: string): Promise<void> {
    const headers = {
      'content-type': type,
      'content-length': String(body.length),
      [MODEL_HEADER]: modelId
    };
    try {
      await this.#cache?.put(url, new Response(body, { headers }));
    } catch (cause) {
      console.warn(`Could not keep ${url} on this device.`, cause);
    }
  }
}

/** @throws {ModelError} `download-failed` or `aborted` */
async function download(url: string, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    // The browser's own cache would hold a second copy, and might hold an older one.
    response = await fetch(url, { cache: 'no-store', credentials: 'same-origin', signal: signal ?? null });
  } catch (cause) {
    throw ModelError.from(cause, 'download-failed');
  }
  if (!response.ok)
    throw new ModelError('download-failed', `The server has no ${url}.`, `HTTP ${response.status}`);
  return response;
}

async function parseJson(response: Response, name: string): Promise<unknown> {
  const text = await response.text().catch((cause: unknown) => {
    throw ModelError.from(cause, 'download-failed');
  });
  return parseJsonText(text, name);
}

/**
 * @param name file name for the message
 * @returns the parsed document
 * @throws {ModelError} `invalid-model` if the text is no JSON
 */
export function parseJsonText(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ModelError('invalid-model', `${name} is no JSON.`, name, { cause });
  }
}

/** Reads a body of known size; stops as soon as it is too long. */
async function receive(
  response: Response,
  file: ManifestFile,
  onBytes: (bytes: number) => void
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(file.bytes);
  let received = 0;
  const reader = response.body?.getReader();
  try {
    for (let chunk = await reader?.read(); chunk?.value; chunk = await reader?.read()) {
      if (received + chunk.value.length > file.bytes) {
        await reader?.cancel();
        throw corrupt(file, `more than ${file.bytes} bytes`);
      }
      bytes.set(chunk.value, received);
      received += chunk.value.length;
      onBytes(chunk.value.length);
    }
  } catch (cause) {
    throw ModelError.from(cause, 'download-failed');
  }
  if (received < file.bytes) throw corrupt(file, `${received} of ${file.bytes} bytes`);
  return bytes;
}

async function verify(bytes: Uint8Array<ArrayBuffer>, file: ManifestFile): Promise<void> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (sha256 !== file.sha256) throw corrupt(file, `SHA-256 ${sha256}`);
}

function corrupt(file: ManifestFile, found: string): ModelError {
  return new ModelError(
    'corrupt-file',
    `${file.path} is not what the manifest promises.`,
    `${file.path}: ${found}`
  );
}
