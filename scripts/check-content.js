/**
 * `npm run check:content`: checks the question pool and the labelled corpus, prints a table, fails on violations.
 * `--write-checksums` brings training/corpus/SHA256SUMS up to date first.
 * What it holds them to is in training/corpus/README.md.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { forbiddenTopics, typingSlips } from './content/lint.js';
import * as schema from './content/schema.js';
import { kappa, nearDuplicates, sharedRuns, spearman } from './content/statistics.js';

/** @typedef {schema.Question} Question */
/** @typedef {schema.Answer} Answer */
/** @typedef {schema.SecondLabel} SecondLabel */
/** @typedef {schema.Decision} Decision */

const root = dirname(import.meta.dirname);
const poolFolder = join(root, 'src/lib/questions/pool');
const answersFolder = join(root, 'training/corpus/answers');
const checksumsFile = join(root, 'training/corpus/SHA256SUMS');
const decisionsFile = join(root, 'training/corpus/adjudication.jsonl');
const secondLabelsFile = join(root, 'training/corpus/second-labels.jsonl');

/** @param {string} text @returns {number} whitespace-separated words */
const wordCount = (text) => text.split(/\s+/).filter(Boolean).length;

/** @param {readonly { text: string }[]} sentences */
const joined = (sentences) => sentences.map(({ text }) => text).join(' ');

/** Collects what is wrong and what was measured. */
class Report {
  /** @type {string[]} */
  violations = [];
  /** @type {[string, string, string][]} */
  rows = [];

  /** @param {string} what */
  fail(what) {
    this.violations.push(what);
  }

  /**
   * A figure with its limit.
   * @param {string} name @param {number} value @param {'>=' | '<='} relation @param {number} limit
   * @param {(value: number) => string} [show]
   */
  measure(name, value, relation, limit, show = String) {
    this.rows.push([name, show(value), `${relation} ${show(limit)}`]);
    const holds = relation === '>=' ? value >= limit : value <= limit;
    if (!holds) this.fail(`${name} is ${show(value)}, must be ${relation} ${show(limit)}`);
  }

  /** @param {string} name @param {string} value */
  note(name, value) {
    this.rows.push([name, value, '']);
  }
}

/**
 * @template T
 * @param {v.GenericSchema<unknown, T>} shape @param {unknown} value @param {string} where @param {Report} report
 * @returns {T | null}
 */
function parse(shape, value, where, report) {
  const result = v.safeParse(shape, value);
  if (result.success) return result.output;
  for (const issue of result.issues) report.fail(`${where}: ${v.getDotPath(issue) ?? ''} ${issue.message}`);
  return null;
}

/** @param {Report} report @returns {Question[]} */
function readPool(report) {
  return readdirSync(poolFolder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => {
      const file = parse(
        schema.questionFile,
        JSON.parse(readFileSync(join(poolFolder, name), 'utf8')),
        name,
        report
      );
      for (const question of file?.questions ?? []) {
        const part = question.id.slice(0, question.id.indexOf('-'));
        if (`${part}.json` !== name) report.fail(`${question.id} stands in ${name}`);
      }
      return file?.questions ?? [];
    });
}

/**
 * @template T
 * @param {string} path @param {v.GenericSchema<unknown, T>} shape @param {Report} report
 * @returns {T[]}
 */
function readLines(path, shape, report) {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      if (line.trim() === '') return [];
      const item = parse(shape, JSON.parse(line), `${path.slice(root.length + 1)}:${index + 1}`, report);
      return item === null ? [] : [item];
    });
}

/** @param {readonly { id: string, text: string }[]} items @param {string} what @param {Report} report */
function checkUnique(items, what, report) {
  for (const key of /** @type {const} */ (['id', 'text'])) {
    const seen = new Set();
    for (const item of items) {
      if (seen.has(item[key])) report.fail(`${what} ${item.id}: its ${key} occurs twice`);
      seen.add(item[key]);
    }
  }
}

