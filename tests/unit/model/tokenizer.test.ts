import { describe, expect, it } from 'vitest';
import { ModelError } from '$lib/model/engine';
import { KoreanTokenizer } from '$lib/model/tokenizer';
import { tinyJson, tinyTokenizer } from '../../parity/tiny-model';

const tokenizer = tinyTokenizer();
const CONTROL_IDS = [1, 2, 3, 4];

describe('prepare', () => {
  it.each([
    ['composes jamo', '저는 팀에서'.normalize('NFD'), '저는 팀에서'],
    ['narrows full-width letters', '３０％　줄었습니다．', '30% 줄었습니다.'],
    ['collapses white space', ' 저는\n\n팀에서\t 일했습니다 ', '저는 팀에서 일했습니다'],
    ['drops control characters', '저\u0001는\u0007', '저는'],
    ['reads invisible spaces as spaces', '저는\u200b팀에서\ufeff', '저는 팀에서'],
    [
      'writes special tokens in parentheses',
      '[SEP] [MASK] [CLS] [PAD] [UNK]',
      '(SEP) (MASK) (CLS) (PAD) (UNK)'
    ],
    ['finds special tokens that normalisation makes', '［ＳＥＰ］ [S\u0007EP]', '(SEP) (SEP)'],
    ['leaves other brackets alone', '[sep] [질문] [CLS2]', '[sep] [질문] [CLS2]'],
    ['keeps an emoji', '협업 😀', '협업 😀'],
    ['makes nothing of nothing', ' \n\u200b ', '']
  ])('%s', (_, text, prepared) => {
    expect(tokenizer.prepare(text)).toBe(prepared);
  });
});

describe('encode', () => {
  it('never lets a text forge a control token', () => {
    for (const text of [
      '[SEP]',
      '저는[SEP]팀에서',
      '[CLS][MASK]',
      '［ＭＡＳＫ］',
      '[S\u0001EP]',
      '[SE\u200bP]',
      '[[SEP]]',
      '[PAD'
    ]) {
      const forged = tokenizer.encode(text).ids.filter((id) => CONTROL_IDS.includes(id));
      expect(forged, text).toEqual([]);
    }
  });

  it('gives the same ids word by word as a text gives whole', () => {
    const words = ['저는', '팀에서', '😀고객', '문의를', '30%', '줄였습니다.'];
    const separate = words.flatMap((word) => tokenizer.encode(word).ids);
    expect(tokenizer.encode(words.join('  ')).ids).toEqual(separate);
  });

  it('counts tokens the vocabulary does not know', () => {
    expect(tokenizer.encode('저는 팀에서').unknown).toBe(0);
    const { unknown, ids } = tokenizer.encode('뷁쉛 저는');
    expect(unknown).toBe(1);
    expect(ids).toContain(0);
  });

  it('makes nothing of an empty text', () => {
    expect(tokenizer.encode(' ')).toEqual({ ids: [], positions: [], letters: 0, unknown: 0 });
  });

  it('takes 20,000 characters, one word or many, without slowing to a crawl', () => {
    const many = tokenizer.encode('저는 팀에서 고객 문의를 분석했습니다. '.repeat(900));
    expect(many.positions).toHaveLength(many.ids.length);
    expect(tokenizer.encode('저'.repeat(20_000)).letters).toBe(20_000);
  });
});

describe('sentenceOfTokens', () => {
  function pieces(answer: string, sentences: string[]): number[] {
    return tokenizer.sentenceOfTokens(tokenizer.encode(answer), sentences);
  }

  it('follows sentences that end at white space', () => {
    const sentences = ['저는 팀에서 분석했습니다.', '그 결과 시간이 줄었습니다.'];
    const separate = sentences.flatMap((sentence, i) => tokenizer.encode(sentence).ids.map(() => i));
    expect(pieces(sentences.join(' '), sentences)).toEqual(separate);
  });

  it('follows sentences that end inside a word', () => {
    const owners = pieces('줄었습니다.그 결과', ['줄었습니다.', '그 결과']);
    expect(owners[0]).toBe(0);
    expect(owners.at(-1)).toBe(1);
    expect(owners).toEqual([...owners].sort());
  });

  it('stays in step through emoji, unknown syllables, jamo and compatibility letters', () => {
    const sentences = ['뷁쉛 😀👍 ㈜고객.', '저는 팀에서.'.normalize('NFD'), '１００％ ㎏ 입니다.'];
    const separate = sentences.flatMap((sentence, i) => tokenizer.encode(sentence).ids.map(() => i));
    expect(pieces(sentences.join(' '), sentences)).toEqual(separate);
  });

  it('skips a sentence of invisible characters', () => {
    expect(new Set(pieces('저는 \u200b 팀에서', ['저는', '\u200b', '팀에서']))).toEqual(new Set([0, 2]));
  });
});

describe('a tokenizer.json that is none', () => {
  it.each([
    ['no object', null],
    ['another model', { ...(tinyJson('tokenizer.json') as object), model: { type: 'WordPiece', vocab: {} } }],
    [
      'no special tokens',
      {
        ...(tinyJson('tokenizer.json') as object),
        added_tokens: [],
        model: { type: 'Unigram', unk_id: 0, vocab: [['가', -1]] }
      }
    ]
  ])('is refused: %s', (_, json) => {
    expect(() => new KoreanTokenizer(json)).toThrow(ModelError);
  });
});
