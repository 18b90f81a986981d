/** What the page of a result shows when answers come late: never something of a take that is no longer open. */
// The state behind it asks Kit where the models lie.
/// <reference types="@sveltejs/kit" />
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Question } from '$lib/domain/question';
import { isScored, type ScoredTake, type Take } from '$lib/domain/take';
import { questionOf } from '$lib/state/evaluation';
import { history } from '$lib/state/history.svelte';
import { interview } from '$lib/state/interview.svelte';
import { TakeResult, type ResultExit } from '$lib/state/take-result.svelte';
import { StorageError } from '$lib/storage/errors';
import { judgedTake, storyQuestions } from '../exchange/shared-takes';

vi.mock('$lib/state/evaluation', () => ({ questionOf: vi.fn() }));
vi.mock('$lib/state/history.svelte', () => ({
  history: {
    read: vi.fn(),
    isSealed: vi.fn(),
    hasSession: vi.fn(),
    attempts: vi.fn(),
    evaluate: vi.fn(),
    confirm: vi.fn(),
    remove: vi.fn()
  }
}));
vi.mock('$lib/state/interview.svelte', () => ({
  interview: { session: null, resume: vi.fn(), next: vi.fn() }
}));
vi.mock('$lib/state/what-if.svelte', () => ({
  WhatIf: class {
    clear = vi.fn();
  }
}));

const stored = vi.mocked(history);
const stays = () => false;

let question: Question;
let scored: ScoredTake;
let open: Take;
let another: Take;
let dictated: Take;
let exits: ResultExit[];
let result: TakeResult;

/** @returns a promise, and the hands that settle it */
function later<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: Error) => void;
  const promise = new Promise<T>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { promise, resolve, reject };
}

beforeEach(async () => {
  vi.resetAllMocks();
  const [first] = storyQuestions();
  if (!first) throw new Error('The pool has no story questions.');
  question = first;
  const judged = await judgedTake(question);
  if (!isScored(judged)) throw new Error('The model answer has a score.');
  scored = judged;
  open = { ...scored, id: 'open', evaluation: null, model: null };
  another = { ...open, id: 'another' };
  dictated = { ...open, id: 'dictated', form: 'spoken', transcript: { confirmed: false, confidence: 0.8 } };
  const takes = [scored, open, another, dictated];
  stored.read.mockImplementation((id) => Promise.resolve(takes.find((take) => take.id === id)));
  stored.isSealed.mockResolvedValue(false);
  stored.hasSession.mockResolvedValue(true);
  stored.attempts.mockResolvedValue(null);
  stored.evaluate.mockImplementation((take) =>
    Promise.resolve({ ...take, evaluation: scored.evaluation, model: scored.model })
  );
  stored.confirm.mockImplementation((take, answer) =>
    Promise.resolve({ ...take, answer, transcript: { confirmed: true, confidence: 0.8 } })
  );
  vi.mocked(questionOf).mockResolvedValue(question);
  exits = [];
  result = new TakeResult((exit) => Promise.resolve(void exits.push(exit)));
});

describe('opening', () => {
  test('shows a take that was evaluated as it is', async () => {
    stored.attempts.mockResolvedValue([scored, scored]);
    await result.open(scored.id, stays);
    expect(result).toMatchObject({ take: scored, question, opened: true, inSession: true, problem: null });
    expect(result.scored).toBe(scored.evaluation);
    expect(result.attempts).toEqual([scored, scored]);
    expect(stored.evaluate).not.toHaveBeenCalled();
  });

  test('evaluates what is still open, once it is confirmed', async () => {
    await result.open(open.id, stays);
    expect(result.scored).toBe(scored.evaluation);
    await result.open(dictated.id, stays);
    expect(result.scored).toBeNull();
    await result.confirm('제가 직접 고쳐 쓴 답변입니다.');
    expect(result.scored).toBe(scored.evaluation);
    expect(result.take).toMatchObject({ id: 'dictated', answer: '제가 직접 고쳐 쓴 답변입니다.' });
    expect(result).toMatchObject({ confirming: false, evaluating: false });
  });

  test('evaluates nothing of a session whose results are kept back', async () => {
    stored.isSealed.mockResolvedValue(true);
    await result.open(open.id, stays);
    expect(result).toMatchObject({ opened: true, sealed: true });
    expect(stored.evaluate).not.toHaveBeenCalled();
  });

  test.each([null, 'gone'])('finds nothing under %j', async (id) => {
    await result.open(id, stays);
    expect(result).toMatchObject({ take: null, opened: true, problem: null });
  });

  test('tells why a take could not be read', async () => {
    stored.read.mockRejectedValue(new StorageError('blocked', 'Another tab has it.'));
    await result.open(scored.id, stays);
    expect(result).toMatchObject({ take: null, opened: true, problem: { code: 'blocked' } });
  });
});