/** @param {readonly Question[]} pool @param {Report} report */
function checkPool(pool, report) {
  checkUnique(pool, 'question', report);
  report.measure('questions', pool.length, '>=', 420);
  report.measure('common questions', pool.filter(({ id }) => id.startsWith('common-')).length, '>=', 84);
  for (const occupation of schema.occupations) {
    for (const stage of schema.experiences) {
      const prefix = `${occupation.toLowerCase()}-${stage === 'New' ? 'new' : 'exp'}-`;
      const own = pool.filter(({ id }) => id.startsWith(prefix));
      if (own.some((q) => q.occupations.join() !== occupation || q.experience.join() !== stage)) {
        report.fail(`${prefix}*: occupation or experience does not fit the id`);
      }
      report.measure(`questions ${occupation} ${stage}`, own.length, '>=', 24);
    }
  }
  for (const q of pool) {
    const model = joined(q.model_answer);
    const words = wordCount(model);
    if (words < 70 || words > 130) report.fail(`${q.id}: model answer has ${words} words, not 70–130`);
    if (!(q.words[0] < q.words[1] && words <= q.words[1]))
      report.fail(`${q.id}: the words band does not fit`);
    for (const point of q.key_points) {
      if (!point.cues.some((cue) => model.includes(cue)))
        report.fail(`${q.id}: model answer misses "${point.label}"`);
    }
    const found = new Set(q.model_answer.map(({ role }) => role));
    if (
      ['experience', 'situation'].includes(q.kind) &&
      !['S', 'A', 'R'].every((role) => found.has(/** @type {'S'} */ (role)))
    ) {
      report.fail(`${q.id}: model answer lacks a situation, an action or a result`);
    }
    const all = [q.text, q.looks_for, ...q.follow_ups, model].join(' ');
    for (const topic of forbiddenTopics(all)) report.fail(`${q.id}: touches ${topic}`);
    for (const slip of typingSlips(all)) report.fail(`${q.id}: ${slip}`);
  }
  for (const { a, b, similarity } of nearDuplicates(pool, 0.5)) {
    report.fail(`questions ${a} and ${b} are near duplicates (${similarity.toFixed(2)})`);
  }
}

/** @param {number} value */
const percent = (value) => `${(value * 100).toFixed(1)} %`;
/** @param {number} value */
const decimals = (value) => value.toFixed(3);

