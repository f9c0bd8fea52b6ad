import { createLogger } from '../../../functions/logs/create-logger.ts';
import type { Logger } from '../../../functions/logs/logger.ts';
import type { Store } from '../../../functions/store/store.ts';
import { AllowedLag } from '../allowed-lag.ts';
import { SimulatedHome } from '../home.ts';
import { Life } from '../life.ts';
import { PLAN } from '../month.ts';
import type { Counts } from './counts.ts';
import { TYPICAL } from './habits.ts';
import { liveADayHere } from './parts.ts';

const DAY = 86_400_000;
/** Days of the real household, and accounts of the light ones that live a day. */
const DAYS = 60;
const ACCOUNTS = 1000;

/** What an account does in a day, by name. */
type PerDay = ReadonlyMap<string, number>;

/** The real product in the household that all light accounts are, and those. */
export interface Likeness {
  readonly real: PerDay;
  readonly light: PerDay;
  /** Bytes of the two documents of the real account, as JSON. */
  readonly bytes: number;
  /** Lines of the real account in the log, and their bytes, in a day. */
  readonly log: { readonly lines: number; readonly bytes: number };
  readonly failures: readonly unknown[];
}

/** Lives with the real product for two months and with the light one for a day, and counts the same in both. */
export async function compareWithReal(): Promise<Likeness> {
  const { counts: real, doors, bytes, log, failures } = await liveReally();
  const light = await liveADayHere({ accounts: ACCOUNTS, isDirect: true, doors });
  return { real, light: lightPerDay(light), bytes, log, failures };
}

/** Returns the comparison as a table (Markdown), per account and day. */
export function describeLikeness({ real, light }: Likeness): string {
  const rows = [...real].map(
    ([name, count]) => `| ${name} | ${count.toFixed(2)} | ${(light.get(name) ?? 0).toFixed(2)} |`,
  );
  return ['| Per account and day | Real | Light |', '|---|---|---|', ...rows].join('\n');
}

async function liveReally(): Promise<{
  counts: PerDay;
  /** Door events by kind. */
  doors: Record<string, number>;
  bytes: number;
  log: { lines: number; bytes: number };
  failures: readonly unknown[];
}> {
  const { world, habits, happeningsPerDay } = TYPICAL;
  const counts = new Map<string, number>(NAMES.map((name) => [name, 0]));
  const sizes = new Map<string, number>();
  const add = (name: string, times = 1) => {
    if (counts.has(name)) counts.set(name, (counts.get(name) ?? 0) + times);
  };
  const log = { lines: 0, bytes: 0 };
  let logger: Logger | undefined;
  const home = await SimulatedHome.start({
    ...{ seed: 1, world, webhooks: true, profile: 'api-key', plan: PLAN },
    watchStore: (store) => countingStore(store, add, sizes),
    watchLog: (message, fields, level) => logger?.[level](message, fields),
  });
  const { clock } = home.time;
  await home.time.runUntil(clock.now() + 120_000);
  const lockIds = [...home.user.devices.keys()];
  const lag = new AllowedLag(home.sifely, lockIds, () => clock.now());
  const life = new Life({ home, lag, lockIds, gatewayIds: [], webhooks: true, habits, seed: 11 });
  for (const name of counts.keys()) counts.set(name, 0);
  home.calls.clear();
  const destination = {
    write: (line: string) => {
      log.lines += 1;
      log.bytes += Buffer.byteLength(line);
    },
  };
  logger = createLogger({ format: 'cloud', level: 'info', clock, destination });
  const over = clock.now() + DAYS * DAY;
  void life.goOn(happeningsPerDay * DAYS * 2, DAY / happeningsPerDay);
  await home.time.runUntil(over);
  for (const times of life.happened.values()) add('door events', times);
  add('calls to Sifely', home.calls.total('sifely'));
  add('calls to HomeGraph', home.calls.total('homegraph'));
  lag.close();
  await home.close();
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return {
    counts: new Map([...counts].map(([name, count]) => [name, count / DAYS])),
    doors: Object.fromEntries([...life.happened].map(([what, times]) => [what, times / DAYS])),
    bytes,
    log: { lines: log.lines / DAYS, bytes: log.bytes / DAYS },
    failures: life.failures,
  };
}

const JOBS = ['poll', 'audit', 'events', 'observe', 'report', 'command'];
const NAMES = [
  'door events',
  'documents read',
  'documents written',
  ...JOBS.map((kind) => `jobs: ${kind}`),
  'calls to Sifely',
  'calls to HomeGraph',
];

/** Counts the documents of the account, and jobs. What is shared by all accounts (`endings`, due times) is left out. */
function countingStore(
  store: Store,
  add: (name: string, times?: number) => void,
  sizes: Map<string, number>,
): Store {
  const isOwn = (collection: string) => collection === 'accounts' || collection === 'states';
  const write = (collection: string, data: unknown) => {
    if (!isOwn(collection)) return;
    add('documents written');
    sizes.set(collection, Buffer.byteLength(JSON.stringify(data)));
  };
  const counting: Pick<Store, 'get' | 'create' | 'replace'> = {
    get: (keys) => {
      add('documents read', keys.filter(({ collection }) => isOwn(collection)).length);
      return store.get(keys);
    },
    create: async (key, data, times) => {
      const revision = await store.create(key, data, times);
      if (revision !== undefined) add(`jobs: ${Object(Object(data).job).kind}`);
      write(key.collection, data);
      return revision;
    },
    replace: (key, revision, data, options) => {
      write(key.collection, data);
      return store.replace(key, revision, data, options);
    },
  };
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(counting, name) ?? Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function lightPerDay({ sums }: Counts): PerDay {
  const sum = (prefix: string) =>
    Object.entries(sums).reduce((total, [name, count]) => total + (name.startsWith(prefix) ? count : 0), 0);
  const counts = new Map([
    ['door events', sum('happened ')],
    ['documents read', (sums['reads accounts'] ?? 0) + (sums['reads states'] ?? 0)],
    ['documents written', (sums['writes accounts'] ?? 0) + (sums['writes states'] ?? 0)],
    ...JOBS.map((kind) => [`jobs: ${kind}`, sums[`job ${kind}`] ?? 0] as const),
    ['calls to Sifely', sums['sifely calls'] ?? 0],
    ['calls to HomeGraph', sum('homegraph ')],
  ]);
  return new Map([...counts].map(([name, count]) => [name, count / ACCOUNTS]));
}
