import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createAccounts } from '../../functions/accounts/create-accounts.ts';
import { createApp } from '../../functions/app.ts';
import { createLocalJobs } from '../../functions/jobs/local-jobs.ts';
import { startSchedule } from '../../functions/jobs/local-schedule.ts';
import { CallMeter } from '../../functions/locks/call-usage.ts';
import { createHomeGraph } from '../../functions/reporting/home-graph/client.ts';
import { createSifelyCloud } from '../../functions/sifely/index.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../functions/store/store.ts';
import type { Seed } from '../../simulators/sifely/index.ts';
import { NO_LISTENERS } from '../support/no-listeners.ts';
import { DEFAULT_TIMES, testConfig } from '../support/test-config.ts';
import { TimeDriver } from '../support/time-driver.ts';
import { CallBook } from './call-book.ts';
import { SeededRandom } from './seeded-random.ts';

const MINUTE = 60_000;
const PASSWORD = 'a-password';
/** Number of people who link at a time. */
const AT_ONCE = 50;

/** The cost of polling a number of accounts, per account where it says so. */
export interface PollingCost {
  readonly accounts: number;
  /** Simulated minutes. */
  readonly minutes: number;
  readonly pollsPerAccount: number;
  readonly sifelyCallsPerAccount: number;
  readonly storeReadsPerAccount: number;
  readonly storeWritesPerAccount: number;
  /** Queries of the index of due accounts; they are shared by all accounts. */
  readonly dueQueries: number;
  /** CPU time of the product's process in ms. Depends on the machine. */
  readonly cpuMsPerAccount: number;
  /** Memory of this process before and after, garbage collected, in megabytes. */
  readonly heap: { readonly before: number; readonly after: number };
  /** The whole process at the end, in megabytes. */
  readonly rss: number;
  readonly complaints: ReadonlyMap<string, number>;
}

/**
 * Links accounts of one lock each and lets the schedule poll them for some simulated minutes. Sifely is simulated in a process
 * of its own, so that its work is not counted.
 */
export async function pollAccounts(accounts: number, minutes: number): Promise<PollingCost> {
  const folder = mkdtempSync(join(tmpdir(), 'many-accounts-'));
  const time = new TimeDriver();
  const { clock } = time;
  const calls = new CallBook();
  const sifely = await startSifely(folder, accounts);
  const orphaned = () => sifely.process.kill();
  process.once('exit', orphaned);
  const google = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => google.listen(0, '127.0.0.1', resolve));
  const config = testConfig({
    ...{
      publicUrl: 'http://127.0.0.1',
      profile: 'api-key',
      sifelyUrl: sifely.url,
      redirectUri: 'http://127.0.0.1/r',
    },
    homegraphUrl: `http://127.0.0.1:${(google.address() as AddressInfo).port}`,
    overrides: DEFAULT_TIMES,
  });
  const plain = openSqliteStore({ file: join(folder, 'store.sqlite'), clock });
  const { store, counts } = counted(plain);
  const own = { clock, random: new SeededRandom(1), logger: calls.logger };
  const jobs = createLocalJobs({ store, ...own });
  const cloud = createSifelyCloud({ ...config.sifely, ...own });
  const homeGraph = createHomeGraph({ config, ...own });
  const app = createApp({ config, ...own, store, cloud, homeGraph, jobs });
  const repository = createAccounts({
    ...own,
    ...NO_LISTENERS,
    store,
    config,
    profile: 'api-key',
    calls: new CallMeter(),
  });
  const link = async (index: number) => {
    const signIn = await cloud.signIn(userOf(index), PASSWORD);
    const locks = { [lockOf(index)]: { shared: true } };
    const id = await repository.consent({ signIn, locks, pin: { kind: 'off' } });
    await repository.grant(id, 'google-client');
  };
  for (let first = 0; first < accounts; first += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, accounts - first) }, (_, more) => link(first + more));
    await time.finish(Promise.all(some));
  }
  const before = heapInMegabytes();
  counts.clear();
  calls.clear();
  let polls = 0;
  await jobs.start((job) => {
    if (job.kind === 'poll') polls++;
    return calls.during(job.kind, () => app.runJob(job));
  });
  const schedule = startSchedule({ ...own, everyMs: MINUTE, tick: () => app.tick() });
  const cpu = process.cpuUsage();
  await time.runUntil(clock.now() + minutes * MINUTE);
  const { user, system } = process.cpuUsage(cpu);
  const per = (sum: number) => sum / accounts;
  const cost: PollingCost = {
    ...{ accounts, minutes },
    pollsPerAccount: per(polls),
    sifelyCallsPerAccount: per(calls.total('sifely')),
    storeReadsPerAccount: per(counts.get('get') ?? 0),
    storeWritesPerAccount: per(
      ['create', 'replace', 'delete'].reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0),
    ),
    dueQueries: counts.get('due') ?? 0,
    cpuMsPerAccount: per((user + system) / 1000),
    heap: { before, after: heapInMegabytes() },
    rss: megabytes(process.memoryUsage.rss()),
    complaints: calls.complaints,
  };
  await time.finish(Promise.all([schedule.stop(), jobs.stop(MINUTE), app.settled()]));
  time.close();
  await store.close();
  await new Promise<void>((resolve) => {
    google.close(() => resolve());
    google.closeAllConnections();
  });
  sifely.process.kill();
  await once(sifely.process, 'close');
  process.removeListener('exit', orphaned);
  rmSync(folder, { recursive: true });
  return cost;
}

