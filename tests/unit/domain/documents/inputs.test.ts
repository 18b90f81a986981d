import { describe, expect, test } from 'vitest';
import { serialize } from '$lib/domain/documents/document';
import {
  answerText,
  parseAnswerDocument,
  parseQuestionDocument,
  toAnswerDocument,
  toQuestionDocument
} from '$lib/domain/documents/question-answer';
import { parseUserInfo, readProfile, toUserInfo } from '$lib/domain/documents/user-info';
import type { Profile } from '$lib/domain/profile';

const USER = {
  occupation: 'MM',
  channel: 'MOCK',
  place: 'ONLINE',
  gender: 'MALE',
  ageRange: '35-44',
  experience: 'NEW'
};
const PROFILE: Profile = {
  occupation: 'PM',
  channel: 'MOCK',
  place: 'ONLINE',
  gender: 'Male',
  ageRange: '35-44',
  experience: 'New'
};
const QUESTION = '맡았던 공정을 설명해 주세요.';

describe('user_info', () => {
  test('reads aliases and any letter case, writes the original order', () => {
    expect(parseUserInfo(USER)).toEqual(PROFILE);
    expect(Object.keys(toUserInfo({ ...PROFILE }))).toEqual(Object.keys(USER));
  });

  test('what is not given is empty; what we do not know of age and gender counts as not given', () => {
    expect(
      parseUserInfo({ occupation: 'ict', experience: 'experienced', ageRange: '50+', gender: null })
    ).toEqual({
      ...{ occupation: 'ICT', channel: '', place: '', gender: '', ageRange: '', experience: 'Experienced' }
    });
  });

  test('unknown fields are kept', () => {
    expect(parseUserInfo({ ...USER, nickname: '버디' })).toEqual({ ...PROFILE, nickname: '버디' });
  });

  test('refuses without occupation or experience, naming them', () => {
    expect(() => parseUserInfo({ ...USER, occupation: undefined })).toThrow('occupation: 빠져 있습니다');
    expect(() => parseUserInfo({ ...USER, experience: 3 })).toThrow('experience: 글자가 아닙니다');
  });

  test('a kept profile that is none any more is undefined', () => {
    expect(readProfile(PROFILE)).toEqual(PROFILE);
    expect(readProfile({ occupation: 'gone' })).toBeUndefined();
    expect(readProfile(undefined)).toBeUndefined();
  });
});

describe('question files', () => {
  test.each([[{ text: QUESTION }], [QUESTION]])('question as %j', (question) => {
    expect(parseQuestionDocument({ user_info: USER, question })).toEqual({
      user_info: PROFILE,
      question: { text: QUESTION }
    });
  });

  test('written and read again are the same, unknown fields included', () => {
    const document = toQuestionDocument(PROFILE, QUESTION);
    expect(Object.keys(document)).toEqual(['user_info', 'question']);
    expect(parseQuestionDocument(JSON.parse(serialize(document)))).toEqual(document);
    expect(parseQuestionDocument({ ...document, round: 2 })).toEqual({ ...document, round: 2 });
  });
});

describe('answer files', () => {
  const answer = '저는 절삭 공정을 맡았습니다.';
  const expected = toAnswerDocument(PROFILE, QUESTION, answer);

  test.each([
    ['a list', { user_info: USER, question: { text: QUESTION }, user_answer: [{ text: answer }] }],
    ['an object', { user_info: USER, question: { text: QUESTION }, user_answer: { text: answer } }],
    ['a string', { user_info: USER, question: { text: QUESTION }, user_answer: answer }],
    ['a list of strings', { user_info: USER, question: QUESTION, user_answer: [answer] }],
    ['under answer', { user_info: USER, question: QUESTION, answer: { user_answer: [{ text: answer }] } }]
  ])('user_answer as %s', (_, document) => {
    expect(parseAnswerDocument(document)).toEqual(expected);
  });

  test('several entries make one text; what else stands beside the text is kept', () => {
    const document = parseAnswerDocument({
      ...expected,
      user_answer: [{ text: '첫째.', at: 3 }, { text: '둘째.' }]
    });
    expect(answerText(document)).toBe('첫째.\n둘째.');
    expect(document.user_answer[0]).toEqual({ text: '첫째.', at: 3 });
  });

  test('what stands beside answer.user_answer is kept', () => {
    const document = parseAnswerDocument({
      user_info: USER,
      question: QUESTION,
      answer: { user_answer: answer, mic: true }
    });
    expect(document).toEqual({ ...expected, answer: { mic: true } });
  });

  test('refuses no answer', () => {
    expect(() => parseAnswerDocument({ user_info: USER, question: QUESTION, user_answer: [] })).toThrow(
      '답변이 없습니다'
    );
    expect(() => parseAnswerDocument({ user_info: USER, question: QUESTION })).toThrow(
      'user_answer: 빠져 있습니다'
    );
    expect(() => parseAnswerDocument({ user_info: USER, question: QUESTION, user_answer: [7] })).toThrow(
      'user_answer'
    );
  });
});
