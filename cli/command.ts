import type { ParseArgsConfig } from 'node:util';
import type { Clock } from '../functions/clock.ts';
import type { ConfigError } from '../functions/config/config-error.ts';
import type { Named } from './matching.ts';

/** How a line is asked for. */
export interface LineOptions {
  /** True for a secret: it is not shown while it is typed. */
  readonly hidden?: boolean;
  /** The answer if the person presses Enter alone. */
  readonly fallback?: string | undefined;
  /** Returns a sentence that says what is wrong with an answer; the person corrects it. `undefined` if it is right. */
  readonly check?: (answer: string) => string | undefined;
}

/** One of several things to choose from. */
export interface Choice extends Named {
  /** Stands beside the name. */
  readonly meaning?: string;
}

/**
 * The questions that a person answers at the terminal. Each resolves with `undefined`, and asks nothing, where no person can see and
 * answer it. Each rejects with {@link StoppedError} if the person stops the command.
 */
export interface Prompts {
  /** Asks for a line. */
  ask(question: string, options?: LineOptions): Promise<string | undefined>;
  /** Asks a question that is answered with yes or no; Enter is no. */
  confirm(question: string): Promise<boolean | undefined>;
  /** Asks for one of several things, by its number, by its name (see `matchingInList`) or by the arrow keys; returns its id. */
  choose(question: string, choices: readonly Choice[], fallback?: string): Promise<string | undefined>;
}

/** The world of a command: tests give another one. */
export interface Terminal extends Prompts {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder in which the command was called; relative paths count from it. */
  readonly cwd: string;
  readonly clock: Clock;
  /** Why the settings file could not be read; absent if it could, or is not there. */
  readonly settingsFault?: ConfigError | undefined;
  /** Prints a line for the person or program that called. */
  print(line: string): void;
  /** Prints a line about what happens or went wrong, beside the result. */
  note(line: string): void;
  /** True if a person reads what is printed; false or absent if it goes into a file or a program. */
  readonly isPrintedForPerson?: boolean;
  /** How many characters fit in a line of what is printed; absent if it goes into a file or a program. */
  readonly columns?: number | undefined;
  /** Shows a line that replaces the one before, while somebody waits at a terminal; an empty one removes it. */
  readonly showProgress?: (line: string) => void;
  /** Reads standard input to its end; `undefined` at a terminal. */
  readonly readInput?: () => Promise<string | undefined>;
}

/** One option of a command, for `parseArgs` and for its help. */
export interface CommandOption {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** The name of the value in the help: `--to FILE`. */
  readonly value?: string;
  /** A sentence without a full stop. */
  readonly help: string;
}

/** The options and words of a call, as `parseArgs` gives them. */
export interface CommandArguments {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly words: readonly string[];
}

/** One command of the command line. */
export interface Command {
  /** The words after the name in the help, such as `FILE`; absent if there are none. */
  readonly words?: string;
  /** The sentences of its help. */
  readonly description: string;
  /** Its verbs, each with a line of help; absent if it has none. */
  readonly verbs?: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Returns the exit code: 0 if all is well, 1 if not. Rejects with {@link UsageError} for arguments that make no sense. */
  run(terminal: Terminal, given: CommandArguments): Promise<number>;
}

/** A command with verbs and options of its own. */
export interface CommandWithVerbs {
  /** Runs the words after its name. Returns and rejects as {@link Command.run}. */
  runWords(terminal: Terminal, words: readonly string[]): Promise<number>;
}

/** The arguments make no sense; the message says which, and is shown with the usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The person stopped the command where it asked: by Ctrl-C, or Ctrl-D. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** Returns options as `parseArgs` takes them. */
export function parserOptions(options: Command['options']): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short !== undefined && { short }), ...(multiple !== undefined && { multiple }) },
    ]),
  );
}
