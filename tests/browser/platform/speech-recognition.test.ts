import { afterEach, expect, test } from 'vitest';
import { webRecogniser, type RecognitionReport } from '$lib/platform/speech-recognition';
import { installFakeSpeech, type SpeechScript } from '../../support/fake-speech';

const names = ['SpeechRecognition', 'webkitSpeechRecognition'] as const;
const own = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));

afterEach(() => {
  names.forEach((name, index) => {
    const descriptor = own[index];
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else Reflect.deleteProperty(globalThis, name);
  });
});

/** Plays a run to its end. @returns its reports */
function play(script: SpeechScript, local = false): Promise<RecognitionReport[]> {
  installFakeSpeech(script);
  const reports: RecognitionReport[] = [];
  return new Promise((resolve) => {
    webRecogniser.start(local, (report) => {
      reports.push(report);
      if (report.type === 'end') resolve(reports);
    });
  });
}

test('Korean, continuously, with guesses; every event is passed on, results whole', async () => {
  const reports = await play({
    prefixed: true,
    runs: [
      [
        [0, 'start'],
        [5, 'soundstart'],
        [10, 'speechstart'],
        [15, 'result', [['저는', false, 0.01]]],
        [
          20,
          'result',
          [
            ['저는 조회를', true, 0.8],
            [' 맡', false, 0]
          ]
        ],
        [25, 'speechend'],
        [30, 'soundend'],
        [35, 'error', 'no-speech'],
        [40, 'end']
      ]
    ]
  });
  expect(reports).toEqual([
    { type: 'start' },
    { type: 'sound', on: true },
    { type: 'speech', on: true },
    { type: 'result', segments: [{ text: '저는', final: false, confidence: 0.01 }] },
    {
      type: 'result',
      segments: [
        { text: '저는 조회를', final: true, confidence: 0.8 },
        { text: ' 맡', final: false, confidence: 0 }
      ]
    },
    { type: 'speech', on: false },
    { type: 'sound', on: false },
    { type: 'error', code: 'no-speech' },
    { type: 'end' }
  ]);
});

test('audio stays on the device if that was asked for, and only then is it said', async () => {
  const script: SpeechScript = { runs: [[[0, 'end']], [[0, 'end']]] };
  const log = installFakeSpeech(script);
  const run = (local: boolean) =>
    new Promise<void>((resolve) => {
      webRecogniser.start(local, (report) => report.type === 'end' && resolve());
    });
  await run(true);
  await run(false);
  const common = { lang: 'ko-KR', continuous: true, interimResults: true };
  expect(log.starts).toEqual([
    { ...common, processLocally: true },
    { ...common, processLocally: null }
  ]);
});

test('stopping and aborting reach the recogniser', async () => {
  const log = installFakeSpeech({ runs: [[[0, 'start']]] });
  await new Promise<void>((resolve) => {
    const run = webRecogniser.start(false, (report) => {
      if (report.type === 'start') run.stop();
      if (report.type === 'end') resolve();
    });
  });
  webRecogniser.start(false, () => undefined).abort();
  expect(log.calls).toEqual(['stop', 'abort']);
});

test('an unknown error, a start that throws and no recogniser at all are reports, not exceptions', async () => {
  expect(
    await play({
      runs: [
        [
          [0, 'error', 'bad-grammar'],
          [5, 'end']
        ]
      ]
    })
  ).toContainEqual({
    type: 'error',
    code: 'unknown'
  });
  const broken = [{ type: 'error', code: 'aborted' }, { type: 'end' }];
  expect(await play({ runs: [], throws: true })).toEqual(broken);
  expect(await play({ runs: null })).toEqual(broken);
  expect(webRecogniser.supported).toBe(false);
});

test('what the browser says of recognition on the device, and its download', async () => {
  const log = installFakeSpeech({ runs: [], local: 'downloadable', installs: true });
  expect(webRecogniser.supported).toBe(true);
  expect(await webRecogniser.localRecognition()).toBe('downloadable');
  expect(await webRecogniser.install()).toBe(true);
  expect(await webRecogniser.localRecognition()).toBe('available');
  expect(log.calls).toContain('install {"langs":["ko-KR"],"processLocally":true}');
  expect(log.calls).toContain('available {"langs":["ko-KR"],"processLocally":true}');
  installFakeSpeech({ runs: [], local: 'something new' });
  expect(await webRecogniser.localRecognition()).toBe('unknown');
  installFakeSpeech({ runs: [] });
  expect(await webRecogniser.localRecognition()).toBe('unknown');
  expect(await webRecogniser.install()).toBe(false);
});
