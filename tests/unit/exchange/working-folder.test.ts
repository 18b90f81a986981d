/** What the working folder decides from listings, and that it does everything once whatever happens to the files. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentError, parseJson } from '$lib/domain/documents/document';
import {
  isDocument,
  outputName,
  SETTLE_MS,
  STAGES,
  waitingFor,
  WorkingFolder,
  type FolderEvent,
  type FolderFiles,
  type FolderName
} from '$lib/exchange/working-folder';

const [QUESTIONS, RESULTS] = STAGES as unknown as [(typeof STAGES)[number], (typeof STAGES)[number]];

/** Files in memory, by path. */
class Memory implements FolderFiles {
  readonly files = new Map<string, { text: string; modified: number }>();
  put(path: string, text: string, modified = 0): void {
    this.files.set(path, { text, modified });
  }
  list(folder: FolderName) {
    const names = [...this.files.keys()].filter((path) => path.startsWith(`${folder}/`));
    return Promise.resolve(names.map((path) => path.slice(folder.length + 1)));
  }
  stateOf(folder: FolderName, name: string) {
    const file = this.files.get(`${folder}/${name}`);
    return Promise.resolve(file ? { size: file.text.length, modified: file.modified } : null);
  }
  read(folder: FolderName, name: string) {
    return Promise.resolve().then(() => parseJson(this.files.get(`${folder}/${name}`)?.text ?? ''));
  }
  write(folder: FolderName, name: string, text: string) {
    if (this.files.has(`${folder}/${name}`)) return Promise.resolve(false);
    this.put(`${folder}/${name}`, text);
    return Promise.resolve(true);
  }
}

function workOn(files: FolderFiles, now = 1_000_000) {
  const events: FolderEvent[] = [];
  const controller = new AbortController();
  const made: string[] = [];
  const make = (document: unknown, at: string) => {
    made.push(JSON.stringify(document));
    if (document === 'model') return Promise.reject(new TypeError('The model fails.'));
    if (typeof document === 'number') {
      return Promise.reject(new DocumentError('invalid', [{ path: 'x', message: '쓸 수 없는 값입니다' }]));
    }
    return Promise.resolve({ text: `${JSON.stringify(document)} ${at}`, note: '' });
  };
  const work = new WorkingFolder(files, {
    make: { question: make, result: make },
    refuses: (error) => error instanceof DocumentError,
    tell: (event) => Promise.resolve(void events.push(event)),
    now: () => now,
    signal: controller.signal
  });
  return { work, events, controller, made };
}

describe('what is to be done', () => {
  it.each([
    ['kim.json', true],
    ['김.JSON', true],
    ['.kim.json', false],
    ['.kim.json.X1y2z3', false],
    ['kim.json.crswap', false],
    ['kim.txt', false],
    ['.json', false]
  ])('%s: %s', (name, document) => {
    expect(isDocument(name)).toBe(document);
  });

  it('names outputs as the original does', () => {
    expect(outputName(QUESTIONS, 'kim.json')).toBe('q_kim.json');
    expect(outputName(RESULTS, 'a.b.JSON')).toBe('result_a.b.json');
  });

  it('takes a name in another Unicode form for the same', () => {
    expect(waitingFor(QUESTIONS, ['김.json'.normalize('NFD')], ['q_김.json'.normalize('NFC')])).toEqual([]);
  });

  it('is everything without an output, and nothing twice, whatever the names', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).map((stem) => `${stem}.json`);
    fc.assert(
      fc.property(fc.uniqueArray(name), fc.uniqueArray(name), (sources, done) => {
        const outputs = done.map((source) => outputName(RESULTS, source));
        const waiting = waitingFor(RESULTS, sources, outputs);
        for (const source of waiting) {
          expect(isDocument(source) && !outputs.includes(outputName(RESULTS, source))).toBe(true);
        }
        const after = waiting.map((source) => outputName(RESULTS, source));
        expect(waitingFor(RESULTS, sources, [...outputs, ...after])).toEqual([]);
      })
    );
  });
});

describe('a pass', () => {
  it('makes everything once, in both stages, and tells it', async () => {
    const files = new Memory();
    files.put('user/a.json', '{}');
    files.put('answer/b.json', '[]', Date.parse('2026-11-22T09:00:00.000Z'));
    const { work, events } = workOn(files);
    expect(await work.pass()).toBe(2);
    expect(await work.pass()).toBe(0);
    expect(events.map(({ event, name }) => `${event} ${name}`)).toEqual(['question a.json', 'result b.json']);
    expect(files.files.get('result/result_b.json')?.text).toBe('[] 2026-11-22T09:00:00.000Z');
    expect(work.counts).toEqual({ question: 1, result: 1, refused: 0 });
  });

  it('never writes over what somebody else has made in the meantime', async () => {
    const files = new Memory();
    files.put('answer/a.json', '{}');
    const { work, events } = workOn(files);
    files.read = (folder, name) => {
      files.put('result/result_a.json', 'theirs');
      return Memory.prototype.read.call(files, folder, name);
    };
    expect(await work.pass()).toBe(0);
    expect(files.files.get('result/result_a.json')?.text).toBe('theirs');
    expect(events).toEqual([]);
  });

  it('waits for a file that is being copied, refuses it when it stays cut, and once', async () => {
    const files = new Memory();
    files.put('answer/new.json', '{"a":', 1_000_000 - SETTLE_MS + 1);
    files.put('answer/old.json', '{"a":', 1_000_000 - SETTLE_MS);
    const { work, events } = workOn(files);
    await work.pass();
    expect(work.arriving).toBe(1);
    await work.pass();
    expect(events.map(({ event, name }) => `${event} ${name}`)).toEqual(['refused old.json']);
    files.put('answer/new.json', '{"a":1}', 1_000_000);
    expect(await work.pass()).toBe(1);
    expect(work.arriving).toBe(0);
  });

  it('goes on after a refused document, and tries it again when it has changed', async () => {
    const files = new Memory();
    files.put('answer/bad.json', '1');
    files.put('answer/good.json', '{}');
    const { work, events, made } = workOn(files);
    await work.pass();
    await work.pass();
    expect(events.map(({ event }) => event)).toEqual(['refused', 'result']);
    expect(made).toEqual(['1', '{}']);
    files.put('answer/bad.json', '{}', 7);
    expect(await work.pass()).toBe(1);
  });

  it('ends when the model fails, and at a signal, and loses nothing', async () => {
    const files = new Memory();
    files.put('answer/a.json', '"model"');
    files.put('answer/b.json', '{}');
    await expect(workOn(files).work.pass()).rejects.toThrow('The model fails.');
    files.put('answer/a.json', '{}');
    const { work, controller } = workOn(files);
    controller.abort();
    expect(await work.pass()).toBe(0);
    expect(await workOn(files).work.pass()).toBe(2);
  });
});
