import { describe, expect, test } from 'vitest';
import {
  countFilters,
  findQuestions,
  NO_FILTER,
  searchEntry,
  type QuestionFilter,
  type QuestionMarks
} from '$lib/domain/question-search';
import { initials, keystrokes } from '$lib/domain/text/hangul';
import { poolQuestions } from './pool';

const pool = poolQuestions();
const [first] = pool;
const last = pool.at(-1);
if (!first || !last) throw new Error('The pool is empty.');
const entries = pool.map(searchEntry);
const noMarks: QuestionMarks = { favourites: new Set(), practised: new Set() };

function found(filter: Partial<QuestionFilter>, marks = noMarks): string[] {
  return findQuestions(entries, { ...NO_FILTER, ...filter }, marks).map(({ id }) => id);
}

/** Ids of three hand-written questions that a query finds. */
function among(query: string): string[] {
  const written = [
    {
      ...first,
      id: 'a',
      text: '1분 동안 자기소개를 해 주세요.',
      looks_for: '첫인상을 봅니다.',
      key_points: []
    },
    { ...first, id: 'b', text: '갈등을 해결한 과정을 말씀해 주세요.', looks_for: '', key_points: [] },
    {
      ...first,
      id: 'c',
      text: 'SQL 튜닝 경험이 있습니까?',
      looks_for: '',
      key_points: [{ label: '실행 계획 확인', cues: [] }]
    }
  ] as typeof pool;
  return findQuestions(written.map(searchEntry), { ...NO_FILTER, query }, noMarks).map(({ id }) => id);
}

test('text as a keyboard writes it', () => {
  expect(keystrokes('과제')).toBe('ㄱㅗㅏㅈㅔ');
  expect(keystrokes('값 SQL')).toBe('ㄱㅏㅂㅅ SQL');
  expect(keystrokes('ㄳ')).toBe('ㄱㅅ');
  expect(initials('자기소개 1분')).toBe('ㅈㄱㅅㄱ 1ㅂ');
});

describe('search', () => {
  test('finds while a word is being typed, key by key', () => {
    for (const query of ['ㅈ', '자', '작', '자기', '자깃', '자기소', '자기속', '자기소개']) {
      expect(among(query), query).toContain('a');
    }
    for (const query of ['고', '과', '괒', '과저', '과정']) expect(among(query), query).toContain('b');
    expect(among('과제')).toEqual([]);
  });

  test('finds by first consonants, as a keyboard may join them', () => {
    expect(among('ㅈㄱㅅㄱ')).toEqual(['a']);
    expect(among('ㅈㄳㄱ')).toEqual(['a']);
    expect(among('ㄱㄷㅎㄱ')).toEqual([]);
    expect(among('ㄱㄷㅇㅎㄱ')).toEqual(['b']);
  });

  test('reads case, spacing and decomposed letters alike', () => {
    expect(among('sql')).toEqual(['c']);
    expect(among('자기 소개')).toEqual(['a']);
    expect(among('실행계획')).toEqual(['c']);
    expect(among('자기소개'.normalize('NFD'))).toEqual(['a']);
  });

  test('asks for every word, in any order and any part, but in no part half', () => {
    expect(among('주세요 갈등')).toEqual(['b']);
    expect(among('첫인상 소개')).toEqual(['a']);
    expect(among('갈등 소개')).toEqual([]);
    // The end of one part and the beginning of the next are no word.
    expect(among('주세요첫인상')).toEqual([]);
  });

  test('white space asks for nothing', () => {
    expect(found({ query: '  \n' })).toHaveLength(pool.length);
  });
});

describe('filters', () => {
  test('nothing set shows the pool in its order', () => {
    expect(found({})).toEqual(pool.map(({ id }) => id));
    expect(countFilters(NO_FILTER)).toBe(0);
  });

  test('each narrows by its own field, and together they all hold', () => {
    const ids = found({ occupation: 'ICT', experience: 'New', intent: 'technology', difficulty: 2 });
    const expected = pool.filter(
      (q) =>
        q.occupations.includes('ICT') &&
        q.experience.includes('New') &&
        q.gt_intent === 'technology' &&
        q.difficulty === 2
    );
    expect(ids.length).toBeGreaterThan(0);
    expect(ids).toEqual(expected.map(({ id }) => id));
    expect(found({ kind: 'motivation' })).toEqual(
      pool.filter(({ kind }) => kind === 'motivation').map(({ id }) => id)
    );
    expect(countFilters({ ...NO_FILTER, query: '자기', occupation: 'ICT', favourites: true })).toBe(2);
  });

  test('practised, not practised, favourites', () => {
    const marks: QuestionMarks = { favourites: new Set([last.id]), practised: new Set([first.id]) };
    expect(found({ practised: 'yes' }, marks)).toEqual([first.id]);
    expect(found({ practised: 'no' }, marks)).toHaveLength(pool.length - 1);
    expect(found({ favourites: true }, marks)).toEqual([last.id]);
    expect(found({ favourites: true, practised: 'yes' }, marks)).toEqual([]);
  });
});
