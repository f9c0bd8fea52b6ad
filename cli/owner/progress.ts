import type { Terminal } from '../command.ts';

/** Longer waits are shown. */
const PATIENCE_MS = 1000;

/** Shows at a terminal how long a call takes, from its second second on, and keeps that line out of the way of others. */
export class Progress {
  /** The terminal of the call: printing and asking take the line away first. */
  readonly terminal: Terminal;
  readonly #show: ((line: string) => void) | undefined;
  readonly #ended = new AbortController();
  #isPaused = false;
  #isShown = false;

  constructor(terminal: Terminal) {
    this.#show = terminal.showProgress;
    const cleared =
      <Args extends unknown[], Result>(work: (...args: Args) => Result) =>
      (...args: Args): Result => {
        this.#clear();
        return work(...args);
      };
    const alone =
      <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
      async (...args: Args): Promise<Result> => {
        this.#isPaused = true;
        this.#clear();
        try {
          return await work(...args);
        } finally {
          this.#isPaused = false;
        }
      };
    this.terminal = {
      ...terminal,
      print: cleared((line) => terminal.print(line)),
      note: cleared((line) => terminal.note(line)),
      ask: alone((question, options) => terminal.ask(question, options)),
      confirm: alone((question) => terminal.confirm(question)),
      choose: alone((question, choices, fallback) => terminal.choose(question, choices, fallback)),
    };
    if (this.#show !== undefined) void this.#run();
  }

  /** Takes the line away for good. */
  end(): void {
    this.#ended.abort();
    this.#clear();
  }

  async #run(): Promise<void> {
    try {
      for (let seconds = 1; ; seconds += 1) {
        await this.terminal.clock.delay(PATIENCE_MS, this.#ended.signal);
        if (this.#isPaused) continue;
        this.#isShown = true;
        this.#show?.(`Waiting for Sifely … ${seconds} s`);
      }
    } catch {
      // Ended.
    }
  }

  #clear(): void {
    if (this.#isShown) this.#show?.('');
    this.#isShown = false;
  }
}
