import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Accounts } from '../../../functions/accounts/accounts.ts';
import { createAccounts } from '../../../functions/accounts/create-accounts.ts';
import { type App, createApp } from '../../../functions/app.ts';
import type { Clock } from '../../../functions/clock.ts';
import type { Config } from '../../../functions/config/config.ts';
import { createLocalJobs, type LocalJobs } from '../../../functions/jobs/local-jobs.ts';
import { type Schedule, startSchedule } from '../../../functions/jobs/local-schedule.ts';
import { CallMeter } from '../../../functions/locks/call-usage.ts';
import type { LogFields, Logger, LogLevel } from '../../../functions/logs/logger.ts';
import { createHomeGraph } from '../../../functions/reporting/home-graph/client.ts';
import { createSifelyCloud } from '../../../functions/sifely/index.ts';
import { JOB_COLLECTIONS } from '../../../functions/store/job-collections.ts';
import { openSqliteStore } from '../../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../../functions/store/store.ts';
import { FirestoreSimulator } from '../../../simulators/firestore/firestore-simulator.ts';
import { GoogleSimulator, type GoogleUser } from '../../../simulators/google/index.ts';
import {
  INSTANT_TIMING,
  type Movement,
  type Seed,
  SifelySimulator,
} from '../../../simulators/sifely/index.ts';
import { connectStore } from '../../support/firestore-client.ts';
import { NO_LISTENERS } from '../../support/no-listeners.ts';
import { CHEAP_PIN_COST, DEFAULT_TIMES, testConfig } from '../../support/test-config.ts';
import { TimeDriver } from '../../support/time-driver.ts';
import { SeededRandom } from '../seeded-random.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
const PASSWORD = 'a-password';
const PIN = '4711';
/** Number of people who link at a time. */
const AT_ONCE = 50;

/** Options of a {@link Street}. */
interface StreetOptions {
  readonly homes: number;
  /** Locks of the first household; default 1, as all others have. */
  readonly locksOfFirst?: number;
  readonly store?: 'sqlite' | 'firestore';
  /** Clock skew of each instance in ms; default: one instance with the right time. */
  readonly skews?: readonly number[];
  /** True if each owner gave Sifely the webhook address. */
  readonly webhooks?: boolean;
  readonly config?: Partial<Config>;
}

/** A line of the product's log. */
export interface LogLine {
  readonly at: number;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

/** A linked household of one lock. */
export interface Home {
  readonly accountId: string;
  readonly lockId: string;
  /** All locks, this one first. */
  readonly lockIds: readonly string[];
  readonly username: string;
  readonly user: GoogleUser;
}

/** Many households of one lock each, between simulated clouds, in virtual time. Their requests go to all instances in turn. */
export class Street {
  readonly time: TimeDriver;
  readonly sifely: SifelySimulator;
  readonly google: GoogleSimulator;
  readonly firestore: FirestoreSimulator | undefined;
  readonly store: Store;
  readonly accounts: Accounts;
  readonly homes: Home[] = [];
  readonly log: LogLine[] = [];
  readonly movements: Movement[] = [];
  readonly url: string;
  /** Number of reads of documents by all instances. */
  reads = 0;
  /** The PIN of every home. */
  readonly pin = PIN;
  readonly #config: Config;
  readonly #instances: { app: App; runner: LocalJobs; schedule: Schedule }[] = [];
  readonly #close: () => Promise<void>;

