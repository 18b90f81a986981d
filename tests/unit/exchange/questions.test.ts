import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { DocumentError } from '$lib/domain/documents/document';
import { EMPTY_DRAFT, ownId, ownQuestion, type OwnQuestionDraft } from '$lib/domain/own-question';
import { questionCollection, readQuestions } from '$lib/exchange/questions';
import { decodeText } from '$lib/exchange/text-file';
import { poolQuestions } from '../domain/pool';

const texts = (text: string, name?: string) => readQuestions(text, name).map((draft) => draft.text);

function refusal(text: string, name?: string): DocumentError {
  try {
    readQuestions(text, name);
  } catch (error) {
    if (error instanceof DocumentError) return error;
    throw error;
  }
  throw new Error('It was read.');
}

describe('pasted lines', () => {
  it('are questions without their numbers and bullets', () => {
    const pasted = [
      '1. 자기소개를 해 주세요.',
      '',
      '2) 지원 동기는 무엇입니까?',
      '  - 강점을 말씀해 주세요.',
      'Q3. 10년 뒤의 모습은?',
      '③ 3년 안의 목표는?',
      '질문 4: 왜 우리 회사입니까?'
    ].join('\r\n');
    expect(texts(pasted)).toEqual([
      '자기소개를 해 주세요.',
      '지원 동기는 무엇입니까?',
      '강점을 말씀해 주세요.',
      '10년 뒤의 모습은?',
      '3년 안의 목표는?',
      '왜 우리 회사입니까?'
    ]);
  });

  it('may hold commas without being taken for a table', () => {
    expect(texts('협업, 갈등, 해결을 말씀해 주세요.')).toEqual(['협업, 갈등, 해결을 말씀해 주세요.']);
  });

  it('are refused with the place of what is wrong, all of them', () => {
    const error = refusal(`괜찮은 질문입니다.\n${'가'.repeat(501)}`);
    expect(error.message).toBe('2번째 질문: 질문은 500자까지입니다');
    expect(refusal(' \n\n ').message).toBe('질문을 찾지 못했습니다');
  });
});

describe('tables', () => {
  it('are read by the names of their columns, in Korean or as data sets have them', () => {
    const csv =
      '직군,질문,핵심 내용,모범 답변,의도,경력\r\n' +
      'ICT,"장애를, 어떻게 푸셨나요?","로그: 로그, 기록;재발 방지",로그를 봤습니다.,지식/기술,신입\r\n';
    expect(readQuestions(csv, '질문.csv')).toEqual([
      {
        ...EMPTY_DRAFT,
        text: '장애를, 어떻게 푸셨나요?',
        occupations: ['ICT'],
        experience: ['New'],
        gt_intent: 'technology',
        key_points: '로그: 로그, 기록\n재발 방지',
        model_answer: '로그를 봤습니다.'
      }
    ]);
    const refined =
      'text,label_intent,occupation,question\n긴 답변입니다.,attitude,ARD,시안을 고르는 기준은?\n';
    expect(readQuestions(refined, 'train.csv')).toMatchObject([
      { text: '시안을 고르는 기준은?', occupations: ['D'] }
    ]);
    expect(readQuestions(csv)).toHaveLength(1);
  });

  it('without a head line have their questions in the first column', () => {
    expect(texts('"첫째, 질문?",x\n둘째 질문?\n', 'q.csv')).toEqual(['첫째, 질문?', '둘째 질문?']);
  });

  it('with an open quote are refused', () => {
    expect(refusal('질문\n"끝나지 않는', 'q.csv').message).toBe('닫히지 않은 따옴표가 있습니다');
  });

  it('are decoded as UTF-8, UTF-16 or CP949, as they come', () => {
    const cp949 = Uint8Array.from([0xc1, 0xfa, 0xb9, 0xae, 0x0a]);
    expect(decodeText(cp949)).toBe('질문\n');
    expect(decodeText(new TextEncoder().encode('\uFEFF질문'))).toBe('질문');
    expect(decodeText(Uint8Array.from([0xff, 0xfe, 0xc8, 0xc9, 0x38, 0xbb]))).toBe('질문');
  });
});

