/** Batch validation in a real worker: 76,000 rows without a frozen page; and CP949 as the platform itself reads it. */
import { describe, expect, it } from 'vitest';
import { Cp949Decoder } from '$lib/exchange/cp949';
import { guessColumns } from '$lib/exchange/evaluation-csv';
import type { RunProgress, ValidationMessage, ValidationReply } from '$lib/state/validation/protocol';
import type { ValidationOutcome } from '$lib/state/validation/run';

const ROWS = 76_000;
const HEADER = 'source_id,question,text,label_intent,label_emotion,level';
const INTENTS = ['technology', 'attitude', 'background', 'personality', 'etc'];
const EMOTIONS = ['positive', 'negative', 'neutral'];

/** Rows like those of the data set, with quoted line breaks, some without labels, some unusable. */
function row(index: number): string {
  const text =
    `"저는 ${index}번째 답변에서 ""프로젝트""를 말씀드리겠습니다.\n` +
    `${'처음에는 일정이 밀려 어려웠지만 표를 만들어 나누고 매일 확인했습니다. '.repeat(1 + (index % 5))}"`;
  const intent = index % 1000 === 7 ? '모름' : index % 50 === 3 ? '' : INTENTS[index % 5];
  return `a-${index},가장 어려웠던 일을 말씀해 주세요.,${index % 1000 === 9 ? '' : text},${intent},${EMOTIONS[index % 3]},${1 + (index % 5)}\r\n`;
}

function bigFile(): File {
  const parts: string[] = [`\uFEFF${HEADER}\r\n`];
  for (let start = 0; start < ROWS; start += 2000) {
    parts.push(Array.from({ length: 2000 }, (_, i) => row(start + i)).join(''));
  }
  return new File(parts, 'big.csv');
}

interface Ran {
  outcome: ValidationOutcome;
  steps: RunProgress[];
  types: string[];
}

function run(
  file: File,
  onReply: (reply: ValidationReply, worker: Worker) => void = () => undefined
): Promise<Ran> {
  const worker = new Worker(new URL('./validation-worker.ts', import.meta.url), { type: 'module' });
  const steps: RunProgress[] = [];
  const types: string[] = [];
  return new Promise<Ran>((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<ValidationReply>) => {
      types.push(data.type);
      onReply(data, worker);
      if (data.type === 'progress') steps.push(data.progress);
      else if (data.type === 'ended') resolve({ outcome: data.outcome, steps, types });
      else if (data.type === 'failed') reject(new Error(JSON.stringify(data.error)));
    };
    const source = { file, encoding: 'utf-8' as const, columns: guessColumns(HEADER.split(',')) };
    const request = { modelId: 'fake', backend: 'wasm' } as const;
    const device = { cores: 2, memoryGb: 8 };
    worker.postMessage({
      type: 'run',
      source,
      modelsUrl: location.href,
      request,
      device
    } satisfies ValidationMessage);
  }).finally(() => worker.terminate());
}

describe('batch validation', () => {
  it('takes 76,000 rows, and the page stays free meanwhile', async () => {
    const file = bigFile();
    expect(file.size).toBeGreaterThan(20_000_000);
    // The making of the file is over before anything is counted.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const long: number[] = [];
    const observer = new PerformanceObserver((list) =>
      long.push(...list.getEntries().map(({ duration }) => duration))
    );
    observer.observe({ type: 'longtask' });
    const before = (performance as Performance & { memory: { usedJSHeapSize: number } }).memory
      .usedJSHeapSize;
    let most = 0;
    const { outcome, steps, types } = await run(file, () => {
      const { memory } = performance as Performance & { memory: { usedJSHeapSize: number } };
      most = Math.max(most, memory.usedJSHeapSize - before);
    });
    observer.disconnect();
    // A busy machine may stretch a task that does next to nothing: one or two, never a freeze.
    expect(long.filter((duration) => duration > 200)).toEqual([]);
    expect(long.length).toBeLessThan(5);
    expect(most).toBeLessThan(30_000_000);
    expect(types).toContain('checking');

    const skipped = 2 * (ROWS / 1000);
    expect(outcome.answers).toEqual([ROWS - skipped, ROWS - skipped]);
    expect(outcome.skipped.count).toBe(skipped);
    expect(outcome.skipped.first).toHaveLength(100);
    expect(outcome.metrics.emotion?.n).toBe(ROWS - skipped);
    expect(outcome.metrics.quality?.n).toBe(ROWS - skipped);
    expect(outcome.mistakes.intent).toHaveLength(10);
    expect(steps.at(-1)?.done).toBeLessThanOrEqual(ROWS - skipped);
    expect(steps.map(({ done }) => done)).toEqual(steps.map(({ done }) => done).sort((a, b) => a - b));
    // Steps are told now and then, not with every row.
    expect(steps.length).toBeLessThan(2000);
    const text = await outcome.predictions.text();
    expect(text.split('\r\n').length - 2).toBe(ROWS - skipped);
    expect(text).toContain(`a-${ROWS - 1},`);
  }, 400_000);

  it('is paused, goes on and is stopped with what is done', async () => {
    let paused = 0;
    const { outcome } = await run(bigFile(), (reply, worker) => {
      const say = (message: ValidationMessage) => worker.postMessage(message);
      if (reply.type === 'progress' && reply.progress.done > 0)
        say({ type: paused === 0 ? 'pause' : 'stop' });
      if (reply.type === 'paused') {
        paused++;
        say({ type: 'resume' });
      }
    });
    expect(paused).toBe(1);
    const [done, total] = outcome.answers;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(total);
    expect(JSON.parse(outcome.summary)).toMatchObject({ n: done, of: total, skipped: expect.any(Number) });
  }, 200_000);
});

it('CP949 is read as the platform reads it, character by character', () => {
  const platform = new TextDecoder('euc-kr', { fatal: true });
  const read = (decoder: Pick<TextDecoder, 'decode'>, bytes: Uint8Array) => {
    try {
      return decoder.decode(bytes);
    } catch {
      return null;
    }
  };
  const different: string[] = [];
  for (let lead = 0x80; lead <= 0xff; lead++) {
    for (let trail = 0x30; trail <= 0xff; trail++) {
      const bytes = Uint8Array.of(lead, trail);
      if (read(new Cp949Decoder(), bytes) !== read(platform, bytes)) different.push(`${lead} ${trail}`);
    }
  }
  expect(different).toEqual([]);
});
