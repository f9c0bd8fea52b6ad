import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { type App, createApp } from '../../functions/app.ts';
import type { Clock } from '../../functions/clock.ts';
import type { Config, SifelyProfile } from '../../functions/config/config.ts';
import type { RequestLoad } from '../../functions/http/request-load.ts';
import type { JobSealing } from '../../functions/jobs/job-sealing.ts';
import { createLocalJobs, type LocalJobs } from '../../functions/jobs/local-jobs.ts';
import { createLogger } from '../../functions/logs/create-logger.ts';
import { countLines, withListeners } from '../../functions/metrics/counting-logger.ts';
import { addJobGauges } from '../../functions/metrics/job-gauges.ts';
import { createProductMetrics, type ProductMetrics } from '../../functions/metrics/product-metrics.ts';
import { countVitals, createVitalsStore, VitalsCounter } from '../../functions/metrics/vitals-counter.ts';
import { type Random, systemRandom } from '../../functions/random.ts';
import { createHomeGraph } from '../../functions/reporting/home-graph/client.ts';
import { createSifelyCloud } from '../../functions/sifely/index.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../functions/store/store.ts';
import { createAnsweringProcess } from '../../functions/tracking/answering-process.ts';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { GoogleSimulator, type GoogleSimulatorOptions, Person } from '../../simulators/google/index.ts';
import { INSTANT_TIMING, SifelySimulator, type SimulatorOptions } from '../../simulators/sifely/index.ts';
import { connectStore } from './firestore-client.ts';
import { HeldJobs } from './held-jobs.ts';
import { type LinkChoices, walkThroughLinking } from './link-walk.ts';
import { OffsetClock } from './offset-clock.ts';
import { StopsAtAnswers } from './stops-at-answers.ts';
import { CHEAP_PIN_COST, TEST_CLIENT, testConfig } from './test-config.ts';
import { waitingJobs } from './waiting-jobs.ts';
import { WorkInFlight } from './work-in-flight.ts';

/** Work that takes longer, in real ms, may wait for a delay. */
const PATIENCE_MS = 20;
/** Then time moves by so much, and from then on as the machine's. */
const MAX_HURRY_MS = 120_000;

/** Options of a {@link World}; each has a default. */
export interface WorldOptions {
  readonly store?: 'sqlite' | 'firestore';
  /** The file of the SQLite database; default: in memory. */
  readonly storeFile?: string;
  readonly profile?: SifelyProfile;
  /** The profile of the second instance, which then takes the place of the first by {@link World.redeploy}. */
  readonly laterProfile?: SifelyProfile;
  readonly sifely?: SimulatorOptions;
  readonly google?: Partial<GoogleSimulatorOptions>;
  /** The time of everything; default: the machine's, with an offset. */
  readonly clock?: OffsetClock;
  readonly config?: Partial<Config>;
  /** The monthly call budget of an account; default 8000. */
  readonly monthlyCalls?: number;
  /** Count of instances that share the store; Google talks to the first. */
  readonly instances?: number;
  /** The product's limit of calls a minute per account. */
  readonly callsPerMinute?: number;
  /** The product's limit of calls to Sifely on the wire. */
  readonly maxCalls?: number;
  /** `held` (default): jobs wait until a test runs them. `local`: the runner of each instance runs them. */
  readonly jobs?: 'held' | 'local';
  /** How `local` jobs are stored; default: as they are. */
  readonly sealing?: JobSealing;
  /**
   * True: the first instance stands still between requests, as on Cloud Run, and the second runs the jobs. `'alone'`: requests to the
   * public address do not reach the first from the second.
   */
  readonly stopsAtAnswers?: boolean | 'alone';
  /** The address at which the product reaches Sifely; default: the simulator's own. */
  readonly sifelyUrl?: string;
  /** The requests under way and the watch over the event loop; default: no watch. */
  readonly load?: RequestLoad;
  /** How costly the hash of a PIN is; default {@link CHEAP_PIN_COST}. */
  readonly pinCost?: number;
  /** The time at which the clock stands still until it is moved, ms since the epoch; default: the machine's, which passes. */
  readonly stillAt?: number;
  /** The randomness of the product; default: the machine's. */
  readonly random?: Random;
}

/** A running instance of the product. */
export interface Instance {
  readonly app: App;
  /** Only with `local` jobs. */
  readonly runner: LocalJobs | undefined;
  readonly url: string;
  /** Only if the instance stands still between requests. */
  readonly stops: StopsAtAnswers | undefined;
  close(): Promise<void>;
}

