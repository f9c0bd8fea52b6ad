import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';

/** Linux counts the processor time of a process in hundredths of a second. */
const TICKS_PER_SECOND = 100;
const POLL_MS = 2;

/** Options of a program. */
export interface ProgramOptions {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The file for its output, as for a service. */
  readonly logFile: string;
}

/** A server under measurement, in a process of its own. */
export class Program {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #logFile: string;

  constructor({ args, cwd, env, logFile }: ProgramOptions, url: string) {
    const log = openSync(logFile, 'a');
    const { PATH, HOME } = process.env;
    this.url = url;
    this.#logFile = logFile;
    this.#child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd,
      env: { PATH, HOME, ...env },
      stdio: ['ignore', log, log],
    });
  }

  /** Repeats a request until the server listens; rejects when the program ends first. */
  async firstAnswer<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      if (this.#child.exitCode !== null) {
        throw new Error(`The program ended:\n${readFileSync(this.#logFile, 'utf8').slice(-2000)}`);
      }
      try {
        return await ask();
      } catch (error) {
        if (Object(Object(error).cause).code !== 'ECONNREFUSED') throw error;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    }
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resident memory of the process in MiB (VmRSS). */
  get memoryMiB(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  }

  /** Processor time of all its threads so far, in seconds. */
  get processorSeconds(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async stop(): Promise<void> {
    if (!this.isRunning) return;
    const ended = once(this.#child, 'exit');
    // All measurements are done: no need for an orderly end.
    this.#child.kill('SIGKILL');
    await ended;
  }
}

let lastPort = 0;

/** Returns a port that no earlier call in this run returned, outside the range of outgoing connections. */
export function nextPort(): number {
  lastPort = lastPort === 0 ? 20_000 + (process.pid % 5000) : lastPort + 1;
  return lastPort;
}
