import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SimulatorOptions } from '../../../simulators/sifely/index.ts';
import { Surroundings } from '../deployment.ts';
import { freePorts } from '../free-ports.ts';
import { Program } from '../program.ts';
import { Front } from './front.ts';
import { SifelyWatch } from './sifely-watch.ts';

/** Two self-hosted servers on one SQLite file, behind a proxy that passes everything on to one of them. */
export class ServerPair {
  readonly surroundings: Surroundings;
  readonly front: Front;
  readonly watch: SifelyWatch;
  readonly #servers: readonly [Program, Program];
  readonly #firstPort: number;
  readonly #dataDir: string;

  private constructor(surroundings: Surroundings, front: Front, firstPort: number) {
    this.surroundings = surroundings;
    this.front = front;
    this.watch = new SifelyWatch(surroundings.sifely);
    this.#firstPort = firstPort;
    this.#dataDir = mkdtempSync(join(tmpdir(), 'pair-'));
    this.#servers = [this.#start(0), this.#start(1)];
    front.target = firstPort;
  }

  /** Starts both; the first answers. */
  static async start(sifely: SimulatorOptions): Promise<ServerPair> {
    const front = await Front.start();
    const surroundings = await Surroundings.start(front.url, sifely);
    const pair = new ServerPair(surroundings, front, await freePorts(2));
    await Promise.all(pair.#servers.map((server) => server.until(/"message":"listening"/)));
    return pair;
  }

  get output(): string {
    return this.#servers.map(({ output }) => output).join('\n=== the second ===\n');
  }

  /** The jobs are in the store, and gone when they have ended. */
  receivedAt(): undefined {}

  /** Stops the first server at its next answer to an intent; from then on the second gets the requests. */
  failOverAtAnswer(signal: 'SIGSTOP' | 'SIGKILL'): void {
    this.front.onAnswer = ({ path }) => {
      if (path !== '/smarthome') return;
      this.front.onAnswer = () => {};
      this.front.target = this.#firstPort + 1;
      this.#signal(signal);
      // In the middle of a write it would hold the file: it stops a little later.
      while (signal === 'SIGSTOP' && !this.#isWritable()) {
        this.#signal('SIGCONT');
        this.#signal('SIGSTOP');
      }
    };
  }

  /** Lets the first server go on. */
  goOn(): void {
    this.#signal('SIGCONT');
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.stop('SIGKILL')));
    await this.front.close();
    await this.surroundings.close();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }

  #signal(signal: NodeJS.Signals): void {
    process.kill(this.#servers[0].pid, signal);
  }

  #isWritable(): boolean {
    const database = new DatabaseSync(join(this.#dataDir, 'store.sqlite'), { timeout: 0 });
    try {
      database.exec('BEGIN IMMEDIATE');
      database.exec('ROLLBACK');
      return true;
    } catch {
      return false;
    } finally {
      database.close();
    }
  }

  #start(index: number): Program {
    return Program.node(['functions/server.ts'], {
      env: {
        ...this.surroundings.env,
        ...this.surroundings.secrets,
        ...{ DATA_DIR: this.#dataDir, HOST: '127.0.0.1', PORT: String(this.#firstPort + index) },
        ...{ TRUSTED_PROXIES: '0', LOG_FORMAT: 'cloud', LOG_LEVEL: 'debug' },
      },
    });
  }
}