/** Both clouds, a store and the product, connected over loopback. */
export class World {
  readonly clock: OffsetClock;
  /** Clock skew of the product against both clouds in milliseconds, positive when it is ahead; 0 until a test sets it. */
  readonly skew: { ms: number };
  readonly sifely: SifelySimulator;
  readonly google: GoogleSimulator;
  readonly firestore: FirestoreSimulator | undefined;
  readonly store: Store;
  /** The jobs of all instances; they wait until a test runs them. Empty with `local` jobs. */
  readonly jobs: HeldJobs;
  get instances(): readonly Instance[] {
    return this.#instances;
  }
  #instances: readonly Instance[];
  readonly #listeners: RequestListener[];
  /** The log of the product, as Cloud Logging would receive it. */
  readonly logLines: readonly string[];
  /** What is counted of all instances. */
  readonly metrics: ProductMetrics;
  /** None if an instance stands still: its calls leave by real time. */
  readonly #inFlight: WorkInFlight | undefined;

  private constructor(
    deps: Omit<World, 'app' | 'url' | 'link' | 'runDueJobs' | 'pass' | 'hurried' | 'redeploy' | 'close'>,
    inFlight: WorkInFlight | undefined,
    listeners: RequestListener[],
  ) {
    this.#inFlight = inFlight;
    this.#listeners = listeners;
    this.clock = deps.clock;
    this.skew = deps.skew;
    this.sifely = deps.sifely;
    this.google = deps.google;
    this.firestore = deps.firestore;
    this.store = deps.store;
    this.jobs = deps.jobs;
    this.#instances = deps.instances;
    this.logLines = deps.logLines;
    this.metrics = deps.metrics;
  }

