import type { LockState, Snapshot } from './account-state.ts';
import { boltAfter, newestMove, withUnplaced } from './apply-records.ts';
import type { FailureReason } from './cloud-failure-error.ts';
import { policyOf } from './failure-policy.ts';
import { withBattery } from './forecasts/battery-level.ts';
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
import { markOnline, meansOffline } from './offline.ts';
import { isUndatedLock, placeRecords } from './record-times.ts';

/** The result of asking one lock. Times are ms since the epoch. */
export interface Reading {
  readonly begunAt: number;
  readonly endedAt: number;
  /** The gateway's answer, or the reason why there is none. */
  readonly gateway: BoltState | FailureReason;
  /** Newest first; only if the gateway gave no state. */
  readonly records?: readonly LockRecord[];
  /** True if the lock itself was not asked. */
  readonly isOfRecords?: true;
}

/** Returns the state after a reading; the same object if nothing in the reading is reliable. */
export function applyReading(state: LockState, reading: Reading, relock: RelockFacts): LockState {
  const battery = reading.records?.find((record) => record.battery !== undefined)?.battery;
  const records = placeRecords(reading.records ?? [], state, reading.endedAt);
  const charged = withBattery(state, battery, reading.endedAt);
  const unplaced = withUnplaced(charged, records, relock, reading.endedAt);
  const next = unplaced ?? charged;
  const observed = observation(next, { ...reading, records: unplaced === undefined ? records : [] }, relock);
  if (observed === undefined) {
    const answered = provesReach(reading.gateway);
    return answered && next.snapshot?.online === false ? markOnline(next, next.snapshot) : next;
  }
  if (observed.happenedAt < (next.snapshot?.happenedAt ?? 0) || isSame(observed, next.snapshot)) return next;
  if (isLag(next, observed, relock)) return next;
  const missed = isMissedEvent(next, observed, relock);
  const snapshot = withLag(next, observed);
  return { ...next, snapshot, ...(missed && { missedEventAt: observed.happenedAt }) };
}

/** Returns a reading with the time of what came before it and may not show in it yet, because the cloud's state lags. */
function withLag(state: LockState, observed: Snapshot): Snapshot {
  const { snapshot } = state;
  if (observed.source !== 'gateway' || snapshot === undefined || observed.bolt === 'unknown') return observed;
  const since = snapshot.bolt === observed.bolt ? unseenEventAt(state, snapshot) : unseenCommandAt(snapshot);
  return observed.happenedAt - since < STATE_LAG_MS ? { ...observed, mayPrecede: since } : observed;
}

/** Returns the time of an event that left the bolt unknown, which a reading that agrees with the snapshot may lag behind; 0 if there is none. */
function unseenEventAt({ uncertainSince = 0 }: LockState, { happenedAt, mayPrecede = 0 }: Snapshot): number {
  return uncertainSince > happenedAt ? uncertainSince : mayPrecede;
}

/** Returns the time at which a command was accepted that a reading which contradicts it may lag behind; 0 if there is none. */
function unseenCommandAt({ source, learnedAt }: Snapshot): number {
  return source === 'command' ? learnedAt : 0;
}

/** True if an answer that names no bolt position cannot come from a lock out of reach. */
function provesReach(gateway: Reading['gateway']): boolean {
  return gateway === 'unknown' || policyOf(gateway)?.reach === 'online';
}

/** True if no event, command or relock explains where the bolt is: it moved without an event. */
function isMissedEvent(state: LockState, observed: Snapshot, relock: RelockFacts): boolean {
  if (observed.source !== 'gateway' || !observed.online || observed.bolt === 'unknown') return false;
  const before = usableSnapshot(state, relock, observed.happenedAt);
  if (before === undefined || before.jammed || !before.online || before.source === 'command') return false;
  // The cloud's state lags: a lock that just relocked may have been read as unlocked since, and relocking causes no event.
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
    if (hasReachedSince(before, begunAt)) return undefined;
    const unknownBolt = { bolt: 'unknown', jammed: false, source: 'gateway', happenedAt: begunAt } as const;
    return { ...(before ?? unknownBolt), online: false, learnedAt: endedAt };
  }
  const answered = provesReach(gateway);
  const newest = newestMove(reading.records ?? []);
  const isDated = newest !== undefined && !isUndatedLock(newest);
  const isNewer = isDated && newest.happenedAt >= (before?.happenedAt ?? 0);
  const bolt = isNewer ? boltAfter(newest, relock, endedAt) : undefined;
  if (isNewer && bolt !== undefined) {
    const online = answered || (before?.online ?? true);
    const { happenedAt } = newest;
    return { bolt, jammed: false, online, source: 'records', happenedAt, learnedAt: endedAt };
  }
  // The lock itself does not know: that is newer than the snapshot.
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

/** True if a command or another reading got through to the lock after a reading began that did not: on a slow way their ends change places. */
function hasReachedSince(snapshot: Snapshot | undefined, begunAt: number): boolean {
  if (snapshot === undefined || !snapshot.online) return false;
  return (snapshot.source === 'command' || snapshot.source === 'gateway') && snapshot.learnedAt > begunAt;
}

/**
 * True if an observation contradicts a record, a claimed unlock or a command (which counts from its acceptance) so recent that the
 * cloud may lag.
 */
function isLag(state: LockState, observed: Snapshot, relock: RelockFacts): boolean {
  if (observed.source !== 'gateway' || !observed.online) return false;
  const { snapshot, uncertainSince, unlockClaimedAt } = state;
  const recent = (at: number) => observed.happenedAt - at < STATE_LAG_MS;
  // Where nothing is uncertain it is an unlock that arrived just now, after which the lock may have locked itself.
  if (observed.bolt === 'locked' && unlockClaimedAt !== undefined && recent(unlockClaimedAt))
    return isUncertain(state) || !mayHaveRelocked(unlockClaimedAt, relock, observed.happenedAt);
  // An event left the bolt unknown: "unlocked" is believed.
  const isUnknown = isUncertain(state) && uncertainSince !== undefined && recent(uncertainSince);
  if (isUnknown && observed.bolt === 'unlocked') return false;
  if (snapshot?.source === 'command' && recent(snapshot.learnedAt)) return snapshot.bolt !== observed.bolt;
  // A "locked" by webhook is proved by nothing but an accepted command.
  const isCommanded = state.commands.some(
    ({ action, at, outcome }) =>
      outcome?.kind === 'accepted' && TARGET[action] === snapshot?.bolt && recent(at),
  );
  const isBacked =
    snapshot?.source === 'records' ||
    (snapshot?.source === 'webhook' && (snapshot.bolt === 'unlocked' || isCommanded)) ||
    // A "locked" read after that may be the effect of an earlier command.
    (snapshot?.source === 'gateway' && snapshot.bolt === 'unlocked' && isCommanded);
  if (isBacked && recent(snapshot.happenedAt) && snapshot.bolt !== observed.bolt) {
    const relocked = snapshot.bolt === 'unlocked' && observed.bolt === 'locked';
    return !(relocked && mayHaveRelocked(snapshot.happenedAt, relock, observed.happenedAt));
  }
  const unresolved = unresolvedCommand(state);
  return unresolved !== undefined && recent(unresolved.at) && TARGET[unresolved.action] !== observed.bolt;
}

function isSame(a: Snapshot, b: Snapshot | undefined): boolean {
  if (b === undefined || a.bolt !== b.bolt || a.jammed !== b.jammed || a.online !== b.online) return false;
  return a.source === b.source && a.happenedAt === b.happenedAt && a.learnedAt === b.learnedAt;
}
