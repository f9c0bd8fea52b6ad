import { printable, printableJson } from '../../functions/logs/printable.ts';
import { type LineOptions, type Terminal, UsageError } from '../command.ts';
import { fittedTableLines, recordLines } from '../table.ts';
import { type Account, openAccount } from './account/account.ts';
import { CommandFailedError, failureSentence } from './failures.ts';
import { Progress } from './progress.ts';
import type { VerbWord } from './verb-word.ts';

/** One column of a table. */
export interface Column<T> {
  readonly name: string;
  readonly text: (item: T) => string | number | undefined;
}

/** The values of options, as the parser gives them. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** A call as its parser read it. */
export interface ParsedCall {
  /** The words up to the verb, such as `locks list`. */
  readonly called: string;
  /** The words that may follow. */
  readonly specs: readonly VerbWord[];
  readonly args: readonly string[];
  readonly options: OptionValues;
}

/** Longest word or value of an option that is read. */
const MAX_WORD = 100;

/** One call of a verb: its words and options, questions, output, and the account at Sifely. */
export class OwnerCall {
  readonly terminal: Terminal;
  /** The words up to the verb, such as `locks list`. */
  readonly called: string;
  readonly #specs: readonly VerbWord[];
  readonly #words: ReadonlyMap<string, readonly string[]>;
  readonly #options: OptionValues;
  #account: Account | undefined;

