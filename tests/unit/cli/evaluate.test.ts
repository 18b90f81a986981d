/** `evaluate`: result files that are the page's, byte for byte but for ids, times and backend. */
import { cpSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ResultDocument } from '$lib/domain/documents/result';
import { evaluateTakeWith } from '$lib/domain/evaluate-take';
import { snapshotOf, type Take } from '$lib/domain/take';
import { DEFAULT_PROFILE } from '$lib/domain/profile';
import { resultFile } from '$lib/exchange/results';
import { questionOf } from '$lib/questions/known';
import { findQuestion, questionsFor } from '$lib/questions/pool';
import { openModel } from '../../../src/cli/model';
import { exampleTake } from '../../support/examples';
import { answer, cli, emptyFolder, readJson, tinyModel, user, writeJson } from './support';

const givenAt = new Date('2026-11-22T09:01:00.000Z');

/** A take as the page stores it when an answer is submitted, evaluated as the page evaluates it. */
async function pageTake(): Promise<Take> {
  const question = (await questionsFor('ICT')).find(({ experience }) => experience.includes('New'));
  if (!question) throw new Error('The pool has no such question.');
  const take = exampleTake({
    id: 'e2a4f9a0-0c54-4c5e-9d0c-0b8f3a7e5d11',
    question: snapshotOf(question),
    profile: { ...DEFAULT_PROFILE, occupation: 'ICT' },
    answer: answer.user_answer[0]?.text ?? '',
    createdAt: givenAt.toISOString()
  });
  const model = await openModel(tinyModel);
  return evaluateTakeWith(take, await questionOf(take), {
    predict: (request) => model.predict(request),
    stamp: () => model.stamp,
    rubric: 'buddy-2'
  });
}

describe('evaluate', () => {
  let folder: string;
  let take: Take;

  beforeAll(async () => {
    folder = emptyFolder();
    take = await pageTake();
  }, 60_000);

  it('judges the answer of the page’s own export again to the same bytes', async () => {
    const { text } = resultFile(take);
    const pending = resultFile({ ...take, evaluation: null, model: null }).text;
    for (const input of [text, pending]) {
      const { code, out } = await cli(['evaluate', '--model', tinyModel], { input });
      expect(code).toBe(0);
      expect(out).toBe(text);
    }
  });

  it('gives an answer file the page’s result but for ids, times and backend', async () => {
    const path = join(folder, 'kim.json');
    writeJson(path, {
      user_info: take.profile,
      question: take.question.text.replace(' ', '\n'),
      user_answer: take.answer
    });
    utimesSync(path, givenAt, givenAt);
    const { code, out } = await cli(['evaluate', path, '--model', tinyModel]);
    expect(code).toBe(0);
    const found = JSON.parse(out) as ResultDocument;
    const page = JSON.parse(resultFile(take).text) as ResultDocument;
    expect(found.id).toMatch(/^answer-[0-9a-f]{32}$/);
    expect(found.created_at).toBe(givenAt.toISOString());
    expect(found.coach?.question_id).toBe(take.question.id);
    if (!found.coach || !page.coach) throw new Error('Both have our fields.');
    page.id = found.id ?? '';
    page.coach.session_id = found.coach.session_id;
    page.coach.seconds = found.coach.seconds;
    expect(out).toBe(`${JSON.stringify(page, null, 2)}\n`);
  });

  it('writes result files, withholds scores with a reason, and goes on after files it refuses', async () => {
    const names = ['good', 'short', 'none', 'wrong', 'broken'];
    const [good = '', short = '', none = '', wrong = '', broken = ''] = names.map((name) =>
      join(folder, `${name}.json`)
    );
    writeJson(good, answer);
    writeJson(short, { ...answer, user_answer: '네.' });
    writeJson(wrong, { ...answer, user_info: { ...user, experience: 3 } });
    writeFileSync(broken, '{"user_info": {');
    const output = join(folder, 'result');
    const args = ['evaluate', good, short, none, wrong, broken, '--model', tinyModel, '--output', output];
    const { code, err, out } = await cli([...args, '--lang', 'en']);
    expect(code).toBe(1);
    expect(err).toContain(`${none}: no such file or folder`);
    expect(err).toContain(`${wrong}: user_info.experience: is not text`);
    expect(err).toContain(`${broken}: This is not JSON.`);
    expect(out).toContain('score withheld: too-short');
    expect(readdirSync(output).sort()).toEqual(['result_good.json', 'result_short.json']);
    expect(readJson(join(output, 'result_short.json'))).toMatchObject({
      score_result: null,
      model: null,
      coach: { status: 'withheld', withheld_reason: 'too-short' }
    });
  });

  it('keeps the notes of reviewers', async () => {
    const note = { author: '멘토', text: '수치가 좋습니다.', created_at: givenAt.toISOString(), sentence: 2 };
    const document = { ...(JSON.parse(resultFile(take).text) as ResultDocument), reviewer_notes: [note] };
    const { out } = await cli(['evaluate', '--model', tinyModel], { input: JSON.stringify(document) });
    expect(JSON.parse(out)).toMatchObject({
      reviewer_notes: [{ ...note, id: expect.stringMatching(/^note-/) as string }]
    });
  });

  it('uses the rubric asked for', async () => {
    const { out } = await cli(['evaluate', '--model', tinyModel, '--rubric', 'buddy-1', '--json'], {
      input: JSON.stringify(answer)
    });
    expect(JSON.parse(out)).toMatchObject({ made: [{ status: 'scored', document: { rubric: 'buddy-1' } }] });
  });

  it('says so when there is nothing to read', async () => {
    expect(await cli(['evaluate'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('표준 입력이 비어')
    });
  });

  it('ends with a code of its own when the model is damaged or none', async () => {
    const model = join(folder, 'model');
    cpSync(tinyModel, model, { recursive: true });
    const onnx = join(model, 'onnx/model_quantized.onnx');
    writeFileSync(onnx, readFileSync(onnx).fill(0, 100, 101));
    const input = JSON.stringify(answer);
    const damaged = await cli(['evaluate', '--model', model], { input });
    expect(damaged.code).toBe(3);
    expect(damaged.err).toContain(`${model}: 모델 파일이 manifest.json과 다릅니다`);
    expect(damaged.err).toContain('onnx/model_quantized.onnx');
    const none = await cli(['evaluate', '--model', folder], { input });
    expect(none).toMatchObject({ code: 3, err: expect.stringContaining('모델 폴더가 아닙니다') });
  });

  it('judges with the bundled model when none is named', async () => {
    const { code, out } = await cli(['evaluate'], { input: JSON.stringify(answer) });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ model: { id: 'interview-kobert', backend: 'wasm' } });
  });

  it('finds the pool’s question by text for another occupation too', async () => {
    const sales = (await questionsFor('SM')).find(({ id }) => id.startsWith('sm-'));
    const { out } = await cli(['evaluate', '--model', tinyModel], {
      input: JSON.stringify({ ...answer, question: sales?.text })
    });
    const { coach } = JSON.parse(out) as ResultDocument;
    expect(coach?.question_id).toBe(sales?.id);
    expect(await findQuestion(coach?.question_id ?? '')).toEqual(sales);
  });
});
