import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatorOptions } from '../../simulators/sifely/index.ts';
import type { SeededRandom } from '../simulation/seeded-random.ts';
import { Front } from '../support/deployed/front.ts';
import { SifelyWatch } from '../support/deployed/sifely-watch.ts';
import { Surroundings } from '../support/deployment.ts';
import { freePorts } from '../support/free-ports.ts';
import { ChaosServer } from './chaos-server.ts';
import { FaultyNetwork } from './faulty-network.ts';
import type { HostState } from './host-state.ts';
import { LogOnDisk } from './log-on-disk.ts';

interface PairOptions {
  readonly root: string;
  readonly sifely: SimulatorOptions;
  readonly env: Readonly<Record<string, string>>;
  readonly chance: SeededRandom;
  /** Gets every line of both logs. */
  readonly onLine?: (line: string) => void;
}

/** `lost`: sent once into a network that broke. */
export type MissingReason = 'lost' | 'given up';

/** Lines that only a mistake of ours writes, whatever the machine and the network do. */
const MISTAKE = /"(Type|Range|Reference|Assertion|Syntax)Error|"message":"unexpected failure"/;

/** Two self-hosted servers on one machine and one database, behind a proxy, with bad networks to both clouds. */
export class ChaosPair {
  readonly surroundings: Surroundings;
  readonly front: Front;
  readonly watch: SifelyWatch;
  readonly sifely: FaultyNetwork;
  readonly google: FaultyNetwork;
  readonly disk: LogOnDisk;
  readonly state: HostState = { clockMs: 0, flushMs: 0, flushFails: false, isFull: false };
  /** Lines of the logs that must not be there. */
  readonly mistakes: string[] = [];
  /** The locks of follow-ups that are documented not to come, with the time; `given up`: their end cannot be known. */
  readonly missingFollowUps: { readonly lockId: string; readonly at: number; readonly why: MissingReason }[] =
    [];
  /** Bytes of the log that power cuts took. */
  lostBytes = 0;
  readonly #options: PairOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), 'chaos-'));
  readonly #firstPort: number;
  readonly #servers: [ChaosServer, ChaosServer];
  readonly #open: [boolean, boolean] = [true, true];

  private constructor(
    options: PairOptions,
    firstPort: number,
    parts: Pick<ChaosPair, 'surroundings' | 'front' | 'sifely' | 'google'>,
  ) {
    this.#options = options;
    this.#firstPort = firstPort;
    this.surroundings = parts.surroundings;
    this.front = parts.front;
    this.sifely = parts.sifely;
    this.google = parts.google;
    this.watch = new SifelyWatch(this.surroundings.sifely);
    this.disk = new LogOnDisk(join(this.#folder, 'store.sqlite'));
    this.#servers = [this.#start(0), this.#start(1)];
    this.front.onRequest = () => {
      const choice = this.#open.flatMap((isOpen, index) => (isOpen ? [index] : []));
      this.front.target = firstPort + (choice.length > 0 ? options.chance.pick(choice) : 0);
    };
  }

  static async start(options: PairOptions): Promise<ChaosPair> {
    const front = await Front.start();
    const surroundings = await Surroundings.start(front.url, options.sifely);
    const sifely = await FaultyNetwork.start(surroundings.sifely.url);
    const google = await FaultyNetwork.start(surroundings.google.homegraphUrl);
    const pair = new ChaosPair(options, await freePorts(2), { surroundings, front, sifely, google });
    await Promise.all(pair.#servers.map(({ listening }) => listening));
    return pair;
  }

  /** Changes the host of both servers. */
  set(change: Partial<HostState>): void {
    Object.assign(this.state, change);
    for (const server of this.#servers) server.set(this.state);
  }

  /** Takes the processor from a server, or gives it back. */
  signal(index: 0 | 1, name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#servers[index].signal(name);
  }

  /** Ends a server and starts it again; resolves when it listens. The proxy notices after a moment. */
  async restart(index: 0 | 1, name: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    await this.#servers[index].end(name);
    this.#open[index] = false;
    await this.#startAgain(index);
  }

  /** Ends both at once, as a power cut does, and starts them with what the disk has. */
  async cutPower(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.end('SIGKILL')));
    this.lostBytes += this.disk.cutPower(this.#options.chance);
    await Promise.all([this.#startAgain(0), this.#startAgain(1)]);
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.end('SIGKILL')));
    await Promise.all([this.front.close(), this.sifely.close(), this.google.close()]);
    await this.surroundings.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A full or failing disk, or another program's lock, may be in the way of a start: it is tried again, as systemd does. */
  async #startAgain(index: 0 | 1): Promise<void> {
    for (let tries = 1; ; tries++) {
      this.#servers[index] = this.#start(index);
      try {
        await this.#servers[index].listening;
        this.#open[index] = true;
        return;
      } catch (error) {
        if (tries === 20) throw error;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }
  }

  #start(index: 0 | 1): ChaosServer {
    const { env, secrets } = this.surroundings;
    return new ChaosServer({
      root: this.#options.root,
      state: this.state,
      onFlush: (report) => this.disk.onFlush(report),
      onLine: (line) => {
        this.#options.onLine?.(`${index} ${line}`);
        const [, why] = /"message":"follow-up (may not have reached Google|given up)/.exec(line) ?? [];
        if (why !== undefined) {
          const { lockId } = JSON.parse(line);
          this.missingFollowUps.push({ lockId, at: Date.now(), why: why === 'given up' ? why : 'lost' });
        }
        if (MISTAKE.test(line) && this.mistakes.length < 10) this.mistakes.push(line.slice(0, 1500));
      },
      env: {
        ...{ ...env, ...secrets, SIFELY_BASE_URL: this.sifely.url, HOMEGRAPH_URL: this.google.url },
        ...{ DATA_DIR: this.#folder, HOST: '127.0.0.1', PORT: String(this.#firstPort + index) },
        ...{ TRUSTED_PROXIES: '1', LOG_FORMAT: 'cloud', LOG_LEVEL: 'debug' },
        ...this.#options.env,
      },
    });
  }
}
