import { parseArgs } from 'node:util';
import { commandCall, verbCall } from '../functions/config/command-call.ts';
import { printable } from '../functions/logs/printable.ts';
import { VERSION } from '../functions/version.ts';
import { type Command, type CommandWithVerbs, parserOptions, type Terminal, UsageError } from './command.ts';
import type { ListedCommand } from './commands.ts';
import { definitionLines, fittedProse } from './fitted-text.ts';
import { suggestion } from './suggestion.ts';

/** The exit code of a program that the signal of Ctrl-C ended, as shells give it: 128 + 2. */
const STOPPED = 130;

/**
 * Runs one call of the command line. Returns its exit code: 0 if all is well, 1 if the command failed, 2 if the arguments make no
 * sense, 130 if the person stopped it at a question. Without a command it lists all. Rejects with errors that are faults of ours.
 */
export async function runCommand(
  commands: Readonly<Record<string, ListedCommand>>,
  terminal: Terminal,
  args: readonly string[],
): Promise<number> {
  const [name, ...rest] = args;
  if (name === 'help' && rest.length > 0) return runCommand(commands, terminal, [...rest, '--help']);
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    terminal.print(overview(commands, terminal));
    return 0;
  }
  if (name === '--version' || name === '-v') {
    terminal.print(VERSION);
    return 0;
  }
  const listed = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (listed === undefined) {
    const meant = suggestion(name, Object.keys(commands));
    terminal.note(
      `There is no command "${printable(name.slice(0, 40))}".${meant} Usage: ${verbCall(terminal.env, 'COMMAND')}; --help lists them.`,
    );
    return 2;
  }
  const command = await listed.load();
  try {
    if ('runWords' in command) return await command.runWords(terminal, rest);
    const { values, positionals: words } = parseArgs({
      args: withPlainValues(rest, command.options),
      options: { ...parserOptions(command.options), help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    if (values['help'] === true) {
      terminal.print(help(terminal, name, command));
      return 0;
    }
    if (command.words === undefined && words.length > 0)
      throw new UsageError(`"${words[0]}" is not understood`);
    return await command.run(terminal, { values, words });
  } catch (error) {
    const { message } = Object(error);
    // By name: in a package the commands are a bundle of their own, whose classes are not those of this one.
    switch (nameOf(error)) {
      case 'UsageError':
        terminal.note(refusal(terminal, name, command, message));
        return 2;
      case 'ConfigError':
      case 'DatabaseFileError':
      case 'CommandFailedError':
        terminal.note(message);
        return 1;
      case 'StoppedError':
        terminal.note(message);
        return STOPPED;
      case 'StoreUnavailableError':
        terminal.note(`The database does not answer: ${message}.`);
        return 1;
    }
    throw error;
  }
}

/** An id of an account: random, so that one of 64 begins with a dash. */
const ACCOUNT_ID = /^-[\w-]{21}$/;

/**
 * Returns arguments that `parseArgs` reads as they were meant: it takes a value or an id that begins with a dash for an option. The
 * names of options are never taken for values.
 */
function withPlainValues(args: readonly string[], options: Command['options']): string[] {
  const isOption = (word: string) =>
    Object.entries({ ...options, help: { type: 'boolean', short: 'h' } }).some(
      ([name, { short }]) => word === `--${name}` || word === `-${short}`,
    );
  const takesValue = (word: string) =>
    Object.entries(options).some(
      ([name, { type, short }]) => type === 'string' && (word === `--${name}` || word === `-${short}`),
    );
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const ids: string[] = [];
  const plain: string[] = [];
  for (let at = 0; at < end; at += 1) {
    const [word = '', next = ''] = args.slice(at, Math.min(at + 2, end));
    if (word.startsWith('--') && takesValue(word) && next.startsWith('-') && !isOption(next)) {
      plain.push(`${word}=${next}`);
      at += 1;
    } else if (ACCOUNT_ID.test(word) && !isOption(word)) {
      ids.push(word);
    } else {
      plain.push(word);
    }
  }
  return ids.length === 0 && end === args.length ? plain : [...plain, '--', ...ids, ...args.slice(end + 1)];
}

/** Returns the name of the error's class; an error of `parseArgs` counts as {@link UsageError}. */
function nameOf(error: unknown): string {
  const { name, code } = Object(error);
  return String(code).startsWith('ERR_PARSE_ARGS') ? 'UsageError' : String(name);
}

/** Returns what is said of arguments that make no sense: one line, and the usage of a command that is called rarely. */
function refusal(
  terminal: Terminal,
  name: string,
  command: Command | CommandWithVerbs,
  message: string,
): string {
  return 'runWords' in command ? printable(message) : `${message}\n\n${usage(terminal, name, command)}`;
}

function overview(commands: Readonly<Record<string, ListedCommand>>, { env, columns }: Terminal): string {
  const width = Math.max(...Object.keys(commands).map(({ length }) => length));
  const linesOf = (group: ListedCommand['group']) =>
    definitionLines(
      Object.entries(commands)
        .filter(([, listed]) => listed.group === group)
        .map(([name, { summary }]) => [name.padEnd(width), summary]),
      columns,
    );
  const ofOwner = linesOf('owner');
  const groups =
    ofOwner.length === 0
      ? linesOf(undefined)
      : ['Your locks:', ...ofOwner, '', 'A service of your own for Google Home:', ...linesOf(undefined)];
  return [
    `Usage: ${verbCall(env, 'COMMAND [OPTIONS]')}`,
    '',
    ...groups,
    '',
    `${verbCall(env, 'COMMAND --help')} tells more.`,
  ].join('\n');
}

function usage({ env, columns }: Terminal, name: string, { words, options }: Command): string {
  const entries = Object.entries(options).map(([option, { value, short, help: text, type }]) => {
    const placeholder = type === 'string' ? ` ${value ?? 'VALUE'}` : '';
    return [`${short === undefined ? '' : `-${short}, `}--${option}${placeholder}`, text] as const;
  });
  const after = [...(words === undefined ? [] : [words]), ...(entries.length === 0 ? [] : ['[OPTIONS]'])];
  const call = `Usage: ${commandCall(env, name, after.join(' '))}`;
  if (entries.length === 0) return call;
  return [call, '', ...definitionLines(entries, columns)].join('\n');
}

function help(terminal: Terminal, name: string, command: Command): string {
  const { columns } = terminal;
  return [
    ...fittedProse(command.description.split('\n'), columns),
    '',
    ...(command.verbs === undefined ? [] : [...definitionLines(Object.entries(command.verbs), columns), '']),
    usage(terminal, name, command),
  ].join('\n');
}
