/** Reads manifest.json and config.json of a model folder, so that the rest may trust what they say. */
import type { Temperatures } from '$lib/domain/metrics';
import { EMOTIONS, INTENTS, LEVELS, ROLES } from '$lib/domain/vocabulary';
import * as v from 'valibot';
import { ModelError, type Backend } from './engine';

/** A path inside the model folder: relative, forward slashes, no way out of it. */
const path = v.pipe(
  v.string(),
  v.regex(/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/, 'must be a relative path inside the model folder')
);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const temperature = v.pipe(v.number(), v.finite(), v.minValue(0.01));
const numbers = v.array(v.pipe(v.number(), v.finite()));

const fileSchema = v.object({
  path,
  bytes: positive,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex'))
});

const manifestSchema = v.object({
  format: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[\w-][\w.-]*$/)),
  version: v.pipe(v.string(), v.minLength(1)),
  name: v.string(),
  name_ko: v.string(),
  license: v.string(),
  files: v.array(fileSchema),
  runtimes: v.object({ wasm: path, webgpu: v.optional(path) }),
  maturity: v.picklist(['preview', 'stable']),
  created_at: v.optional(v.string()),
  /** Shown to people as far as it is understood, never computed with. */
  metrics: v.optional(v.record(v.string(), v.unknown()))
});

/** A file of a model folder as its manifest promises it. */
export type ManifestFile = v.InferOutput<typeof fileSchema>;
/** manifest.json, as far as the runtime reads it. */
export type Manifest = v.InferOutput<typeof manifestSchema>;

/** Labels of a head: exactly the vocabulary, in any order. */
function labels(vocabulary: readonly (string | number)[]) {
  const wanted = vocabulary.map(String).sort().join();
  return v.pipe(
    v.array(v.string()),
    v.check(
      (found) => [...found].sort().join() === wanted,
      `must be a permutation of ${vocabulary.join(', ')}`
    )
  );
}

/** A head with one logit per label. */
function labelled(vocabulary: readonly (string | number)[]) {
  return v.object({
    output: v.string(),
    labels: labels(vocabulary),
    temperature: v.optional(temperature, 1)
  });
}

const interviewSchema = v.pipe(
  v.object({
    format: v.literal(1),
    input: v.picklist(['question+answer', 'answer']),
    max_length: positive,
    window_overlap: count,
    max_question_tokens: count,
    heads: v.object({
      intent: labelled(INTENTS),
      emotion: labelled(EMOTIONS),
      quality: v.optional(labelled(LEVELS)),
      relevance: v.optional(v.object({ output: v.string(), temperature: v.optional(temperature, 1) })),
      role: v.optional(labelled(ROLES)),
      embedding: v.optional(v.object({ output: v.string() }))
    }),
    self_check: v.object({
      question: v.string(),
      answer: v.string(),
      input_ids: v.pipe(v.array(count), v.minLength(2)),
      token_type_ids: v.array(count),
      expected: v.record(v.string(), v.record(v.string(), numbers)),
      tolerance: v.record(v.string(), v.pipe(v.number(), v.minValue(0)))
    })
  }),
  v.check(
    (config) => config.max_length - 3 - config.max_question_tokens > config.window_overlap,
    'max_length must leave room for more answer tokens than window_overlap'
  )
);

/** The `interview` part of config.json: what goes in, which heads come out, and a known answer. */
export type InterviewConfig = v.InferOutput<typeof interviewSchema>;

/** @returns the temperatures behind a model's probabilities; 1 for heads it lacks */
export function temperaturesOf({ heads }: InterviewConfig): Temperatures {
  return {
    intent: heads.intent.temperature,
    emotion: heads.emotion.temperature,
    quality: heads.quality?.temperature ?? 1,
    relevance: heads.relevance?.temperature ?? 1
  };
}

const configSchema = v.object({ interview: interviewSchema });

function read<T extends v.GenericSchema>(schema: T, data: unknown, file: string): v.InferOutput<T> {
  const result = v.safeParse(schema, data);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ModelError(
    'invalid-model',
    `${file} is not what the model contract asks for.`,
    `${file}: ${v.getDotPath(issue) ?? 'document'}: ${issue.message}`
  );
}

/**
 * @param data parsed manifest.json
 * @returns the manifest, every runtime file and config.json and tokenizer.json among its files
 * @throws {ModelError} `invalid-model`
 */
export function parseManifest(data: unknown): Manifest {
  const manifest = read(manifestSchema, data, 'manifest.json');
  const needed = ['config.json', 'tokenizer.json', ...Object.values(manifest.runtimes)];
  for (const name of needed) manifestFile(manifest, name);
  return manifest;
}

/**
 * @param data parsed config.json
 * @returns its `interview` part
 * @throws {ModelError} `invalid-model`
 */
export function parseConfig(data: unknown): InterviewConfig {
  return read(configSchema, data, 'config.json').interview;
}

/**
 * @returns the manifest's entry for a file
 * @throws {ModelError} `invalid-model` if there is none
 */
export function manifestFile(manifest: Manifest, name: string): ManifestFile {
  const file = manifest.files.find((entry) => entry.path === name);
  if (!file) throw new ModelError('invalid-model', `manifest.json does not list ${name}.`, name);
  return file;
}

/** @returns the ONNX file a model ships for a backend, or null */
export function runtimeFile(manifest: Manifest, backend: Backend): ManifestFile | null {
  const name = manifest.runtimes[backend];
  return name === undefined ? null : manifestFile(manifest, name);
}
