import type { LockState } from '../locks/account-state.ts';
import { isFailureReason } from '../locks/failure-policy.ts';
import {
  isUncertain,
  isUnproven,
  mayPrecedeCommand,
  relockCheckAt,
  STATE_LAG_MS,
  TARGET,
  UNDER_WAY_MS,
  usableSnapshot,
} from '../locks/known-state.ts';
import { meansOffline } from '../locks/offline.ts';
import {
  AFTER_LAG_MS,
  ASK_AGAIN_MS,
  EARLY_MS,
  isInReach,
  type ObservationFacts,
  plannedAfter,
} from './verification-schedule.ts';

/** Observe the lock now, later, or not at all. With `since`, a newer event replaces the one to verify. */
export type NextStep =
  | { readonly kind: 'settled' }
  | { readonly kind: 'wait'; readonly until: number; readonly since?: number }
  | { readonly kind: 'observe' };

/** Returns the next step by the stored state alone: an observation by another job or request counts as well. */
export function nextStep(facts: ObservationFacts): NextStep {
  const { job, state, relock } = facts;
  const settled: NextStep = { kind: 'settled' };
  switch (job.because) {
    case 'offline':
      return isInReach(facts) ? settled : { kind: 'observe' };
    case 'relock': {
      const { autoLockSeconds = 0, passageMode } = relock;
      const { snapshot } = state;
      if (autoLockSeconds <= 0 || passageMode) return settled;
      if (snapshot?.online === false) return settled;
      const newer = snapshot?.bolt === 'unlocked' && snapshot.source !== 'gateway' ? snapshot : undefined;
      if (newer !== undefined && newer.happenedAt > job.since) {
        const until = relockCheckAt(newer.happenedAt, autoLockSeconds);
        if (until > facts.now) return { kind: 'wait', until, since: newer.happenedAt };
      }
      return isKnownSince(facts) && snapshot?.bolt === 'locked' ? settled : { kind: 'observe' };
    }
    case 'offline-hint':
      return isReachKnownSince(facts) ? settled : { kind: 'observe' };
    // The gateway may answer for a moment as if it were still away: only a lock within reach ends these.
    case 'online-hint':
      return isKnownSince(facts) ? settled : { kind: 'observe' };
    case 'surprise': {
      const { mayPrecede } = state.snapshot ?? {};
      if (mayPrecede === undefined || isUncertain(state))
        return isKnownSince(facts) ? settled : { kind: 'observe' };
      const until = mayPrecede + AFTER_LAG_MS;
      return facts.now < until ? { kind: 'wait', until } : { kind: 'observe' };
    }
    case 'query':
      // The instance that answered, or another job, has asked the lock since.
      return (state.askedAt ?? 0) >= job.since || isKnownSince(facts) ? settled : { kind: 'observe' };
    case 'command':
      return nextStepAfterCommand(facts);
  }
}

function nextStepAfterCommand(facts: ObservationFacts): NextStep {
  const { job, state, now } = facts;
  const marks = state.commands.filter(({ at }) => at >= job.since);
  if (marks.length > 0 && marks.every(({ outcome }) => outcome?.kind === 'failed')) {
    return nextStepAfterFailure(facts, marks);
  }
  const isJammed = state.snapshot?.jammed === true && state.snapshot.happenedAt >= job.since;
  if (isJammed || (isKnownSince(facts) && !mayStillMove(facts, marks))) return { kind: 'settled' };
  const underWay = marks.some(
    ({ at, outcome, handover }) =>
      outcome === undefined &&
      now - at < UNDER_WAY_MS &&
      (handover === 'offered' || facts.isHandedOver !== true),
  );
  return underWay ? { kind: 'wait', until: plannedAfter(facts) ?? now + ASK_AGAIN_MS } : { kind: 'observe' };
}

/**
 * True if the bolt may yet be found where a command moves it: the clock may have been put forward since it was sent, or what was observed
 * lags behind it.
 */
function mayStillMove(
  { state, job, verifyAfterMs }: ObservationFacts,
  marks: LockState['commands'],
): boolean {
  const { snapshot } = state;
  if (snapshot?.mayPrecede !== undefined) return true;
  if (snapshot !== undefined && marks.some((mark) => mayPrecedeCommand(snapshot, mark))) return true;
  const mayMove = marks.some(
    ({ outcome, action }) => outcome === undefined && TARGET[action] !== snapshot?.bolt,
  );
  return mayMove && job.round < verifyAfterMs.length;
}

/**
 * A refused command is not sent again, but the cloud may have carried it out: where no webhook would say so, its lock is observed once
 * the answer cannot be the state before.
 */
function nextStepAfterFailure(facts: ObservationFacts, marks: LockState['commands']): NextStep {
  const { job, state, relock, now, isCovered } = facts;
  const isRefused = marks.some(
    ({ outcome }) =>
      outcome?.kind === 'failed' && isFailureReason(outcome.reason) && !meansOffline(outcome.reason),
  );
  const snapshot = usableSnapshot(state, relock, now);
  const since = job.since + (snapshot?.source === 'gateway' ? STATE_LAG_MS : 0);
  const isKnown = snapshot !== undefined && snapshot.source !== 'command' && snapshot.happenedAt >= since;
  if (!isRefused || isCovered === true || isKnown || job.round > 1) return { kind: 'settled' };
  const until = job.since + AFTER_LAG_MS;
  return now < until - EARLY_MS ? { kind: 'wait', until } : { kind: 'observe' };
}

/** True if the lock itself, or its gateway, was asked since the hint and the answer says if it can be reached. */
function isReachKnownSince({ job, state: { snapshot } }: ObservationFacts): boolean {
  if (snapshot === undefined || snapshot.learnedAt < job.since) return false;
  return !snapshot.online || snapshot.source === 'gateway';
}

/** True if the bolt was observed, not assumed, since the event to verify. */
function isKnownSince({ job, state, relock, now }: ObservationFacts): boolean {
  const snapshot = usableSnapshot(state, relock, now);
  if (!snapshot?.online || isUncertain(state) || isUnproven(snapshot)) return false;
  return snapshot.source !== 'command' && snapshot.bolt !== 'unknown' && snapshot.happenedAt >= job.since;
}
