import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The root of the checkout. */
export const ROOT = join(__dirname, '../..');

/** Options of a program. */
export interface ProgramOptions {
  /** Its whole environment, except `PATH` and `HOME`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Passes on the environment of the tests: for npm, which may need its proxy or certificates. */
  readonly inherit?: boolean;
  /** Starts it in a group of its own, so that a signal reaches what it started, too: npm passes none on. */
  readonly isGroup?: boolean;
}

/** A program in its own process, with its output so far. */
export class Program {
  #output = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | NodeJS.Signals>;
  readonly #isGroup: boolean;

  constructor(command: string, args: readonly string[], options: ProgramOptions = {}) {
    const { PATH, HOME } = process.env;
    this.#isGroup = options.isGroup === true;
    const base = options.inherit === true ? process.env : { PATH, HOME };
    this.#child = spawn(command, args, {
      cwd: options.cwd ?? ROOT,
      env: { ...base, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: this.#isGroup,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
        this.#child.emit('wrote');
      });
    }
    this.#ended = once(this.#child, 'close').then(([code, signal]) => code ?? signal);
  }

  /** Starts TypeScript or JavaScript with the Node of the tests. */
  static node(args: readonly string[], options?: ProgramOptions): Program {
    return new Program(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], options);
  }

  /** The id of the process. */
  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('The program did not start');
    return pid;
  }

  /** Standard output and standard error so far. */
  get output(): string {
    return this.#output;
  }

  /** The exit code, or the signal that killed it. */
  get ended(): Promise<number | NodeJS.Signals> {
    return this.#ended;
  }

  /** Resolves with the first match in the output; rejects when the program ends without one. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    const early = this.#ended.then((code) => {
      throw new Error(`The program ended (${code}) without ${pattern}:\n${this.#output}`);
    });
    early.catch(() => {});
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match) return match;
      await Promise.race([once(this.#child, 'wrote'), early]);
    }
  }

  /** Sends a signal and waits for the end. */
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | NodeJS.Signals> {
    if (this.#isGroup && this.#child.exitCode === null) process.kill(-this.pid, signal);
    else this.#child.kill(signal);
    return this.#ended;
  }
}

/** Runs a program to its end and resolves with its output; rejects with it when the program fails. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options?: ProgramOptions,
): Promise<string> {
  const program = new Program(command, args, options);
  const code = await program.ended;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${program.output}`);
  return program.output;
}
