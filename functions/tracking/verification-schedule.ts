import { backOffMs } from '../back-off.ts';
import type { ObservationRequest } from '../jobs/enqueue-observation.ts';
import type { LockState } from '../locks/account-state.ts';
import {
  isUncertain,
  type RelockFacts,
  STATE_LAG_MS,
  unresolvedCommand,
  usableSnapshot,
} from '../locks/known-state.ts';

/** Everything that the next step of a verification depends on. Times are ms since the epoch. */
export interface ObservationFacts {
  readonly job: ObservationRequest;
  readonly state: LockState;
  readonly relock: RelockFacts;
  readonly now: number;
  /** After a command: the times from it to each verification, in ms. */
  readonly verifyAfterMs: readonly number[];
  /** True if no process begins to send a command any more, unless it is offered. */
  readonly isHandedOver?: boolean;
  /** True if a webhook will bring the records. */
  readonly isCovered?: boolean;
  /** True if Google waits for a follow-up. */
  readonly isAwaited?: boolean;
}

/** True if the cloud notified us that a lock or its gateway came or went. */
export function isHint(because: ObservationRequest['because']): boolean {
  return because === 'offline-hint' || because === 'online-hint';
}

/** An observation that comes this much too early is in time. */
export const EARLY_MS = 250;
/** From a change to the time at which the cloud no longer returns the state before it. */
export const AFTER_LAG_MS = STATE_LAG_MS + 2_500;
export const ASK_AGAIN_MS = 15_000;
const MINUTE_MS = 60_000;

/** Intervals between observations of a lock out of reach; after a day, every six hours. */
const OFFLINE_MINUTES = [5, 10, 20, 40, 60];
const PATIENT_OFFLINE_MINUTES = 360;
const PATIENT_AFTER = 28;
/** Maximum number of observations for one cause. */
const MAX_ROUNDS = {
  relock: 6,
  surprise: 4,
  query: 1,
  offline: Number.POSITIVE_INFINITY,
  // A lock that stays out of reach is observed as `offline` from then on.
  'offline-hint': 3,
  'online-hint': 4,
} as const;
/** The same after a command, beyond the times of `VERIFY_AFTER_SECONDS`. */
const MORE_AFTER_COMMAND = 3;
/**
 * While the end of a command is unknown, as when the process that sent it is gone, Google shows the lock as moving; while it is
 * assumed, a speaker may wait for the follow-up. Then the records alone are read at these times after it, too: one call each, and
 * the gateway stays free. Records come 2 to 10 s after the movement, and that 1 to 7 s after the command.
 */
const RECORDS_AFTER_MS = [6_000, 10_000, 12_000, 14_000];
const LAST_RECORDS_MS = 16_000;
/** Intervals after these rounds while the cloud gives no answer at all; then only polls go on. */
const OUTAGE_MINUTES = [5, 5, 10, 20, 30, 30, 60, 60];

/** True if the lock is reachable again and the state of its bolt is known. */
export function isInReach({ state, relock, now }: ObservationFacts): boolean {
  if (state.snapshot === undefined) return true;
  return usableSnapshot(state, relock, now)?.online === true;
}

/**
 * Returns the time of the next observation after an inconclusive one, in ms since the epoch; `undefined` to give up.
 * `contradicted`: the lock's answer differs and may be the state before the movement. `unanswered`: the cloud did not pass the
 * question on, as in an outage.
 */
export function nextCheckAt(
  facts: ObservationFacts,
  contradicted: boolean,
  unanswered = false,
): number | undefined {
  const { job, state, relock, now, verifyAfterMs } = facts;
  // A QUERY is over: the next one, or a poll, asks again.
  if (job.because === 'query') return undefined;
  const round = job.round + 1;
  const maxRounds =
    job.because === 'command' ? verifyAfterMs.length + MORE_AFTER_COMMAND : MAX_ROUNDS[job.because];
  const spare = maxRounds - round;
  if (spare <= 0) {
    const minutes = unanswered ? OUTAGE_MINUTES[-spare] : undefined;
    return minutes === undefined ? undefined : now + minutes * MINUTE_MS;
  }
  switch (job.because) {
    case 'offline': {
      if (isInReach(facts)) return undefined;
      const minutes = OFFLINE_MINUTES[Math.min(round, OFFLINE_MINUTES.length - 1)] ?? 60;
      return now + (round < PATIENT_AFTER ? minutes : PATIENT_OFFLINE_MINUTES) * MINUTE_MS;
    }
    case 'relock': {
      const period = Math.min((relock.autoLockSeconds ?? 0) * 1000, 10 * MINUTE_MS);
      return (
        now + (round === 1 ? AFTER_LAG_MS : backOffMs({ firstMs: Math.max(AFTER_LAG_MS, period) }, round - 1))
      );
    }
    case 'offline-hint':
    case 'online-hint':
      return now + (round === 1 ? ASK_AGAIN_MS : MINUTE_MS);
    case 'surprise':
      return round === 1 ? Math.max(now + ASK_AGAIN_MS, job.since + AFTER_LAG_MS) : now + MINUTE_MS;
    case 'command': {
      const { snapshot, unlockClaimedAt = 0 } = state;
      const assumedAt =
        snapshot?.source === 'command' ? snapshot.learnedAt : (snapshot?.mayPrecede ?? job.since);
      const afterLag = Math.max(assumedAt, unlockClaimedAt) + AFTER_LAG_MS;
      const planned = plannedAfter(facts, timesOf(facts)) ?? now + Math.max(now - job.since, MINUTE_MS);
      // A "locked" soon after a claimed unlock is not believed, though it is what was assumed.
      const mayLag = contradicted || isUncertain(state);
      return mayLag && afterLag > now ? Math.min(afterLag, planned) : planned;
    }
  }
}

/** Returns the first of the times (in ms after the command) that is still to come, ms since the epoch. */
export function plannedAfter(
  { job, verifyAfterMs, now }: ObservationFacts,
  times: readonly number[] = verifyAfterMs,
): number | undefined {
  return times.map((ms) => job.since + ms).find((at) => at > now + 1000);
}

function timesOf(facts: ObservationFacts): readonly number[] {
  const { verifyAfterMs } = facts;
  return isWatched(facts) ? [...verifyAfterMs, ...RECORDS_AFTER_MS].sort((a, b) => a - b) : verifyAfterMs;
}

/** True if Google waits for the end of a command, and no webhook will bring it. */
function isWatched({ job, state, isHandedOver, isCovered, isAwaited }: ObservationFacts): boolean {
  if (job.because !== 'command' || isHandedOver !== true || isCovered === true) return false;
  if (isAwaited === true) return true;
  const command = unresolvedCommand(state);
  return command !== undefined && command.at >= job.since;
}

/** True if the lock itself is not asked now: it was, as often as `VERIFY_AFTER_SECONDS` says until now, or a person waits no more. */
export function isForRecordsAlone(facts: ObservationFacts): boolean {
  const { job, now, verifyAfterMs } = facts;
  if (!isWatched(facts) || now >= job.since + LAST_RECORDS_MS) return false;
  return job.round >= verifyAfterMs.filter((ms) => job.since + ms <= now + EARLY_MS).length;
}
