import type { LockState, Snapshot } from './account-state.ts';
import { boltAfter, newestMove } from './apply-records.ts';
import { withBattery } from './battery.ts';
import type { FailureReason } from './cloud-failure-error.ts';
import { policyOf } from './failure-policy.ts';
import {
  isUncertain,
  mayHaveRelocked,
  type RelockFacts,
  STATE_LAG_MS,
  TARGET,
  unresolvedCommand,
  usableSnapshot,
} from './known-state.ts';
import type { BoltState, LockRecord } from './lock-cloud.ts';
import { backInReach, meansOffline } from './offline.ts';

/** What asking a lock brought to light. Times are ms since the epoch. */
export interface Reading {
  /** When the lock was asked. */
  readonly begunAt: number;
  readonly endedAt: number;
  /** What the gateway said, or why it said nothing. */
  readonly gateway: BoltState | FailureReason;
  /** Newest first; only when the gateway could not tell. */
  readonly records?: readonly LockRecord[];
}

/** The state after a reading; the same object when the reading says nothing that may be believed. */
export function applyReading(state: LockState, reading: Reading, relock: RelockFacts): LockState {
  const battery = reading.records?.find((record) => record.battery !== undefined)?.battery;
  const next = withBattery(state, battery, reading.endedAt);
  const observed = observation(next, reading, relock);
  if (observed === undefined) {
    const answered = provesReach(reading.gateway);
    return answered && next.snapshot?.online === false ? backInReach(next, next.snapshot) : next;
  }
  if (observed.happenedAt < (next.snapshot?.happenedAt ?? 0) || isSame(observed, next.snapshot)) return next;
  if (isLag(next, observed, relock)) return next;
  const silent = movedSilently(next, observed, relock);
  return { ...next, snapshot: observed, ...(silent && { missedEventAt: observed.happenedAt }) };
}

/** True if an answer that names no bolt position cannot come from a lock out of reach. */
function provesReach(gateway: Reading['gateway']): boolean {
  return gateway === 'unknown' || policyOf(gateway)?.reach === 'online';
}

/** Whether the bolt is where no event, no command and no relocking can have put it: this lock moves without telling. */
function movedSilently(state: LockState, observed: Snapshot, relock: RelockFacts): boolean {
  if (observed.source !== 'gateway' || !observed.online || observed.bolt === 'unknown') return false;
  const before = usableSnapshot(state, relock, observed.happenedAt);
  if (before === undefined || before.jammed || !before.online || before.source === 'command') return false;
  // The state lags: a lock that relocked a moment ago may have been seen unlocked since, and none tells of relocking.
  const relocks = (relock.autoLockSeconds ?? 0) > 0 && !relock.passageMode;
  return before.bolt !== observed.bolt && !(relocks && observed.bolt === 'locked');
}

function observation(state: LockState, reading: Reading, relock: RelockFacts): Snapshot | undefined {
  const { gateway, begunAt, endedAt } = reading;
  const before = state.snapshot;
  if (gateway === 'locked' || gateway === 'unlocked') {
    return {
      bolt: gateway,
      jammed: false,
      online: true,
      source: 'gateway',
      happenedAt: begunAt,
      learnedAt: endedAt,
    };
  }
  if (meansOffline(gateway)) {
    const unheardOf = { bolt: 'unknown', jammed: false, source: 'gateway', happenedAt: begunAt } as const;
    return { ...(before ?? unheardOf), online: false, learnedAt: endedAt };
  }
  const answered = provesReach(gateway);
  const newest = newestMove(reading.records ?? []);
  const isNewer = newest !== undefined && newest.happenedAt >= (before?.happenedAt ?? 0);
  const bolt = isNewer ? boltAfter(newest, relock, endedAt) : undefined;
  if (isNewer && bolt !== undefined) {
    const online = answered || (before?.online ?? true);
    const { happenedAt } = newest;
    return { bolt, jammed: false, online, source: 'records', happenedAt, learnedAt: endedAt };
  }
  // The lock itself does not know: that is newer than what was known before.
  if (gateway === 'unknown') {
    return {
      bolt: 'unknown',
      jammed: before?.jammed ?? false,
      online: true,
      source: 'gateway',
      happenedAt: begunAt,
      learnedAt: endedAt,
    };
  }
  return undefined;
}

/**
 * Whether an observation contradicts a command or an event so recent that the cloud probably tells the state before
 * it. An accepted command is as recent as its acceptance: the bolt moves after that.
 */
function isLag(state: LockState, observed: Snapshot, relock: RelockFacts): boolean {
  if (observed.source !== 'gateway' || !observed.online) return false;
  const { snapshot, uncertainSince } = state;
  const recent = (at: number) => observed.happenedAt - at < STATE_LAG_MS;
  if (isUncertain(state) && uncertainSince !== undefined && recent(uncertainSince))
    return snapshot?.bolt === observed.bolt;
  if (snapshot?.source === 'command' && recent(snapshot.learnedAt)) return snapshot.bolt !== observed.bolt;
  const told = snapshot?.source === 'webhook' || snapshot?.source === 'records';
  if (told && recent(snapshot.happenedAt) && snapshot.bolt !== observed.bolt) {
    const relocked = snapshot.bolt === 'unlocked' && observed.bolt === 'locked';
    return !(relocked && mayHaveRelocked(snapshot.happenedAt, relock, observed.happenedAt));
  }
  const doubt = unresolvedCommand(state);
  return doubt !== undefined && recent(doubt.at) && TARGET[doubt.action] !== observed.bolt;
}

function isSame(a: Snapshot, b: Snapshot | undefined): boolean {
  if (b === undefined || a.bolt !== b.bolt || a.jammed !== b.jammed || a.online !== b.online) return false;
  return a.source === b.source && a.happenedAt === b.happenedAt && a.learnedAt === b.learnedAt;
}
