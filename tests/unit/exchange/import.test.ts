/** Files of every kind are told by their shape; hostile ones are refused with their code, and none does harm. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { DocumentError, type DocumentErrorCode } from '$lib/domain/documents/document';
import { toAnswerDocument, toQuestionDocument } from '$lib/domain/documents/question-answer';
import { toResultDocument } from '$lib/domain/documents/result';
import { toUserInfo } from '$lib/domain/documents/user-info';
import { wordsOf } from '$lib/domain/text/words';
import { readBackup, isBackup } from '$lib/exchange/backup/backup';
import { readDocumentFile } from '$lib/exchange/document-bytes';
import { readAnswer, readUser } from '$lib/exchange/folder-documents';
import { readQuestions } from '$lib/exchange/questions';
import { readShareFile } from '$lib/exchange/share';
import { decodeText } from '$lib/exchange/text-file';
import { readDocuments, type ImportContext } from '$lib/exchange/import';
import { isZip, ZipReader } from '$lib/exchange/zip';
import { golden } from '../../support/golden';
import { generatedHostileFiles, type HostileFile } from '../../fixtures/hostile/generated';

const folder = 'tests/fixtures/hostile';
const corpus: HostileFile[] = [
  ...readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) })),
  ...generatedHostileFiles(golden('result'))
];

const context: ImportContext = {
  at: '2026-11-22T09:00:00.000Z',
  findQuestion: () => Promise.resolve(undefined)
};
const only = async (name: string) => {
  const [first, ...others] = await readDocuments(golden(name), context);
  expect(others).toEqual([]);
  return first;
};

/** Reads a file as the app does. @returns the code it was refused for, or `accepted` */
async function outcome({ bytes }: HostileFile): Promise<DocumentErrorCode | 'accepted'> {
  const blob = new Blob([bytes]);
  try {
    if (await isZip(blob)) {
      const zip = await ZipReader.open(blob);
      if (isBackup(zip)) await readBackup(zip);
      else for (const entry of zip.entries) await readDocuments(decodeText(await zip.read(entry)), context);
    } else await readDocuments(decodeText(bytes), context);
    return 'accepted';
  } catch (error) {
    if (error instanceof DocumentError) {
      expect(error.issues.length).toBeGreaterThan(0);
      return error.code;
    }
    throw error;
  }
}

describe('the four published forms', () => {
  it('user info: read, and written again in its order', async () => {
    const imported = await only('user_info');
    if (imported?.kind !== 'profile') throw new Error('no profile');
    expect(toUserInfo(imported.profile)).toEqual({
      ...(JSON.parse(golden('user_info')) as object),
      occupation: 'D',
      experience: 'Experienced'
    });
  });

  it('question', async () => {
    const imported = await only('question');
    if (imported?.kind !== 'question') throw new Error('no question');
    const { user_info, question } = imported.document;
    expect(imported.document).toEqual(toQuestionDocument(user_info, question.text));
  });

  it('answer: a take that waits for its evaluation', async () => {
    const imported = await only('answer');
    if (imported?.kind !== 'take') throw new Error('no take');
    const { take } = imported;
    expect(take).toMatchObject({ evaluation: null, createdAt: context.at, form: 'typed' });
    expect(toAnswerDocument(take.profile, take.question.text, take.answer)).toEqual({
      ...(JSON.parse(golden('answer')) as object),
      user_info: take.profile
    });
  });

  it('result: every field of the original comes out again as it went in, in its order', async () => {
    const imported = await only('result');
    if (imported?.kind !== 'take') throw new Error('no take');
    const written = Object.entries(toResultDocument(imported.take)).slice(0, 9);
    expect(JSON.stringify(Object.fromEntries(written), null, 2)).toBe(golden('result').trim());
    expect(wordsOf(imported.take.answer)).toHaveLength(66);
    expect(imported.take.evaluation).toMatchObject({ rubric: 'buddy-1', score: { total: 75 }, grade: 'C' });
  });

  it('AI Hub labels: a spoken answer, its labels carried along', async () => {
    const imported = await only('ai_hub');
    if (imported?.kind !== 'take') throw new Error('no take');
    expect(imported.take).toMatchObject({
      form: 'spoken',
      profile: { occupation: 'PM', gender: 'Male', experience: 'New' },
      question: { gt_intent: 'technology', text: '맡았던 설비를 어떻게 점검하셨습니까?' },
      extra: { ai_hub: { version: '1.0', dataSet: { answer: { summary: { wordCount: 5 } } } } }
    });
    expect(JSON.stringify(imported.take.extra)).not.toContain('평소보다 높으면');
  });
});