describe('JSON', () => {
  const user_info = {
    occupation: 'MM',
    channel: 'MOCK',
    place: '',
    gender: '',
    ageRange: '',
    experience: 'NEW'
  };

  test.each([
    ['a question file', { user_info, question: { text: '불량을 줄인 경험은?' } }],
    ['a plain question', { user_info, question: '불량을 줄인 경험은?' }],
    [
      'an answer file',
      { user_info, question: { text: '불량을 줄인 경험은?' }, user_answer: [{ text: '…' }] }
    ],
    ['AI Hub', { dataSet: { info: user_info, question: { raw: { text: '불량을 줄인 경험은?' } } } }]
  ])('of %s', (_, document) => {
    expect(readQuestions(JSON.stringify(document))).toEqual([
      { ...EMPTY_DRAFT, text: '불량을 줄인 경험은?', occupations: ['PM'], experience: ['New'] }
    ]);
  });

  it('of a list, mixed', () => {
    const document = ['첫째?', { question: { text: '둘째?' } }, { text: '셋째?', key_points: ['점'] }];
    expect(texts(JSON.stringify(document))).toEqual(['첫째?', '둘째?', '셋째?']);
  });

  it('of the result file brings its model answer along', () => {
    const document = { user_info, question: '왜요?', user_answer: '…', recommended_answer: '그래서입니다.' };
    expect(readQuestions(JSON.stringify(document))).toMatchObject([{ model_answer: '그래서입니다.' }]);
  });

  it('of a pool file keeps key points and cues', () => {
    const questions = poolQuestions().slice(0, 40);
    const read = readQuestions(JSON.stringify({ format: 1, questions }));
    read.forEach((draft, index) => {
      const question = ownQuestion(draft, ownId('1'), 'x', 'x');
      expect(question.text).toBe(questions[index]?.text);
      expect(question.key_points.map(({ label }) => label)).toEqual(
        questions[index]?.key_points.map(({ label }) => label)
      );
    });
  });

  test.each([
    ['[{"text": 3}]', 'questions.0.text: 글자가 아닙니다'],
    ['{"user_info": {}}', 'questions.0.text: 빠져 있습니다'],
    ['{"question": {"__proto__": {"text": "x"}}}', 'questions.0.text: 빠져 있습니다'],
    ['[{', 'JSON 파일이 아닙니다.'],
    [
      '{"schema": {"name": "interview-buddy/questions", "version": 2}, "questions": []}',
      'schema.version: 더 새로운 버전의 앱에서 만든 파일입니다. 앱을 새로 고친 뒤 다시 열어 주세요.'
    ]
  ])('%s is refused', (text, message) => {
    expect(refusal(text).message).toBe(message);
  });

  it('has no more questions than a device keeps', () => {
    expect(refusal(JSON.stringify(Array.from({ length: 2001 }, (_, index) => `질문 ${index}`))).message).toBe(
      '한 번에 2,000개까지 가져올 수 있습니다'
    );
  });
});

describe('the export', () => {
  it('is read back as it was', () => {
    const words = fc.stringMatching(/^[가-힣a-z]{1,12}$/);
    const draft: fc.Arbitrary<OwnQuestionDraft> = fc.record({
      text: words.map((word) => `${word}을 말씀해 주세요?`),
      occupations: fc.constantFrom(['ICT'] as const, ['BM', 'PM'] as const),
      experience: fc.constantFrom(['New'] as const, ['New', 'Experienced'] as const),
      gt_intent: fc.constantFrom(null, 'technology' as const, 'etc' as const),
      kind: fc.constantFrom('experience' as const, 'other' as const),
      looks_for: words,
      key_points: fc.uniqueArray(words, { maxLength: 3 }).map((labels) => labels.join('\n')),
      model_answer: words.map((word) => `저는 ${word}입니다.`)
    });
    fc.assert(
      fc.property(fc.array(draft, { minLength: 1, maxLength: 5 }), (drafts) => {
        const questions = drafts.map((one, index) =>
          ownQuestion(one, ownId(String(index)), '2026-01-01T00:00:00Z', 'x')
        );
        const { name, text } = questionCollection(questions, '2026-11-22T09:00:00Z');
        expect(name).toBe('questions_2026-11-22.json');
        expect(text).not.toContain('createdAt');
        expect(readQuestions(text)).toEqual(drafts);
      }),
      { numRuns: 30 }
    );
  });
});
