import type { AccountState, LockState } from './account-state.ts';
import { stateOf } from './account-state.ts';

/**
 * The clocks of two instances, or ours and the cloud's, may differ by so much: a moment that comes so soon was noted just now,
 * by one that runs ahead of ours.
 */
const SKEW_MS = 2_000;
/**
 * What was noted at a moment that has not come yet is taken for so old. Readings under way and events on their way to us are
 * younger, and old records are mostly older.
 */
const AGE_MS = 60_000;
/** Nobody knows how long ago it was learned: so long that it is fresh for nobody. */
const STALE_MS = 24 * 60 * 60_000;

type ClampTimestamp = (at: number) => number;

/**
 * The states without moments that are yet to come; the same object where there are none. Such a moment was noted before the
 * clock was set back: by NTP, or on a machine that does not keep the time while it is off. What it noted was known before
 * now, in the order in which it was noted; otherwise a bolt that was seen then would be newer than every command and event
 * until the moment comes. Called wherever states are read, so that nobody else need think of it.
 */
export function clampFutureTimestamps(states: AccountState, now: number): AccountState {
  // Nearly always there are none; and every intent asks.
  const ahead = Object.keys(states.locks).filter((id) => isAhead(stateOf(states, id), now));
  if (ahead.length === 0 && !isAccountAhead(states, now)) return states;
  const put: ClampTimestamp = (at) => (at > now + SKEW_MS ? now - AGE_MS : Math.min(at, now));
  const settledLocks = ahead.map((id) => [id, clampLock(stateOf(states, id), now)]);
  const { pollDueAt, polling, google } = states;
  return {
    ...mapFields(states, ['webhookAt'], put),
    locks: { ...states.locks, ...Object.fromEntries(settledLocks) },
    ...(polling && { polling: mapFields(polling, ['polledAt', 'listedAt'], put) }),
    // Due as long after the poll before as it was.
    ...(polling && pollDueAt && { pollDueAt: pollDueAt - polling.polledAt + put(polling.polledAt) }),
    ...(google && { google: mapFields(google, ['syncedAt', 'unlinkedAt'], put) }),
  };
}

function isAccountAhead({ webhookAt = 0, polling, google }: AccountState, now: number): boolean {
  if (webhookAt > now) return true;
  if (polling !== undefined && (polling.polledAt > now || polling.listedAt > now)) return true;
  return (google?.syncedAt ?? 0) > now || (google?.unlinkedAt ?? 0) > now;
}

const LOCK_TIMESTAMPS = ['uncertainSince', 'webhookEventAt', 'missedEventAt', 'askedAt'] as const;

function timestampsOf(lock: LockState): number[] {
  const { snapshot, battery, commands } = lock;
  return [
    ...[snapshot?.happenedAt, snapshot?.learnedAt, battery?.learnedAt],
    ...LOCK_TIMESTAMPS.map((name) => lock[name]),
    ...commands.map(({ at }) => at),
  ].filter((at) => at !== undefined);
}

function isAhead(lock: LockState, now: number): boolean {
  const { snapshot, battery, commands } = lock;
  if (snapshot !== undefined && (snapshot.happenedAt > now || snapshot.learnedAt > now)) return true;
  if (battery !== undefined && battery.learnedAt > now) return true;
  return LOCK_TIMESTAMPS.some((name) => (lock[name] ?? 0) > now) || commands.some(({ at }) => at > now);
}

function clampLock(lock: LockState, now: number): LockState {
  const moments = timestampsOf(lock);
  if (Math.max(...moments) <= now + SKEW_MS) return mapTimestamps(lock, (at) => Math.min(at, now));
  // All that is younger moves, a millisecond apart, so that what came after something else still does.
  const from = now - AGE_MS;
  const young = [...new Set(moments.filter((at) => at > from))].sort((a, b) => a - b);
  const put: ClampTimestamp = (at) => (at > from ? from + 1 + young.indexOf(at) : at);
  return mapTimestamps(lock, put, (at) => (at > now ? now - STALE_MS : at));
}

/** A lock with its moments put elsewhere; `learned` puts the one that freshness counts from. */
function mapTimestamps(lock: LockState, put: ClampTimestamp, learned = put): LockState {
  const { snapshot, battery, commands } = lock;
  return {
    ...mapFields(lock, LOCK_TIMESTAMPS, put),
    commands: commands.map((mark) => mapFields(mark, ['at'], put)),
    ...(snapshot && {
      snapshot: mapFields(mapFields(snapshot, ['happenedAt'], put), ['learnedAt'], learned),
    }),
    ...(battery && { battery: mapFields(battery, ['learnedAt'], put) }),
  };
}

/** A copy with some of its moments put elsewhere; those that it does not have stay absent. */
function mapFields<T extends object>(whole: T, names: readonly (keyof T)[], put: ClampTimestamp): T {
  const moved = names.flatMap((name) => {
    const at = whole[name];
    return typeof at === 'number' ? [[name, put(at)]] : [];
  });
  return { ...whole, ...Object.fromEntries(moved) };
}
