import { describe, expect, test } from 'vitest';
import { fillerTotal, overallSpeechLevel, readText } from '$lib/domain/text/facts';

/** The original product's published answer has 66 words; so has this one, written for the test. */
const SIXTY_SIX = Array.from({ length: 66 }, (_, index) => `단어${index}`).join(' ');

describe('counts', () => {
  test('word_count is the number of whitespace-separated words', () => {
    expect(readText(SIXTY_SIX).words).toBe(66);
    expect(readText('  저는\t\n지원자   입니다. ').words).toBe(3);
  });

  test('syllables are Hangul blocks; NFD counts the same', () => {
    const text = '품질 관리 3년, ISO 9001';
    expect(readText(text).syllables).toBe(5);
    expect(readText(text.normalize('NFD'))).toEqual(readText(text));
  });

  test('an empty text has no facts but is no error', () => {
    const facts = readText('');
    expect(facts).toMatchObject({ words: 0, syllables: 0, sentences: [], hangulShare: 0, trailingOff: null });
    expect(facts.repetition.topWordShare).toBe(0);
  });

  test('share of Hangul among letters', () => {
    expect(readText('I love Korea').hangulShare).toBe(0);
    expect(readText('저는 갑니다 😀 123').hangulShare).toBe(1);
    expect(readText('ㅋㅋㅋㅋ').hangulShare).toBe(0);
  });
});

describe('speech level', () => {
  test.each([
    ['제가 맡았습니다.', 'formal'],
    ['왜 그렇습니까?', 'formal'],
    ['한번 맡겨 주십시오!', 'formal'],
    ['어려웠습니다만…', 'formal'],
    ['제가 맡았어요.', 'polite'],
    ['그랬죠ㅎㅎ', 'polite'],
    ['재미있는데요', 'polite'],
    ['내가 다 했다.', 'plain'],
    ['나는 그게 좋았어', 'plain'],
    ['꼼꼼함과 책임감', 'unknown'],
    ['제가 좋아하는 분야', 'unknown'],
    ['그것이 필요', 'unknown']
  ])('%s → %s', (sentence, level) => {
    expect(readText(sentence).speechLevels).toEqual([level]);
  });

  test('mixed endings are mixed', () => {
    expect(overallSpeechLevel(readText('제가 했습니다. 재미있었어요. 좋았습니다. 그랬죠.'))).toBe('mixed');
    expect(overallSpeechLevel(readText('제가 했습니다. 좋았습니다.'))).toBe('formal');
    expect(overallSpeechLevel(readText('책임감'))).toBe('unknown');
  });
});

describe('fillers', () => {
  test('sounds and words between pauses are fillers', () => {
    const facts = readText('음 저는 어 그, 작년에 뭐 그런 프로젝트를 저기, 했습니다');
    expect(facts.fillers.map(({ word }) => word).sort()).toEqual(['그', '뭐', '어', '음', '저기']);
  });

  test('the same words with a meaning are not', () => {
    expect(
      fillerTotal(
        readText(
          '그 회사에서 저기 있는 장비를 막 도입했고 이제 약간 익숙합니다. 뭐 하나 쉬운 것이 없었습니다.'
        )
      )
    ).toBe(0);
  });

  test('a word that comes again and again is a habit', () => {
    const facts = readText('제가 이제 팀을 이제 맡아서 일정을 이제 다시 짜고 이제 공유를 했습니다');
    expect(facts.fillers).toEqual([{ word: '이제', count: 4 }]);
  });
});

describe('quantities', () => {
  test.each([
    ['불량률을 30% 줄였습니다', ['30%']],
    ['매출이 세 배가 됐습니다', ['세 배']],
    ['2주 동안 1,200건을 3명이 처리했습니다', ['2주', '1,200건', '3명']],
    ['3.8초에서 0.4초로 내렸습니다', ['3.8초', '0.4초']],
    ['만족도가 78에서 91로 올랐습니다', ['78', '91']],
    ['6,200만 원을 아꼈습니다', ['6,200만 원']],
    ['이십 퍼센트 정도 삼 개월 만에', ['이십 퍼센트', '삼 개월']],
    ['사흘 만에 스물다섯 명을 모았습니다', ['사흘', '스물다섯 명']],
    ['전체의 3분의 2였습니다', ['3분의 2']]
  ])('%s', (text, quantities) => {
    expect(readText(text).quantities).toEqual(quantities);
  });

  test.each([
    '이 일을 한 번 해 보겠습니다',
    '두 가지 이유가 있습니다',
    '1분 자기소개를 하겠습니다',
    'ISO 13485와 HTTP 404를 압니다',
    '오후 3시에 시작했습니다',
    '사회생활을 두루 했습니다'
  ])('no quantity: %s', (text) => {
    expect(readText(text).quantities).toEqual([]);
  });
});

describe('habits', () => {
  test('hedges', () => {
    const facts = readText('저는 꼼꼼한 것 같습니다. 그 경험은 뿌듯합니다. 더 잘하지 않을까 싶습니다.');
    expect(facts.hedged).toEqual(['저는 꼼꼼한 것 같습니다.', '더 잘하지 않을까 싶습니다.']);
  });

  test.each(['열심히 했는데', '그래서 그렇게 됐고요', '노력은 했습니다만', '제가 그때 그 일을…'])(
    'trails off: %s',
    (text) => {
      expect(readText(`제가 했습니다. ${text}`).trailingOff).toBe(text);
    }
  );

  test('a closed answer does not trail off', () => {
    expect(readText('열심히 했는데 잘됐습니다...').trailingOff).toBeNull();
  });

  test('says that its author does not know', () => {
    expect(readText('죄송합니다, 그 부분은 잘 모르겠습니다.').admitsNotKnowing).toBe(true);
    expect(readText('모르는 것은 찾아보는 편입니다.').admitsNotKnowing).toBe(false);
  });

  test('long sentences', () => {
    const long = `${'그리고 '.repeat(31)}했습니다.`;
    expect(readText(`짧습니다. ${long}`).long).toEqual([long]);
  });
});

describe('repetition', () => {
  test('a sentence said again, whatever its marks', () => {
    const { repetition } = readText('저는 성실합니다. 책임감이 있습니다. 저는 성실합니다!');
    expect(repetition.sentences).toEqual(['저는 성실합니다!']);
    expect(repetition.words).toBe(2);
  });

  test('runs of words said again', () => {
    const repeated = readText(
      '저는 항상 최선을 다하는 사람이고 저는 항상 최선을 다하는 자세로 저는 항상 최선을 다합니다'
    );
    expect(repeated.repetition.runShare).toBeGreaterThanOrEqual(0.5);
    expect(readText('저는 물류 창고에서 재고를 맡았고 매일 오차를 적었습니다').repetition.runShare).toBe(0);
  });
});

describe('20,000 characters of anything are read', () => {
  test.each([
    ['plain text', '저는 매일 오차를 적고 원인을 찾아 30% 줄였습니다. '],
    ['no space', '가'],
    ['jamo', 'ㅋ'],
    ['marks', '.'],
    ['quotes', '"'],
    ['endings', '습니다.'],
    ['digits', '1,'],
    ['numerals', '백 '],
    ['blanks and one syllable', ' ']
  ])('%s', (_, piece) => {
    const text = `${piece.repeat(Math.ceil(20_000 / piece.length)).slice(0, 19_999)}가`;
    const facts = readText(text);
    expect(facts.characters).toBe(facts.text.length);
    expect(facts.sentences.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });
});
