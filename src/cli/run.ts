/** Runs one command line: finds the command, reads its options, and turns every error into a message and an exit code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMON_OPTIONS, oneOf, readArguments, type Command, type Io } from './command';
import { evaluateCommand } from './commands/evaluate';
import { pipelineCommand } from './commands/pipeline';
import { questionCommand } from './commands/question';
import { validateCommand } from './commands/validate';
import { CliError, describe, EXIT, exitCodeOf, type ExitCode } from './errors';
import { packageFolder } from './files';
import { HELP } from './help';
import { LANGUAGES, MESSAGES, type Language } from './messages';

/** The name it is called by. */
const PROGRAM = 'interview-buddy';

const COMMANDS = {
  question: questionCommand,
  evaluate: evaluateCommand,
  pipeline: pipelineCommand,
  validate: validateCommand
} as const satisfies Readonly<Record<string, Command>>;
type CommandName = keyof typeof COMMANDS;

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

/** The language asked for anywhere on the line, so that errors in the line itself are told in it; Korean without. */
function languageOf(args: readonly string[]): Language {
  const position = args.indexOf('--lang');
  const value = position < 0 ? args.find((arg) => arg.startsWith('--lang='))?.slice(7) : args[position + 1];
  return LANGUAGES.find((language) => language === value) ?? 'ko';
}

function version(): string {
  const { version } = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

async function execute(args: readonly string[], io: Io, language: Language): Promise<ExitCode> {
  const [name = '--help', ...rest] = args;
  if (name === '--version') {
    io.out(`${version()}\n`);
    return EXIT.done;
  }
  if (!isCommand(name)) {
    // `--help`, `--lang en`: about the program as a whole.
    if (!name.startsWith('-')) throw new CliError(EXIT.usage, (messages) => messages.unknownCommand(name));
    readArguments(args, COMMON_OPTIONS, false);
    io.out(HELP[language].program);
    return args.includes('--help') ? EXIT.done : EXIT.usage;
  }
  const command: Command = COMMANDS[name];
  const given = readArguments(rest, { ...command.options, ...COMMON_OPTIONS }, command.takesFiles);
  if (given.flags.has('help')) {
    io.out(HELP[language][name]);
    return EXIT.done;
  }
  const call = { io, messages: MESSAGES[language], ...given, json: given.flags.has('json') };
  oneOf(call, 'lang', LANGUAGES, language);
  return command.run(call);
}

/**
 * Runs a command line.
 * @param args what was written behind the program's name
 * @returns the exit code
 */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const language = languageOf(args);
  try {
    return await execute(args, io, language);
  } catch (error) {
    const messages = MESSAGES[language];
    const exit = exitCodeOf(error);
    io.err(`${describe(error, messages)}\n`);
    if (exit === EXIT.usage) {
      const command = args[0] !== undefined && isCommand(args[0]) ? `${PROGRAM} ${args[0]}` : PROGRAM;
      io.err(`${messages.seeHelp(command)}\n`);
    }
    return exit;
  }
}
