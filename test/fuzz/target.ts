import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GoogleUser, Person } from '../../simulators/google/index.ts';
import { simulatedSecrets } from '../../simulators/sifely/index.ts';
import { Program } from '../bench/program.ts';
import { linkHome } from '../support/deployed/home-steps.ts';
import { HOMES, rowOfHomes } from '../support/deployed/row-of-homes.ts';
import { PIN, Surroundings } from '../support/deployment.ts';
import { freePorts } from '../support/free-ports.ts';
import { walkThroughLinking } from '../support/link-walk.ts';

/** The homes that inputs speak for. */
export const ATTACKED = 18;
/** The home whose password is guessed. */
export const GUESSED = `${HOMES[ATTACKED]}@example.com`;
/** The home that no input speaks for: it must not notice the others. */
const BYSTANDER = ATTACKED + 1;

/** A linked account, as those see it who attack it or belong to it. */
export interface Home {
  readonly user: GoogleUser;
  readonly username: string;
  readonly password: string;
  readonly lockIds: readonly string[];
  /** The secret part of its webhook's address. */
  webhook: string;
  /** The cookie of its owner's browser. */
  cookie: string;
}

/** The product in a process of its own, between simulated clouds, with linked homes. */
export class Target {
  readonly port: number;
  readonly surroundings: Surroundings;
  readonly homes: Home[] = [];
  /** Values that no answer and no log line may have. */
  readonly secrets = new Set<string>();
  /** These, and the addresses of webhooks, which only an owner's page may show. */
  readonly all = new Set<string>();
  /** How often the process had to be started again. */
  deaths = 0;
  readonly #folder: string;
  readonly #root: string;
  #program: Program;
  #logRead = 0;
  readonly #renewing = new Map<Home, Promise<void>>();
  #restart: Promise<void> | undefined;

  private constructor(root: string, port: number, surroundings: Surroundings) {
    this.#root = root;
    this.port = port;
    this.surroundings = surroundings;
    this.#folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
    this.#program = this.#run();
  }

  /** Starts everything and links the homes. `root`: the root of the checkout. */
  static async start(root: string): Promise<Target> {
    const port = await freePorts(1);
    const surroundings = await Surroundings.start(`http://127.0.0.1:${port}`, { seed: rowOfHomes([2]) });
    const target = new Target(root, port, surroundings);
    await target.#listening();
    for (const name of HOMES) {
      const user = surroundings.google.user(name);
      await linkHome(user);
      target.homes.push({
        ...{ user, username: `${name}@example.com`, password: `${name}-password`, webhook: '', cookie: '' },
        lockIds: [...user.devices.keys()],
      });
    }
    const { ENCRYPTION_KEYS = '', GOOGLE_CLIENT_SECRET = '' } = surroundings.secrets;
    const ours = [ENCRYPTION_KEYS.slice(3), GOOGLE_CLIENT_SECRET, PIN];
    target.learn(...simulatedSecrets(surroundings.sifely), ...ours);
    for (const home of target.homes) target.#learn(home);
    return target;
  }

  /** Adds values that no answer and no log line may have. */
  learn(...secrets: readonly string[]): void {
    for (const secret of secrets) {
      this.secrets.add(secret);
      this.all.add(secret);
    }
  }

  /** Google, as the product knows it. */
  get google(): { readonly clientId: string; readonly clientSecret: string; readonly redirectUri: string } {
    const { env, secrets } = this.surroundings;
    return {
      clientId: env['GOOGLE_CLIENT_ID'] ?? '',
      clientSecret: secrets['GOOGLE_CLIENT_SECRET'] ?? '',
      redirectUri: env['OAUTH_REDIRECT_URIS'] ?? '',
    };
  }

