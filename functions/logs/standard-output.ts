import { destination } from 'pino';

/** How many characters wait for the end of the turn; more are written at once. */
const MAX_WAITING_BYTES = 64 * 1024;

/**
 * The lines of one turn of the event loop are written together, when the turn ends: behind the answer that they are
 * about. Synchronous then, because an instance of a cloud function may be frozen right after its answer; and at the end
 * of the process, whatever ends it but a kill.
 *
 * Lines that cannot be written, because the disk is full or nobody reads any more, are lost: no reason to stop a server
 * that opens doors.
 */
class StandardOutput {
  #output: { write(text: string): unknown } | undefined;
  #isUsed = false;
  #waiting = '';
  #lost = 0;

  /** Takes a line, with its line feed. */
  write(line: string): void {
    if (!this.#isUsed) process.on('exit', () => this.#flush());
    this.#isUsed = true;
    if (this.#waiting === '') setImmediate(() => this.#flush());
    this.#waiting += line;
    if (this.#waiting.length > MAX_WAITING_BYTES) this.#flush();
  }

  #flush(): void {
    const lines = this.#waiting;
    this.#waiting = '';
    if (lines === '') return;
    // Begins with a line feed, because a line may have been cut off.
    const gap = this.#lost === 0 ? '' : `\nup to ${this.#lost} characters of the log could not be written\n`;
    try {
      this.#output ??= destination({ fd: 1, sync: true });
      this.#output.write(gap + lines);
      this.#lost = 0;
    } catch {
      this.#lost += lines.length;
      // It keeps what it could not write, without bounds.
      this.#output = undefined;
    }
  }
}

/** The one standard output of the process, for all loggers. */
export const standardOutput = new StandardOutput();
