import { describe, expect, test } from 'vitest';
import { findDelivery, type DeliveryFinding } from '$lib/domain/delivery';
import { readText } from '$lib/domain/text/facts';
import { GOOD_ANSWER } from './answers';
import { poolQuestions } from './pool';

function find(answer: string): DeliveryFinding[] {
  return findDelivery(readText(answer));
}

function codes(answer: string): string[] {
  return find(answer).map(({ code }) => code);
}

test('a well-spoken answer has no habits', () => {
  expect(find(GOOD_ANSWER)).toEqual([]);
});

test('an ending left open is quoted and closed', () => {
  expect(find('저는 매장에서 재고를 셌습니다. 그래서 발주를 줄였는데요')).toEqual([
    {
      code: 'trailing-off',
      text: '말끝이 열려 있습니다. 이 문장을 ‘-습니다’로 닫고 마쳐 보세요.',
      examples: [{ sentence: '그래서 발주를 줄였는데요', rewrite: '그래서 발주를 줄였습니다.' }]
    }
  ]);
});

test('a polite question at the end is not left open', () => {
  expect(codes('업무를 더 알고 싶습니다. 한 가지 여쭈어도 되겠습니까?')).toEqual([]);
});

test('one hedge is modest, two are a habit', () => {
  expect(codes('원인은 온도인 것 같습니다. 그래서 온도를 적었습니다.')).toEqual([]);
  const [finding] = find('그때는 힘들었던 것 같습니다. 성실한 것 같습니다. 그래도 끝까지 했습니다.');
  expect(finding?.code).toBe('hedging');
  expect(finding?.examples.map(({ rewrite }) => rewrite)).toEqual(['그때는 힘들었습니다.', null]);
});

test('해요체 among 합쇼체 is shown sentence by sentence', () => {
  const [finding] = find('저는 표를 만들었습니다. 다들 좋아했어요. 시간도 줄었어요. 그 뒤로 계속 썼습니다.');
  expect(finding?.code).toBe('mixed-endings');
  expect(finding?.examples).toEqual([
    { sentence: '다들 좋아했어요.', rewrite: '다들 좋아했습니다.' },
    { sentence: '시간도 줄었어요.', rewrite: '시간도 줄었습니다.' }
  ]);
});

test('반말 all through', () => {
  expect(codes('나는 표를 만들었다. 시간이 줄었다. 그래서 기뻤다.')).toEqual(['plain-endings']);
});

test('fillers quote the sentences they are in', () => {
  const [finding] = find(
    '음 저는 먼저 이유를 물었습니다. 어 그다음 표를 만들었습니다. 음 그래서 줄었습니다.'
  );
  expect(finding?.code).toBe('fillers');
  expect(finding?.text).toContain('‘음’ 같은 군말이 3번');
  expect(finding?.examples).toHaveLength(3);
});

test('a long sentence is cut at the connective nearest to its middle', () => {
  const long =
    '저는 작년 여름에 물류 창고에서 일하면서 매일 아침 들어오는 상자의 수를 하나하나 손으로 세고 그 숫자를 종이에 적었는데 ' +
    '시간이 너무 오래 걸려서 바코드를 찍는 방법을 제안하고 직접 표를 만들어 모두가 같은 방식으로 쓰게 했습니다.';
  const [finding] = find(long);
  expect(finding?.code).toBe('long-sentence');
  expect(finding?.text).toMatch(/‘(?:적었는데|걸려서)’에서 끊어 두 문장으로/);
});

describe('what comes again and again', () => {
  test('a sentence', () => {
    const answer = '저는 끝까지 기록합니다. 그래서 원인을 찾았습니다. 저는 끝까지 기록합니다.';
    expect(find(answer)[0]).toMatchObject({
      code: 'repeated-sentence',
      examples: [{ sentence: '저는 끝까지 기록합니다.', rewrite: null }]
    });
  });

  test('a first word', () => {
    const answer =
      '그래서 이유를 물었습니다. 그래서 표를 만들었습니다. 그래서 시간이 줄었습니다. 지금도 씁니다.';
    expect(find(answer)[0]).toMatchObject({
      code: 'same-opening',
      text: '‘그래서’로 시작하는 문장이 3개입니다. 한두 문장은 첫말을 덜어 보세요.'
    });
  });

  test('emphasis', () => {
    const answer =
      '저는 정말 노력했습니다. 동료들도 정말 고마워했고, 결과도 정말 좋았습니다. 다음에는 더 잘하겠습니다.';
    expect(find(answer)[0]?.text).toBe(
      '‘정말’이 3번 나옵니다. 한 번만 남기고, 나머지는 얼마나 그랬는지 사실로 바꿔 보세요.'
    );
  });
});

test('the model answers of the pool have next to no habits, and every example is their own sentence', () => {
  const answers = poolQuestions().map(({ model_answer }) => model_answer.map(({ text }) => text).join(' '));
  const withHabits = answers.filter((answer) => {
    const facts = readText(answer);
    const findings = findDelivery(facts);
    for (const { examples } of findings) {
      expect(examples.length).toBeGreaterThan(0);
      for (const { sentence } of examples) expect(facts.sentences).toContain(sentence);
    }
    return findings.length > 0;
  });
  expect(withHabits.length / answers.length).toBeLessThan(0.03);
});