  /** Returns the path of an authorization request. */
  authorizePath(more: Readonly<Record<string, string>>): string {
    const { clientId, redirectUri } = this.google;
    const own = { client_id: clientId, redirect_uri: redirectUri, response_type: 'code', state: 'a state' };
    return `/oauth/authorize?${new URLSearchParams({ ...own, ...more })}`;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The home that an input speaks for. */
  home(index: number): Home {
    const home = this.homes[index];
    if (home === undefined) throw new Error('no home');
    return home;
  }

  get memoryMiB(): number {
    return this.#program.memoryMiB;
  }

  get processorSeconds(): number {
    return this.#program.processorSeconds;
  }

  /** Gives a home valid tokens again, after an input ended its link or revoked its token. */
  async renew(home: Home): Promise<void> {
    const renewing = this.#renewing.get(home) ?? this.#renew(home);
    this.#renewing.set(home, renewing);
    await renewing.finally(() => this.#renewing.delete(home));
  }

  async #renew(home: Home): Promise<void> {
    const { user } = home;
    for (let tries = 1; ; tries++) {
      try {
        if (user.linked) await user.refresh();
        else await this.#link(home);
        Object.assign(home, { webhook: '', cookie: '' });
        return this.#learn(home);
      } catch (error) {
        // Other inputs change the same home.
        user.forget();
        if (tries === 5) throw error;
      }
    }
  }

  /** Starts the process again if it has ended. True if it had. */
  async revive(): Promise<boolean> {
    if (this.#program.isRunning) return false;
    this.#restart ??= (async () => {
      this.deaths++;
      this.#program = this.#run();
      await this.#listening();
      this.#restart = undefined;
    })();
    await this.#restart;
    return true;
  }

  /** Returns the lines of the log since the last call. */
  newLogLines(): string[] {
    const log = openSync(this.#logFile, 'r');
    const chunk = Buffer.alloc(8 * 1024 * 1024);
    const length = readSync(log, chunk, 0, chunk.length, this.#logRead);
    closeSync(log);
    const end = chunk.subarray(0, length).lastIndexOf(10) + 1;
    this.#logRead += end;
    return chunk.subarray(0, end).toString().split('\n');
  }

  /** Returns what happened to the home that no input spoke for; `undefined` if nothing did. */
  async bystanderFault(): Promise<string | undefined> {
    const { user, lockIds } = this.homes[BYSTANDER] ?? this.home(0);
    const moved = lockIds.filter((id) => this.surroundings.sifely.lock(id).movements > 0);
    if (moved.length > 0) return `a lock of the bystander moved: ${moved}`;
    const { devices } = (await user.query(lockIds)).payload;
    const wrong = lockIds.filter((id) => devices[id]?.isLocked !== true);
    return wrong.length > 0 ? `the bystander cannot ask its locks: ${JSON.stringify(devices)}` : undefined;
  }

  async close(): Promise<void> {
    await this.#program.stop();
    await this.surroundings.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Shares all locks, also where the page suggests none. */
  async #link({ user, username, password, lockIds }: Home): Promise<void> {
    const choices = { username, password, pin: PIN, locks: lockIds };
    const linked = await user.linkAs(new Person(), (person) => walkThroughLinking(person, choices));
    if (!linked.linked) throw new Error(`linking ended with ${linked.error}`);
  }

  #learn({ user }: Home): void {
    const { accessToken, refreshToken } = user.tokens ?? {};
    if (accessToken !== undefined && refreshToken !== undefined) this.learn(accessToken, refreshToken);
  }

  get #logFile(): string {
    return join(this.#folder, 'log');
  }

  #run(): Program {
    const env = {
      ...{ ...this.surroundings.env, ...this.surroundings.secrets, DATA_DIR: this.#folder },
      ...{ HOST: '127.0.0.1', PORT: String(this.port), TRUSTED_PROXIES: '1' },
      ...{ LOG_FORMAT: 'cloud', LOG_LEVEL: 'debug', SNAPSHOT_FRESH_SECONDS: '3600' },
      // No answer waits longer than half a second for a lock, and every command is sent.
      ...{ EXECUTE_ANSWER_MS: '500', UNLOCK_SEND_MS: '500', QUERY_ANSWER_MS: '200' },
      ALREADY_IN_STATE_SECONDS: '0',
    };
    const args = ['test/fuzz/product-process.ts'];
    return new Program({ args, cwd: this.#root, env, logFile: this.#logFile }, this.url);
  }

  async #listening(): Promise<void> {
    await this.#program.firstAnswer(async () => {
      const response = await fetch(`${this.url}/healthz`);
      await response.text();
      if (response.status !== 200)
        throw Object.assign(new Error('starting'), { cause: { code: 'ECONNREFUSED' } });
    });
  }
}
