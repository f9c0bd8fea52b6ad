import { compare } from './accuracy.ts';
import { AllowedLag } from './allowed-lag.ts';
import { SimulatedHome } from './home.ts';
import { HOLIDAY_PARK } from './layouts.ts';
import { type Habits, Life } from './life.ts';
import { SeededRandom } from './seeded-random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SAMPLE_MS = 30 * MINUTE;

/** Each lock moves every other day on average, so that a wrong state lasts. */
const HAPPENINGS_PER_DAY = (HOLIDAY_PARK.locks?.length ?? 0) / 2;
/** Guests who come and go; nothing fails but the reports that Google loses. */
const HABITS: Habits = {
  ...{ passcode: 30, fingerprint: 20, turnLock: 30, phoneLock: 10 },
  ...{ voiceUnlock: 5, voiceLock: 5 },
};

/** The settings of a run. */
export interface LossOptions {
  readonly seed: number;
  readonly days: number;
  /** The share of the reports that Google accepts and forgets, 0 to 1. */
  readonly loss: number;
  readonly audits: boolean;
}

/** The result of a run. It counts samples: one lock at one time. */
export interface Loss {
  readonly happenings: number;
  readonly lostReports: number;
  readonly right: number;
  readonly wrong: number;
  /** The longest time for which Google was wrong about a lock since the last of its reports that it lost, in ms. */
  readonly longestWrongMs: number;
  readonly failures: readonly unknown[];
}

/** Returns the percentage of samples in which Google was right, or could not know yet. */
export function shareRight({ right, wrong }: Loss): number {
  return (100 * right) / (right + wrong);
}

/** Runs a holiday park whose reports are lost at random, and compares Google's states with the bolts every half hour. */
export async function loseReports(options: LossOptions): Promise<Loss> {
  const { seed, days, loss, audits } = options;
  const home = await SimulatedHome.start({
    ...{ seed, world: HOLIDAY_PARK, webhooks: true, plan: { calls: 1_000_000, budget: 500_000 } },
    ...(!audits && { audits: false }),
  });
  const { clock } = home.time;
  const { homegraph } = home.google;
  await home.time.runUntil(clock.now() + 2 * MINUTE);
  const lockIds = [...home.user.devices.keys()];
  const gatewayIds = HOLIDAY_PARK.gateways?.map(({ gatewayId }) => String(gatewayId)) ?? [];
  const lag = new AllowedLag(home.sifely, lockIds, () => clock.now());
  const life = new Life({
    ...{ home, lag, lockIds, gatewayIds, webhooks: true, habits: HABITS },
    seed: seed + 10,
  });
  homegraph.loseReports(loss, new SeededRandom(seed + 20));
  const over = clock.now() + days * DAY;
  void life.goOn(Number.POSITIVE_INFINITY, DAY / HAPPENINGS_PER_DAY);
  const wrongSince = new Map<string, number>();
  let [right, wrong, longestWrongMs] = [0, 0, 0];
  while (clock.now() < over) {
    await home.time.runUntil(clock.now() + SAMPLE_MS);
    for (const lockId of lockIds) {
      const isKnown = lag.excuse(lockId, false) !== undefined || compare(home, lockId) !== 'wrong';
      if (isKnown) {
        right++;
        wrongSince.delete(lockId);
        continue;
      }
      wrong++;
      // The report with which an audit puts a lock right may be lost, too.
      const since = Math.max(wrongSince.get(lockId) ?? clock.now(), homegraph.lostAt.get(lockId) ?? 0);
      wrongSince.set(lockId, since);
      longestWrongMs = Math.max(longestWrongMs, clock.now() - since + SAMPLE_MS);
    }
  }
  const happenings = [...life.happened.values()].reduce((sum, times) => sum + times, 0);
  const { lostReports } = homegraph;
  lag.close();
  await home.close();
  return { happenings, lostReports, right, wrong, longestWrongMs, failures: life.failures };
}

/** Returns a run as a row of {@link LOSS_HEAD} (Markdown). */
export function describeLoss(name: string, { days }: LossOptions, run: Loss): string {
  const cells = [
    name,
    days,
    run.happenings,
    run.lostReports,
    `${shareRight(run).toFixed(2)} %`,
    `${(run.longestWrongMs / HOUR).toFixed(1)} h`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The head of the table of {@link describeLoss}. */
export const LOSS_HEAD = `| Holiday park | Days | Events | Reports lost | Right | Longest wrong |
|---|---|---|---|---|---|`;

/** Measures the runs of `docs/figures.md` and returns their section (Markdown). */
export async function describeLostReports(): Promise<string> {
  const rows: string[] = [];
  for (const audits of [false, true]) {
    const options: LossOptions = { seed: 3, days: 60, loss: 0.01, audits };
    const run = await loseReports(options);
    const name = audits ? 'with audits' : 'without audits';
    if (run.failures.length > 0) throw new AggregateError(run.failures, name);
    rows.push(describeLoss(name, options, run));
  }
  return `## Reports that Google loses

Forty locks of a holiday park, with webhooks, each of which moves every other day on average. Nothing fails, except that Google
accepts 1 % of the reports and forgets them. Every half hour the states that Google has are compared with the bolts; samples within the
lag count as right. Without the daily audit a lost report stays unnoticed until the lock moves again.

${[LOSS_HEAD, ...rows].join('\n')}`;
}
