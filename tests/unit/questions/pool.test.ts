/** The pool: its own files, files that somebody added, and loads that fail once. */
import { describe, expect, it } from 'vitest';
import type { Question, QuestionFile } from '$lib/domain/question';
import { OCCUPATIONS, type Occupation } from '$lib/domain/vocabulary';
import { allQuestions, findQuestion, questionsFor, QuestionPool } from '$lib/questions/pool';

function question(id: string, occupations: Occupation[]): Question {
  return {
    id,
    text: `${id}에 대해 말씀해 주세요.`,
    occupations,
    experience: ['New'],
    gt_intent: null,
    gt_emotion: null,
    kind: 'other',
    difficulty: 2,
    looks_for: '',
    key_points: [],
    follow_ups: [],
    seconds: 75,
    words: [50, 115],
    model_answer: []
  };
}

const file =
  (...questions: Question[]): (() => Promise<QuestionFile>) =>
  () =>
    Promise.resolve({ format: 1, license: '', authors: '', written: '', questions });

const own = Object.fromEntries(
  OCCUPATIONS.map((code) => [
    `./pool/${code.toLowerCase()}.json`,
    file(question(`${code.toLowerCase()}-new-001`, [code]))
  ])
);
const files = {
  ...own,
  './pool/common.json': file(question('common-001', [...OCCUPATIONS])),
  './pool/aihub.json': file(question('aihub-0a1b2c3d4e', ['ICT']), question('aihub-ffffffffff', ['BM']))
};

describe('a pool of files', () => {
  it('gives an occupation its own questions, the common ones, and those of added files that name it', async () => {
    const ids = (await new QuestionPool(files).questionsFor('ICT')).map(({ id }) => id);
    expect(ids).toEqual(['ict-new-001', 'common-001', 'aihub-0a1b2c3d4e']);
  });

  it('finds a question of an added file by its id, and lists it among all', async () => {
    const pool = new QuestionPool(files);
    expect((await pool.findQuestion('aihub-ffffffffff'))?.occupations).toEqual(['BM']);
    expect(await pool.findQuestion('aihub-absent')).toBeUndefined();
    expect(await pool.findQuestion('import-0a1b')).toBeUndefined();
    expect(await pool.allQuestions()).toHaveLength(OCCUPATIONS.length + 3);
  });

  it('tries again after a load that failed', async () => {
    let attempts = 0;
    const flaky = () => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new Error('offline')) : files['./pool/common.json']();
    };
    const pool = new QuestionPool({ ...files, './pool/common.json': flaky });
    await expect(pool.findQuestion('common-001')).rejects.toThrow('offline');
    expect((await pool.findQuestion('common-001'))?.id).toBe('common-001');
  });
});

describe('the bundled pool', () => {
  it('has questions for every occupation, each found by its id', async () => {
    expect((await allQuestions()).length).toBeGreaterThanOrEqual(420);
    for (const occupation of OCCUPATIONS) {
      const [first] = await questionsFor(occupation);
      expect(first && (await findQuestion(first.id))).toEqual(first);
    }
  });
});
