/**
 * Downloads model files once, checks them, and keeps them on the device for use without a network. Files are kept by
 * content hash in a cache of their own, apart from the app shell's, so that they outlive updates of the app.
 */
import { ModelError } from './engine';
import { parseManifest, type Manifest, type ManifestFile } from './manifest';

/** Name of the cache; the service worker leaves it alone. */
export const MODEL_CACHE = 'interview-buddy:models:v1';

/** The lock that one import at a time holds, over all tabs. */
export const IMPORT_LOCK = 'interview-buddy:import';

/** How long a server may take to send manifest.json while a copy of it is at hand. */
const MANIFEST_PATIENCE_MS = 4_000;

/** Ids of models that a person has brought begin so; no folder of a server is ever asked for them. */
const LOCAL_PREFIX = 'imported/';

/** @returns the id of a model that was brought; `print` is made of its manifest */
export function localModelId(print: string): string {
  return `${LOCAL_PREFIX}${print}`;
}

/** @returns whether the model was brought by the person, and so exists on this device alone */
export function isLocalModel(modelId: string): boolean {
  return modelId.startsWith(LOCAL_PREFIX);
}

/** Header of cached entries that says which model they belong to. */
const MODEL_HEADER = 'x-interview-buddy-model';

/** A model that is kept on this device. */
export interface StoredModel {
  /** What to load it by: its folder's name, or {@link localModelId}. */
  modelId: string;
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
    if (isLocalModel(modelId)) {
      if (!kept) throw notKept(modelId);
      return { manifest: parseManifest(await kept.json()), offline: false };
    }
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

  /** @returns the manifest of the version that is kept, or null: that of the last version that was ready */
  async keptManifest(modelId: string): Promise<Manifest | null> {
    const kept = await this.#cache?.match(this.#manifestUrl(modelId));
    return kept ? parseManifest(await kept.json()) : null;
  }

