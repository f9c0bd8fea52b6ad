import { type CommandArguments, type Terminal, UsageError } from '../command.ts';
import { definitionLines, fittedProse } from '../fitted-text.ts';

/** One value that setup needs, and how to find it out. */
export interface Question {
  /** The option that answers it, without the dashes. */
  readonly flag: string;
  /** The value in one or two words. */
  readonly label: string;
  /** Tells where to find the value and why it is needed; shown right before the question. */
  readonly explanation: readonly string[];
  /** The values to choose from, by number or by name. */
  readonly choices?: Readonly<Record<string, string>>;
  /** The value if the person presses Enter, and without a terminal. Absent: an answer is needed. */
  readonly fallback?: string | undefined;
  /** Returns the value that is meant by what was typed. */
  readonly normalize?: (answer: string) => string;
  /** Returns a sentence that says what is wrong with the value and how to correct it; `undefined` if it is right. */
  readonly fault?: (value: string) => string | undefined;
}

/** Asks the questions of one run. An option answers its question without asking; with `--yes` defaults do. */
export class Interview {
  readonly #terminal: Terminal;
  readonly #values: CommandArguments['values'];
  readonly #missing: string[] = [];
  #isAttended: boolean;

  constructor(terminal: Terminal, values: CommandArguments['values']) {
    this.#terminal = terminal;
    this.#values = values;
    this.#isAttended = values['yes'] !== true;
  }

  /** True if a person has answered, or may answer, what is asked. */
  get isAttended(): boolean {
    return this.#isAttended;
  }

  /** Returns the value; empty if it is needed and there is no terminal, see `finish`. Throws {@link UsageError} if an option is wrong. */
  async ask(question: Question): Promise<string> {
    const given = this.#values[question.flag];
    if (typeof given === 'string') {
      const value = meant(question, given);
      const fault = faultOf(question, value);
      if (fault !== undefined) throw new UsageError(`--${question.flag}: ${fault}`);
      return value;
    }
    const typed = this.#isAttended ? await this.#askPerson(question) : undefined;
    return typed === undefined ? this.#unanswered(question) : valueMeant(question, typed);
  }

  /** Asks a question that is answered with yes or no. Returns false without a terminal. */
  async confirm(sentence: string): Promise<boolean> {
    if (!this.#isAttended) return false;
    const isAgreed = await this.#terminal.confirm(sentence);
    if (isAgreed === undefined) this.#isAttended = false;
    return isAgreed === true;
  }

  /** Throws {@link UsageError} that names every value that is missing. */
  finish(): void {
    if (this.#missing.length === 0) return;
    throw new UsageError(
      `Nothing was changed. There is no terminal to ask at, so these options are needed: ${this.#missing.join(', ')}`,
    );
  }

  /** Explains the question and asks it, until the answer is right. */
  #askPerson(question: Question): Promise<string | undefined> {
    const { columns } = this.#terminal;
    const { label, explanation, choices, fallback } = question;
    const isOpen = choices === undefined || question.fault !== undefined;
    const lines = [...fittedProse(explanation, columns), ...(isOpen ? listed(question, columns) : [])];
    for (const line of ['', ...lines]) this.#terminal.note(line);
    if (isOpen) {
      return this.#terminal.ask(fallback === '' ? `${label} (Enter for none):` : `${label}:`, {
        fallback,
        check: (typed) => {
          const value = valueMeant(question, typed);
          return value === '' && fallback === undefined ? 'Please type a value.' : faultOf(question, value);
        },
      });
    }
    const entries = Object.entries(choices).map(([id, meaning]) => ({ id, name: id, meaning }));
    return this.#terminal.choose(`${label}:`, entries, fallback);
  }

  #unanswered(question: Question): string {
    this.#isAttended = false;
    const { fallback } = question;
    const fault = fallback === undefined ? undefined : faultOf(question, fallback);
    if (fault !== undefined) throw new UsageError(`--${question.flag}: ${fault}`);
    if (fallback === undefined) this.#missing.push(`--${question.flag} (${question.label})`);
    return fallback ?? '';
  }
}

/** Returns the value that a person means: the fallback if they press Enter alone. */
function valueMeant(question: Question, typed: string): string {
  return typed.trim() === '' ? (question.fallback ?? '') : meant(question, typed);
}

function meant({ choices = {}, normalize }: Question, typed: string): string {
  const answer = typed.trim();
  const named = Object.keys(choices);
  const value = /^\d{1,2}$/.test(answer) ? (named[Number(answer) - 1] ?? answer) : answer;
  return normalize === undefined ? value : normalize(value);
}

function faultOf({ choices, fault }: Question, value: string): string | undefined {
  if (choices !== undefined && fault === undefined && !Object.hasOwn(choices, value)) {
    return `"${value.slice(0, 60)}" is none of ${Object.keys(choices).join(', ')}.`;
  }
  return fault?.(value);
}

function listed({ choices = {} }: Question, columns?: number): string[] {
  const width = Math.max(0, ...Object.keys(choices).map(({ length }) => length));
  return definitionLines(
    Object.entries(choices).map(([value, meaning], index) => [
      `${index + 1}  ${value.padEnd(width)}`,
      meaning,
    ]),
    columns,
  );
}
