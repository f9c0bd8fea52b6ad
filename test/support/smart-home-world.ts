import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import type { Accounts } from '../../functions/accounts/accounts.ts';
import { type AccountsDeps, createAccounts } from '../../functions/accounts/create-accounts.ts';
import { createSealer } from '../../functions/accounts/sealing.ts';
import { createActivity } from '../../functions/activity/activity.ts';
import { createAlerts } from '../../functions/alerts/alerts.ts';
import { createDeliver } from '../../functions/alerts/deliver.ts';
import type { Clock } from '../../functions/clock.ts';
import type { Config } from '../../functions/config/config.ts';
import { createJobHandlers } from '../../functions/create-job-handlers.ts';
import { RequestLoad } from '../../functions/http/request-load.ts';
import type { Job, JobHandler } from '../../functions/jobs/jobs.ts';
import { CallMeter } from '../../functions/locks/call-usage.ts';
import { createLockWork, type LockWork } from '../../functions/locks/lock-work.ts';
import type { LogFields, Logger, LogLevel } from '../../functions/logs/logger.ts';
import { systemRandom } from '../../functions/random.ts';
import type { HomeGraph } from '../../functions/reporting/home-graph.ts';
import { createStateChangeListener } from '../../functions/reporting/state-change-listener.ts';
import type { SmartHome } from '../../functions/smarthome/smart-home.ts';
import { createSmartHome } from '../../functions/smarthome/smart-home.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../functions/store/store.ts';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { connectStore } from './firestore-client.ts';
import { HeldJobs } from './held-jobs.ts';
import { ManualClock } from './manual-clock.ts';
import { NO_LISTENERS } from './no-listeners.ts';
import { RunnerJobs } from './runner-jobs.ts';
import { ScriptedCloud, type ScriptedLock } from './scripted-cloud.ts';
import { CHEAP_PIN_COST, DEFAULT_TIMES, testConfig } from './test-config.ts';
import { flush } from './until.ts';
import { WorkInFlight } from './work-in-flight.ts';

/** A line of the log. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

/** The adapters of a world. */
export interface WorldAdapters {
  /** Default: `sqlite`. */
  readonly store?: 'sqlite' | 'firestore';
  /** `held` (default): a queue that delivers, as Cloud Tasks does. `local`: the runner of a self-hosted server. */
  readonly runner?: 'held' | 'local';
}

/** The adapters of a self-hosted server, and those of Cloud Functions. */
export const WORLD_ADAPTERS: readonly (readonly [name: string, adapters: WorldAdapters])[] = [
  ['SQLite, local runner', { store: 'sqlite', runner: 'local' }],
  ['Firestore, task queue', { store: 'firestore', runner: 'held' }],
];

/** Options of a world. */
export interface SmartHomeWorldOptions extends WorldAdapters {
  readonly locks?: Readonly<Record<string, ScriptedLock>>;
  /** Ids of the shared locks; default: all. */
  readonly shared?: readonly string[];
  /** What the clock shows at first, ms since the epoch; default: noon of 2026-01-15 in UTC. */
  readonly startAt?: number;
  /** Default `4711`; `off` leaves voice unlocking off. */
  readonly pin?: string;
  readonly config?: Partial<Config>;
  /** Count of instances that share the store. */
  readonly instances?: number;
  /** True: bodies are read and parsed before they reach the product, as on Cloud Functions. */
  readonly parsedInFront?: boolean;
  /** By so many ms the clocks of all instances but the first are ahead of it; negative if they are behind. */
  readonly skewMs?: number;
  /** Called when an instance is about to hash a PIN. */
  readonly onFindPin?: () => void;
  /** How costly the hash of a PIN is; default {@link CHEAP_PIN_COST}. */
  readonly pinCost?: number;
  /** Wraps the store, to make it fail. */
  readonly wrapStore?: (store: Store) => Store;
}

/** A call to the HomeGraph API that reports states. */
export type ReportRequest = Parameters<HomeGraph['report']>[0];

/** A reply as Google receives it. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed text; `undefined` when it is not JSON. */
  readonly json: unknown;
}

/** One execution of an EXECUTE. */
export interface Execution {
  readonly command?: string;
  readonly params?: unknown;
  readonly challenge?: unknown;
}

const encryptionKeys = [{ id: 'k1', key: new Uint8Array(32).fill(7) }];

interface Instance {
  readonly home: SmartHome;
  readonly work: LockWork;
  readonly runJob: JobHandler;
  readonly server: Server;
  readonly url: string;
}