  private constructor(
    parts: Pick<Street, 'time' | 'sifely' | 'google' | 'firestore' | 'store' | 'url'>,
    config: Config,
    close: () => Promise<void>,
  ) {
    this.time = parts.time;
    this.sifely = parts.sifely;
    this.google = parts.google;
    this.firestore = parts.firestore;
    this.store = parts.store;
    this.url = parts.url;
    this.#config = config;
    this.#close = close;
    const { clock } = this.time;
    const get = this.store.get.bind(this.store);
    this.store.get = (keys) => {
      this.reads++;
      return get(keys);
    };
    this.accounts = createAccounts({
      ...{ clock, random: new SeededRandom(5), logger: this.#logger(), store: this.store, config },
      ...{ ...NO_LISTENERS, profile: 'api-key', calls: new CallMeter(), pinCost: CHEAP_PIN_COST },
    });
    this.sifely.onMovement((movement) => void this.movements.push(movement));
  }

  static async start(options: StreetOptions): Promise<Street> {
    const time = new TimeDriver();
    const { clock } = time;
    const sifely = await SifelySimulator.start({
      ...{ clock, random: new SeededRandom(1), profiles: ['api-key'], seed: seedOf(options) },
      timing: { ...INSTANT_TIMING, operationMs: 600, moveMs: 500, recordMs: 3000, timeoutMs: 30_000 },
    });
    const firestore = options.store === 'firestore' ? await FirestoreSimulator.start({ clock }) : undefined;
    const store = firestore
      ? connectStore(firestore.host, clock)
      : openSqliteStore({ file: ':memory:', clock });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const google = await GoogleSimulator.start({
      ...{ clock, random: new SeededRandom(2), fulfillmentUrl: `${url}/smarthome` },
      ...{ authorizeUrl: `${url}/oauth/authorize`, tokenUrl: `${url}/oauth/token` },
      ...{ clientId: 'google-client', clientSecret: 'google-client-secret-of-the-test-world' },
    });
    const config = testConfig({
      ...{ publicUrl: url, profile: 'api-key', sifelyUrl: sifely.url, redirectUri: google.redirectUri },
      ...{ homegraphUrl: google.homegraphUrl, overrides: { ...DEFAULT_TIMES, ...options.config } },
    });
    const close = async () => {
      time.close();
      await google.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await sifely.close();
      await store.close();
      await firestore?.close();
    };
    const street = new Street({ time, sifely, google, firestore, store, url }, config, close);
    for (const skew of options.skews ?? [0]) await street.#startInstance(skew);
    let turn = 0;
    server.on('request', (request, response) => {
      const instances = street.#instances;
      instances[turn++ % instances.length]?.app.express(request, response);
    });
    for (let first = 0; first < options.homes; first += AT_ONCE) {
      const some = Array.from(
        { length: Math.min(AT_ONCE, options.homes - first) },
        (_, more) => first + more,
      );
      street.homes.push(
        ...(await time.finish(Promise.all(some.map((index) => street.#link(index, options))))),
      );
    }
    if (options.webhooks) for (const home of street.homes) await street.sendWebhooks(home);
    await street.pass(2 * MINUTE);
    sifely.clearCalls();
    street.log.length = 0;
    return street;
  }

  get now(): number {
    return this.time.clock.now();
  }

  /** Number of delays that have not ended: each call, timeout and job that waits has one. */
  get waiting(): number {
    return this.time.clock.pending;
  }

  /** Returns a household by its number; throws if there is none. */
  home(index: number): Home {
    const home = this.homes[index];
    if (home === undefined) throw new Error(`there is no home ${index}`);
    return home;
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    await this.time.runUntil(this.now + ms);
  }

  /** Resolves with the result of `work`, and lets time pass until then. */
  finish<T>(work: Promise<T>): Promise<T> {
    return this.time.finish(work);
  }

  /** Makes Sifely post the events of a home to its address. */
  async sendWebhooks(home: Home): Promise<void> {
    this.sifely.webhooks(home.username, { url: await this.webhookUrl(home) });
  }

  /** Returns the secret address for the webhooks of a home. */
  async webhookUrl({ accountId }: Home): Promise<string> {
    const loaded = await this.finish(this.accounts.load(accountId));
    if (loaded === undefined) throw new Error('the account is gone');
    return `${this.url}/webhooks/sifely/${this.accounts.webhookSegment(loaded.account)}`;
  }

  /** Returns what Google knows of the bolt of a home. */
  atGoogle({ accountId, lockId }: Home): unknown {
    return this.google.homegraph.states(accountId, lockId)?.['isLocked'];
  }

  /** Returns the homes of whose bolt Google knows something else than is. */
  wrongAtGoogle(): Home[] {
    return this.homes.filter(
      (home) => this.atGoogle(home) !== (this.sifely.lock(home.lockId).bolt === 'locked'),
    );
  }

  /** Returns the number of stored jobs that have not ended. */
  async storedJobs(): Promise<number> {
    const query = { until: this.now + 24 * HOUR, limit: 5000 };
    const collections = Object.values(JOB_COLLECTIONS);
    const found = collections.map((collection) => this.store.dueKeys(collection, query));
    return (await this.finish(Promise.all(found))).flat().length;
  }

  /** Returns the lines of the log with this message. */
  lines(message: string): LogLine[] {
    return this.log.filter((line) => line.message === message);
  }

  /** Ends everything. */
  async close(): Promise<void> {
    this.sifely.clearFaults();
    if (this.firestore) this.firestore.latencyMs = 0;
    for (const { app, runner, schedule } of this.#instances)
      await this.finish(Promise.all([schedule.stop(), runner.stop(MINUTE), app.settled()]));
    await this.#close();
  }

  async #startInstance(skewMs: number): Promise<void> {
    const clock = skewed(this.time.clock, skewMs);
    const own = { clock, random: new SeededRandom(10 + this.#instances.length), logger: this.#logger() };
    const config = this.#config;
    const runner = createLocalJobs({ store: this.store, ...own });
    const cloud = createSifelyCloud({ ...config.sifely, ...own });
    const homeGraph = createHomeGraph({ config, ...own });
    const app = createApp({
      ...{ config, ...own, store: this.store, cloud, homeGraph, jobs: runner, pinCost: CHEAP_PIN_COST },
    });
    await this.finish(runner.start((job) => app.runJob(job)));
    const schedule = startSchedule({ ...own, everyMs: MINUTE, tick: () => app.tick() });
    this.#instances.push({ app, runner, schedule });
  }

  async #link(index: number, options: StreetOptions): Promise<Home> {
    const username = usernameOf(index);
    const lockIds = locksOf(index, options).map(String);
    const [lockId = ''] = lockIds;
    const own = { clock: this.time.clock, random: new SeededRandom(100 + index), logger: this.#logger() };
    const signIn = await createSifelyCloud({ ...this.#config.sifely, ...own }).signIn(username, PASSWORD);
    const accountId = await this.accounts.consent({
      ...{ signIn, pin: { kind: 'set', pin: PIN } },
      locks: Object.fromEntries(lockIds.map((id) => [id, { shared: true }])),
    });
    const grant = await this.accounts.grant(accountId, 'google-client');
    const { accessToken, refreshToken } = grant ?? {};
    if (accessToken === undefined || refreshToken === undefined) throw new Error('the account is gone');
    const user = this.google.user(username);
    const tokens = { accessToken, refreshToken, expiresAt: this.now + HOUR };
    user.restore({ tokens, agentUserId: accountId, devices: [] });
    await user.sync();
    const { payload } = await user.query();
    this.google.homegraph.filled(accountId, payload.devices);
    return { accountId, lockId, lockIds, username, user };
  }

  #logger(): Logger {
    const at =
      (level: LogLevel) =>
      (message: string, fields: LogFields = {}) => {
        this.log.push({ at: this.now, level, message, fields });
      };
    return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  }
}

const usernameOf = (index: number) => `user-${index}@example.com`;

function locksOf(index: number, { locksOfFirst = 1 }: StreetOptions): number[] {
  const more = index === 0 ? locksOfFirst - 1 : 0;
  return [100_001 + index, ...Array.from({ length: more }, (_, place) => 500_001 + place)];
}

/** Four locks are in reach of a gateway. */
function gatewayOf(index: number, place: number): number {
  return place === 0 ? 900_001 + index : 950_001 + Math.floor(place / 4);
}

function gatewaysOf(index: number, options: StreetOptions): number[] {
  return [...new Set(locksOf(index, options).map((_, place) => gatewayOf(index, place)))];
}

function seedOf(options: StreetOptions): Seed {
  const { homes } = options;
  const all = Array.from({ length: homes }, (_, index) => index);
  return {
    accounts: all.map((index) => ({ username: usernameOf(index), password: PASSWORD })),
    gateways: all.flatMap((index) =>
      gatewaysOf(index, options).map((gatewayId) => ({ gatewayId, name: 'Hall' })),
    ),
    locks: all.flatMap((index) =>
      locksOf(index, options).map((lockId, place) => ({
        ...{ lockId, name: place === 0 ? 'Front door' : `Door ${place}`, owner: usernameOf(index) },
        gatewayIds: [gatewayOf(index, place)],
      })),
    ),
  };
}

/** Returns a clock that differs from another one. Delays end at the same time. */
function skewed(clock: Clock, ms: number): Clock {
  return {
    now: () => clock.now() + ms,
    setBackSince: (at) => clock.setBackSince?.(at - ms) ?? 0,
    setBackMs: () => clock.setBackMs?.() ?? 0,
    delay: (delayMs, signal) => clock.delay(delayMs, signal),
  };
}
