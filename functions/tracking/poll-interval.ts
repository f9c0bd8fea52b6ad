export interface PollOutcome {
  /** `plan`: the plan or the rate limit is used up; `cloud`: an outage; `none`: the cloud answered. */
  readonly trouble: 'none' | 'plan' | 'cloud';
  /** All shared locks are covered by webhooks. */
  readonly eventDriven: boolean;
  /** The poll found a state that no event had reported. */
  readonly changed: boolean;
  /** `undefined` at the first poll. */
  readonly previousMs: number | undefined;
  readonly range: { readonly shortest: number; readonly longest: number };
  /** The shortest interval that the month's calls allow. */
  readonly affordableMs: number;
}

const HOUR_MS = 60 * 60_000;
/** A home where nothing changes is polled less and less often. */
const GROWTH = 1.25;

/**
 * Returns the next interval in ms: the longest if covered by webhooks; else the shortest after a change, growing to the
 * longest. If the plan refuses calls: one hour; in an outage: doubling up to one hour.
 */
export function pollIntervalMs(outcome: PollOutcome): number {
  const { trouble, previousMs, range, affordableMs } = outcome;
  const clamped = (ms: number) => Math.min(Math.max(ms, range.shortest), range.longest);
  const previous = previousMs ?? range.shortest;
  if (trouble === 'plan') return Math.max(HOUR_MS, range.shortest);
  if (trouble === 'cloud') return Math.max(range.shortest, Math.min(previous * 2, HOUR_MS));
  if (outcome.eventDriven) return Math.max(range.longest, affordableMs);
  const wanted = previousMs === undefined || outcome.changed ? range.shortest : clamped(previous * GROWTH);
  return Math.max(wanted, affordableMs);
}
