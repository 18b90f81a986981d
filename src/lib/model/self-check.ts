/**
 * Compares a session with an answer known from training, because a runtime can be wrong without an error: WebGPU
 * drivers and fused operators have returned plausible nonsense.
 */
import { ModelError } from './engine';
import type { InterviewConfig } from './manifest';
import type { ModelSession } from './session';
import type { KoreanTokenizer } from './tokenizer';
import { joinInput, type TokenRow } from './windows';

/** @returns the known question and answer as the model read them in training */
function knownInput({ self_check: known }: InterviewConfig): TokenRow {
  return { inputIds: known.input_ids, tokenTypeIds: known.token_type_ids };
}

/**
 * Checks that the tokenizer makes the known ids of the known texts.
 * @throws {ModelError} `invalid-model`: model and tokenizer do not belong together
 */
export function checkTokenizer(tokenizer: KoreanTokenizer, config: InterviewConfig): void {
  const { question, answer } = config.self_check;
  const asked = tokenizer.encode(question).ids.slice(0, config.max_question_tokens);
  const input = joinInput(config.input, asked, tokenizer.encode(answer).ids, tokenizer);
  const expected = knownInput(config);
  if (
    input.inputIds.join() !== expected.inputIds.join() ||
    input.tokenTypeIds.join() !== expected.tokenTypeIds.join()
  ) {
    throw new ModelError('invalid-model', 'tokenizer.json does not make the known ids.', 'self_check');
  }
}

/**
 * Runs the known input once.
 * @param file path of the ONNX file in use, under which config.json keeps the expected logits and the tolerance
 * @throws {ModelError} `self-check-failed` with the output that is wrong; `invalid-model` if no answer is known or an output is missing
 */
export async function checkSession(
  session: ModelSession,
  config: InterviewConfig,
  file: string
): Promise<void> {
  const expected = config.self_check.expected[file];
  const tolerance = config.self_check.tolerance[file];
  const { intent, emotion } = config.heads;
  if (!expected?.[intent.output] || !expected[emotion.output] || tolerance === undefined) {
    throw new ModelError('invalid-model', `config.json has no known answer for ${file}.`, file);
  }
  const outputs = await session.run(knownInput(config));
  for (const { output } of Object.values(config.heads)) {
    if (!outputs[output]) throw new ModelError('invalid-model', `${file} has no output ${output}.`, output);
  }
  for (const [name, values] of Object.entries(expected)) {
    const found = outputs[name]?.data;
    const off = values.map((value, i) => Math.abs(value - (found?.[i] ?? NaN)));
    const right = found?.length === values.length && off.every((distance) => distance <= tolerance);
    if (!right) {
      const detail = `${file} ${name}: off by ${Math.max(...off).toPrecision(3)}, tolerance ${tolerance}`;
      throw new ModelError('self-check-failed', 'The known answer came out wrong.', detail);
    }
  }
}

/**
 * Measures one run of the known input.
 * @param now a clock in milliseconds
 * @returns median milliseconds of three runs, after one to warm up
 */
export async function measureRun(
  session: ModelSession,
  config: InterviewConfig,
  now: () => number
): Promise<number> {
  const input = knownInput(config);
  await session.run(input);
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const start = now();
    await session.run(input);
    times.push(now() - start);
  }
  return times.sort((a, b) => a - b)[1] ?? Infinity;
}
