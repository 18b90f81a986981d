import { describe, expect, test } from 'vitest';
import { LIMITS, spokenOf, type RecogniserReport } from '$lib/domain/dictation/dictation';
import { END, error, final, interim, Rehearsal, result, START, type Run } from '../../../support/rehearsal';

const FIRST = '저는 조회 API를 맡았습니다';
const SECOND = '응답 시간을 절반으로 줄였습니다';

/** A run that hears one sentence, first as a guess. */
const says = (text: string, ...rest: Run): Run => [
  [100, START],
  [500, { type: 'speech', on: true }],
  [1000, result(interim(text.slice(0, 5)))],
  [2000, result(final(text))],
  ...rest
];

describe('a quiet course', () => {
  test('guesses are shown at once, replaced by what is final, and kept after stopping', () => {
    const play = new Rehearsal([says(FIRST)]).listen();
    expect(play.state.phase).toBe('asking');
    play.wait(200);
    expect(play.state).toMatchObject({ phase: 'listening', hearing: 'nothing' });
    play.wait(400);
    expect(play.state.hearing).toBe('speech');
    play.wait(500);
    expect(play.text).toBe('저는 조회');
    play.wait(1000);
    expect(play.text).toBe(FIRST);
    play.send({ type: 'stop' });
    expect(play.state.phase).toBe('stopping');
    play.wait(100);
    expect(play.state).toMatchObject({ phase: 'idle', problem: null });
    expect(play.text).toBe(FIRST);
    expect(play.orders).toEqual(['start', 'stop']);
  });

  test('what was said is measured: seconds from the first sound of speech, syllables, confidence', () => {
    const play = new Rehearsal([says(FIRST, [2100, END]), says(SECOND)]).listen().wait(6000);
    expect(play.text).toBe(`${FIRST} ${SECOND}`);
    expect(spokenOf(play.state)).toEqual({ seconds: 3, syllables: 24, confidence: expect.closeTo(0.9) });
  });

  test('hours of noise before the first word are not speaking time', () => {
    const play = new Rehearsal([
      [
        [0, { type: 'speech', on: true }],
        [25_000, result(final(FIRST))],
        [27_000, result(final(FIRST), final(SECOND))]
      ]
    ]);
    play.listen().wait(28_000);
    expect(spokenOf(play.state)?.seconds).toBe((LIMITS.lag + 2000) / 1000);
  });

  test('words go to the caret, set off by spaces, and typing beside them moves them', () => {
    const play = new Rehearsal([says(FIRST)]).listen('앞 문장. 뒤 문장.', 5).wait(1200);
    expect(play.text).toBe('앞 문장. 저는 조회 뒤 문장.');
    play
      .edit((text) => `${text} 덧붙임`)
      .edit((text) => `먼저, ${text}`)
      .wait(1000);
    expect(play.text).toBe(`먼저, 앞 문장. ${FIRST} 뒤 문장. 덧붙임`);
  });
});

