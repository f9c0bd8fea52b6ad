import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FlushReport, HostState } from './host-state.ts';

interface ServerOptions {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly state: HostState;
  readonly onFlush: (report: FlushReport) => void;
  readonly onLine: (line: string) => void;
}

/** A self-hosted server on a hostile host. */
export class ChaosServer {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  readonly #listening = Promise.withResolvers<void>();
  #recent: string[] = [];
  #rest = '';

  constructor({ root, env, state, onFlush, onLine }: ServerOptions) {
    const { PATH, HOME } = process.env;
    const args = [
      '--disable-warning=ExperimentalWarning',
      '--import',
      join(root, 'test/chaos/hostile-host.ts'),
    ];
    this.#child = spawn(process.execPath, [...args, 'functions/server.ts'], {
      cwd: root,
      env: { PATH, HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    // The last messages are read after the exit.
    this.#exit = Promise.all([once(this.#child, 'exit'), once(this.#child, 'disconnect')]);
    this.#listening.promise.catch(() => {});
    void this.#exit.then(() =>
      this.#listening.reject(new Error(`the server ended:\n${this.#recent.join('\n')}`)),
    );
    this.#child.on('message', (message) => onFlush(message as FlushReport));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#read(text, onLine));
    }
    this.set(state);
  }

  /** True until the process has ended. */
  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when it listens; rejects if it ends before. */
  get listening(): Promise<void> {
    return this.#listening.promise;
  }

  /** The last lines that it wrote. */
  get recent(): readonly string[] {
    return this.#recent;
  }

  /** Changes its host. */
  set(state: HostState): void {
    if (this.#child.connected) this.#child.send(state, () => {});
  }

  signal(name: NodeJS.Signals): void {
    if (this.isRunning) this.#child.kill(name);
  }

  /** Sends a signal and waits for the end. */
  async end(name: NodeJS.Signals): Promise<void> {
    this.signal('SIGCONT');
    this.signal(name);
    await this.#exit;
  }

  #read(text: string, onLine: (line: string) => void): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.includes('"message":"listening"')) this.#listening.resolve();
      onLine(line);
    }
    this.#recent = [...this.#recent, ...lines].slice(-40);
  }
}