describe('many at once', () => {
  it('a list may mix kinds', async () => {
    const list = ['user_info', 'question', 'answer', 'result', 'ai_hub'].map(
      (name) => JSON.parse(golden(name)) as object
    );
    const imported = await readDocuments(JSON.stringify(list), context);
    expect(imported.map(({ kind }) => kind)).toEqual(['profile', 'question', 'take', 'take', 'take']);
  });

  it('one wrong document refuses its file, with its place', async () => {
    const list = [JSON.parse(golden('result')), { user_info: {}, question: 'x' }] as unknown[];
    await expect(readDocuments(JSON.stringify(list), context)).rejects.toThrow(
      'results.1.user_info.occupation: 빠져 있습니다'
    );
    await expect(readDocuments(JSON.stringify([list]), context)).rejects.toMatchObject({
      code: 'unknown-kind'
    });
  });

  it('the same file twice gives the same takes, whatever the time', async () => {
    for (const name of ['answer', 'result', 'ai_hub']) {
      const [first] = await readDocuments(golden(name), context);
      const [again] = await readDocuments(golden(name), { ...context, at: '2027-01-01T00:00:00.000Z' });
      expect(first?.kind === 'take' && first.take.id).toBe(again?.kind === 'take' && again.take.id);
    }
  });
});

describe('text encodings of Korean programs', () => {
  const korean = '{"a":"면접 방각하"}';
  it.each([
    ['UTF-8', strToU8(korean)],
    ['UTF-8 with its mark', strToU8(`\uFEFF${korean}`)],
    ['UTF-16', new Uint8Array(Uint16Array.from(`\uFEFF${korean}`, (letter) => letter.charCodeAt(0)).buffer)],
    ['EUC-KR', Uint8Array.of(0x22, 0xb8, 0xe9, 0xc1, 0xa2, 0x20, 0xb9, 0xe6, 0xb0, 0xa2, 0xc7, 0xcf, 0x22)]
  ])('%s', (_, bytes) => {
    expect(decodeText(bytes)).toContain('면접 방각하');
  });
});

describe('hostile files', () => {
  it.each(corpus)('$name', async (file) => {
    expect(await outcome(file)).toBe(file.name.split('.')[0]);
    expect({}).not.toHaveProperty('polluted');
  });

  it.each(corpus.filter(({ name }) => name.endsWith('.json')))(
    '$name, brought to a page that reads something else: read or refused there too',
    async ({ name, bytes }) => {
      const text = decodeText(bytes);
      const readers: Record<string, () => unknown> = {
        share: () => readShareFile(text, context.at),
        questions: () => readQuestions(text, name),
        user: async () => readUser(await readDocumentFile(new File([bytes], name))),
        answer: async () =>
          readAnswer(await readDocumentFile(new File([bytes], name)), { ...context, form: 'typed' })
      };
      for (const [reader, read] of Object.entries(readers)) {
        const outcome = await Promise.resolve()
          .then(read)
          .catch((error: unknown) => error);
        if (outcome instanceof Error) expect([reader, outcome]).toEqual([reader, expect.any(DocumentError)]);
      }
      expect({}).not.toHaveProperty('polluted');
    }
  );

  it('what belongs on another page is sent there', async () => {
    const share = { schema: { name: 'interview-buddy/share', version: 1 }, results: [] };
    const questions = { schema: { name: 'interview-buddy/questions', version: 1 }, questions: [] };
    const read = (document: object) => readDocuments(JSON.stringify(document), context);
    await expect(read(share)).rejects.toMatchObject({ code: 'is-share' });
    await expect(read(questions)).rejects.toMatchObject({ code: 'is-questions' });
  });

  it('a zip within a zip is not opened', async () => {
    const inner = zipSync({ 'result.json': strToU8(golden('result')) });
    const bytes = zipSync({ 'inner.json': inner });
    expect(await outcome({ name: '', bytes })).toBe('not-json');
  });
});