/** The fulfillment over HTTP, with real accounts in a real store, a scripted cloud and a manual clock. */
export class SmartHomeWorld {
  readonly clock: ManualClock;
  readonly cloud: ScriptedCloud;
  readonly accounts: Accounts;
  readonly accountId: string;
  /** An access token of the first Google user. */
  readonly token: string;
  readonly logs: readonly LogLine[];
  /** The jobs of all instances; they wait until a test runs them. */
  readonly jobs: HeldJobs;
  /** The reports that Google got, oldest first. */
  readonly reports: ReportRequest[];
  readonly #instances: readonly Instance[];
  readonly #store: Store;
  readonly #calm: () => Promise<void>;
  readonly #end: () => Promise<void>;
  #requests = 0;

  private constructor(
    parts: Pick<
      SmartHomeWorld,
      'clock' | 'cloud' | 'accounts' | 'accountId' | 'token' | 'logs' | 'jobs' | 'reports'
    > & {
      readonly instances: readonly Instance[];
      readonly store: Store;
      readonly calm: () => Promise<void>;
      readonly end: () => Promise<void>;
    },
  ) {
    this.clock = parts.clock;
    this.cloud = parts.cloud;
    this.accounts = parts.accounts;
    this.accountId = parts.accountId;
    this.token = parts.token;
    this.logs = parts.logs;
    this.jobs = parts.jobs;
    this.reports = parts.reports;
    this.#instances = parts.instances;
    this.#store = parts.store;
    this.#calm = parts.calm;
    this.#end = parts.end;
  }

