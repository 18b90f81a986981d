/** Reads what a manifest says of a model's quality. Anybody may have written it: what is not understood is left out. */

/** One measured number. */
export interface Metric {
  /** Name in the manifest, such as `intent_f1`. */
  name: string;
  value: number;
  /** 95 % interval, if it was given. */
  interval: readonly [number, number] | null;
  /** The best that a simple method reached on the same data; null if none was measured. */
  baseline: { name: string; value: number } | null;
}

/** A model's numbers on one split of its data. */
export interface MetricTable {
  split: 'test' | 'validation';
  metrics: Metric[];
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Most numbers of a table that are shown. */
const MOST_METRICS = 20;

/** @returns the interval that stands beside a number, as `<name>_ci: [low, high]` */
function intervalOf(row: Readonly<Record<string, unknown>>, name: string): [number, number] | null {
  const [low, high] = Array.isArray(row[`${name}_ci`]) ? (row[`${name}_ci`] as unknown[]) : [];
  return isNumber(low) && isNumber(high) && low <= high ? [low, high] : null;
}

function tableOf(
  split: MetricTable['split'],
  own: Readonly<Record<string, unknown>>,
  others: Readonly<Record<string, unknown>>
): MetricTable | null {
  const metrics = Object.entries(own)
    .filter((entry): entry is [string, number] => isNumber(entry[1]))
    .slice(0, MOST_METRICS)
    .map(([name, value]): Metric => {
      const best = Object.entries(others)
        .map(([method, row]) => ({ name: method, value: isFields(row) ? row[name] : undefined }))
        .filter((row): row is { name: string; value: number } => isNumber(row.value))
        .sort((a, b) => b.value - a.value)[0];
      return { name, value, interval: intervalOf(own, name), baseline: best ?? null };
    });
  return metrics.length > 0 ? { split, metrics } : null;
}

/**
 * @param metrics of the manifest: `validation` holds numbers; `test` holds them by method, the model's own under a name
 *   that ends in its ONNX file's
 * @param file path of the ONNX file that runs on WASM
 * @returns the tables that can be read, the test split first
 */
export function metricTables(metrics: unknown, file: string): MetricTable[] {
  if (!isFields(metrics)) return [];
  const { test, validation } = metrics;
  const tables: (MetricTable | null)[] = [];
  if (isFields(test)) {
    const own = Object.keys(test).find((method) => method.endsWith(file.split('/').at(-1) ?? file));
    const { [own ?? '']: row, ...others } = test;
    tables.push(isFields(row) ? tableOf('test', row, others) : tableOf('test', test, {}));
  }
  if (isFields(validation)) tables.push(tableOf('validation', validation, {}));
  return tables.filter((table) => table !== null);
}