  /** @returns whether a model's manifest is kept */
  async holds(modelId: string): Promise<boolean> {
    return (await this.#cache?.match(this.#manifestUrl(modelId))) !== undefined;
  }

  /** @returns whether a file is kept */
  async has(file: ManifestFile): Promise<boolean> {
    return (await this.#kept(file)) !== null;
  }

  /**
   * Reads a file: the kept copy if there is one, else downloads it, checks size and SHA-256, and keeps it.
   * @param onBytes called with the number of bytes as they arrive; they add up to `file.bytes`
   * @throws {ModelError} `download-failed`, `corrupt-file` (nothing is kept then), `aborted`; `not-kept` for a model that
   *   was brought and is gone
   */
  async read(
    modelId: string,
    file: ManifestFile,
    onBytes: (bytes: number) => void,
    { signal, refresh = false }: ReadOptions = {}
  ): Promise<Uint8Array<ArrayBuffer>> {
    const local = isLocalModel(modelId);
    const kept = refresh && !local ? null : await this.#kept(file);
    if (kept) {
      const bytes = new Uint8Array(await kept.arrayBuffer());
      if (bytes.length === file.bytes) {
        onBytes(bytes.length);
        return bytes;
      }
    }
    if (local) throw notKept(file.path);
    const response = await download(new URL(`${modelId}/${file.path}`, this.#modelsUrl).href, signal);
    const bytes = await receive(response, file, onBytes);
    await verify(bytes, file);
    await this.#keep(this.#fileUrl(file), modelId, bytes, 'application/octet-stream');
    return bytes;
  }

  /**
   * Makes a model openable without a network: keeps its manifest, and drops files of its older versions.
   * Call it when the model is ready, so that a broken update never replaces a working version.
   * @param modelId what it was loaded by
   * @returns whether the manifest and the files given are kept
   */
  async commit(
    manifest: Manifest,
    files: readonly ManifestFile[],
    modelId: string = manifest.id
  ): Promise<boolean> {
    if (!this.#cache) return false;
    if (!isLocalModel(modelId)) {
      await this.#keep(this.#manifestUrl(modelId), modelId, encoded(manifest), 'application/json');
      const entries = await this.#entries();
      const needed = await this.#listedFiles(entries);
      for (const { request, response } of entries) {
        const older = this.#isFile(request) && !needed.has(request.url);
        if (older && response.headers.get(MODEL_HEADER) === modelId) await this.#cache.delete(request);
      }
    }
    const present = await Promise.all([this.holds(modelId), ...files.map((file) => this.has(file))]);
    return present.every(Boolean);
  }

  /** Keeps a file that was brought and checked. @throws {ModelError} `not-stored` */
  async put(modelId: string, file: ManifestFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (await this.has(file)) return;
    await this.#insist(this.#fileUrl(file), modelId, bytes, 'application/octet-stream');
  }

  /** Keeps the manifest of a model that was brought, once all its files are kept. @throws {ModelError} `not-stored` */
  async adopt(modelId: string, manifest: Manifest): Promise<void> {
    await this.#insist(this.#manifestUrl(modelId), modelId, encoded(manifest), 'application/json');
  }

  /** @returns the models kept on this device, with the space they take; a file that two of them share counts for both */
  async list(): Promise<StoredModel[]> {
    const entries = await this.#entries();
    const models: StoredModel[] = [];
    for (const { request, response } of entries) {
      if (!request.url.endsWith('/manifest.json')) continue;
      const manifest = parseManifest(await response.clone().json());
      const { id, version, name, name_ko } = manifest;
      const modelId = request.url.slice(this.#modelsUrl.length, -'/manifest.json'.length);
      const listed = new Set(manifest.files.map((file) => this.#fileUrl(file)));
      const own = entries.filter(
        (entry) => entry.response.headers.get(MODEL_HEADER) === modelId || listed.has(entry.request.url)
      );
      models.push({ modelId, id, version, name, nameKo: name_ko, bytes: total(own) });
    }
    return models;
  }

  /** @returns the space that everything kept takes, half-loaded models included, in bytes */
  async size(): Promise<number> {
    return total(await this.#entries());
  }

  /** Deletes everything that is kept of a model, but for files that another one needs. */
  async delete(modelId: string): Promise<void> {
    const entries = await this.#entries();
    const manifestUrl = this.#manifestUrl(modelId);
    const own = entries.filter(({ request }) => request.url === manifestUrl);
    const listed = await this.#listedFiles(own);
    const needed = await this.#listedFiles(entries.filter((entry) => !own.includes(entry)));
    for (const { request, response } of entries) {
      const belongs = response.headers.get(MODEL_HEADER) === modelId || listed.has(request.url);
      if (belongs && !needed.has(request.url)) await this.#cache?.delete(request);
    }
  }

  /** Clears away what imports left that were stopped half-way. Call it only while none is running. */
  async sweep(): Promise<void> {
    const entries = await this.#entries();
    const owners = new Set(entries.map(({ response }) => response.headers.get(MODEL_HEADER) ?? ''));
    for (const owner of owners) {
      if (isLocalModel(owner) && !(await this.holds(owner))) await this.delete(owner);
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

  /** @returns addresses of the files that the manifests among the entries list */
  async #listedFiles(entries: readonly Entry[]): Promise<Set<string>> {
    const manifests = entries.filter(({ request }) => request.url.endsWith('/manifest.json'));
    const files = await Promise.all(
      manifests.map(async ({ response }) => parseManifest(await response.clone().json()).files)
    );
    return new Set(files.flat().map((file) => this.#fileUrl(file)));
  }

  async #kept(file: ManifestFile): Promise<Response | null> {
    return (await this.#cache?.match(this.#fileUrl(file))) ?? null;
  }

  async #entries(): Promise<Entry[]> {
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
    if (!this.#cache) return;
    try {
      await this.#insist(url, modelId, body, type);
    } catch (cause) {
      console.warn(`Could not keep ${url} on this device.`, cause);
    }
  }

  /** @throws {ModelError} `not-stored` */
  async #insist(url: string, modelId: string, body: Uint8Array<ArrayBuffer>, type: string): Promise<void> {
    const headers = {
      'content-type': type,
      'content-length': String(body.length),
      [MODEL_HEADER]: modelId
    };
    if (!this.#cache)
      throw new ModelError('not-stored', 'The browser keeps nothing for this site.', 'no cache');
    try {
      await this.#cache.put(url, new Response(body, { headers }));
    } catch (cause) {
      throw ModelError.from(cause, 'not-stored');
    }
  }
}

/** Something that is kept. */
interface Entry {
  request: Request;
  response: Response;
}

const total = (entries: readonly Entry[]): number =>
  entries.reduce((sum, { response }) => sum + Number(response.headers.get('content-length')), 0);

const encoded = (manifest: Manifest) => new TextEncoder().encode(JSON.stringify(manifest));

function notKept(what: string): ModelError {
  return new ModelError('not-kept', 'A model that was brought is not on this device any more.', what);
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

/** @returns the SHA-256 in lower-case hex */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @throws {ModelError} `corrupt-file` if the bytes are not what the manifest promises */
export async function verify(bytes: Uint8Array<ArrayBuffer>, file: ManifestFile): Promise<void> {
  const sha256 = await sha256Hex(bytes);
  if (sha256 !== file.sha256) throw corrupt(file, `SHA-256 ${sha256}`);
}

function corrupt(file: ManifestFile, found: string): ModelError {
  return new ModelError(
    'corrupt-file',
    `${file.path} is not what the manifest promises.`,
    `${file.path}: ${found}`
  );
}
