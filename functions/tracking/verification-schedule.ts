import { backOffMs } from '../back-off.ts';
import type { ObservationRequest } from '../jobs/enqueue-observation.ts';
import type { LockState } from '../locks/account-state.ts';
import {
  isUncertain,
  type RelockFacts,
  relockCheckAt,
  STATE_LAG_MS,
  usableSnapshot,
} from '../locks/known-state.ts';

/** What an observation starts from. Times are ms since the epoch. */
export interface ObservationFacts {
  readonly job: ObservationRequest;
  readonly state: LockState;
  readonly relock: RelockFacts;
  readonly now: number;
  /** After a command, how long after it each verification is due. */
  readonly verifyAfterMs: readonly number[];
}

/** Whether to look: not any more, not yet, or now. With `since` there is something newer to be verified, from its start. */
export type NextStep =
  | { readonly kind: 'settled' }
  | { readonly kind: 'wait'; readonly until: number; readonly since?: number }
  | { readonly kind: 'look' };

/** A little after the moment until which the cloud may tell the state before. */
const AFTER_LAG_MS = STATE_LAG_MS + 2_500;
/** A command may wait in its lane for a minute; nobody knows of it before it ended. */
const UNDER_WAY_MS = 75_000;
const ASK_AGAIN_MS = 15_000;
const MINUTE_MS = 60_000;

/** From a probe of a lock out of reach to the next; a day later every six hours. */
const OFFLINE_MINUTES = [5, 10, 20, 40, 60];
const PATIENT_OFFLINE_MINUTES = 360;
const PATIENT_AFTER = 28;
/** How often a lock is looked at for one cause. */
const MAX_ROUNDS = { command: 5, relock: 6, surprise: 4, offline: Number.POSITIVE_INFINITY } as const;
/** After these rounds, while the cloud gives no answer at all: the waits, in minutes, then nothing but polls. */
const OUTAGE_MINUTES = [5, 5, 10, 20, 30, 30, 60, 60];

/** Decides by what is stored alone: an observation that somebody else made is as good as one of our own. */
export function nextStep(facts: ObservationFacts): NextStep {
  const { job, state, relock } = facts;
  const settled: NextStep = { kind: 'settled' };
  switch (job.because) {
    case 'offline':
      return isInReach(facts) ? settled : { kind: 'look' };
    case 'relock': {
      const { autoLockSeconds = 0, passageMode } = relock;
      const { snapshot } = state;
      if (autoLockSeconds <= 0 || passageMode) return settled;
      if (snapshot?.online === false) return settled;
      const again = snapshot?.bolt === 'unlocked' && snapshot.source !== 'gateway' ? snapshot : undefined;
      if (again !== undefined && again.happenedAt > job.since) {
        const until = relockCheckAt(again.happenedAt, autoLockSeconds);
        if (until > facts.now) return { kind: 'wait', until, since: again.happenedAt };
      }
      return isKnownSince(facts) && snapshot?.bolt === 'locked' ? settled : { kind: 'look' };
    }
    case 'surprise':
      return isKnownSince(facts) ? settled : { kind: 'look' };
    case 'command':
      return nextStepAfterCommand(facts);
  }
}

function nextStepAfterCommand(facts: ObservationFacts): NextStep {
  const { job, state, now } = facts;
  const marks = state.commands.filter(({ at }) => at >= job.since);
  if (marks.length > 0 && marks.every(({ outcome }) => outcome?.kind === 'failed')) {
    return { kind: 'settled' };
  }
  if (isKnownSince(facts) || (state.snapshot?.jammed === true && state.snapshot.happenedAt >= job.since))
    return { kind: 'settled' };
  const underWay = marks.some(({ at, outcome }) => outcome === undefined && now - at < UNDER_WAY_MS);
  return underWay ? { kind: 'wait', until: plannedAfter(facts) ?? now + ASK_AGAIN_MS } : { kind: 'look' };
}

/** Whether a lock that was out of reach is back, and where its bolt is now. */
function isInReach({ state, relock, now }: ObservationFacts): boolean {
  if (state.snapshot === undefined) return true;
  return usableSnapshot(state, relock, now)?.online === true;
}

/** Whether the bolt was observed, not assumed, after that which is to be verified. */
function isKnownSince({ job, state, relock, now }: ObservationFacts): boolean {
  const snapshot = usableSnapshot(state, relock, now);
  if (snapshot === undefined || !snapshot.online || isUncertain(state)) return false;
  return snapshot.source !== 'command' && snapshot.bolt !== 'unknown' && snapshot.happenedAt >= job.since;
}

/**
 * When to look again after a look that did not settle it; `undefined` to give up. `contradicted` is set when the lock
 * said something that may only be the state before the movement; `unanswered` when nobody could be asked, because the
 * cloud or the way to it is out of order.
 */
export function nextCheckAt(
  facts: ObservationFacts,
  contradicted: boolean,
  unanswered = false,
): number | undefined {
  const { job, state, relock, now } = facts;
  const round = job.round + 1;
  const spare = MAX_ROUNDS[job.because] - round;
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
    case 'surprise':
      return round === 1 ? Math.max(now + ASK_AGAIN_MS, job.since + AFTER_LAG_MS) : now + MINUTE_MS;
    case 'command': {
      const { snapshot } = state;
      const assumedAt = snapshot?.source === 'command' ? snapshot.learnedAt : job.since;
      const afterLag = assumedAt + AFTER_LAG_MS;
      const planned = plannedAfter(facts) ?? now + Math.max(now - job.since, MINUTE_MS);
      return contradicted && afterLag > now ? Math.min(afterLag, planned) : planned;
    }
  }
}

function plannedAfter({ job, verifyAfterMs, now }: ObservationFacts): number | undefined {
  return verifyAfterMs.map((ms) => job.since + ms).find((at) => at > now + 1000);
}
