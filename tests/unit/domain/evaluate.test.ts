import { describe, expect, test } from 'vitest';
import { evaluate, gateAnswer } from '$lib/domain/evaluate';
import { feedbackLines } from '$lib/domain/feedback';
import { readText } from '$lib/domain/text/facts';
import {
  EMPTY_WORDS_ANSWER,
  EXPERIENCE_QUESTION,
  GOOD_ANSWER,
  OFF_TOPIC_ANSWER,
  judge,
  judgeScored,
  predict
} from './answers';

describe('a good answer', () => {
  const evaluation = judgeScored(GOOD_ANSWER, { level: 5, roles: ['O', 'S', 'A', 'A', 'R', 'O'] });

  test('reads sentences, key points and a summary', () => {
    expect(evaluation.sentences.map(({ role }) => role)).toEqual(['O', 'S', 'A', 'A', 'R', 'O']);
    expect(evaluation.sentences[1]?.confidence).toBeCloseTo(0.9);
    expect(evaluation.keyPoints.every(({ hit }) => hit)).toBe(true);
    expect(GOOD_ANSWER).toContain(evaluation.summary.slice(0, 20));
    expect(evaluation.grade).toBe('A');
  });

  test('names what was done well', () => {
    expect(evaluation.strengths).toContain('상황, 행동, 결과가 모두 있어 이야기를 따라가기 쉽습니다.');
    expect(evaluation.strengths.join(' ')).toContain('‘2주’');
  });

  test('keeps no embeddings and says what the model lacked', () => {
    expect(evaluation.predictions.sentences.every(({ embedding }) => embedding === null)).toBe(true);
    expect(evaluation.computedWithout).toEqual(['embedding']);
    expect(judgeScored(GOOD_ANSWER, { level: null, relevance: null, roles: null }).computedWithout).toEqual([
      'quality',
      'relevance',
      'role',
      'embedding'
    ]);
  });

  test('is plain data', () => {
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });
});

describe('advice', () => {
  test('accounts for every lost point and quotes the person', () => {
    const { advice, score } = judgeScored(EMPTY_WORDS_ANSWER, { level: 2 });
    expect(advice.reduce((sum, { points }) => sum + points, 0)).toBe(100 - score.total);
    const substance = advice.find(({ code }) => code === 'no-substance');
    expect(substance?.quote).toBe(
      '저는 항상 소통을 가장 중요하게 생각하고 누구보다 열정적으로 팀에 임하는 사람입니다.'
    );
  });

  test('an off-topic answer is told so first, and praised for nothing', () => {
    const { advice, strengths, cap, grade } = judgeScored(OFF_TOPIC_ANSWER, { level: 4, relevance: 0.05 });
    expect(advice[0]?.code).toBe('off-topic');
    expect(advice[0]?.quote).toBe('저의 취미는 새벽 수영입니다.');
    expect([strengths, cap, grade]).toEqual([[], 'off-topic', 'F']);
  });

  test('a missing result is asked for behind the last action', () => {
    const answer =
      '동아리에서 의견이 갈린 때였습니다. 저는 한 분씩 이유를 물었습니다. 그다음 표를 만들어 나누었습니다.';
    const { advice } = judgeScored(answer, { level: 3, roles: ['S', 'A', 'A'] });
    expect(advice.find(({ code }) => code === 'no-result')).toMatchObject({
      quote: '그다음 표를 만들어 나누었습니다.',
      part: 'quality'
    });
  });

  test('delivery is advised without costing points', () => {
    const answer =
      '음 저는 이유를 먼저 물어본 것 같습니다. 어 그때 다들 좋아했어요. 음 그래서 일이 빨라진 것 같습니다. 그 뒤로도 표를 만들었고요';
    const free = judgeScored(answer, { level: 3 }).advice.filter(({ points }) => points === 0);
    expect(free.map(({ code }) => code)).toEqual(['trailing-off', 'hedging', 'mixed-endings', 'fillers']);
    expect(free[0]?.quote).toBe('그 뒤로도 표를 만들었고요');
  });

  test('해요체 all through is advised upon, not punished', () => {
    const answer = '저는 이유를 먼저 물었어요. 그다음 표를 만들었어요. 다들 고개를 끄덕였어요.';
    expect(judgeScored(answer, { level: 3 }).advice).toContainEqual(
      expect.objectContaining({ code: 'polite-endings', points: 0, quote: '저는 이유를 먼저 물었어요.' })
    );
  });

  test('no advice is given twice', () => {
    for (const level of [1, 2, 3, 4] as const) {
      const texts = judgeScored(EMPTY_WORDS_ANSWER, { level, emotion: 'neutral', relevance: 0.5 }).advice.map(
        ({ text }) => text
      );
      expect(new Set(texts).size).toBe(texts.length);
    }
  });
});

