/** JSON Schema of the documents, made of the very schemas that read them, so that the two cannot say different things. */
import * as v from 'valibot';

/** A JSON Schema (draft-07) or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * What a check means in JSON Schema, for checks that are functions. It stands beside the check in its pipe.
 * @param json keywords that hold for what the check lets through
 */
export function asJson<Input>(json: JsonSchema): v.MetadataAction<Input, { json: JsonSchema }> {
  return v.metadata({ json });
}

/** @returns a pattern for any of the codes, in any case, white space around it allowed */
export function codePattern(codes: readonly string[], { orEmpty = false } = {}): JsonSchema {
  const escaped = codes.map((code) =>
    Array.from(code, (letter) =>
      /[a-z]/i.test(letter)
        ? `[${letter.toLowerCase()}${letter.toUpperCase()}]`
        : letter.replace(/[^\w-]/, '\\$&')
    ).join('')
  );
  return { pattern: `^\\s*(?:${escaped.join('|')})\\s*$${orEmpty ? '|^$' : ''}` };
}

interface Entries {
  readonly entries: Readonly<Record<string, v.GenericSchema>>;
}

/** Keywords of the actions that have an equivalent; a function has none but what {@link asJson} says of it. */
function keywordsOf(action: v.GenericPipeItem): JsonSchema {
  if (action.kind === 'schema') return toJsonSchema(action as v.GenericSchema);
  const { type, requirement, metadata } = action as {
    type: string;
    requirement?: unknown;
    metadata?: { json?: JsonSchema };
  };
  switch (type) {
    case 'min_length':
      return { minLength: requirement };
    case 'max_length':
      return { maxLength: requirement };
    case 'min_value':
      return { minimum: requirement };
    case 'integer':
      return { type: 'integer' };
    case 'metadata':
      return metadata?.json ?? {};
    default:
      return {};
  }
}

/** Lengths of lists have words of their own. */
function forLists({ minLength, maxLength, ...rest }: Record<string, unknown>): JsonSchema {
  return {
    ...rest,
    ...(minLength !== undefined && { minItems: minLength }),
    ...(maxLength !== undefined && { maxItems: maxLength })
  };
}

function objectOf({ entries }: Entries, strict: boolean): JsonSchema {
  const fields = Object.entries(entries);
  const required = fields.filter(([, { type }]) => !['optional', 'exact_optional'].includes(type));
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([key, field]) => [key, toJsonSchema(field)])),
    ...(required.length > 0 && { required: required.map(([key]) => key) }),
    ...(strict && { additionalProperties: false })
  };
}

/**
 * @param schema of what is read, before anything is normalised
 * @returns its JSON Schema
 * @throws {TypeError} for a kind of schema that no document has used so far
 */
export function toJsonSchema(schema: v.GenericSchema): JsonSchema {
  const { pipe } = schema as { pipe?: readonly [v.GenericSchema, ...v.GenericPipeItem[]] };
  if (pipe) {
    const [root, ...actions] = pipe;
    const base = toJsonSchema({ ...root, pipe: undefined } as v.GenericSchema);
    // What follows a transformation speaks of something else than what stands in the file.
    const end = actions.findIndex(({ kind }) => kind === 'transformation');
    const keywords = (end < 0 ? actions : actions.slice(0, end)).map(keywordsOf);
    const merged = Object.assign({}, base, ...keywords) as Record<string, unknown>;
    return base.type === 'array' ? forLists(merged) : merged;
  }
  const inner = (): JsonSchema => toJsonSchema((schema as unknown as { wrapped: v.GenericSchema }).wrapped);
  switch (schema.type) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return { type: schema.type };
    case 'unknown':
      return {};
    case 'literal':
      return { const: (schema as unknown as { literal: unknown }).literal };
    case 'picklist':
      return { enum: (schema as unknown as { options: unknown }).options };
    case 'array':
      return { type: 'array', items: toJsonSchema((schema as unknown as { item: v.GenericSchema }).item) };
    case 'union':
      return { anyOf: (schema as unknown as { options: v.GenericSchema[] }).options.map(toJsonSchema) };
    case 'nullable':
      return { anyOf: [inner(), { type: 'null' }] };
    case 'optional':
    case 'exact_optional':
      return inner();
    case 'object':
    case 'loose_object':
      return objectOf(schema as unknown as Entries, false);
    case 'strict_object':
      return objectOf(schema as unknown as Entries, true);
    default:
      throw new TypeError(`No JSON Schema for ${schema.type}.`);
  }
}
