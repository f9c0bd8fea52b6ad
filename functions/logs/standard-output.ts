import { destination } from 'pino';

/** How many characters wait for the end of the turn; more are written at once. */
const MOST_WAITING = 64 * 1024;

/**
 * The lines of one turn of the event loop are written together, when the turn ends: behind the answer that they are
 * about. Synchronous then, because an instance of a cloud function may be frozen right after its answer; and at the end
 * of the process, whatever ends it but a kill.
 */
class StandardOutput {
  #output: { write(text: string): unknown } | undefined;
  #waiting = '';

  /** Takes a line, with its line feed. */
  write(line: string): void {
    if (this.#output === undefined) {
      this.#output = destination({ fd: 1, sync: true });
      process.on('exit', () => this.#flush());
    }
    if (this.#waiting === '') setImmediate(() => this.#flush());
    this.#waiting += line;
    if (this.#waiting.length > MOST_WAITING) this.#flush();
  }

  #flush(): void {
    const lines = this.#waiting;
    this.#waiting = '';
    if (lines !== '') this.#output?.write(lines);
  }
}

/** The one standard output of the process, for all loggers. */
export const standardOutput = new StandardOutput();