  static async start(options: WorldOptions = {}): Promise<World> {
    const { stillAt, random = systemRandom } = options;
    const clock = options.clock ?? new OffsetClock({ stillAt });
    const inFlight = options.stopsAtAnswers === undefined ? new WorkInFlight() : undefined;
    const skew = { ms: 0 };
    const ownClock: Clock = {
      now: () => clock.now() + skew.ms,
      setBackSince: (at) => clock.setBackSince(at - skew.ms),
      setBackMs: () => clock.setBackMs(),
      delay: (ms, signal) => clock.delay(ms, signal),
    };
    const profile = options.profile ?? 'oauth';
    const sifely = await SifelySimulator.start({
      clock,
      profiles: [profile, ...(options.laterProfile ? [options.laterProfile] : [])],
      ...options.sifely,
      timing: { ...INSTANT_TIMING, ...options.sifely?.timing },
    });
    const firestore = options.store === 'firestore' ? await FirestoreSimulator.start({ clock }) : undefined;
    const store = firestore
      ? connectStore(firestore.host, ownClock)
      : openSqliteStore({ file: options.storeFile ?? ':memory:', clock: ownClock });
    const jobs = new HeldJobs(ownClock);
    const logLines: string[] = [];
    const plainLogger = createLogger({
      format: 'cloud',
      level: 'debug',
      clock: ownClock,
      destination: { write: (line) => void logLines.push(line) },
    });
    const metrics = createProductMetrics(ownClock.now());
    addJobGauges(metrics.registry, { store, clock: ownClock });
    const counter = new VitalsCounter();
    const logger = withListeners(plainLogger, [countLines(metrics), countVitals(counter, ownClock)]);
    const servers = await Promise.all(
      Array.from(
        { length: options.instances ?? (options.stopsAtAnswers || options.laterProfile ? 2 : 1) },
        async () => {
          const server = createServer();
          await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
          return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
        },
      ),
    );
    const [first] = servers;
    if (first === undefined) throw new Error('A world needs an instance');
    const google = await GoogleSimulator.start({
      clock,
      fulfillmentUrl: `${first.url}/smarthome`,
      authorizeUrl: `${first.url}/oauth/authorize`,
      tokenUrl: `${first.url}/oauth/token`,
      revokeUrl: `${first.url}/oauth/revoke`,
      clientId: 'google-client',
      clientSecret: TEST_CLIENT.secret,
      ...options.google,
    });
    const listeners: RequestListener[] = [];
    const startInstance = async (
      { server, url }: (typeof servers)[number],
      index: number,
    ): Promise<Instance> => {
      const stops = options.stopsAtAnswers && index === 0 ? new StopsAtAnswers() : undefined;
      const config = testConfig({
        publicUrl: first.url,
        profile: index === 1 ? (options.laterProfile ?? profile) : profile,
        sifelyUrl: options.sifelyUrl ?? sifely.url,
        redirectUri: google.redirectUri,
        homegraphUrl: google.homegraphUrl,
        overrides: options.config ?? {},
        ...(options.monthlyCalls !== undefined && { monthlyCalls: options.monthlyCalls }),
      });
      const instanceClock = stops?.clock(ownClock) ?? ownClock;
      const cloud = createSifelyCloud({
        ...config.sifely,
        clock: instanceClock,
        random,
        logger,
        callsPerMinute: options.callsPerMinute ?? 10_000,
        maxCalls: options.maxCalls,
      });
      const parts = {
        ...{ config, clock: instanceClock, random, logger },
        ...{ store: stops?.store(store) ?? store, cloud: stops?.cloud(cloud) ?? cloud },
        access: cloud,
      };
      const runner =
        options.jobs === 'local'
          ? createLocalJobs({ ...parts, ...(options.sealing && { sealing: options.sealing }) })
          : undefined;
      const queue = runner ?? stops?.jobs(jobs) ?? jobs;
      const isApart = options.stopsAtAnswers !== undefined && stops === undefined;
      const answering =
        isApart && options.stopsAtAnswers !== 'alone' ? createAnsweringProcess(parts) : undefined;
      const app = createApp({
        ...{ ...parts, homeGraph: createHomeGraph(parts), jobs: queue, metrics: metrics.registry },
        vitals: createVitalsStore({ ...parts, counter }),
        pinCost: options.pinCost ?? CHEAP_PIN_COST,
        ...(options.load && { load: options.load }),
        ...(answering && { answering }),
      });
      if (stops === undefined) await runner?.start(app.runJob);
      listeners[index] = stops?.listener(app.express) ?? app.express;
      server.on('request', (request, response) => listeners[index]?.(request, response));
      const close = async () => {
        stops?.thaw();
        await runner?.stop(10_000);
        await app.settled();
        await new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        });
      };
      return { app, runner, url, stops, close };
    };
    const instances = await Promise.all(servers.map(startInstance));
    const clouds = { sifely, google, firestore };
    return new World(
      { ...clouds, clock, skew, store, jobs, instances, logLines, metrics },
      inFlight,
      listeners,
    );
  }

  /** The first instance, which Google and browsers talk to. */
  get app(): App {
    return this.#first.app;
  }

  get url(): string {
    return this.#first.url;
  }

  /** Links an account through the pages, without JavaScript, and waits until the details of its locks are learned. */
  async link(name = 'alice', choices: LinkChoices = {}): Promise<Person> {
    const person = new Person({ clock: this.clock });
    const result = await this.google.user(name).linkAs(person, (at) => walkThroughLinking(at, choices));
    if (!result.linked) throw new Error(`Linking ended with ${result.error}`);
    await this.#learnDetails();
    return person;
  }

  async #learnDetails(): Promise<void> {
    const { app, runner } = this.#worker;
    await this.jobs.runAll('details', app.runJob);
    await runner?.settled();
    await app.settled();
  }

  /**
   * Runs the jobs that are due now on the first instance that does not stand still, and waits for its background work. `hurries: false`
   * where a test acts meanwhile: no time passes but real time.
   */
  async runDueJobs({ hurries = true } = {}): Promise<void> {
    const { app } = this.#worker;
    const run = async () => {
      await this.jobs.runDue(app.runJob);
      for (const { runner } of this.instances) await runner?.settled();
      await app.settled();
      await this.google.settled();
    };
    await (hurries ? this.hurried(run()) : run());
  }

  /** Moves time forward; each job that becomes due runs at its own time. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    await this.runDueJobs();
    const next = async () => {
      // Jobs are due by the clock of the product.
      const at = await this.#nextAt(end + this.skew.ms);
      return at === undefined ? undefined : at - this.skew.ms;
    };
    for (let at = await next(); at !== undefined && at <= end; at = await next()) {
      this.clock.advance(Math.max(0, at - this.clock.now()));
      await this.runDueJobs();
    }
    this.clock.advance(Math.max(0, end - this.clock.now()));
  }

  /** Waits for work; when all of it waits for a delay, time moves to the end of the delay at once. */
  async hurried<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    work.then(end, end);
    await Promise.race([work, setTimeout(PATIENCE_MS)]).catch(() => {});
    for (let left = MAX_HURRY_MS; !isOver && left > 0 && this.#inFlight !== undefined; ) {
      await this.#inFlight.calm();
      const ms = this.clock.nextInMs;
      if (isOver || ms === undefined) break;
      this.clock.advance(Math.min(ms, left));
      left -= ms;
    }
    return work;
  }

  async #nextAt(end: number): Promise<number | undefined> {
    if (this.#worker.runner === undefined) return this.jobs.nextAt;
    const [next] = await waitingJobs(this.store, end, 1);
    return next?.dueAt;
  }

  /** Lets the two instances take each other's place, in addresses and for jobs: a deployment, and the second time its undoing. */
  redeploy(): void {
    const [former, later] = this.#instances;
    if (former === undefined || later === undefined)
      throw new Error('A redeployment needs a second instance');
    this.#listeners.reverse();
    this.#instances = [
      { ...later, url: former.url },
      { ...former, url: later.url },
    ];
  }

  /** Stops all servers; rejects when background work failed. */
  async close(): Promise<void> {
    await this.google.close();
    for (const instance of this.instances) await instance.close();
    await this.store.close();
    await this.firestore?.close();
    await this.sifely.close();
    this.#inFlight?.close();
  }

  get #worker(): Instance {
    return this.instances.find(({ stops }) => stops === undefined) ?? this.#first;
  }

  get #first(): Instance {
    const [first] = this.instances;
    if (first === undefined) throw new Error('A world needs an instance');
    return first;
  }
}
