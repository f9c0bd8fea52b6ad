import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Accounts } from '../../functions/accounts/accounts.ts';
import { createAccounts } from '../../functions/accounts/create-accounts.ts';
import { createApp } from '../../functions/app.ts';
import type { Config, SifelyProfile } from '../../functions/config/config.ts';
import type { Job } from '../../functions/jobs/jobs.ts';
import { createLocalJobs } from '../../functions/jobs/local-jobs.ts';
import { startSchedule } from '../../functions/jobs/local-schedule.ts';
import { CallMeter } from '../../functions/locks/call-usage.ts';
import { type LineListener, withListeners } from '../../functions/metrics/counting-logger.ts';
import { createHomeGraph } from '../../functions/reporting/home-graph/client.ts';
import { createSifelyCloud } from '../../functions/sifely/index.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../functions/store/store.ts';
import { createAnsweringProcess } from '../../functions/tracking/answering-process.ts';
import { GoogleSimulator, type GoogleUser, Person } from '../../simulators/google/index.ts';
import {
  REALISTIC_TIMING,
  type Seed,
  SifelySimulator,
  type SimulatedAccount,
  type SimulatorOptions,
  type WebhookSettings,
} from '../../simulators/sifely/index.ts';
import { walkThroughLinking } from '../support/link-walk.ts';
import { NO_LISTENERS } from '../support/no-listeners.ts';
import { CHEAP_PIN_COST, DEFAULT_TIMES, testConfig } from '../support/test-config.ts';
import { TimeDriver } from '../support/time-driver.ts';
import { CallBook } from './call-book.ts';
import { SeededRandom } from './seeded-random.ts';
import { Standstill } from './standstill.ts';

/** The only account of a simulated home. */
export const OWNER = { username: 'owner@example.com', password: 'owner-password' } as const;
export const PIN = '4711';

/** The settings of a {@link SimulatedHome}. */
export interface HomeOptions {
  /** The seed of all randomness in it. */
  readonly seed: number;
  readonly world: Omit<Seed, 'accounts'>;
  readonly profile?: SifelyProfile;
  /** True if the owner gave Sifely the webhook address. */
  readonly webhooks: boolean;
  /** Calls per month: of the plan, and of the product's own limit. */
  readonly plan?: { readonly calls: number; readonly budget: number };
  readonly autoLockRecord?: 'none' | 45 | 47;
  readonly config?: Partial<Config>;
  /** False: the daily audits of HomeGraph are left out. */
  readonly audits?: false;
  /** Times at Sifely that differ from {@link REALISTIC_TIMING}. */
  readonly timing?: SimulatorOptions['timing'];
  /**
   * True if the instance that answers stands still from each answer on, as on Cloud Run, and another one runs the jobs. Otherwise
   * one process does both.
   */
  readonly standsStill?: boolean;
  /** True if, besides, requests to the public address do not reach that instance from the other one. */
  readonly isOutOfReach?: boolean;
  /** Wraps the product's store. `cause` returns why a call is made: the kind of the job, or the path of the request. */
  readonly watchStore?: (store: Store, cause: () => string | undefined) => Store;
  /** Gets every line of the product's log. */
  readonly watchLog?: LineListener;
}

/** A home with a real product between a simulated Sifely and a simulated Google, all in simulated time. */
export class SimulatedHome {
  readonly time: TimeDriver;
  readonly random: SeededRandom;
  readonly sifely: SifelySimulator;
  readonly google: GoogleSimulator;
  readonly calls: CallBook;
  readonly #accounts: Accounts;
  readonly #url: string;
  readonly #stop: () => Promise<void>;

  private constructor(
    parts: Pick<SimulatedHome, 'time' | 'random' | 'sifely' | 'google' | 'calls'> & {
      readonly accounts: Accounts;
      readonly url: string;
      readonly stop: () => Promise<void>;
    },
  ) {
    this.time = parts.time;
    this.random = parts.random;
    this.sifely = parts.sifely;
    this.google = parts.google;
    this.calls = parts.calls;
    this.#accounts = parts.accounts;
    this.#url = parts.url;
    this.#stop = parts.stop;
  }

