/** The recording of an answer, with a recorder that does what the test says. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MicrophoneError, type MicrophoneFailure } from '$lib/platform/microphone';
import type { RecorderOptions } from '$lib/platform/recorder';
import { AnswerRecording, RECORDING_LIMIT } from '$lib/state/recording.svelte';
import { StorageError } from '$lib/storage/errors';
import { saveRecording } from '$lib/storage/recordings';

vi.mock('$lib/storage/recordings', () => ({ saveRecording: vi.fn(() => Promise.resolve()) }));

/** Frames of 50 ms: seconds of speech, or of silence. */
const frames = (seconds: number, rms: number) => new Array<number>(Math.round(seconds * 20)).fill(rms);

/** Recorders that were opened, and a hand on each. */
class FakeRecorders {
  readonly opened: RecorderOptions[] = [];
  readonly log: string[] = [];
  level = 0.5;
  /** What the next recorder will have recorded. */
  frames: number[][] | null = [[...frames(1, 0), ...frames(4, 0.1), ...frames(1, 0), ...frames(3, 0.1)]];
  /** Why the next one cannot be opened. */
  failure: MicrophoneFailure | null = null;
  /** Whether the person takes their time to allow the microphone. */
  waits = false;

  readonly open = async (options: RecorderOptions) => {
    this.opened.push(options);
    if (this.waits) {
      await new Promise((_, reject) => {
        options.signal.addEventListener('abort', () => reject(options.signal.reason as Error));
      });
    }
    if (this.failure) throw new MicrophoneError(this.failure);
    const number = this.opened.length;
    this.log.push(`open ${number}`);
    const recorded = this.frames;
    return {
      level: () => this.level,
      pause: () => void this.log.push(`pause ${number}`),
      resume: () => void this.log.push(`resume ${number}`),
      stop: () => {
        this.log.push(`stop ${number}`);
        return { sound: Promise.resolve(new Blob([`sound ${number}`])), frames: recorded };
      }
    };
  };
}

let recorders: FakeRecorders;
let recording: AnswerRecording;

beforeEach(() => {
  vi.useFakeTimers();
  vi.mocked(saveRecording).mockReset().mockResolvedValue();
  recorders = new FakeRecorders();
  recording = new AnswerRecording(recorders.open);
});

afterEach(() => vi.useRealTimers());

describe('recording an answer', () => {
  test('runs, tells its length and loudness, and is saved with the take', async () => {
    await recording.start();
    expect(recording.phase).toBe('recording');
    vi.advanceTimersByTime(5000);
    expect(recording.seconds).toBeCloseTo(5);
    expect(recording.level).toBe(0.5);
    recording.end();
    expect(recording.phase).toBe('kept');
    expect(recording.level).toBe(0);
    expect(recording.timing()).toEqual({ recorded: 9, speaking: 7, pauses: 1, paused: 1, longestPause: 1 });
    await recording.keep('t1');
    const saved = vi.mocked(saveRecording).mock.calls[0]?.[0];
    expect(saved).toMatchObject({ takeId: 't1', bytes: 7 });
    expect(await saved?.parts[0]?.text()).toBe('sound 1');
    expect(recording).toMatchObject({ phase: 'off', seconds: 0 });
    expect(recording.timing()).toBeUndefined();
  });

  test('saves nothing where nothing was recorded', async () => {
    await recording.keep('t1');
    expect(saveRecording).not.toHaveBeenCalled();
    expect(recording.timing()).toBeUndefined();
  });

  test('has no timing where the loudness could not be measured, and is saved all the same', async () => {
    recorders.frames = null;
    await recording.start();
    recording.end();
    expect(recording.timing()).toBeUndefined();
    await recording.keep('t1');
    expect(saveRecording).toHaveBeenCalledOnce();
  });

  test('that goes on after a stop has two parts, and the time between is no pause', async () => {
    await recording.start();
    recording.end();
    await recording.start();
    recording.end();
    expect(recording.timing()).toMatchObject({ recorded: 18, speaking: 14, pauses: 2 });
    await recording.keep('t1');
    const parts = vi.mocked(saveRecording).mock.calls[0]?.[0].parts ?? [];
    expect(await Promise.all(parts.map((part) => part.text()))).toEqual(['sound 1', 'sound 2']);
  });

  test('that was thrown away is not saved', async () => {
    await recording.start();
    recording.end();
    recording.discard();
    expect(recording).toMatchObject({ phase: 'off', seconds: 0 });
    await recording.keep('t1');
    expect(saveRecording).not.toHaveBeenCalled();
  });

  test('that was forgotten ends by itself', async () => {
    await recording.start();
    vi.advanceTimersByTime((RECORDING_LIMIT + 1) * 1000);
    expect(recording.phase).toBe('kept');
    expect(recording.problem?.code).toBe('recording-too-long');
  });
});