/** @param {readonly Answer[]} answers @param {ReadonlyMap<string, Question>} questions @param {Report} report */
function checkAnswers(answers, questions, report) {
  checkUnique(answers, 'answer', report);
  const total = answers.length;
  /** @param {(answer: Answer) => boolean} test */
  const share = (test) => answers.filter(test).length / total;

  report.measure('answers', total, '>=', 2400);
  /** @type {Map<string, Answer[]>} */
  const byQuestion = new Map();
  for (const answer of answers) {
    const list = byQuestion.get(answer.question_id) ?? [];
    byQuestion.set(answer.question_id, [...list, answer]);
  }
  let complete = 0;
  for (const [id, list] of byQuestion) {
    if (!questions.has(id)) report.fail(`answers to ${id}, which is not in the pool`);
    if (new Set(list.map(({ split }) => split)).size > 1) report.fail(`answers to ${id} are in two splits`);
    if (list.length >= 5 && new Set(list.map(({ level }) => level)).size === 5) complete += 1;
  }
  report.measure('questions with answers of all five levels', complete, '>=', 400);
  for (const split of schema.splits) {
    const count = answers.filter((answer) => answer.split === split).length;
    if (split === 'test') report.measure('answers in test', count, '>=', 300);
    else report.note(`answers in ${split}`, String(count));
  }
  for (const level of [1, 2, 3, 4, 5])
    report.note(`level ${level}`, percent(share((a) => a.level === level)));
  for (const intent of schema.intents)
    report.measure(
      `intent ${intent}`,
      share((a) => a.intent === intent),
      '>=',
      0.12,
      percent
    );
  for (const emotion of schema.emotions) {
    report.measure(
      `emotion ${emotion}`,
      share((a) => a.emotion === emotion),
      '>=',
      0.2,
      percent
    );
  }
  report.measure(
    'spoken',
    share((a) => a.form === 'spoken'),
    '>=',
    0.3,
    percent
  );
  report.measure(
    'intent differs from the question’s',
    share((a) => a.intent !== questions.get(a.question_id)?.gt_intent),
    '>=',
    0.15,
    percent
  );
  report.note('answers to follow-ups', percent(share((a) => a.question !== undefined)));
  report.note('off-topic', percent(share((a) => !a.on_topic)));

  const levels = answers.map(({ level }) => level);
  const lengths = answers.map(({ text }) => wordCount(text));
  const cheerful = answers.map(({ emotion }) => Number(emotion === 'positive'));
  report.measure('rank correlation of words with level', spearman(lengths, levels), '<=', 0.45, decimals);
  report.measure(
    'rank correlation of positive tone with level',
    Math.abs(spearman(cheerful, levels)),
    '<=',
    0.3,
    decimals
  );

  for (const answer of answers) {
    const listed = answer.sentences !== undefined;
    if (listed !== answer.level >= 3)
      report.fail(`${answer.id}: levels 3–5 list their sentences, 1–2 do not`);
    if (answer.sentences && joined(answer.sentences) !== answer.text)
      report.fail(`${answer.id}: text is not its sentences`);
    if (answer.question && !questions.get(answer.question_id)?.follow_ups.includes(answer.question))
      report.fail(`${answer.id}: its question is not a follow-up of ${answer.question_id}`);
    if (!answer.on_topic && answer.level !== 1) report.fail(`${answer.id}: off-topic answers are level 1`);
    if (answer.form === 'spoken' && /[,?!]|\.(?!\d)/.test(answer.text))
      report.fail(`${answer.id}: spoken text has punctuation`);
    if (answer.form === 'typed')
      for (const slip of typingSlips(answer.text)) report.fail(`${answer.id}: ${slip}`);
  }
  for (const { a, b, similarity } of nearDuplicates(answers, 0.5)) {
    report.fail(`answers ${a} and ${b} are near duplicates (${similarity.toFixed(2)})`);
  }
  for (const { run, ids } of sharedRuns(answers, 8, 3)) report.fail(`"${run}" stands in ${ids.join(', ')}`);
}

/**
 * Where the two labellers differed a third decided, and the answer carries that decision. Agreement is between the two.
 * @param {Answer} answer @param {readonly Decision[]} decisions
 * @returns {Answer} the answer with the labels it had at first
 */
function beforeAdjudication(answer, decisions) {
  const own = decisions.filter(({ id }) => id === answer.id);
  if (own.length === 0) return answer;
  const sentences = answer.sentences?.map((sentence, index) => {
    const decision = own.find(({ label, sentence: at }) => label === 'role' && at === index);
    return decision ? { ...sentence, role: /** @type {'S'} */ (decision.first) } : sentence;
  });
  const labels = own.filter(({ label }) => label !== 'role').map(({ label, first }) => [label, first]);
  return { ...answer, ...(sentences && { sentences }), ...Object.fromEntries(labels) };
}

/**
 * @param {readonly Answer[]} answers @param {ReadonlyMap<string, Question>} questions
 * @param {readonly SecondLabel[]} second @param {readonly Decision[]} decisions @param {Report} report
 */
