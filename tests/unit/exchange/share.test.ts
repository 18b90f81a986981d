/** Sharing: only what was chosen goes along, a link says what the file says, and strangers' shares are refused whole. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { toShareDocument } from '$lib/domain/documents/share';
import {
  createShare,
  DEFAULT_SHARE_ITEMS,
  SHARE_ITEMS,
  shareItemsOf,
  type Share,
  type ShareItem
} from '$lib/domain/share';
import type { Take } from '$lib/domain/take';
import { readShareFile, readShareFragment, shareFile, shareLink } from '$lib/exchange/share';
import { judgedTake, storyQuestions } from './shared-takes';

const at = '2026-11-23T10:00:00.000Z';
const page = 'https://example.org/buddy/shared/';

const ANSWER =
  '저는 한빛대학교 동아리에서 예산을 맡았습니다. 회비가 12번이나 늦게 걷혀 행사가 밀렸습니다. ' +
  '제가 납부 알림을 만들고 장부를 공개했습니다. 그 결과 석 달 만에 밀린 회비가 47만 원에서 2만 원으로 줄었습니다.';

let take: Take;

beforeAll(async () => {
  const [question] = storyQuestions();
  if (!question) throw new Error('The pool has no question about something that happened.');
  take = await judgedTake(question, ANSWER, {
    form: 'spoken',
    reviewerNotes: [{ id: 'n1', author: '선배', createdAt: at, text: '숫자가 좋습니다.', sentence: 3 }],
    extra: { transcript_audio: 'recording.webm', coach: { heard: '저는 한빛대학교' } }
  });
});

function shared(items: readonly ShareItem[], name = '김하늘'): Share {
  return createShare(take.id, [take], name, items);
}

/** What travels, as text. */
function textOf(share: Share): string {
  return JSON.stringify(toShareDocument(share));
}

describe('what goes along', () => {
  it('asks about everything there is, and by default sends what a reader needs', () => {
    expect(shareItemsOf([take])).toEqual(SHARE_ITEMS);
    const typed: Take = { ...take, form: 'typed', profile: { ...take.profile, gender: '', ageRange: '' } };
    expect(shareItemsOf([typed])).not.toContain('gender');
    expect(shareItemsOf([typed])).not.toContain('delivery');
    expect(DEFAULT_SHARE_ITEMS).toEqual(['occupation', 'experience', 'answer', 'evaluation']);
  });

  it('leaves out every word of the answer with it, wherever it is quoted', () => {
    expect(textOf(shared(['answer', 'evaluation']))).toContain('한빛대학교');
    const text = textOf(shared(SHARE_ITEMS.filter((item) => item !== 'answer' && item !== 'notes')));
    for (const word of ['한빛', '동아리', '회비', '장부', '47만', '석 달', '12번'])
      expect(text).not.toContain(word);
    expect(text).toContain('"total":');
  });

  it('leaves out each field that was not chosen, and what it does not know', () => {
    const nothing = textOf(shared([]));
    expect(JSON.parse(nothing)).toMatchObject({ shared_by: '', items: [], results: [{ user_info: {} }] });
    for (const left of [
      '김하늘',
      'ICT',
      'ONLINE',
      'MOCK',
      'Female',
      '-34',
      '2026',
      '선배',
      '한빛',
      'spoken'
    ]) {
      expect(nothing, left).not.toContain(left);
    }
    expect(nothing).toContain('"score_result":null');
    const everything = textOf(shared(SHARE_ITEMS));
    for (const never of ['recording.webm', 'heard', take.sessionId, take.question.recommended_answer]) {
      expect(everything, never).not.toContain(never);
    }
    for (const along of ['김하늘', 'ICT', 'Female', '-34', '2026-11-22', '선배', '한빛', 'spoken']) {
      expect(everything, along).toContain(along);
    }
  });

  it('is what was chosen, for any choice: read from the link as from the file', () => {
    fc.assert(
      fc.property(
        fc.subarray([...SHARE_ITEMS]),
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        (items, name) => {
          const share = shared(items, name);
          const fromLink = readShareFragment(new URL(shareLink(share, page)).hash, at);
          const fromFile = readShareFile(shareFile(share).text, at);
          expect(fromLink).toEqual(fromFile);
          expect(textOf(fromLink)).toBe(textOf(share));
          const [read] = fromLink.takes;
          expect(read?.answer).toBe(items.includes('answer') ? take.answer : '');
          expect(read?.evaluation !== null).toBe(items.includes('evaluation'));
          expect(read?.createdAt).toBe(items.includes('time') ? take.createdAt : at);
          expect(read?.reviewerNotes ?? []).toEqual(items.includes('notes') ? take.reviewerNotes : []);
        }
      ),
      { numRuns: 60 }
    );
  });

  it('is small: an answer of four hundred letters fits into a QR code', async () => {
    for (const question of storyQuestions().slice(0, 20)) {
      const own = await judgedTake(question);
      const share = createShare(own.id, [own], '', DEFAULT_SHARE_ITEMS);
      expect(own.answer.length).toBeGreaterThan(200);
      expect(shareLink(share, page).length).toBeLessThan(1732);
    }
  });
});

describe('shares of strangers', () => {
  const document = () => toShareDocument(shared(SHARE_ITEMS)) as unknown as Record<string, unknown>;

  it('are refused whole, and say where', () => {
    const results = [{ ...(document().results as object[])[0], score_result: { total: '많음' } }];
    expect(() => readShareFile(JSON.stringify({ ...document(), results }), at)).toThrow(
      'results.0.score_result.total: 숫자가 아닙니다'
    );
    expect(() => readShareFile(JSON.stringify({ ...document(), results: [] }), at)).toThrow(
      'results: 비어 있습니다'
    );
    const many = Array.from({ length: 51 }, () => (document().results as object[])[0]);
    expect(() => readShareFile(JSON.stringify({ ...document(), results: many }), at)).toThrow(
      '너무 많습니다'
    );
    expect(() => readShareFile(JSON.stringify({ ...document(), shared_by: 'ㄱ'.repeat(41) }), at)).toThrow(
      '너무 깁니다'
    );
    const note = { author: '', text: 'ㅋ'.repeat(2001), created_at: at, sentence: null };
    const noted = [{ ...(document().results as object[])[0], reviewer_notes: [note] }];
    expect(() => readShareFile(JSON.stringify({ ...document(), results: noted }), at)).toThrow('너무 깁니다');
  });

  it('of a newer app, and other documents, are told apart', () => {
    const newer = { ...document(), schema: { name: 'interview-buddy/share', version: 2 } };
    expect(() => readShareFile(JSON.stringify(newer), at)).toThrow(
      expect.objectContaining({ code: 'newer-version' })
    );
    expect(() =>
      readShareFile('{"schema":{"name":"interview-buddy/results","version":1},"results":[]}', at)
    ).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  it('never crash the reader, whatever they hold', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        expect(() => readShareFile(text, at)).toThrow(expect.objectContaining({ name: 'DocumentError' }));
      })
    );
  });
});