  /** Builds the home, links it and starts the schedule. */
  static async start(options: HomeOptions): Promise<SimulatedHome> {
    const { seed, profile = 'oauth', plan } = options;
    const random = new SeededRandom(seed);
    const time = new TimeDriver();
    const { clock } = time;
    const sifely = await SifelySimulator.start({
      clock,
      random: new SeededRandom(seed + 1),
      profiles: [profile],
      timing: { ...REALISTIC_TIMING, ...options.timing },
      autoLockRecord: options.autoLockRecord ?? 'none',
      seed: {
        ...options.world,
        accounts: [{ ...OWNER, plan: plan === undefined ? {} : { monthlyCalls: plan.calls } }],
      },
    });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const google = await GoogleSimulator.start({
      clock,
      random: new SeededRandom(seed + 2),
      fulfillmentUrl: `${url}/smarthome`,
      authorizeUrl: `${url}/oauth/authorize`,
      tokenUrl: `${url}/oauth/token`,
      revokeUrl: `${url}/oauth/revoke`,
      clientId: 'google-client',
      clientSecret: 'google-client-secret-of-the-test-world',
    });
    const plain = testConfig({
      publicUrl: url,
      profile,
      sifelyUrl: sifely.url,
      redirectUri: google.redirectUri,
      homegraphUrl: google.homegraphUrl,
      overrides: { ...DEFAULT_TIMES, ...options.config },
    });
    const config = plan ? { ...plain, sifely: { ...plain.sifely, monthlyCalls: plan.budget } } : plain;
    const calls = new CallBook();
    const plainStore = openSqliteStore({ file: ':memory:', clock });
    const store = options.watchStore?.(plainStore, () => calls.cause) ?? plainStore;
    const logger = withListeners(calls.logger, options.watchLog ? [options.watchLog] : []);
    const own = { clock, random: new SeededRandom(seed + 3), logger };
    const jobs = createLocalJobs({ store, ...own });
    const cloud = createSifelyCloud({ ...config.sifely, ...own });
    const homeGraph = createHomeGraph({ config, ...own });
    const answeringProcess =
      options.standsStill === true && options.isOutOfReach !== true
        ? createAnsweringProcess({ config, ...own })
        : undefined;
    const app = createApp({
      ...{ config, ...own, store, cloud, homeGraph, jobs, pinCost: CHEAP_PIN_COST },
      ...(answeringProcess && { answering: answeringProcess }),
    });
    const standstill = options.standsStill ? new Standstill() : undefined;
    const answering = standstill
      ? createApp({
          ...{ config, ...own, clock: standstill.clock(clock), store: standstill.wrap(store) },
          cloud: standstill.wrap(createSifelyCloud({ ...config.sifely, ...own })),
          ...{ homeGraph: standstill.wrap(homeGraph), jobs: standstill.wrap(jobs), pinCost: CHEAP_PIN_COST },
        })
      : app;
    server.on('request', (request, response) => {
      standstill?.during(response);
      calls.during('page', () => answering.express(request, response));
    });
    await jobs.start(async (job) => {
      if (job.kind === 'audit' && options.audits === false) return;
      await calls.during(causeOf(job), () => app.runJob(job));
    });
    const schedule = startSchedule({ ...own, everyMs: 60_000, tick: () => app.tick() });
    const stop = async () => {
      standstill?.end();
      await time.finish(answering.settled());
      await time.finish(Promise.all([schedule.stop(), jobs.stop(60_000), app.settled()]));
      time.close();
      await google.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await sifely.close();
      await store.close();
    };
    const accounts = createAccounts({
      ...own,
      ...NO_LISTENERS,
      store,
      config,
      profile,
      calls: new CallMeter(),
    });
    const home = new SimulatedHome({
      ...{ time, random, sifely, google, calls, accounts, url, stop },
    });
    await home.#link();
    if (options.webhooks) await home.setWebhooks({});
    return home;
  }

  /** The Google user who linked. */
  get user(): GoogleUser {
    return this.google.user('owner');
  }

  /** The owner's account at Sifely. */
  get account(): SimulatedAccount {
    return this.sifely.account(OWNER.username);
  }

  get accountId(): string {
    const id = this.user.agentUserId;
    if (id === undefined) throw new Error('the home is not linked');
    return id;
  }

  /** Makes Sifely post events to this account's address, as the owner would set it up; `undefined` ends that. */
  async setWebhooks(settings: Omit<WebhookSettings, 'url'> | undefined): Promise<void> {
    const url = settings && (await this.#webhookUrl());
    this.sifely.webhooks(OWNER.username, url === undefined ? undefined : { ...settings, url });
  }

  /** Ends everything. */
  async close(): Promise<void> {
    await this.#stop();
  }

  async #link(): Promise<void> {
    const person = new Person({ clock: this.time.clock });
    const walk = (at: Person) => walkThroughLinking(at, { ...OWNER, pin: PIN });
    const linked = await this.time.finish(this.user.linkAs(person, walk));
    if (!linked.linked) throw new Error(`linking ended with ${linked.error}`);
  }

  async #webhookUrl(): Promise<string> {
    const loaded = await this.#accounts.load(this.accountId);
    if (loaded === undefined) throw new Error('the account is gone');
    return `${this.#url}/webhooks/sifely/${this.#accounts.webhookSegment(loaded.account)}`;
  }
}

function causeOf(job: Job): string {
  return job.kind === 'observe' ? `observe ${job.because}` : job.kind;
}