/** Costs beside each other (Markdown). */
export function describePolling(costs: readonly PollingCost[]): string {
  const row = (name: string, value: (cost: PollingCost) => string | number) =>
    `| ${[name, ...costs.map(value)].join(' | ')} |`;
  return [
    row('Accounts', ({ accounts }) => accounts),
    `|---|${costs.map(() => '---|').join('')}`,
    row('Simulated minutes', ({ minutes }) => minutes),
    row('Polls per account', (cost) => cost.pollsPerAccount.toFixed(2)),
    row('Calls to Sifely per account', (cost) => cost.sifelyCallsPerAccount.toFixed(2)),
    row('Reads of the store per account', (cost) => cost.storeReadsPerAccount.toFixed(2)),
    row('Writes to the store per account', (cost) => cost.storeWritesPerAccount.toFixed(2)),
    row('Queries for what is due, in all', (cost) => cost.dueQueries),
    row('CPU of the product per account', (cost) => `${cost.cpuMsPerAccount.toFixed(1)} ms`),
    row('In memory before and after', ({ heap }) => `${heap.before} MB, ${heap.after} MB`),
    row('The whole process', ({ rss }) => `${rss} MB`),
  ].join('\n');
}

const userOf = (index: number) => `user-${index}@example.com`;
const lockOf = (index: number) => 100_001 + index;

async function startSifely(
  folder: string,
  accounts: number,
): Promise<{ url: string; process: ChildProcess }> {
  const all = Array.from({ length: accounts }, (_, index) => index);
  const seed: Seed = {
    accounts: all.map((index) => ({ username: userOf(index), password: PASSWORD })),
    gateways: all.map((index) => ({ gatewayId: 900_001 + index, name: 'Hall' })),
    locks: all.map((index) => ({
      ...{ lockId: lockOf(index), name: 'Front door', owner: userOf(index) },
      gatewayIds: [900_001 + index],
    })),
  };
  const file = join(folder, 'seed.json');
  writeFileSync(file, JSON.stringify(seed));
  const child = spawn(
    process.execPath,
    [
      ...['--disable-warning=ExperimentalWarning', 'simulators/sifely/main.ts', '--seed', file],
      ...['--port', '0', '--profile', 'api-key', '--timing', 'instant'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    output += text;
    const url = /cloud: (http\S+)/.exec(output)?.[1];
    if (url !== undefined && output.includes('_control')) return { url, process: child };
  }
  throw new Error(`the simulator ended: ${output}`);
}

function counted(store: Store): { readonly store: Store; readonly counts: Map<string, number> } {
  const counts = new Map<string, number>();
  const count = <T>(kind: string, work: Promise<T>): Promise<T> => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return work;
  };
  return {
    counts,
    store: {
      get: (keys) => count('get', store.get(keys)),
      create: (key, data, times) => count('create', store.create(key, data, times)),
      replace: (key, revision, data, options) =>
        count('replace', store.replace(key, revision, data, options)),
      delete: (key, revision) => count('delete', store.delete(key, revision)),
      due: (collection, query) => count('due', store.due(collection, query)),
      dueKeys: (collection, query) => count('due', store.dueKeys(collection, query)),
      claimDue: (collection, query, dueAgainAt) =>
        count('claim', store.claimDue(collection, query, dueAgainAt)),
      postpone: (key, revision, dueAt) => count('postpone', store.postpone(key, revision, dueAt)),
      dueShards: (collection) => store.dueShards(collection),
      list: (collection, query) => count('list', store.list(collection, query)),
      flushed: () => store.flushed(),
      close: () => store.close(),
    },
  };
}

function heapInMegabytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return megabytes(process.memoryUsage().heapUsed);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