  private constructor(terminal: Terminal, { called, specs, args, options }: ParsedCall) {
    this.terminal = terminal;
    this.called = called;
    this.#specs = specs;
    this.#options = options;
    this.#words = new Map(
      specs.map(({ name, isRest }, index) => [
        name,
        isRest === true ? args.slice(index) : args.slice(index, index + 1),
      ]),
    );
  }

  /** Runs `work` for a call, and closes what it opened. Rejects with `CommandFailedError` for a failure of Sifely. */
  static async run<T>(
    terminal: Terminal,
    parsed: ParsedCall,
    work: (call: OwnerCall) => Promise<T>,
  ): Promise<T> {
    const progress = new Progress(terminal);
    const call = new OwnerCall(progress.terminal, parsed);
    try {
      call.#checkWords();
      return await work(call);
    } catch (error) {
      const sentence = failureSentence(error, terminal.env);
      throw sentence === undefined ? error : new CommandFailedError(sentence, { cause: error });
    } finally {
      progress.end();
      call.#account?.close();
    }
  }

  /** True if the result is printed as JSON. */
  get isJson(): boolean {
    if (this.#options['json'] === true) return true;
    return this.#options['table'] !== true && this.terminal.isPrintedForPerson !== true;
  }

  /** Returns the time, ms since the epoch. */
  now(): number {
    return this.terminal.clock.now();
  }

  /** True if a switch is on. */
  has(option: string): boolean {
    return this.#options[camel(option)] === true;
  }

  /** Returns the value of an option, trimmed; `undefined` if it is not given. Throws `UsageError` for an empty or long one. */
  option(name: string, maxLength = MAX_WORD): string | undefined {
    const value = this.#options[camel(name)];
    return typeof value === 'string' ? checkedText(`--${name}`, value, maxLength) : undefined;
  }

  /** Returns the values of an option that may be repeated. */
  options(name: string): readonly string[] {
    const values = this.#options[camel(name)];
    return Array.isArray(values) ? values.map((value: string) => checkedText(`--${name}`, value)) : [];
  }

  /** Returns an option that is a whole number from `min` to `max`. Throws `UsageError` for any other. */
  number(name: string, min: number, max: number): number | undefined {
    const text = this.option(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d{1,9}$/.test(text) && value >= min && value <= max) return value;
    throw new UsageError(`--${name} needs a whole number from ${min} to ${max} (is "${printable(text)}").`);
  }

  /**
   * Returns a word of the call, trimmed; asks for it at a terminal, until it makes sense. `fault` says what is wrong with one. Throws
   * `UsageError` if it is missing or makes no sense.
   */
  async word(name: string, fault: (text: string) => string | undefined = () => undefined): Promise<string> {
    const spec = this.#spec(name);
    const read = (typed: string): string => {
      const text = checkedText(name, typed, spec.maxLength);
      const found = fault(text);
      if (found !== undefined) throw new UsageError(found);
      return text;
    };
    const given = this.#words.get(name)?.[0];
    if (given !== undefined) return read(given);
    const answer = spec.ask === undefined ? undefined : await this.ask(spec.ask, { check: refusalBy(read) });
    if (answer === undefined) throw new UsageError(`"${this.called}" needs ${name}: ${spec.help}.`);
    return read(answer);
  }

  /** Returns a word that may be missing. */
  optionalWord(name: string): string | undefined {
    const given = this.#words.get(name)?.[0];
    return given === undefined ? undefined : checkedText(name, given, this.#spec(name).maxLength);
  }

  /** Returns the words from `name` on. */
  rest(name: string): readonly string[] {
    return this.#words.get(name) ?? [];
  }

  /** Asks for a line at the terminal; `undefined` without one. */
  ask(question: string, options: LineOptions = {}): Promise<string | undefined> {
    return this.terminal.ask(`${question}:`, options);
  }

  /** Asks before something that cannot be undone. Throws `UsageError` without a terminal, `CommandFailedError` if the answer is no. */
  async confirm(sentence: string): Promise<void> {
    if (this.has('yes')) return;
    const answer = await this.terminal.confirm(printable(sentence));
    if (answer === undefined) {
      throw new UsageError(`${sentence} There is no terminal to ask at: say --yes.`);
    }
    if (!answer) throw new CommandFailedError('Nothing was changed.');
  }

  /** Prints items: a table, or an array in JSON. `empty` is said of none. */
  printItems<T>(
    items: readonly T[],
    columns: readonly Column<T>[],
    options: { readonly empty: string; readonly json?: (item: T) => unknown },
  ): void {
    const { empty, json = (item: T) => item } = options;
    if (this.isJson) {
      this.#printJson(items.map(json));
      return;
    }
    if (items.length === 0) {
      this.note(empty);
      return;
    }
    const rows = items.map((item) => columns.map(({ text }) => cell(text(item))));
    const names = columns.map(({ name }) => name);
    for (const line of fittedTableLines([names, ...rows], this.terminal.columns)) this.terminal.print(line);
  }

  /** Prints one thing: lines of names and values, or an object in JSON. Lines without a value are left out. */
  printRecord(json: unknown, lines: readonly (readonly [name: string, value: string | undefined])[]): void {
    if (this.isJson) {
      this.#printJson(json);
      return;
    }
    const known = lines.filter((line): line is readonly [string, string] => line[1] !== undefined);
    const printed = known.map(([name, value]) => [name, printable(value)] as const);
    for (const line of recordLines(printed, this.terminal.columns)) {
      this.terminal.print(line);
    }
  }

  /** Prints a sentence, or an object in JSON. */
  printResult(json: unknown, sentence: string): void {
    if (this.isJson) {
      this.#printJson(json);
      return;
    }
    this.terminal.print(printable(sentence));
  }

  /** Prints a line of several that come as things happen, for people alone. */
  say(line: string): void {
    if (!this.isJson) this.terminal.print(printable(line));
  }

  /** Prints a line beside the result, for people and programs alike. */
  note(line: string): void {
    this.terminal.note(printable(line));
  }

  /** Opens the account that is signed in. Throws `CommandFailedError` if none is. */
  account(): Account {
    this.#account ??= openAccount(this.terminal, { isVerbose: this.has('verbose') });
    return this.#account;
  }

  #printJson(value: unknown): void {
    this.terminal.print(printableJson(value));
  }

  /** Refuses words before anything is asked or sent. */
  #checkWords(): void {
    if (this.has('json') && this.has('table')) throw new UsageError('Say --json or --table, not both.');
    for (const { name, maxLength } of this.#specs) {
      for (const word of this.#words.get(name) ?? []) checkedText(name, word, maxLength);
    }
  }

  #spec(name: string): VerbWord {
    const spec = this.#specs.find((word) => word.name === name);
    if (spec === undefined) throw new Error(`${this.called} has no word ${name}`);
    return spec;
  }
}

/** Returns a check of answers: the message with which `read` refuses one. */
export function refusalBy(read: (typed: string) => unknown): (typed: string) => string | undefined {
  return (typed) => {
    try {
      read(typed);
      return undefined;
    } catch (error) {
      if (error instanceof UsageError) return error.message;
      throw error;
    }
  };
}

function checkedText(name: string, text: string, maxLength = MAX_WORD): string {
  const trimmed = text.trim();
  if (trimmed === '') throw new UsageError(`${name} is empty.`);
  if ([...trimmed].length > maxLength)
    throw new UsageError(`${name} is longer than ${maxLength} characters.`);
  if (/\p{Cc}/u.test(trimmed)) throw new UsageError(`${name} has control characters.`);
  return trimmed;
}

function cell(value: string | number | undefined): string | number {
  return typeof value === 'number' ? value : printable(value ?? '');
}

/** Returns the name of an option as the parser gives it: `clientId` for `client-id`. */
function camel(option: string): string {
  return option.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
