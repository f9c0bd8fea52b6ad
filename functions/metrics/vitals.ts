import * as v from 'valibot';

/** Upper bounds of the time to an answer in ms, fine around Google's 1000 ms; a last count has what took longer. */
const BOUNDS_MS = [
  ...[25, 50, 100, 150, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1250, 1500, 2000, 2500, 3000, 4000],
  ...[5000, 7500, 10_000],
];

const counts = v.record(v.string(), v.number());

const intentVitals = v.object({
  requests: v.number(),
  /** By status or error code, one for each device. */
  results: counts,
  /** Requests by time to the answer: one count for each of {@link BOUNDS_MS}, and one more. */
  times: v.array(v.number()),
});

/** The vitals of one UTC day, as they are stored: counts alone, so that processes and releases add theirs. */
export const vitalsDay = v.object({
  intents: v.record(v.string(), intentVitals),
  /** Requests that were refused before their intent was read, by outcome. */
  refused: counts,
  /** Calls to Google by `METHOD ok` and `METHOD failed`. */
  calls: counts,
  /** Locks in the daily comparison with Google. */
  audited: v.object({ compared: v.number(), different: v.number() }),
});

export type VitalsDay = v.InferOutput<typeof vitalsDay>;
type IntentVitals = v.InferOutput<typeof intentVitals>;

/** Google's bar for GOOD (/codelabs/home-vitals). */
export const BAR = { success: 0.995, p90Ms: 1000, accuracy: 0.995 } as const;

/**
 * Results that Google does not count as failures: success and its exceptions, "already" codes (/tools/analytics/home-vitals), and
 * `challengeNeeded`, which is on no list. Whatever is not known to be an exception counts as a failure here.
 */
const NOT_FAILURES: ReadonlySet<string> = new Set([
  ...['SUCCESS', 'PENDING', 'alreadyLocked', 'alreadyUnlocked', 'challengeNeeded'],
]);

/** The calls that Google rates: partner to Google. */
const RATED_METHODS = ['reportStateAndNotification', 'requestSync'];

export function emptyDay(): VitalsDay {
  return { intents: {}, refused: {}, calls: {}, audited: { compared: 0, different: 0 } };
}

/** Counts one answered intent. Changes `day`. */
export function countAnswer(
  day: VitalsDay,
  intent: string,
  { ms, results }: { readonly ms: number; readonly results: Readonly<Record<string, number>> },
): void {
  const own = intentOf(day, intent);
  own.requests += 1;
  for (const [result, count] of Object.entries(results)) increase(own.results, result, count);
  const index = BOUNDS_MS.findIndex((bound) => ms <= bound);
  const slot = index === -1 ? BOUNDS_MS.length : index;
  own.times[slot] = (own.times[slot] ?? 0) + 1;
}

/** Returns the counts of one intent, which are created if they are new. */
function intentOf(day: VitalsDay, intent: string): IntentVitals {
  const known = day.intents[intent];
  if (known !== undefined) return known;
  const created = { requests: 0, results: {}, times: [...BOUNDS_MS.map(() => 0), 0] };
  day.intents[intent] = created;
  return created;
}

/** Adds to a count. Changes `counted`. */
export function increase(counted: Record<string, number>, name: string, by = 1): void {
  counted[name] = (counted[name] ?? 0) + by;
}

/** Returns the sum of days. */
export function addDays(...days: readonly VitalsDay[]): VitalsDay {
  const sum = emptyDay();
  for (const { intents, refused, calls, audited } of days) {
    for (const [name, { requests, results, times }] of Object.entries(intents)) {
      const own = intentOf(sum, name);
      own.requests += requests;
      for (const [result, count] of Object.entries(results)) increase(own.results, result, count);
      const length = Math.max(times.length, own.times.length);
      own.times = Array.from({ length }, (_, slot) => (own.times[slot] ?? 0) + (times[slot] ?? 0));
    }
    for (const [name, count] of Object.entries(refused)) increase(sum.refused, name, count);
    for (const [name, count] of Object.entries(calls)) increase(sum.calls, name, count);
    sum.audited.compared += audited.compared;
    sum.audited.different += audited.different;
  }
  return sum;
}

/** One intent of a day, rated as Google rates it. */
export interface RatedIntent {
  readonly requests: number;
  /** Share of the results that are no failure; absent without results. */
  readonly success?: number;
  /** Estimated within the bucket that it falls into; absent without requests. */
  readonly p90Ms?: number;
  /** The failures by code, most first. */
  readonly failures: readonly (readonly [code: string, count: number])[];
}

/** The figures that Google's Vitals rate (/codelabs/home-vitals), from our own counts. Shares are absent where nothing was counted. */
export interface RatedVitals {
  readonly intents: Readonly<Record<string, RatedIntent>>;
  /** Requests that failed for a fault of ours before their intent was read. */
  readonly unread: number;
  /** Share of Report State and Request Sync calls that Google took. */
  readonly calls?: number;
  /** Share of the compared locks of which Google had the reported states. */
  readonly accuracy?: number;
  /** True if nothing that was counted misses {@link BAR}. */
  readonly isGood: boolean;
}

/** Rates counts by Google's published list of failures. */
export function rate(day: VitalsDay): RatedVitals {
  const intents = Object.fromEntries(
    Object.entries(day.intents).map(([name, own]) => [name, rateIntent(own)]),
  );
  const calls = share(
    sum(RATED_METHODS.map((method) => day.calls[`${method} ok`] ?? 0)),
    sum(RATED_METHODS.map((method) => day.calls[`${method} failed`] ?? 0)),
  );
  const { compared, different } = day.audited;
  const accuracy = share(compared - different, different);
  const rated = [intents['query'], intents['execute']].filter((intent) => intent !== undefined);
  const isGood =
    (calls ?? 1) >= BAR.success &&
    (accuracy ?? 1) >= BAR.accuracy &&
    rated.every(({ success = 1, p90Ms = 0 }) => success >= BAR.success && p90Ms <= BAR.p90Ms);
  return {
    ...{ intents, isGood, unread: (day.refused['unavailable'] ?? 0) + (day.refused['failed'] ?? 0) },
    ...(calls !== undefined && { calls }),
    ...(accuracy !== undefined && { accuracy }),
  };
}

function rateIntent({ requests, results, times }: IntentVitals): RatedIntent {
  const failures = Object.entries(results)
    .filter(([code]) => !NOT_FAILURES.has(code))
    .sort(([, a], [, b]) => b - a);
  const failed = sum(failures.map(([, count]) => count));
  const success = share(sum(Object.values(results)) - failed, failed);
  const p90Ms = percentile(times, 0.9);
  return {
    ...{ requests, failures },
    ...(success !== undefined && { success }),
    ...(p90Ms !== undefined && { p90Ms }),
  };
}

/** Estimates a percentile as Prometheus does: by a straight line through the bucket. Beyond the last bound it is that bound. */
function percentile(times: readonly number[], quantile: number): number | undefined {
  const total = sum(times);
  if (total === 0) return undefined;
  const rank = quantile * total;
  let below = 0;
  for (const [slot, count] of times.entries()) {
    const upper = BOUNDS_MS[slot];
    if (upper === undefined) break;
    if (below + count >= rank) {
      const lower = BOUNDS_MS[slot - 1] ?? 0;
      return Math.round(lower + ((rank - below) / count) * (upper - lower));
    }
    below += count;
  }
  return BOUNDS_MS.at(-1);
}

function share(good: number, bad: number): number | undefined {
  return good + bad === 0 ? undefined : good / (good + bad);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
