/** What a reader keeps and sends back, and what an owner takes from it: notes, and nothing else. */
import { describe, expect, it } from 'vitest';
import {
  mergeReceived,
  ownNoteText,
  receive,
  signNotes,
  takeWithNotes,
  withNotes,
  writeNote,
  type ReceivedShare
} from '$lib/domain/received-share';
import type { Share } from '$lib/domain/share';
import type { Take } from '$lib/domain/take';
import { EXAMPLE_ANSWER, exampleTake } from '../../support/examples';

const at = (minute: number) => `2026-11-22T09:${String(minute).padStart(2, '0')}:00.000Z`;

const take = exampleTake({ answer: `${EXAMPLE_ANSWER} 그래서 두 시간 만에 고쳤습니다.`, createdAt: at(0) });
const share: Share = { id: 't1', from: '', items: ['answer'], takes: [take] };

function noted(): ReceivedShare {
  const first = writeNote(receive(share, undefined, at(1)), 't1', 0, '어떤 로그였나요?', {
    id: 'n1',
    at: at(2)
  });
  return writeNote(first, 't1', undefined, '잘 들었습니다.', { id: 'n2', at: at(3) });
}

describe('notes of a reader', () => {
  it('are one per sentence and one on the whole, changed in place and removed when empty', () => {
    const changed = writeNote(noted(), 't1', 0, '무슨 로그였나요?', { id: 'n3', at: at(4) });
    expect(changed.ownNotes.map(({ note }) => [note.id, note.sentence, note.text])).toEqual([
      ['n2', undefined, '잘 들었습니다.'],
      ['n1', 0, '무슨 로그였나요?']
    ]);
    expect(ownNoteText(changed, 't1', 0)).toBe('무슨 로그였나요?');
    expect(ownNoteText(changed, 't1', 1)).toBe('');
    expect(writeNote(changed, 't1', 0, ' ', { id: 'n4', at: at(5) }).ownNotes).toHaveLength(1);
  });

  it('bear the name that was given last, those written before too', () => {
    const signed = signNotes(noted(), '박선배', at(6));
    expect(signed.ownNotes.map(({ note }) => note.author)).toEqual(['박선배', '박선배']);
    const later = writeNote(signed, 't1', 1, '좋습니다.', { id: 'n5', at: at(7) });
    expect(later.ownNotes.at(-1)?.note.author).toBe('박선배');
  });

  it('outlive opening the same share again', () => {
    const again = receive(share, noted(), at(8));
    expect(again.ownNotes).toHaveLength(2);
    expect(withNotes(again).takes[0]?.reviewerNotes?.map(({ id }) => id)).toEqual(['n1', 'n2']);
  });
});

describe('the same share, kept on two devices', () => {
  it('has the notes of both, and of two on one sentence the one of the share that was changed last', () => {
    const here = writeNote(noted(), 't1', 1, '여기에서 적었습니다.', { id: 'n6', at: at(5) });
    const there = writeNote(noted(), 't1', 0, '저기에서 고쳤습니다.', { id: 'n1', at: at(9) });
    const both = mergeReceived(here, there);
    const texts = (received: ReceivedShare) => received.ownNotes.map(({ note }) => note.text).sort();
    expect(texts(both)).toEqual(['여기에서 적었습니다.', '잘 들었습니다.', '저기에서 고쳤습니다.']);
    expect(texts(mergeReceived(there, here))).toEqual(texts(both));
    expect(mergeReceived(both, there)).toBe(both);
    expect(mergeReceived(both, here)).toBe(both);
  });
});

describe('what an owner takes', () => {
  it('is the notes, by id and once, never the text or the score', () => {
    const [back] = withNotes(noted()).takes;
    const forged: Take = {
      ...(back ?? take),
      answer: '다른 답변',
      question: { ...take.question, text: '다른 질문' }
    };
    const owned = takeWithNotes(take, forged);
    expect(owned.reviewerNotes?.map(({ text }) => text)).toEqual(['어떤 로그였나요?', '잘 들었습니다.']);
    expect({ ...owned, reviewerNotes: undefined }).toEqual({ ...take, reviewerNotes: undefined });
    expect(takeWithNotes(owned, forged)).toBe(owned);
  });

  it('leaves a take alone that gets no notes', () => {
    expect(takeWithNotes(take, { ...take, answer: '다른 답변' })).toBe(take);
  });
});
