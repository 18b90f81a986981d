/** A history as somebody has it who has practised for a long time, made up: for tests, benchmarks and screenshots. */
import { readdirSync, readFileSync } from 'node:fs';

const pool = new URL('../../src/lib/questions/pool/', import.meta.url);
const day = 24 * 60 * 60 * 1000;

/** What people get wrong, by the part that it costs. */
const losses = [
  ['intent', 'loosely-related', '첫 문장에서 질문에 먼저 답해 보세요.'],
  ['quality', 'no-number', '이 문장에 기간이나 횟수처럼 확인할 수 있는 숫자를 넣어 보세요.'],
  ['quality', 'no-result', '그래서 무엇이 달라졌는지 한 문장 덧붙여 보세요.'],
  ['length', 'too-short', '상황이나 까닭을 한두 문장 더 말해 보세요.'],
  ['emotion', 'flat-tone', '그 일을 하며 느낀 점을 한마디 더해 보세요.']
];
/** Sentences with habits of delivery that the app looks for. */
const habits = [
  '그 부분은 제가 조금 더 배워야 할 것 같습니다. 앞으로는 나아질 것 같습니다.',
  '음, 어, 그러니까 음, 제가 어, 그 일을 음, 맡았습니다.',
  '정말 열심히 했고 정말 많이 배웠으며 정말 뿌듯했습니다.'
];

/** @param {number} seed @returns {() => number} numbers from 0 to 1, the same ones for the same seed (Lehmer) */
function randomOf(seed) {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Results in one file: the app refuses files that are too large to have come from it. */
const perFile = 500;

/**
 * Makes a history up: sessions of five answers to questions of the pool, ever better with some scatter, about
 * one in twenty-five without a score.
 * @param {{ takes: number, until: string, days?: number, seed?: number }} options `until`: time of the last one, ISO
 *   8601; `days`: over how many days they are spread (default: about 30 a day)
 * @returns {{ name: string, text: string }[]} files of results, as the app exports and imports them, oldest first
 */
export function makeHistory({ takes, until, days = Math.ceil(takes / 30), seed = 20_261_122 }) {
  const random = randomOf(seed);
  const questions = readdirSync(pool)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => JSON.parse(readFileSync(new URL(name, pool), 'utf8')).questions);
  const pick = (/** @type {readonly any[]} */ items) => items[Math.floor(random() * items.length)];
  const end = Date.parse(until);
  const results = [];
  for (let index = 0; index < takes; index += 1) {
    const question = pick(questions);
    const session = Math.floor(index / 5);
    const at = end - (days * day * (takes - 1 - index)) / takes;
    const sentences = question.model_answer
      .slice(0, 2 + Math.floor(random() * (question.model_answer.length - 1)))
      .map((/** @type {{ text: string, role: string }} */ { text, role }) => ({
        text,
        role,
        confidence: 0.8
      }));
    if (random() < 0.4) sentences.push({ text: pick(habits), role: 'O', confidence: 0.6 });
    const withheld = random() < 0.04;
    const skill = 0.35 + (0.2 * index) / takes + 0.3 * random();
    const points = (/** @type {number} */ max) => Math.round(max * Math.min(1, skill + 0.2 * random()));
    const score = { intent: points(30), emotion: points(20), length: points(25), quality: points(25) };
    const total = score.intent + score.emotion + score.length + score.quality;
    const [part, code, text] = pick(losses);
    const answer = withheld
      ? '네, 좋습니다.'
      : sentences.map((/** @type {{ text: string }} */ s) => s.text).join(' ');
    results.push({
      user_info: {
        occupation: pick(question.occupations),
        channel: 'MOCK',
        place: 'ONLINE',
        gender: '',
        ageRange: '',
        experience: pick(question.experience)
      },
      question: question.text,
      user_answer: answer,
      recommended_answer: question.model_answer.map((/** @type {any} */ s) => s.text).join(' '),
      score_result: withheld
        ? null
        : {
            total,
            ...score,
            breakdown: {
              word_count: answer.split(/\s+/).length,
              pred_intent: question.gt_intent ?? 'etc',
              gt_intent: question.gt_intent ?? '',
              pred_emotion: 'neutral',
              gt_emotion: question.gt_emotion ?? ''
            }
          },
      grade: withheld
        ? ''
        : (['A', 'B', 'C', 'D'][[90, 80, 70, 60].findIndex((least) => total >= least)] ?? 'F'),
      feedback: withheld ? [] : ['지어낸 기록입니다.'],
      summary: withheld ? '' : sentences[0].text,
      schema: { name: 'interview-buddy/result', version: 1 },
      id: `made-${seed}-${index}`,
      created_at: new Date(at).toISOString(),
      rubric: withheld ? null : 'buddy-2',
      model: null,
      coach: {
        status: withheld ? 'withheld' : 'scored',
        withheld_reason: withheld ? 'too-short' : null,
        session_id: `made-${seed}-session-${session}`,
        question_id: question.id,
        question_kind: question.kind,
        form: 'typed',
        seconds: 60,
        syllables: 0,
        syllables_per_minute: null,
        speech_level: 'formal',
        fillers: [],
        quality_level: null,
        relevance: null,
        cap: null,
        sentences: withheld ? [] : sentences,
        key_points: withheld
          ? []
          : question.key_points.map((/** @type {any} */ { label }) => ({ label, hit: random() < 0.6 })),
        strengths: withheld ? [] : ['‘-습니다’로 고르게 맺어 말투가 안정적입니다.'],
        next_steps: withheld ? [] : [{ code, text, points: 100 - total, part }],
        computed_without: [],
        predictions: null
      }
    });
  }
  /** @type {{ name: string, text: string }[]} */
  const files = [];
  for (let start = 0; start < takes; start += perFile) {
    const document = {
      schema: { name: 'interview-buddy/results', version: 1 },
      created_at: until,
      results: results.slice(start, start + perFile)
    };
    const name = `history-${String(files.length + 1).padStart(3, '0')}.json`;
    files.push({ name, text: JSON.stringify(document) });
  }
  return files;
}
