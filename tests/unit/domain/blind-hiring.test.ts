import { describe, expect, test } from 'vitest';
import { findBlindHiring } from '$lib/domain/blind-hiring';
import { readText } from '$lib/domain/text/facts';
import { poolQuestions } from './pool';

function topics(answer: string): string[] {
  return findBlindHiring(readText(answer)).map(({ topic }) => topic);
}

describe('what identifies a person', () => {
  test.each([
    ['저는 한빛대학교에서 경영학을 전공했습니다.', 'school'],
    ['서울대를 졸업하고 3년간 연구했습니다.', 'school'],
    ['카이스트 연구실에서 2년 동안 일했습니다.', 'school'],
    ['대원외고를 나와 영어에 자신이 있습니다.', 'school'],
    ['새벽여자고등학교를 졸업했습니다.', 'school'],
    ['저는 부산 출신입니다.', 'origin'],
    ['강릉에서 태어나 바다를 보고 자랐습니다.', 'origin'],
    ['고향은 작은 어촌입니다.', 'origin'],
    ['저희 아버지는 목수로 일하셨습니다.', 'family'],
    ['부모님께서 식당을 하셔서 주말마다 도왔습니다.', 'family'],
    ['2남 1녀 중 장녀로 자랐습니다.', 'family'],
    ['집안 형편이 어려워 일찍 일을 시작했습니다.', 'family'],
    ['저는 올해 서른두 살입니다.', 'age'],
    ['저는 94년생입니다.', 'age'],
    ['늦은 나이에 다시 공부를 시작했습니다.', 'age'],
    ['작년에 결혼했습니다.', 'marriage'],
    ['출산 때문에 2년을 쉬었습니다.', 'marriage'],
    ['교회에서 청년부 회장을 맡았습니다.', 'religion'],
    ['저는 모태 신앙으로 자랐습니다.', 'religion'],
    ['저는 여자라서 더 꼼꼼합니다.', 'body']
  ])('%s (%s)', (sentence, topic) => {
    expect(topics(sentence)).toEqual([topic]);
  });
});

describe('ordinary words that contain such words', () => {
  test.each([
    '행사 참여자 수를 두 배로 늘렸습니다.',
    '지식재산 담당자와 특허를 검토했습니다.',
    '학교생활을 하면서 시간 관리를 배웠습니다.',
    '대학교 때 팀 프로젝트를 맡았습니다.',
    '고등학교 시절부터 기록하는 습관이 있습니다.',
    '전문대학에서 자동차를 전공했습니다.',
    '가족 같은 팀이라는 말보다 규칙이 분명한 팀이 좋습니다.',
    '우리 가족처럼 고객을 대하겠습니다.',
    '학부모님 상담을 하루에 열 건씩 했습니다.',
    '한 어머니께서 아이 옷이 바뀌었다고 하셨습니다.',
    '환자 부모님께 검사 결과를 설명했습니다.',
    '할머니 고객이 키오스크를 어려워하셨습니다.',
    '65세 이상 어르신 120명을 안내했습니다.',
    '무대에서 발표하고, 세대 간 차이를 조사했습니다.',
    '시대에 맞는 방식으로 바꾸었고, 상대에게 먼저 물었습니다.',
    '서울대병원에 납품하는 장비를 점검했습니다.',
    '세종대로에서 교통량을 조사했습니다.',
    '개발자 출신 기획자로 일했습니다.',
    '서울 지사에서 부산 물류 센터까지 일정을 짰습니다.',
    '고향사랑기부제 홍보를 맡았습니다.',
    '결혼식장 아르바이트에서 동선을 다시 짰습니다.',
    '출산율 통계를 정리하고 육아용품 판매를 분석했습니다.',
    '종교배 실험 기록과 절차서를 정리했습니다.',
    '절에서 절까지가 아니라 1절부터 3절까지 읽었습니다.',
    '화장품 제형 연구와 시제품 평가를 했습니다.',
    '체중계 센서의 오차를 줄였습니다.'
  ])('%s', (sentence) => {
    expect(topics(sentence)).toEqual([]);
  });
});

test('each sentence and topic is named once, with the words as written', () => {
  expect(
    findBlindHiring(
      readText(
        '저희 아버지와 어머니께서 부산 출신이십니다. 저는 표를 만들었습니다. 저희 어머니는 교사입니다.'
      )
    )
  ).toEqual([
    { topic: 'origin', sentence: '저희 아버지와 어머니께서 부산 출신이십니다.', mention: '부산 출신' },
    { topic: 'family', sentence: '저희 아버지와 어머니께서 부산 출신이십니다.', mention: '저희 아버지' },
    { topic: 'family', sentence: '저희 어머니는 교사입니다.', mention: '저희 어머니' }
  ]);
});

test('the model answers of the pool mention nothing of the kind', () => {
  const found = poolQuestions().flatMap(({ model_answer }) =>
    topics(model_answer.map(({ text }) => text).join(' '))
  );
  expect(found).toEqual([]);
});