describe('at the answer', () => {
  test('nothing starts by itself unless that was chosen', async () => {
    await recording.enter(false);
    expect(recorders.opened).toHaveLength(0);
    await recording.enter(true);
    expect(recording.phase).toBe('recording');
  });

  test('what was thrown away does not start again by itself; the next answer does', async () => {
    await recording.enter(true);
    recording.discard();
    await recording.enter(true);
    expect(recording.phase).toBe('off');
    recording.reset();
    await recording.enter(true);
    expect(recording.phase).toBe('recording');
  });

  test('what failed is not tried again by itself', async () => {
    recorders.failure = 'denied';
    await recording.enter(true);
    expect(recording).toMatchObject({ phase: 'off', problem: { code: 'recording-denied' } });
    await recording.enter(true);
    expect(recorders.opened).toHaveLength(1);
  });

  test('a pause keeps the microphone, and the time stands', async () => {
    await recording.start();
    vi.advanceTimersByTime(2000);
    recording.pause();
    vi.advanceTimersByTime(60_000);
    expect(recording).toMatchObject({ phase: 'paused', silent: false });
    await recording.enter(false);
    vi.advanceTimersByTime(1000);
    expect(recording.seconds).toBeCloseTo(3);
    expect(recorders.log).toEqual(['open 1', 'pause 1', 'resume 1']);
  });

  test('who leaves gives the microphone back, and goes on in a second part', async () => {
    await recording.start();
    recording.pause();
    recording.leave();
    expect(recording.phase).toBe('kept');
    expect(recorders.log).toEqual(['open 1', 'pause 1', 'stop 1']);
    await recording.enter(false);
    expect(recorders.log.at(-1)).toBe('open 2');
    expect(recording.phase).toBe('recording');
  });

  test('who stopped the recording and leaves finds it stopped', async () => {
    await recording.start();
    recording.end();
    recording.leave();
    await recording.enter(true);
    expect(recording.phase).toBe('kept');
    expect(recorders.opened).toHaveLength(1);
  });
});

describe('trouble', () => {
  test.each(['unsupported', 'denied', 'missing', 'busy', 'failed'] as const)(
    'a microphone that is %s is said to be so, and can be tried again',
    async (failure) => {
      recorders.failure = failure;
      await recording.start();
      expect(recording).toMatchObject({ phase: 'off', problem: { code: `recording-${failure}` } });
      recorders.failure = null;
      await recording.start();
      expect(recording).toMatchObject({ phase: 'recording', problem: null });
    }
  );

  test('a microphone that goes away leaves what was recorded', async () => {
    await recording.start();
    recorders.opened[0]?.onEnd('lost');
    expect(recording).toMatchObject({ phase: 'kept', problem: { code: 'recording-lost' } });
    expect(recording.timing()).toMatchObject({ speaking: 7 });
    await recording.keep('t1');
    expect(saveRecording).toHaveBeenCalledOnce();
  });

  test('silence is told after a while, a muted microphone at once, and both pass', async () => {
    await recording.start();
    recorders.level = 0;
    vi.advanceTimersByTime(9000);
    expect(recording.silent).toBe(false);
    vi.advanceTimersByTime(2000);
    expect(recording.silent).toBe(true);
    recorders.level = 0.2;
    vi.advanceTimersByTime(200);
    expect(recording.silent).toBe(false);
    recorders.opened[0]?.onMute(true);
    expect(recording.silent).toBe(true);
    recorders.opened[0]?.onMute(false);
    vi.advanceTimersByTime(200);
    expect(recording.silent).toBe(false);
  });

  test('who does not wait for the permission is not asked further', async () => {
    recorders.waits = true;
    const starting = recording.start();
    expect(recording.phase).toBe('opening');
    recording.end();
    await starting;
    expect(recording).toMatchObject({ phase: 'off', problem: null });
    expect(recorders.opened[0]?.signal.aborted).toBe(true);
  });

  test('a full disk leaves the recording in memory, to be saved again', async () => {
    vi.mocked(saveRecording).mockRejectedValueOnce(new StorageError('full', 'The disk is full.'));
    await recording.start();
    await recording.keep('t1');
    const unsaved = recording.unsaved.get('t1');
    expect(unsaved?.problem.code).toBe('recording-full');
    expect(await unsaved?.recording.parts[0]?.text()).toBe('sound 1');
    if (!unsaved) return;
    vi.mocked(saveRecording).mockRejectedValueOnce(new StorageError('closed', 'Closed.'));
    expect(await recording.save(unsaved.recording)).toBe(false);
    expect(recording.unsaved.get('t1')?.problem.code).toBe('recording-not-saved');
    expect(await recording.save(unsaved.recording)).toBe(true);
    expect(recording.unsaved.size).toBe(0);
  });
});
