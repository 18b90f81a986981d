/** `evaluate`: answer files, or one on standard input, to result files. */
import { setFlagsFromString } from 'node:v8';
import { inputAt, makeEach } from '../batch';
import { oneOf, type Call, type Command } from '../command';
import { Judging } from '../judging';
import { bundledModel } from '../model';

/** Options of every command that judges answers. */
export const JUDGING_OPTIONS = { model: 'value', rubric: 'value', form: 'value' } as const;

/** @returns the judging that a call's options ask for @throws {CliError} `usage` */
export function judgingOf(call: Call): Judging {
  return new Judging({
    model: call.values.model ?? bundledModel(),
    rubric: oneOf(call, 'rubric', ['buddy-2', 'buddy-1'], 'buddy-2'),
    form: oneOf(call, 'form', ['typed', 'spoken'], 'typed')
  });
}

/**
 * From so many answers on, optimising the runtime's WebAssembly pays: it takes 2.5 s of a core, for which the program
 * would wait at its end, and saves 45 ms an answer. The numbers are the same.
 */
const WORTH_OPTIMISING = 50;

export const evaluateCommand: Command = {
  options: { ...JUDGING_OPTIONS, output: 'value', force: 'flag' },
  takesFiles: true,
  async run(call) {
    const { messages } = call;
    const judging = judgingOf(call);
    const files = call.files.length > 0 ? call.files : ['-'];
    const inputs = files.map((file) => inputAt(call, file));
    if (inputs.length < WORTH_OPTIMISING) setFlagsFromString('--liftoff-only');
    try {
      return await makeEach(call, inputs, 'result_', async ({ document, modifiedAt }) => {
        const { evaluation, text } = await judging.judge(await judging.read(document, modifiedAt));
        if (evaluation.status === 'withheld') {
          const { status, reason } = evaluation;
          return { text, note: `${messages.withheld}: ${reason}`, facts: { status, reason } };
        }
        const { status, score, grade } = evaluation;
        return {
          text,
          note: messages.score(score.total, grade),
          facts: { status, total: score.total, grade }
        };
      });
    } finally {
      await judging.release();
    }
  }
};
