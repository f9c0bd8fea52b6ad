import { AllowedLag } from './allowed-lag.ts';
import { SimulatedHome } from './home.ts';
import { BIG_HOME } from './layouts.ts';
import { Life } from './life.ts';
import { SeededRandom } from './seeded-random.ts';

const MINUTE = 60_000;

/** One run. */
export interface AccuracyOptions {
  readonly seed: number;
  /** Number of movements in the home. */
  readonly happenings: number;
  readonly webhooks: boolean;
  readonly autoLockRecord?: 'none' | 45 | 47;
}

/** A sample in which Google was wrong outside the allowed lag. */
export interface Miss {
  readonly at: number;
  readonly lockId: string;
  readonly bolt: string;
  readonly reported: string;
  /** The last movement: seconds since it, and since the first source delivered it. */
  readonly since: string;
  readonly kind: string;
}

/** The result of a run. It counts samples: one lock at one time. */
export interface Accuracy {
  readonly happened: ReadonlyMap<string, number>;
  readonly days: number;
  /** Google had the right state, or knew that the lock is out of reach. */
  right: number;
  /** Among the right ones: reported offline, and it was. */
  offline: number;
  wrong: number;
  /** Within the allowed lag: not counted as right or wrong. */
  excused: number;
  /** Among the excused: Google was right all the same. */
  excusedRight: number;
  /** Excused samples by reason. */
  readonly excuses: Map<string, number>;
  readonly misses: Miss[];
  readonly failures: readonly unknown[];
  /** Locks about which Google is wrong at the end, hours after the last movement. */
  readonly wrongAtTheEnd: string[];
  readonly complaints: ReadonlyMap<string, number>;
}

/** Returns the percentage of samples outside the allowed lag in which Google was right. */
export function outsideTheLag({ right, wrong }: Accuracy): number {
  return (100 * right) / (right + wrong);
}

/** Returns the percentage of all samples, including those within the allowed lag. */
export function ofAllMoments({ right, wrong, excused, excusedRight }: Accuracy): number {
  return (100 * (right + excusedRight)) / (right + wrong + excused);
}

/** Runs a home and compares Google's states with the bolts at random times. */
export async function measureAccuracy(options: AccuracyOptions): Promise<Accuracy> {
  const { seed, happenings, webhooks } = options;
  const home = await SimulatedHome.start({
    ...{ seed, world: BIG_HOME, webhooks },
    // So many events a day are beyond the free plan, and are not what this measures.
    plan: { calls: 1_000_000, budget: 500_000 },
    ...(options.autoLockRecord && { autoLockRecord: options.autoLockRecord }),
  });
  const { clock } = home.time;
  // The QUERY of linking has a deadline; later answers come in reports.
  await home.time.runUntil(clock.now() + MINUTE);
  const lockIds = [...home.user.devices.keys()];
  const lag = new AllowedLag(home.sifely, lockIds, () => clock.now());
  const gatewayIds = BIG_HOME.gateways?.map(({ gatewayId }) => String(gatewayId)) ?? [];
  const life = new Life({ home, lag, seed: seed + 10, lockIds, gatewayIds, webhooks });
  const startedAt = clock.now();
  const book: Omit<Accuracy, 'days'> = {
    ...{ happened: life.happened, right: 0, offline: 0, wrong: 0, excused: 0, excusedRight: 0 },
    excuses: new Map(),
    ...{ misses: [], failures: life.failures, wrongAtTheEnd: [], complaints: home.calls.complaints },
  };
  const chance = new SeededRandom(seed + 11);
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted) {
      await clock.delay(chance.wait(MINUTE / 2), over.signal).catch(() => {});
      for (const lockId of lockIds) sample(home, lag, lockId, book);
    }
  })();
  const living = life.goOn(happenings, 1.5 * MINUTE).then(() => life.calm());
  await home.time.finish(living, 60 * 24 * 60 * MINUTE);
  await home.time.runUntil(clock.now() + 8 * 60 * MINUTE);
  over.abort();
  await watching;
  await home.sifely.flushWebhooks();
  for (const lockId of lockIds) if (compare(home, lockId) === 'wrong') book.wrongAtTheEnd.push(lockId);
  lag.close();
  const days = (clock.now() - startedAt) / (24 * 60 * MINUTE);
  await home.close();
  return { ...book, days };
}

function sample(home: SimulatedHome, lag: AllowedLag, lockId: string, book: Omit<Accuracy, 'days'>): void {
  const result = compare(home, lockId);
  const reported = home.google.homegraph.states(home.accountId, lockId);
  const excuse = lag.excuse(lockId, reported?.['online'] === false);
  if (excuse !== undefined) {
    book.excused++;
    const kind = excuse.startsWith('record') ? 'a record on its way' : excuse;
    book.excuses.set(kind, (book.excuses.get(kind) ?? 0) + 1);
    if (result !== 'wrong') book.excusedRight++;
    return;
  }
  if (result === 'wrong') {
    book.wrong++;
    book.misses.push(missOf(home, lag, lockId));
    return;
  }
  book.right++;
  if (result === 'offline') book.offline++;
}

/** Compares Google's states with the lock. `offline` is right if the lock cannot be reached, whatever its bolt does. */
export function compare(home: SimulatedHome, lockId: string): 'right' | 'wrong' | 'offline' {
  const reported = home.google.homegraph.states(home.accountId, lockId);
  const lock = home.sifely.lock(lockId);
  if (reported?.['online'] === false) {
    const { online, wifi, gatewayIds } = lock.state;
    const reachable = online && (wifi || gatewayIds.some((id) => home.sifely.gateway(id).online));
    return reachable ? 'wrong' : 'offline';
  }
  return reported?.['isLocked'] === (lock.bolt === 'locked') ? 'right' : 'wrong';
}

function missOf(home: SimulatedHome, lag: AllowedLag, lockId: string): Miss {
  const at = home.time.clock.now();
  const reported = home.google.homegraph.states(home.accountId, lockId);
  const { bolt } = home.sifely.lock(lockId);
  const newest = lag.newest(lockId);
  const ago = (time: number | undefined) =>
    time === undefined ? 'never' : `${Math.round((at - time) / 1000)} s ago`;
  const said = reported?.['online'] === false ? 'offline' : String(reported?.['isLocked']);
  return {
    ...{ at, lockId, bolt, reported: `${said}${reported?.['isJammed'] ? ' jammed' : ''}` },
    since: `moved ${ago(newest?.at)}, delivered ${ago(newest?.deliveredAt)}`,
    kind: newest?.cause ?? 'nothing moved',
  };
}
