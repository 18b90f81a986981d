/**
 * The peer: @xenova/transformers with the same tokenizer.json in the same browser. What it does differently is listed
 * here and pinned: a divergence that goes away should be struck off the list.
 */
import { PreTrainedTokenizer } from '@xenova/transformers';
import { beforeAll, describe, expect, it } from 'vitest';
import { KoreanTokenizer } from '$lib/model/tokenizer';
import { oracleTexts } from '../../parity/oracle';
import { tinyJson } from './tiny-model';

interface PeerTokenizer {
  encode(text: string, pair: string | null, options: { add_special_tokens: boolean }): number[];
}

type TokenizerJson = { pre_tokenizer: object; model: { vocab: unknown[] } } & Record<string, unknown>;

let json: TokenizerJson;
let tokenizer: KoreanTokenizer;
let peer: PeerTokenizer;

/** The peer with the older `add_prefix_space` that it needs; without it no word gets its mark. */
function makePeer(json: TokenizerJson, addPrefixSpace: boolean): PeerTokenizer {
  const pre_tokenizer = addPrefixSpace
    ? { ...json.pre_tokenizer, add_prefix_space: true }
    : json.pre_tokenizer;
  return new PreTrainedTokenizer({ ...json, pre_tokenizer }, {}) as unknown as PeerTokenizer;
}

const peerIds = (text: string) => peer.encode(tokenizer.prepare(text), null, { add_special_tokens: false });

beforeAll(async () => {
  json = (await (await fetch('/models/interview-kobert/tokenizer.json')).json()) as TokenizerJson;
  tokenizer = new KoreanTokenizer(json);
  peer = makePeer(json, true);
});

describe('the peer', () => {
  it.each(oracleTexts.cases)('makes the same ids of “$text”', ({ text, ids }) => {
    expect(peerIds(text)).toEqual(ids);
  });

  it('still drops emoji of the vocabulary: it looks pieces up by UTF-16 unit', async () => {
    const tiny = (await tinyJson('tokenizer.json')) as TokenizerJson;
    const vocab = [...tiny.model.vocab, ['😀', -4]];
    const withEmoji = { ...tiny, model: { ...tiny.model, vocab } };
    const emoji = vocab.length - 1;
    expect(new KoreanTokenizer(withEmoji).encode('협업 😀 입니다').ids).toContain(emoji);
    const ids = makePeer(withEmoji, true).encode('협업 😀 입니다', null, { add_special_tokens: false });
    expect(ids).not.toContain(emoji);
  });

  it('still needs add_prefix_space beside prepend_scheme', () => {
    const modern = makePeer(json, false);
    const text = '저는 팀에서 고객 문의를 분석했습니다.';
    expect(modern.encode(text, null, { add_special_tokens: false })).not.toEqual(tokenizer.encode(text).ids);
  });
});