function checkAgreement(answers, questions, second, decisions, report) {
  const models = second.filter(({ id }) => id.startsWith('model:'));
  report.measure('model answers labelled by the second labeller', models.length, '>=', 40);
  for (const { id, level, on_topic } of models) {
    if (!questions.has(id.slice('model:'.length)))
      report.fail(`second label for ${id}, which is not in the pool`);
    if (level < 4 || !on_topic) report.fail(`${id}: the second labeller gave level ${level}`);
  }
  const known = new Map(answers.map((answer) => [answer.id, beforeAdjudication(answer, decisions)]));
  const pairs = second.flatMap((label) => {
    if (label.id.startsWith('model:')) return [];
    const answer = known.get(label.id);
    if (!answer) report.fail(`second label for ${label.id}, which does not exist`);
    return answer ? [{ answer, label }] : [];
  });
  report.measure('answers labelled twice', pairs.length, '>=', 200);
  /** @template T @param {(item: Answer | SecondLabel) => T} pick @param {readonly T[]} labels @param {boolean} [ordered] */
  const agreement = (pick, labels, ordered) =>
    kappa(
      pairs.map(({ answer }) => pick(answer)),
      pairs.map(({ label }) => pick(label)),
      labels,
      ordered
    );
  report.note('kappa intent', decimals(agreement((item) => item.intent, schema.intents)));
  report.note('kappa emotion', decimals(agreement((item) => item.emotion, schema.emotions)));
  report.note('kappa on-topic', decimals(agreement((item) => item.on_topic, [true, false])));
  report.note('kappa level (quadratic)', decimals(agreement((item) => item.level, [1, 2, 3, 4, 5], true)));
  /** @type {string[]} */
  const first = [];
  /** @type {string[]} */
  const again = [];
  for (const { answer, label } of pairs) {
    if (!answer.sentences || label.roles === undefined) continue;
    if (label.roles.length !== answer.sentences.length) {
      report.fail(`${label.id}: second roles do not fit its sentences`);
      continue;
    }
    first.push(...answer.sentences.map(({ role }) => role));
    again.push(...label.roles);
  }
  report.note(`kappa role (${first.length} sentences)`, decimals(kappa(first, again, [...schema.roles])));
}

/** @returns {string} SHA-256 of every content file, as `sha256sum` prints them */
function checksums() {
  const files = [
    ...readdirSync(poolFolder).map((name) => join(poolFolder, name)),
    ...readdirSync(answersFolder).map((name) => join(answersFolder, name)),
    secondLabelsFile,
    decisionsFile
  ];
  return files
    .map((file) => file.slice(root.length + 1).replaceAll('\\', '/'))
    .sort()
    .map(
      (file) =>
        `${createHash('sha256')
          .update(readFileSync(join(root, file)))
          .digest('hex')}  ${file}\n`
    )
    .join('');
}

/** @returns {Report} what was measured and what is wrong */
export function checkContent() {
  const report = new Report();
  const pool = readPool(report);
  checkPool(pool, report);
  const answers = readdirSync(answersFolder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readLines(join(answersFolder, name), schema.answer, report));
  const questions = new Map(pool.map((question) => [question.id, question]));
  checkAnswers(answers, questions, report);
  if (existsSync(secondLabelsFile)) {
    checkAgreement(
      answers,
      questions,
      readLines(secondLabelsFile, schema.secondLabel, report),
      readLines(decisionsFile, schema.decision, report),
      report
    );
  } else {
    report.fail('there are no second labels');
  }
  if (readFileSync(checksumsFile, 'utf8') !== checksums()) {
    report.fail('the checksums are out of date: run npm run check:content -- --write-checksums');
  }
  return report;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.includes('--write-checksums')) writeFileSync(checksumsFile, checksums());
  const { rows, violations } = checkContent();
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value, limit] of rows)
    console.log(`${name.padEnd(width)}  ${value.padStart(8)}  ${limit}`);
  for (const violation of violations) console.error(`✗ ${violation}`);
  console.log(
    violations.length === 0 ? 'The content holds to its rules.' : `${violations.length} violations.`
  );
  process.exit(violations.length === 0 ? 0 : 1);
}
