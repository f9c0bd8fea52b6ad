import type { ParseArgsConfig } from 'node:util';
import type { Clock } from '../functions/clock.ts';
import type { ConfigError } from '../functions/config/config-error.ts';

/** The world of a command: tests give another one. */
export interface Terminal {
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
  /**
   * Asks a question and returns the line that was typed; `undefined` without a terminal. A hidden answer is not shown. Rejects with
   * {@link StoppedError}.
   */
  ask(question: string, options?: { readonly hidden?: boolean }): Promise<string | undefined>;
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

/** The person stopped the command where it asked. */
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
