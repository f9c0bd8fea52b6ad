import { destination } from 'pino';

/** More waiting characters than these are written before the turn ends. */
const MAX_WAITING_CHARACTERS = 64 * 1024;

/**
 * Writes the lines of one turn of the event loop at its end, after the response; synchronously, as an instance may be frozen
 * then. Also at exit. Lines that cannot be written (full disk, closed pipe) are lost: a server that opens doors must not
 * stop for them.
 */
class StandardOutput {
  #output: { write(text: string): unknown } | undefined;
  #isUsed = false;
  #isHeld = false;
  #waiting = '';
  #lost = 0;

  write(line: string): void {
    if (!this.#isUsed) process.on('exit', () => this.#flush());
    this.#isUsed = true;
    this.#waiting += line;
    if (this.#isHeld) return;
    if (this.#waiting === line) setImmediate(() => this.#flush());
    if (this.#waiting.length > MAX_WAITING_CHARACTERS) this.#flush();
  }

  /** Keeps lines back until {@link release}, or the end of the process. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Writes `text`, then the lines that were kept back. */
  release(text: string): void {
    this.#isHeld = false;
    this.#waiting = text + this.#waiting;
    this.#flush();
  }

  #flush(): void {
    const lines = this.#waiting;
    this.#waiting = '';
    if (lines === '') return;
    // Begins with a line feed: the line before may have been cut.
    const gap = this.#lost === 0 ? '' : `\nup to ${this.#lost} characters of the log could not be written\n`;
    try {
      this.#output ??= destination({ fd: 1, sync: true });
      this.#output.write(gap + lines);
      this.#lost = 0;
    } catch {
      this.#lost += lines.length;
      // The old destination buffers what it could not write, without limit.
      this.#output = undefined;
    }
  }
}

export const standardOutput = new StandardOutput();
