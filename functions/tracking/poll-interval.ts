/** What the time until the next poll is chosen by. Times in milliseconds. */
export interface PollOutcome {
  /** `plan`: the plan or the rate is used up; `cloud`: it is out of order; `none`: it answered. */
  readonly trouble: 'none' | 'plan' | 'cloud';
  /** All shared locks tell what they do by webhooks that are known to arrive. */
  readonly eventDriven: boolean;
  /** The poll found something that nobody had told. */
  readonly changed: boolean;
  /** The interval before; `undefined` at the first poll. */
  readonly previousMs: number | undefined;
  readonly range: { readonly shortest: number; readonly longest: number };
  /** The shortest that the month's calls allow. */
  readonly affordableMs: number;
}

const HOUR_MS = 60 * 60_000;
/** A home where nothing happens is looked at less and less often. */
const DRIFT = 1.25;

/**
 * The interval until the next poll: rare where events come by themselves; else from the shortest after a surprise,
 * drifting towards the longest while nothing happens. After a refusal for the plan's sake an hourly probe, as after
 * an outage at most.
 */
export function pollIntervalMs(outcome: PollOutcome): number {
  const { trouble, previousMs, range, affordableMs } = outcome;
  const clamped = (ms: number) => Math.min(Math.max(ms, range.shortest), range.longest);
  const previous = previousMs ?? range.shortest;
  if (trouble === 'plan') return Math.max(HOUR_MS, range.shortest);
  if (trouble === 'cloud') return Math.max(range.shortest, Math.min(previous * 2, HOUR_MS));
  if (outcome.eventDriven) return Math.max(range.longest, affordableMs);
  const wanted = previousMs === undefined || outcome.changed ? range.shortest : clamped(previous * DRIFT);
  return Math.max(wanted, affordableMs);
}
