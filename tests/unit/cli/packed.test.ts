/** The package that `npm pack` makes, in a folder that knows nothing of this one: as somebody has installed it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { answer, emptyFolder } from './support';

const elsewhere = emptyFolder();
const installed = join(elsewhere, 'node_modules/interview-buddy');

interface Manifest {
  bin: Record<string, string>;
  version: string;
}

beforeAll(() => {
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', elsewhere], {
    encoding: 'utf8'
  });
  const [{ filename = '' } = {}] = JSON.parse(packed.slice(packed.indexOf('['))) as { filename?: string }[];
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(elsewhere, filename), '-C', installed, '--strip-components=1']);
  // What npm would fetch beside it: the one thing that is not bundled.
  symlinkSync(resolve('node_modules/onnxruntime-web'), join(elsewhere, 'node_modules/onnxruntime-web'));
}, 180_000);

function run(args: readonly string[], input = ''): { status: number | null; stdout: string; stderr: string } {
  const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest;
  const program = join(installed, bin['interview-buddy'] ?? '');
  return spawnSync(process.execPath, [program, ...args], { cwd: elsewhere, input, encoding: 'utf8' });
}

describe('the package', () => {
  it('tells its version and draws a question of the pool', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
    expect(run(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n` });
    const drawn = run(['question', '--occupation', 'ICT', '--experience', 'New', '--seed', '1']);
    expect(drawn).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(drawn.stdout)).toHaveProperty('question.text');
  });

  it('evaluates with the model it brings along', () => {
    const { status, stdout } = run(['evaluate'], JSON.stringify(answer));
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ model: { id: 'interview-kobert' }, schema: { version: 1 } });
  });
});