describe('typed and spoken mixed', () => {
  test('a correction in what is being heard stays, and the rest follows behind it', () => {
    const play = new Rehearsal([
      [
        [100, START],
        [1000, result(interim('저는 조이 에이피아이를'))],
        [2000, result(interim('저는 조이 에이피아이를 맡아'))],
        [3000, result(final('저는 조이 에이피아이를 맡아서'), interim('한 달'))]
      ]
    ]);
    play
      .listen()
      .wait(1100)
      .edit((text) => text.replace('조이 에이피아이', '조회 API'));
    expect(play.text).toBe('저는 조회 API를');
    play.wait(1000);
    expect(play.text).toBe('저는 조회 API를 맡아');
    play.wait(1000);
    expect(play.text).toBe('저는 조회 API를 맡아서 한 달');
  });

  test('what was typed behind the words comes before the next ones', () => {
    const play = new Rehearsal([
      [
        [1000, result(final(FIRST))],
        [3000, result(final(FIRST), final(SECOND))]
      ]
    ]);
    play
      .listen()
      .wait(1500)
      .edit((text) => `${text}.`)
      .wait(2000);
    expect(play.text).toBe(`${FIRST}. ${SECOND}`);
  });

  test('what was deleted does not come back', () => {
    const play = new Rehearsal([
      [
        [1000, result(interim('어 그러니까'))],
        [2000, result(interim('어 그러니까 저는'))]
      ]
    ]);
    play
      .listen()
      .wait(1100)
      .edit(() => '')
      .wait(1000);
    expect(play.text).toBe('저는');
  });

  test('if the recogniser changes its mind about a corrected part, no word is lost', () => {
    const play = new Rehearsal([
      [
        [1000, result(interim('저는 팀장'))],
        [2000, result(final('저는 팀 프로젝트를 했습니다'))]
      ]
    ]);
    play
      .listen()
      .wait(1100)
      .edit((text) => text.replace('저는', '제가'))
      .wait(1000);
    expect(play.text).toBe('제가 팀장 프로젝트를 했습니다');
  });

  test('the text does not change under a syllable that is being composed; nothing is lost if it never ends', () => {
    const runs: Run[] = [
      [
        [1000, result(interim('그 결과'))],
        [1200, result(final('그 결과 0.4초가 되었습니다'))]
      ],
      []
    ];
    const play = new Rehearsal(runs).listen('메모').wait(900);
    play
      .send({ type: 'compose', on: true })
      .edit((text) => `하${text}`)
      .wait(400);
    expect(play.text).toBe('하메모');
    play.send({ type: 'compose', on: false });
    expect(play.text).toBe('하메모 그 결과 0.4초가 되었습니다');

    const open = new Rehearsal(runs).listen('메모').wait(900);
    open
      .send({ type: 'compose', on: true })
      .edit((text) => `하${text}`)
      .wait(400)
      .send({ type: 'settle' });
    expect(open.text).toBe('하메모 그 결과 0.4초가 되었습니다');
    const asleep = new Rehearsal([[[5000, result(final(FIRST))]]]).listen().wait(1000);
    asleep
      .send({ type: 'compose', on: true })
      .edit(() => '하')
      .wait(5000);
    expect(asleep.text).toBe(`하 ${FIRST}`);
  });
});