  static async start(options: SmartHomeWorldOptions = {}): Promise<SmartHomeWorld> {
    const { locks = { '101': { name: 'Front door', gateways: ['9'] } }, pin = '4711' } = options;
    // Some turns of the event loop are enough for an embedded store alone.
    const hasSockets = options.store === 'firestore' || options.runner === 'local';
    const work = hasSockets ? new WorkInFlight(() => clock.activity) : undefined;
    const calm = () => (work === undefined ? flush() : work.calm());
    const clock: ManualClock = new ManualClock(options.startAt, calm);
    const logs: LogLine[] = [];
    const logger = collectingLogger(logs);
    const cloud = new ScriptedCloud(() => clock.now(), locks);
    const firestore = options.store === 'firestore' ? await FirestoreSimulator.start({ clock }) : undefined;
    const plain =
      firestore === undefined
        ? openSqliteStore({ file: ':memory:', clock })
        : connectStore(firestore.host, clock);
    const store = options.wrapStore?.(plain) ?? plain;
    const common = { clock, random: systemRandom, logger };
    // Each instance has its own accounts object, as each process does: they share the store and nothing else.
    const makeAccounts = (
      on: Store,
      { work, ...own }: Partial<AccountsDeps> & { readonly work?: LockWork } = {},
    ) =>
      createAccounts({
        ...common,
        ...NO_LISTENERS,
        ...own,
        store: on,
        config: { encryptionKeys },
        profile: cloud.profile,
        calls: new CallMeter(),
        pinCost: options.pinCost ?? CHEAP_PIN_COST,
        ...(work && { accountListener: (account) => work.gateways.learn(account) }),
      });
    const accounts = makeAccounts(plain);
    const shared = options.shared ?? Object.keys(locks);
    const accountId = await accounts.consent({
      signIn: await cloud.signIn('alice', 'right'),
      locks: Object.fromEntries(Object.keys(locks).map((id) => [id, { shared: shared.includes(id) }])),
      pin: pin === 'off' ? { kind: 'off' } : { kind: 'set', pin },
    });
    const jobs =
      options.runner === 'local' ? new RunnerJobs({ ...common, store: plain }) : new HeldJobs(clock);
    const reports: ReportRequest[] = [];
    const done = { outcome: 'ok' } as const;
    const homeGraph: HomeGraph = {
      report: async (request) => {
        reports.push(request);
        return done;
      },
      requestSync: async () => done,
      unlink: async () => done,
      query: async () => done,
    };
    const instances = await Promise.all(
      Array.from({ length: options.instances ?? 1 }, async (_, index): Promise<Instance> => {
        const skewMs = index === 0 ? 0 : (options.skewMs ?? 0);
        const ownClock: Clock = {
          now: () => clock.now() + skewMs,
          setBackSince: (at) => clock.setBackSince(at - skewMs),
          setBackMs: () => clock.setBackMs(),
          delay: (ms, signal) => clock.delay(ms, signal),
        };
        const config = testConfig({
          ...{ publicUrl: 'https://locks.example.com', profile: 'oauth', sifelyUrl: 'http://127.0.0.1' },
          ...{ redirectUri: 'http://127.0.0.1/callback', homegraphUrl: 'http://127.0.0.1' },
          overrides: { ...DEFAULT_TIMES, ...options.config },
        });
        const own = { ...common, clock: ownClock };
        const lockWork = createLockWork(own);
        const stateChangeListener = createStateChangeListener({ ...own, jobs });
        const plainAccounts = makeAccounts(store, { clock: ownClock, stateChangeListener, work: lockWork });
        const ownAccounts: Accounts = {
          ...plainAccounts,
          findPin: (...given) => {
            options.onFindPin?.();
            return plainAccounts.findPin(...given);
          },
        };
        const load = new RequestLoad({ maxRequests: 500, watch: 'never' });
        const sealer = createSealer(encryptionKeys, systemRandom);
        const activity = createActivity({ ...own, sealer, config, store, accounts: ownAccounts });
        const deliver = createDeliver({ clock, addresses: 'public' });
        const alertParts = {
          ...own,
          sealer,
          deliver,
          jobs,
          accounts: ownAccounts,
          pageUrl: config.publicUrl,
        };
        const alerts = createAlerts(alertParts);
        const parts = {
          ...own,
          ...lockWork,
          config,
          accounts: ownAccounts,
          activity,
          alerts,
          cloud,
          jobs,
          homeGraph,
          store,
          load,
        };
        const home = createSmartHome(parts);
        const app = express();
        if (options.parsedInFront === true)
          app.use(express.raw({ type: () => true, limit: '10mb' }), parseInFront);
        const server = createServer(app.use(home.router));
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        return {
          home,
          work: lockWork,
          runJob: createJobHandlers(parts).runJob,
          server,
          url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/smarthome`,
        };
      }),
    );
    const token = await newToken(accounts, accountId);
    return new SmartHomeWorld({
      clock,
      cloud,
      accounts,
      accountId,
      token,
      logs,
      jobs,
      reports,
      instances,
      store: plain,
      calm,
      end: async () => {
        await plain.close();
        await firestore?.close();
        work?.close();
      },
    });
  }

  /** Links one more Google user to the account and returns its access token. */
  grant(): Promise<string> {
    return newToken(this.accounts, this.accountId);
  }

  /** Links another Sifely user, with the same locks and the PIN 4711. */
  async secondAccount(user = 'bob') {
    const locks = Object.fromEntries([...this.cloud.locks.keys()].map((id) => [id, { shared: true }]));
    const signIn = { ...(await this.cloud.signIn('alice', 'right')), user };
    return this.link(await this.accounts.consent({ signIn, locks, pin: { kind: 'set', pin: '4711' } }));
  }

  /** Links one more Google user, who can refresh the access token. */
  async link(
    accountId = this.accountId,
  ): Promise<{ readonly accessToken: string; readonly refresh: () => Promise<string> }> {
    const { accounts } = this;
    const issued = await accounts.grant(accountId, 'google-client');
    if (issued === undefined) throw new Error('the account is gone');
    const { accessToken, refreshToken = '' } = issued;
    const refresh = async () => (await accounts.refresh(refreshToken, 'google-client'))?.accessToken ?? '';
    return { accessToken, refresh };
  }

  /** Sends a body unchanged. */
  async send(
    body: string,
    { token = this.token, instance = 0, method = 'POST', signal }: SendOptions = {},
  ): Promise<Reply> {
    const url = this.#instances[instance]?.url ?? '';
    const response = await fetch(url, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token !== 'none' && { authorization: `Bearer ${token}` }),
      },
      ...(method !== 'GET' && { body }),
      ...(signal && { signal }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parseJson(text) };
  }

  /** Sends an intent in Google's envelope. */
  intent(name: string, payload?: unknown, options: SendOptions = {}): Promise<Reply> {
    const { requestId = `68944397062746545${++this.#requests}` } = options;
    const input = {
      intent: `action.devices.${name}`,
      context: { locale_country: 'US', locale_language: 'en' },
      ...(payload !== undefined && { payload }),
    };
    return this.send(JSON.stringify({ requestId, inputs: [input] }), options);
  }

  /** Returns the devices of a SYNC. */
  async sync(options?: SendOptions): Promise<unknown> {
    return payloadOf(await this.intent('SYNC', undefined, options));
  }

  /** Returns the entries of a QUERY, by device. */
  async query(ids: readonly string[], options?: SendOptions): Promise<Record<string, unknown>> {
    const payload = payloadOf(
      await this.intent('QUERY', { devices: ids.map((id) => ({ id })) }, options),
    ) as { devices: Record<string, unknown> };
    return payload.devices;
  }

  /** Returns the results of an EXECUTE of one command for some devices. */
  async execute(
    ids: readonly string[],
    executions: Execution | readonly Execution[],
    options?: SendOptions,
  ): Promise<Result[]> {
    const execution = [executions].flat().map((each) => ({ command: LOCK_UNLOCK, ...each }));
    const commands = [{ devices: ids.map((id) => ({ id })), execution }];
    const payload = payloadOf(await this.intent('EXECUTE', { commands }, options));
    return (payload as { commands: Result[] }).commands;
  }

  lock(id: string, options?: SendOptions): Promise<Result[]> {
    return this.execute([id], { params: { lock: true } }, options);
  }

  /** Unlocks with a PIN; without one, the request has no challenge. */
  unlock(id: string, pin?: unknown, options?: SendOptions): Promise<Result[]> {
    const challenge = pin === undefined ? {} : { challenge: { pin } };
    return this.execute([id], { params: { lock: false }, ...challenge }, options);
  }

  /** Returns the position of the bolt at the cloud. */
  bolt(id: string): string {
    return this.cloud.locks.get(id)?.bolt ?? 'locked';
  }

  /** The documents of the account. */
  stored(): Promise<unknown[]> {
    const { accountId: id } = this;
    return this.#store.get([
      { collection: 'accounts', id },
      { collection: 'states', id },
    ]);
  }

  /** Waits until so many commands for a lock are marked: they are then about to enter its gateway's lane. */
  async marked(id: string, count = 1): Promise<void> {
    for (let marks = 0; marks < count; ) {
      const loaded = await this.accounts.load(this.accountId);
      marks = loaded?.states.locks[id]?.commands.length ?? 0;
      await this.#calm();
    }
  }

  /** Waits until all work waits for time to pass, or for a held call. */
  calm(): Promise<void> {
    return this.#calm();
  }

  /** Waits for the background work of all instances, and runs the jobs that learn lock details. */
  async settled(): Promise<void> {
    for (const { work } of this.#instances) await work.background.settled();
    await this.jobs.runAll('details', (job) => this.runJob(job));
  }

  /** Runs a job on an instance; rejects if the job fails. */
  runJob(job: Job, instance = 0): Promise<void> {
    return this.#instances[instance]?.runJob(job) ?? Promise.reject(new Error('no such instance'));
  }

  /** Moves time forward by `ms`. Jobs run on an instance when they are due, also while others run. */
  async pass(ms: number, instance = 0): Promise<void> {
    const end = this.clock.now() + ms;
    for (;;) {
      this.jobs.runDue((job) => this.runJob(job, instance)).catch(() => undefined);
      await this.#calm();
      const now = this.clock.now();
      if (now >= end) return this.jobs.pause();
      await this.clock.advance(Math.min(end, Math.max(now + 1, this.jobs.nextAt ?? end), now + 500) - now);
    }
  }

  /** Returns the fields of the log lines of intents. */
  intentLines(): LogFields[] {
    return this.logs.filter(({ message }) => message === 'intent').map(({ fields }) => fields);
  }

  async close(): Promise<void> {
    for (const { server } of this.#instances) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    this.jobs.pause();
    await this.#end();
  }
}

/** Options of a request. */
export interface SendOptions {
  /** `none` sends no header. */
  readonly token?: string;
  readonly instance?: number;
  readonly method?: string;
  readonly requestId?: string;
  /** Closes the connection when it is aborted. */
  readonly signal?: AbortSignal;
}

/** One result of an EXECUTE. */
export interface Result {
  readonly ids: string[];
  readonly status: string;
  readonly errorCode?: string;
  readonly states?: Record<string, unknown>;
  readonly challengeNeeded?: { readonly type: string };
}

/** Google's name of the command. */
export const LOCK_UNLOCK = 'action.devices.commands.LockUnlock';

/** Sets `rawBody` and the parsed `body`, as the functions framework does. */
const parseInFront: RequestHandler = (request, _response, next) => {
  const rawBody: Buffer = request.body;
  Object.assign(request, { rawBody, body: JSON.parse(rawBody.toString()) });
  next();
};

function payloadOf(reply: Reply): unknown {
  if (reply.status !== 200) throw new Error(`HTTP ${reply.status}: ${reply.text}`);
  return (reply.json as { payload: unknown }).payload;
}

async function newToken(accounts: Accounts, accountId: string): Promise<string> {
  const issued = await accounts.grant(accountId, 'google-client');
  if (issued === undefined) throw new Error('the account is gone');
  return issued.accessToken;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function collectingLogger(lines: LogLine[]): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      lines.push({ level, message, fields });
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
