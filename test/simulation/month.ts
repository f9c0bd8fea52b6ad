import { AllowedLag } from './allowed-lag.ts';
import type { CountedCalls } from './call-book.ts';
import { type HomeOptions, SimulatedHome } from './home.ts';
import { BIG_HOME, SMALL_HOME } from './layouts.ts';
import { type Habits, Life } from './life.ts';

const DAY = 24 * 3_600_000;
const DAYS = 30;

/** Calls per month of Sifely's free plan, and the product's own limit. */
export const PLAN = { calls: 10_000, budget: 8000 } as const;

/** A home and its use. */
export interface Household {
  readonly name: string;
  readonly world: HomeOptions['world'];
  readonly happeningsPerDay: number;
  readonly habits: Habits;
}

/** One lock that two people use when they leave and come home; now and then by voice or in the Home app. */
export const QUIET: Household = {
  name: 'one quiet lock',
  world: SMALL_HOME,
  happeningsPerDay: 3,
  habits: { passcode: 50, turnLock: 35, voiceUnlock: 3, voiceLock: 5, homeApp: 7 },
};

/** Six locks, some with auto-lock, used all day in every way; gateways and locks drop out now and then. */
export const BUSY: Household = {
  name: 'six busy locks',
  world: BIG_HOME,
  happeningsPerDay: 60,
  habits: {
    ...{ passcode: 180, fingerprint: 150, card: 60, turnLock: 150, turnUnlock: 60, phoneLock: 50 },
    ...{ voiceUnlock: 110, voiceLock: 120, homeApp: 60, mechanicalKeyLock: 20, battery: 10 },
    ...{ wrongPasscode: 10, silentTurn: 3, gatewayOutage: 3, lockOffline: 3, gatewayBusy: 3, tokensEnd: 3 },
  },
};

/** The calls of a month. */
export interface Month {
  readonly household: Household;
  readonly webhooks: boolean;
  readonly happened: ReadonlyMap<string, number>;
  readonly counted: readonly CountedCalls[];
  readonly sifely: number;
  readonly homegraph: number;
  /** Calls that Sifely counted against the plan: the same, counted at the other side. */
  readonly countedBySifely: number;
  readonly failures: readonly unknown[];
}

/** Runs a household for thirty days and counts every call, without linking. */
export async function liveAMonth(household: Household, webhooks: boolean, seed = 1): Promise<Month> {
  const { world, habits, happeningsPerDay } = household;
  const home = await SimulatedHome.start({ seed, world, webhooks, profile: 'api-key', plan: PLAN });
  const { clock } = home.time;
  await home.time.runUntil(clock.now() + 120_000);
  const lockIds = [...home.user.devices.keys()];
  const gatewayIds = world.gateways?.map(({ gatewayId }) => String(gatewayId)) ?? [];
  const lag = new AllowedLag(home.sifely, lockIds, () => clock.now());
  const life = new Life({ ...{ home, lag, lockIds, gatewayIds, webhooks, habits }, seed: seed + 10 });
  home.calls.clear();
  const before = home.account.callsThisMonth;
  const over = clock.now() + DAYS * DAY;
  void life.goOn(happeningsPerDay * DAYS * 2, DAY / happeningsPerDay);
  await home.time.runUntil(over);
  const { counted } = home.calls;
  const month: Month = {
    ...{ household, webhooks, counted, failures: life.failures },
    happened: new Map(life.happened),
    sifely: home.calls.total('sifely'),
    homegraph: home.calls.total('homegraph'),
    countedBySifely: home.account.callsThisMonth - before,
  };
  lag.close();
  await home.close();
  return month;
}

/** Returns a month as two tables (Markdown): the calls by kind and cause. */
export function describeMonth(month: Month): string {
  const { household, webhooks, happened, counted, sifely, homegraph } = month;
  const happenings = [...happened.values()].reduce((sum, times) => sum + times, 0);
  const rows = counted.map(
    ({ api, endpoint, cause, calls }) => `| ${api} | ${endpoint} | ${cause} | ${calls} |`,
  );
  return [
    `**${household.name}, ${webhooks ? 'with' : 'without'} webhooks**: ${happenings} events in ${DAYS} days, ` +
      `${sifely} calls to Sifely (plan ${PLAN.calls}, our limit ${PLAN.budget}), ${homegraph} to HomeGraph`,
    '',
    '| API | Call | Because of | Calls |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}