describe('failures', () => {
  test('the end after a minute or two: listening goes on by itself', () => {
    const noises: Run = [20_000, 40_000].map((after) => [after, { type: 'sound', on: true }]);
    const play = new Rehearsal([says(FIRST, ...noises, [60_000, END]), says(SECOND)]).listen().wait(70_000);
    expect(play.text).toBe(`${FIRST} ${SECOND}`);
    expect(play.phases).toEqual(['idle', 'asking', 'listening', 'reconnecting', 'listening']);
  });

  test('a guess that never became final stays when the recogniser breaks off', () => {
    const run: Run = [
      [100, START],
      [900, result(interim('말이 끊기'))],
      [1000, error('network')],
      [1050, END]
    ];
    const play = new Rehearsal([run, says(SECOND)]).listen().wait(8000);
    expect(play.text).toBe(`말이 끊기 ${SECOND}`);
  });

  test('no-speech: thinking is not cut off, but a forgotten microphone is', () => {
    const silence: Run = [
      [100, START],
      [8000, error('no-speech')],
      [8050, END]
    ];
    const play = new Rehearsal([silence, silence, says(FIRST)]).listen().wait(20_000);
    expect(play.text).toBe(FIRST);
    const forgotten = new Rehearsal(Array.from({ length: 30 }, () => silence)).listen().wait(180_000);
    expect(forgotten.state).toMatchObject({ phase: 'stopped', problem: 'silence' });
  });

  test.each(['not-allowed', 'service-not-allowed', 'audio-capture', 'language-not-supported'] as const)(
    '%s stops at once and says so; a new try begins anew',
    (code) => {
      const play = new Rehearsal([
        [
          [50, error(code)],
          [60, END]
        ],
        says(FIRST)
      ])
        .listen('쓴 글')
        .wait(1000);
      expect(play.state).toMatchObject({ phase: 'stopped', problem: code });
      expect(play.orders).toEqual(['start', 'abort']);
      play.listen(play.text).wait(3000);
      expect(play.state).toMatchObject({ phase: 'listening', problem: null });
      expect(play.text).toBe(`쓴 글 ${FIRST}`);
    }
  );

  test('network and aborted are tried again, more slowly each time, and then given up', () => {
    const fails = (code: 'network' | 'aborted'): Run => [
      [20, error(code)],
      [30, END]
    ];
    const gone = new Rehearsal(Array.from({ length: 9 }, () => fails('network'))).listen().wait(30_000);
    expect(gone.state).toMatchObject({ phase: 'stopped', problem: 'network' });
    expect(gone.orders).toEqual(['start', 'start', 'start']);
    const torn = new Rehearsal(Array.from({ length: 9 }, () => fails('aborted'))).listen().wait(30_000);
    expect(torn.state).toMatchObject({ phase: 'stopped', problem: 'unstable' });
    const back = new Rehearsal([fails('network'), says(FIRST)]).listen().wait(6000);
    expect(back.state).toMatchObject({ phase: 'listening' });
    expect(back.text).toBe(FIRST);
  });

  test('one that ends at once without a word, again and again, is not restarted for ever', () => {
    const play = new Rehearsal(
      Array.from({ length: 99 }, (): Run => [
        [10, START],
        [20, END]
      ])
    );
    play.listen().wait(60_000);
    expect(play.state).toMatchObject({ phase: 'stopped', problem: 'unstable' });
  });

  test('a breaking-off that comes after words each time does not add up', () => {
    const torn: Run = [...says(FIRST), [2100, error('network')], [2150, END]];
    const play = new Rehearsal(Array.from({ length: 6 }, () => torn)).listen().wait(22_000);
    expect(play.phases).not.toContain('stopped');
    expect(play.text.split(FIRST)).toHaveLength(7);
  });

  test('the end that never comes: after stopping, after an error, while listening', () => {
    const stopped = new Rehearsal([says(FIRST)], false).listen().wait(3000).send({ type: 'stop' });
    stopped.wait(LIMITS.end);
    expect(stopped.state.phase).toBe('idle');
    expect(stopped.orders).toEqual(['start', 'stop', 'abort']);

    const silent = new Rehearsal(
      [
        [
          [100, START],
          [200, error('network')]
        ],
        says(FIRST)
      ],
      false
    );
    silent.listen().wait(10_000);
    expect(silent.text).toBe(FIRST);

    const dead = new Rehearsal([says(FIRST), says(SECOND)], false).listen().wait(40_000);
    expect(dead.text).toBe(`${FIRST} ${SECOND}`);
    expect(dead.orders).toEqual(['start', 'abort', 'start']);
  });

  test('a restart that nothing comes of is given up', () => {
    const play = new Rehearsal([says(FIRST, [3000, END])], false).listen().wait(200_000);
    expect(play.state).toMatchObject({ phase: 'stopped' });
    expect(play.text).toBe(FIRST);
  });

  test('an end that is reported twice restarts once', () => {
    const play = new Rehearsal([
      says(FIRST, [3000, END], [3010, END], [3020, error('aborted')]),
      says(SECOND)
    ]);
    play.listen().wait(8000);
    expect(play.orders).toEqual(['start', 'start']);
    expect(play.text).toBe(`${FIRST} ${SECOND}`);
  });

  test('a question for the permission that is not answered: the person is told where to look, and can stop', () => {
    const play = new Rehearsal([]).listen().wait(LIMITS.slow);
    expect(play.state).toMatchObject({ phase: 'asking', slow: true });
    play.wait(600_000);
    expect(play.state.phase).toBe('asking');
    play.send({ type: 'stop' }).wait(100);
    expect(play.state.phase).toBe('idle');
  });

  test('a microphone that was on for a quarter of an hour is switched off at the next break', () => {
    const play = new Rehearsal(Array.from({ length: 40 }, () => says(FIRST, [60_000, END]))).listen();
    play.wait(LIMITS.session + 120_000);
    expect(play.state).toMatchObject({ phase: 'stopped', problem: 'long' });
  });
});

