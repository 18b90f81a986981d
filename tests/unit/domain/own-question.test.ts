import { describe, expect, it, test } from 'vitest';
import {
  draftOf,
  draftProblem,
  EMPTY_DRAFT,
  isOwnId,
  ownId,
  ownQuestion,
  questionKey,
  type OwnQuestionDraft
} from '$lib/domain/own-question';
import { readKeyPoints } from '$lib/domain/key-points';
import { selectQuestions, suits } from '$lib/domain/selection';
import { DEFAULT_PROFILE } from '$lib/domain/profile';
import { findWeakness, selectAgainst } from '$lib/domain/weakness';
import { snapshotOf } from '$lib/domain/take';
import { OCCUPATIONS } from '$lib/domain/vocabulary';
import { exampleEvaluation, exampleTake } from '../../support/examples';
import { poolQuestions } from './pool';

const draft = (over: Partial<OwnQuestionDraft> = {}): OwnQuestionDraft => ({
  ...EMPTY_DRAFT,
  text: '우리 서비스를 써 보신 느낌을 말씀해 주세요.',
  ...over
});
const made = (over: Partial<OwnQuestionDraft> = {}) =>
  ownQuestion(draft(over), ownId('1'), '2026-11-22T09:00:00Z', '2026-11-22T09:00:00Z');

describe('a question of one’s own', () => {
  it('needs only its text, and suits everybody then', () => {
    expect(draftProblem(draft())).toBeNull();
    const question = made();
    expect(isOwnId(question.id)).toBe(true);
    for (const occupation of OCCUPATIONS)
      expect(suits(question, { ...DEFAULT_PROFILE, occupation, experience: 'Experienced' })).toBe(true);
    expect(question).toMatchObject({ gt_intent: null, key_points: [], model_answer: [], kind: 'other' });
  });

  it('is not bound to nobody when every box was cleared', () => {
    expect(made({ occupations: [], experience: [] }).occupations).toEqual(OCCUPATIONS);
  });

  it('reads key points with and without cues, each label once', () => {
    const { key_points } = made({ key_points: '협업: 팀원, 함께\n\n숫자로 본 결과\n협업：동료\n' });
    expect(key_points).toEqual([
      { label: '협업', cues: ['동료'] },
      { label: '숫자로 본 결과', cues: ['숫자로 본 결과'] }
    ]);
    expect(readKeyPoints(key_points, '동료와 나눠 맡았습니다.').map(({ hit }) => hit)).toEqual([true, false]);
  });

  it('keeps its model answer sentence by sentence, without roles nobody has named', () => {
    const question = made({ model_answer: '저는 석 달 동안 썼습니다. 검색이 빨라 좋았습니다.' });
    expect(question.model_answer).toEqual([
      { role: null, text: '저는 석 달 동안 썼습니다.' },
      { role: null, text: '검색이 빨라 좋았습니다.' }
    ]);
    expect(snapshotOf(question).recommended_answer).toBe('저는 석 달 동안 썼습니다. 검색이 빨라 좋았습니다.');
  });

  it('comes back as it was written when it is edited', () => {
    const written = draft({
      gt_intent: 'attitude',
      kind: 'motivation',
      looks_for: '관심의 깊이',
      key_points: '협업: 팀원, 함께\n결과',
      model_answer: '저는 석 달 동안 썼습니다.',
      occupations: ['ICT'],
      experience: ['New']
    });
    expect(draftOf(made(written))).toEqual(written);
  });

  test.each([
    [{ text: ' \n ?! ' }, 'no-text'],
    [{ text: '가'.repeat(501) }, 'text-long'],
    [{ looks_for: '가'.repeat(501) }, 'looks-for-long'],
    [{ key_points: Array.from({ length: 13 }, (_, index) => `점 ${index}`).join('\n') }, 'many-key-points'],
    [{ key_points: '가'.repeat(201) }, 'key-point-long'],
    [{ model_answer: '가'.repeat(5001) }, 'model-answer-long']
  ] as const)('is refused at its limits: %o', (over, problem) => {
    expect(draftProblem(draft(over))).toBe(problem);
  });
});

describe('duplicates', () => {
  it('are questions that differ in spacing, case, form and punctuation alone', () => {
    const key = questionKey('REST API를  설명해 주세요.');
    expect(questionKey('rest api를 설명해주세요')).toBe(key);
    expect(questionKey('REST API를 설명해 주세요?'.normalize('NFD'))).toBe(key);
    expect(questionKey('REST API를 설계해 주세요.')).not.toBe(key);
  });

  it('are not among the questions of the pool', () => {
    const pool = poolQuestions();
    expect(new Set(pool.map(({ text }) => questionKey(text))).size).toBe(pool.length);
  });
});

describe('sessions', () => {
  const own = Array.from({ length: 3 }, (_, index) =>
    ownQuestion(draft({ text: `질문 ${index}` }), ownId(String(index)), 'x', 'x')
  );
  const request = { pool: own, profile: DEFAULT_PROFILE, count: 5, random: () => 0.3 };

  it('can be drawn from own questions alone', () => {
    expect(
      selectQuestions(request)
        .map(({ id }) => id)
        .sort()
    ).toEqual(['own-0', 'own-1', 'own-2']);
  });

  it('bring a badly answered own question back in 약점 보완', () => {
    const [first] = own;
    if (!first) throw new Error('There is no own question.');
    const take = exampleTake({
      question: snapshotOf(first),
      createdAt: '2026-01-01T00:00:00Z',
      evaluation: exampleEvaluation({ score: { total: 40 } })
    });
    const weakness = findWeakness([take], '2026-02-01T00:00:00Z');
    expect(selectAgainst(weakness, { ...request, count: 2 })[0]?.id).toBe('own-0');
  });
});