describe('a take that is no longer open', () => {
  test('is not shown when it is read too late, nor why it could not be', async () => {
    const read = later<Take | undefined>();
    stored.read.mockReturnValueOnce(read.promise).mockResolvedValueOnce(scored);
    let left = false;
    const first = result.open(open.id, () => left);
    left = true;
    await result.open(scored.id, stays);
    read.resolve(open);
    await first;
    expect(result.take).toBe(scored);
    expect(stored.evaluate).not.toHaveBeenCalled();

    stored.read.mockRejectedValueOnce(new Error('late'));
    await result.open(open.id, () => true);
    expect(result).toMatchObject({ problem: null, opened: false });
  });

  test.each(['comes', 'fails'])('is not shown when its evaluation %s late', async (outcome) => {
    const evaluated = later<Take>();
    stored.evaluate.mockReturnValueOnce(evaluated.promise);
    let left = false;
    const first = result.open(open.id, () => left);
    await vi.waitFor(() => expect(result.evaluating).toBe(true));
    left = true;
    await result.open(scored.id, stays);
    stored.attempts.mockResolvedValue([scored, scored]);
    if (outcome === 'comes') evaluated.resolve({ ...open, evaluation: scored.evaluation });
    else evaluated.reject(new StorageError('full', 'No room.'));
    await first;
    expect(result).toMatchObject({ take: scored, attempts: null, problem: null, evaluating: false });
  });

  test('leaves the evaluation of the next one under way', async () => {
    const evaluations = [later<Take>(), later<Take>()] as const;
    for (const { promise } of evaluations) stored.evaluate.mockReturnValueOnce(promise);
    let left = false;
    const first = result.open(open.id, () => left);
    await vi.waitFor(() => expect(stored.evaluate).toHaveBeenCalledTimes(1));
    left = true;
    const second = result.open(another.id, stays);
    await vi.waitFor(() => expect(stored.evaluate).toHaveBeenCalledTimes(2));
    evaluations[0].resolve({ ...open, evaluation: scored.evaluation });
    await first;
    expect(result).toMatchObject({ take: another, evaluating: true });
    evaluations[1].resolve({ ...another, evaluation: scored.evaluation });
    await second;
    expect(result).toMatchObject({
      take: { id: another.id, evaluation: scored.evaluation },
      evaluating: false
    });
  });

  test.each(['comes', 'fails'])('is not evaluated when its confirmation %s late', async (outcome) => {
    const confirmed = later<Take>();
    stored.confirm.mockReturnValueOnce(confirmed.promise);
    await result.open(dictated.id, stays);
    const confirming = result.confirm('늦게 저장된 답변입니다.');
    expect(result.confirming).toBe(true);
    await result.open(scored.id, stays);
    if (outcome === 'comes') {
      confirmed.resolve({ ...dictated, transcript: { confirmed: true, confidence: 0.8 } });
    } else confirmed.reject(new StorageError('full', 'No room.'));
    await confirming;
    expect(result).toMatchObject({ take: scored, problem: null, confirming: false });
    expect(stored.evaluate).not.toHaveBeenCalled();
  });
});

describe('leaving', () => {
  test('goes on once it is done, and stays where it could not be', async () => {
    await result.open(scored.id, stays);
    await result.next();
    await result.remove();
    expect(exits).toEqual(['interview', 'history']);
    vi.mocked(interview.next).mockRejectedValueOnce(new StorageError('full', 'No room.'));
    await result.next();
    expect(exits).toHaveLength(2);
    expect(result.problem?.code).toBe('full');
  });
});
