import { describe, expect, test } from 'vitest';
import { followUpQuestion, followUpsFor, isFollowUpId } from '$lib/domain/follow-ups';
import { DEFAULT_PROFILE } from '$lib/domain/profile';
import { snapshotOf } from '$lib/domain/take';
import { readText } from '$lib/domain/text/facts';
import { EXPERIENCE_QUESTION, GOOD_ANSWER, OFF_TOPIC_ANSWER, judgeScored, type Script } from './answers';
import { poolQuestions } from './pool';

const OWN = ['다시 한다면 무엇을 다르게 하시겠습니까?', '상대는 그 결정을 어떻게 받아들였습니까?'];

function ask(answer: string, script: Script = {}, follow_ups: readonly string[] = OWN) {
  const question = { ...EXPERIENCE_QUESTION, follow_ups };
  return followUpsFor({ question, evaluation: judgeScored(answer, script) });
}

describe('what the answer lacked', () => {
  const NO_RESULT =
    '동아리에서 의견이 갈린 때였습니다. 저는 2주 동안 한 분씩 이유를 물었습니다. 그다음 점검표를 만들어 나누었습니다.';

  test('a missing result is asked for behind the person’s own action', () => {
    expect(ask(NO_RESULT, { roles: ['S', 'A', 'A'] })[0]).toEqual({
      reason: 'no-result',
      text: '‘그다음 점검표를 만들어 나누었습니다’라고 하셨는데, 그 뒤에 무엇이 달라졌습니까?'
    });
  });

  test('a missing action, and an unmeasured result', () => {
    const answer = '동아리에서 의견이 크게 갈린 적이 있었습니다. 다행히 회의 시간이 많이 줄었습니다.';
    expect(ask(answer, { roles: ['S', 'R'], level: 3 }).slice(0, 2)).toEqual([
      {
        reason: 'no-action',
        text: '‘동아리에서 의견이 크게 갈린 적이 있었습니다’라고 하셨는데, 본인이 직접 하신 일은 무엇이었습니까?'
      },
      {
        reason: 'no-number',
        text: '‘다행히 회의 시간이 많이 줄었습니다’라고 하셨는데, 기간이나 횟수, 비율처럼 숫자로 말씀해 주신다면 어느 정도입니까?'
      }
    ]);
  });

  test('a long sentence is not quoted back', () => {
    const answer =
      '동아리에서 의견이 갈린 때였습니다. 저는 2주 동안 한 분씩 따로 만나서 왜 그렇게 생각하는지 이유를 묻고, 그 내용을 모두 표로 정리해서 다시 함께 보았습니다.';
    expect(ask(answer, { roles: ['S', 'A'] })[0]?.text).toBe(
      '말씀 잘 들었습니다. 그 뒤에 무엇이 달라졌습니까?'
    );
  });

  test('a claim without a case', () => {
    const answer =
      '저는 언제나 소통을 가장 중요하게 생각합니다. 의견이 갈린 동아리에서 2주 동안 합의했고 시간이 줄었습니다.';
    expect(ask(answer, { roles: ['S', 'A'] })).toContainEqual({
      reason: 'claim',
      text: '‘저는 언제나 소통을 가장 중요하게 생각합니다’라고 하셨는데, 그것을 보여 주는 경험을 하나 들어 주시겠습니까?'
    });
  });

  test('a missed key point', () => {
    const answer = '의견이 갈렸을 때 제가 3일 동안 표를 만들었고, 그 결과 회의가 30분 줄었습니다.';
    const follow = ask(answer, { roles: ['A'] }, []);
    expect(follow.map(({ text }) => text)).toContain(
      '‘상대의 이유를 들은 과정’에 대해서도 조금 더 말씀해 주시겠습니까?'
    );
  });
});

test('a complete answer is asked about what it mentioned, then the pool’s own', () => {
  const followUps = ask(GOOD_ANSWER, { level: 5, roles: ['O', 'S', 'A', 'A', 'R', 'O'] });
  expect(followUps).toEqual([
    { reason: 'mention', text: '‘선반’ 이야기를 하셨는데, 그 부분을 조금 더 자세히 말씀해 주시겠습니까?' },
    { reason: 'pool', text: OWN[0] },
    { reason: 'pool', text: OWN[1] }
  ]);
});

test('“모르겠습니다” is encouraged, an answer to another question is not followed up', () => {
  const unknown = ask('죄송합니다. 잘 모르겠습니다.', { level: 1, intent: 'etc' });
  expect(unknown.map(({ reason }) => reason)).toEqual(['unknown']);
  expect(ask(OFF_TOPIC_ANSWER, { relevance: 0.05 })).toEqual([]);
});

test('for every model answer of the pool: one to three, none twice, the same every time, whole sentences', () => {
  for (const question of poolQuestions()) {
    const answer = question.model_answer.map(({ text }) => text).join(' ');
    const roles = readText(answer).sentences.map((_, index) => question.model_answer[index]?.role ?? 'O');
    const evaluation = judgeScored(answer, { roles, level: 5 }, { question });
    const followUps = followUpsFor({ question, evaluation });
    expect(followUps.length).toBeGreaterThan(0);
    expect(followUps.length).toBeLessThanOrEqual(3);
    expect(new Set(followUps.map(({ text }) => text)).size).toBe(followUps.length);
    expect(followUps).toEqual(followUpsFor({ question, evaluation }));
    for (const { text } of followUps) expect(text).toMatch(/[?.]$/);
  }
});

describe('a follow-up as a question', () => {
  const question = snapshotOf({ ...poolQuestions()[0], id: 'common-001' } as never);
  const take = { id: 'take-1', question, profile: DEFAULT_PROFILE };

  test('names the answer it goes on from, and asks for nothing but itself', () => {
    const made = followUpQuestion(OWN[0] ?? '', take);
    expect(made).toMatchObject({
      text: OWN[0],
      gt_intent: null,
      kind: 'other',
      follows: { takeId: 'take-1', question: question.text }
    });
    expect(isFollowUpId(made.id)).toBe(true);
    expect(isFollowUpId(question.id)).toBe(false);
    expect(snapshotOf(made).follows).toEqual(made.follows);
    expect(structuredClone(made)).toEqual(made);
  });

  test('has one id per wording and question, whichever answer led to it', () => {
    const ids = OWN.map((text) => followUpQuestion(text, take).id);
    expect(new Set(ids).size).toBe(2);
    expect(followUpQuestion(OWN[0] ?? '', { ...take, id: 'take-2' }).id).toBe(ids[0]);
  });
});