test('“모르겠습니다” is scored as no answer, with kind advice', () => {
  const evaluation = judgeScored('죄송합니다. 잘 모르겠습니다.', {
    level: 3,
    intent: 'etc',
    emotion: 'negative'
  });
  expect(evaluation.grade).toBe('F');
  expect(evaluation.score.total).toBeLessThanOrEqual(39);
  expect(
    evaluation.advice.some(({ text }) => text.startsWith('모른다고 솔직하게 말씀하신 점은 좋습니다.'))
  ).toBe(true);
});

test('feedback of result files: headlines, then advice as lines; buddy-1 has its three lines only', () => {
  const evaluation = judgeScored(EMPTY_WORDS_ANSWER, { level: 2 });
  const lines = feedbackLines(evaluation);
  expect(lines.slice(0, 3)).toEqual(evaluation.feedback);
  expect(lines.length).toBe(3 + evaluation.advice.filter(({ points }) => points > 0).length);
  const old = judge(GOOD_ANSWER, {}, { rubric: 'buddy-1' });
  expect(old.status === 'scored' && feedbackLines(old).length).toBe(3);
});

test('predictions for another answer are refused', () => {
  expect(() =>
    evaluate({
      question: EXPERIENCE_QUESTION,
      answer: GOOD_ANSWER,
      form: 'typed',
      predictions: predict('저는 이유를 물었습니다.'),
      rubric: 'buddy-2'
    })
  ).toThrow(RangeError);
});

describe('the gate', () => {
  test.each([
    ['', 'empty'],
    [' \u200B\n\u0000 ', 'empty'],
    ['네 그렇습니다', 'too-short'],
    ['😀😀😀 👍', 'no-korean'],
    ['12345 67890', 'no-korean'],
    ['!!! ...', 'no-korean'],
    ['I always listen to my colleagues and try to understand their reasons first.', 'no-korean'],
    ['asdf qwer zxcv asdf hjkl', 'no-korean'],
    ['<script>alert("hi")</script>', 'no-korean'],
    ['ㅋㅋㅋㅋㅋ ㅎㅎㅎ', 'unintelligible'],
    ['ㅁㄴㅇㄹ ㅂㅈㄷㄱ ㅁㄴㅇㄹ ㅋㅌㅊㅍ ㅁㄴㅇ', 'unintelligible'],
    ['뷁쀍쒯 꿟듥쪫 뭵켆흫 읛쀖뛝 쁣쯟퀣 녟뫎뢟 쐙휅쩛 꼙뗣뿄', 'unintelligible'],
    ['소통 소통 소통 소통 소통 소통', 'repeated'],
    ['저는 성실합니다. '.repeat(20), 'repeated'],
    ['팀에서 의견이 부딪혔을 때 어떻게 풀었는지 경험을 들어 말씀해 주세요', 'question-echo']
  ])('%j is withheld: %s', (answer, reason) => {
    expect(judge(answer)).toMatchObject({ status: 'withheld', reason });
  });

  test.each([
    '모르겠습니다.',
    '그 부분은 잘 모르겠어요',
    '저는먼저상대의이유를묻고표를만들어서함께비교한다음정했습니다',
    'React와 TypeScript로 admin dashboard의 loading time을 3초에서 1초로 줄였습니다.',
    '<b>저는</b> 먼저 이유를 묻고 표를 만들어 비교했습니다.',
    '책임감, 성실함, 소통 능력, 도전 정신, 분석력을 갖추었습니다'
  ])('%j is judged', (answer) => {
    const facts = readText(answer);
    expect(gateAnswer(facts, EXPERIENCE_QUESTION)).toBeNull();
  });

  test('text that the tokenizer does not know is withheld', () => {
    const evaluation = evaluate({
      question: EXPERIENCE_QUESTION,
      answer: GOOD_ANSWER,
      form: 'typed',
      predictions: { ...predict(GOOD_ANSWER), unknownShare: 0.7 },
      rubric: 'buddy-2'
    });
    expect(evaluation).toMatchObject({ status: 'withheld', reason: 'unintelligible' });
  });

  test('decomposed jamo are Korean like any other', () => {
    expect(judge(GOOD_ANSWER.normalize('NFD'))).toEqual(judge(GOOD_ANSWER));
  });

  test('20,000 characters are evaluated', () => {
    const long = Array.from(
      { length: 250 },
      (_, n) => `${String(n)}번째 날에는 ${String(n * 3)}권을 세어 표에 적고 이유를 물었습니다.`
    ).join(' ');
    expect(judge(long, { level: 3 })).toMatchObject({ status: 'scored' });
  });
});
