import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The root of the checkout. */
export const ROOT = join(__dirname, '../..');

/** How a program is started. */
export interface ProgramOptions {
  /** All of its environment, but for what a process cannot do without. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Hands the whole environment of the tests on: for npm, which may need its proxy or certificates. */
  readonly inherit?: boolean;
}

/** A program of its own process, with what it wrote so far. */
export class Program {
  #output = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | NodeJS.Signals>;

  constructor(command: string, args: readonly string[], options: ProgramOptions = {}) {
    const { PATH, HOME } = process.env;
    const base = options.inherit === true ? process.env : { PATH, HOME };
    this.#child = spawn(command, args, {
      cwd: options.cwd ?? ROOT,
      env: { ...base, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
        this.#child.emit('wrote');
      });
    }
    this.#ended = once(this.#child, 'close').then(([code, signal]) => code ?? signal);
  }

  /** Runs TypeScript or JavaScript with the Node of the tests. */
  static node(args: readonly string[], options?: ProgramOptions): Program {
    return new Program(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], options);
  }

  /** The process, as the system knows it. */
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

  /** Resolves with the match when the output has it; rejects when the program ends before. */
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
    this.#child.kill(signal);
    return this.#ended;
  }
}

/** Runs a program to its end; rejects with its output when it fails. */
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