describe('results at odd times', () => {
  test('last words after stopping replace the guess', () => {
    const play = new Rehearsal(
      [
        [
          [1000, result(interim('감사'))],
          [1600, result(final('감사합니다'))]
        ]
      ],
      false
    );
    play.listen().wait(1100).send({ type: 'stop' }).wait(1000);
    expect(play.text).toBe('감사합니다');
    expect(play.state.phase).toBe('stopping');
  });

  test('words after the end are still taken down', () => {
    const play = new Rehearsal([
      [
        [1000, result(interim('감사'))],
        [1600, result(final('감사합니다'))]
      ]
    ]);
    play.listen().wait(1100).send({ type: 'stop' }).wait(1000);
    expect(play.state.phase).toBe('idle');
    expect(play.text).toBe('감사합니다');
  });

  test('words for another question are not', () => {
    const late: RecogniserReport = result(final('앞 질문의 답'));
    const play = new Rehearsal([[[2000, late]]]).listen().wait(1000).send({ type: 'leave' });
    expect(play.orders).toEqual(['start', 'abort']);
    play.edit(() => '다음 질문의 답').wait(2000);
    expect(play.text).toBe('다음 질문의 답');
    expect(spokenOf(play.state)).toBeNull();
  });
});

describe('Android', () => {
  test('each guess as a final piece of its own, final pieces twice', () => {
    const play = new Rehearsal([
      [
        [500, result(final('저는', 0))],
        [700, result(final('저는', 0), final('저는 조회', 0))],
        [900, result(final('저는', 0), final('저는 조회', 0), final(FIRST, 0))],
        [1000, result(final('저는', 0), final('저는 조회', 0), final(FIRST, 0), final(FIRST, 0.8))],
        [2000, result(final(FIRST, 0.8), final(FIRST, 0.8), final(SECOND, 0.8))]
      ]
    ]);
    play.listen().wait(1100);
    expect(play.text).toBe(FIRST);
    play.wait(1000);
    expect(play.text).toBe(`${FIRST} ${SECOND}`);
    expect(spokenOf(play.state)).toMatchObject({ syllables: 24, confidence: expect.closeTo(0.8) });
  });

  test('a list that begins anew does not take away what was final', () => {
    const play = new Rehearsal([
      [
        [500, result(final(FIRST))],
        [1500, result(interim('응답'))],
        [2500, result(final(SECOND))]
      ]
    ]);
    play.listen().wait(3000);
    expect(play.text).toBe(`${FIRST} ${SECOND}`);
    expect(spokenOf(play.state)?.syllables).toBe(24);
  });

  test('a turn per sentence: continuous listening that is ignored', () => {
    const turn = (text: string): Run => [
      [100, START],
      [900, result(final(text))],
      [950, END]
    ];
    const play = new Rehearsal([turn(FIRST), turn(SECOND), turn('감사합니다')]).listen().wait(6000);
    expect(play.text).toBe(`${FIRST} ${SECOND} 감사합니다`);
  });

  test('a guess that is taken back without another one stays', () => {
    const play = new Rehearsal([
      [
        [500, result(final(FIRST), interim('그리고'))],
        [900, result(final(FIRST))],
        [1000, END]
      ]
    ]);
    play.listen().wait(1200);
    expect(play.text).toBe(`${FIRST} 그리고`);
  });
});
