import { MAX_SKEW_MS } from '../clock.ts';
import { type AccountState, type LockState, type PollingState, stateOf } from './account-state.ts';

/** Timestamps further ahead than `MAX_SKEW_MS` become "one minute ago": older than anything in flight, newer than most history. */
const AGE_MS = 60_000;
/** The age of a snapshot learned at an unknown time: stale for every reader. */
const STALE_MS = 24 * 60 * 60_000;

type ClampTimestamp = (at: number) => number;

/**
 * Moves future timestamps into the past, in their order; the same object if there are none. They stem from before the clock
 * was set back, by NTP or by a power cut; a bolt state of then would outrank every event until that time comes. Runs at
 * every read of states.
 */
export function clampFutureTimestamps(states: AccountState, now: number): AccountState {
  // Every intent calls this, and nearly always there are none.
  const ahead = Object.keys(states.locks).filter((id) => isAhead(stateOf(states, id), now));
  if (ahead.length === 0 && !isAccountAhead(states, now)) return states;
  const clamp: ClampTimestamp = (at) => (at > now + MAX_SKEW_MS ? now - AGE_MS : Math.min(at, now));
  const clampedLocks = ahead.map((id) => [id, clampLock(stateOf(states, id), now)]);
  const { pollDueAt, polling, gatewayWatch, google } = states;
  const sincePoll = (at: number) =>
    polling === undefined ? at : at - polling.polledAt + clamp(polling.polledAt);
  return {
    ...mapFields(states, ['webhookAt'], clamp),
    locks: { ...states.locks, ...Object.fromEntries(clampedLocks) },
    // The next poll keeps its interval since the last one.
    ...(polling && {
      polling: { ...mapFields(polling, ['polledAt', 'listedAt'], clamp), ...dueAtOf(polling, sincePoll) },
    }),
    ...(polling && pollDueAt && { pollDueAt: sincePoll(pollDueAt) }),
    ...(gatewayWatch && { gatewayWatch: mapFields(gatewayWatch, ['checkedAt'], clamp) }),
    ...(google && { google: mapFields(google, ['syncedAt', 'unlinkedAt', 'auditedAt'], clamp) }),
  };
}

function dueAtOf({ dueAt }: PollingState, map: ClampTimestamp): Pick<PollingState, 'dueAt'> {
  return dueAt === undefined ? {} : { dueAt: map(dueAt) };
}

function isAccountAhead(states: AccountState, now: number): boolean {
  const { webhookAt = 0, polling, gatewayWatch, google } = states;
  if (webhookAt > now || (gatewayWatch?.checkedAt ?? 0) > now) return true;
  if (polling !== undefined && (polling.polledAt > now || polling.listedAt > now)) return true;
  const { syncedAt = 0, unlinkedAt = 0, auditedAt = 0 } = google ?? {};
  return Math.max(syncedAt, unlinkedAt, auditedAt) > now;
}

const LOCK_TIMESTAMPS = [
  'uncertainSince',
  'unlockClaimedAt',
  'webhookEventAt',
  'missedEventAt',
  'askedAt',
  'activeAt',
  'boltSince',
] as const;

function timestampsOf(lock: LockState): number[] {
  const { snapshot, battery, door, commands } = lock;
  return [
    ...[snapshot?.happenedAt, snapshot?.learnedAt, snapshot?.mayPrecede, battery?.learnedAt],
    ...[door?.since, door?.learnedAt, door?.repeatedAt, door?.leftOpenAt],
    ...LOCK_TIMESTAMPS.map((name) => lock[name]),
    ...commands.map(({ at }) => at),
  ].filter((at) => at !== undefined);
}

function isAhead(lock: LockState, now: number): boolean {
  const { snapshot, battery, door, commands } = lock;
  if (door !== undefined && Math.max(door.since, door.learnedAt, door.repeatedAt ?? 0) > now) return true;
  if (snapshot !== undefined && (snapshot.happenedAt > now || snapshot.learnedAt > now)) return true;
  if (battery !== undefined && battery.learnedAt > now) return true;
  return LOCK_TIMESTAMPS.some((name) => (lock[name] ?? 0) > now) || commands.some(({ at }) => at > now);
}

function clampLock(lock: LockState, now: number): LockState {
  const timestamps = timestampsOf(lock);
  if (Math.max(...timestamps) <= now + MAX_SKEW_MS) return mapTimestamps(lock, (at) => Math.min(at, now));
  // Everything younger than a minute moves too, a millisecond apart, so that the order stays.
  const from = now - AGE_MS;
  const young = [...new Set(timestamps.filter((at) => at > from))].sort((a, b) => a - b);
  const clamp: ClampTimestamp = (at) => (at > from ? from + 1 + young.indexOf(at) : at);
  return mapTimestamps(lock, clamp, (at) => (at > now ? now - STALE_MS : at));
}

/** Returns a lock with its timestamps mapped; `clampLearned` maps the one that freshness counts from. */
function mapTimestamps(lock: LockState, clamp: ClampTimestamp, clampLearned = clamp): LockState {
  const { snapshot, battery, door, commands } = lock;
  return {
    ...mapFields(lock, LOCK_TIMESTAMPS, clamp),
    commands: commands.map((mark) => mapFields(mark, ['at'], clamp)),
    ...(snapshot && {
      snapshot: mapFields(
        mapFields(snapshot, ['happenedAt', 'mayPrecede'], clamp),
        ['learnedAt'],
        clampLearned,
      ),
    }),
    ...(door && { door: mapFields(door, ['since', 'learnedAt', 'repeatedAt', 'leftOpenAt'], clamp) }),
    ...(battery && {
      battery: {
        ...mapFields(battery, ['learnedAt'], clamp),
        ...(battery.steps && { steps: battery.steps.map((step) => mapFields(step, ['at'], clamp)) }),
      },
    }),
  };
}

function mapFields<T extends object>(whole: T, names: readonly (keyof T)[], clamp: ClampTimestamp): T {
  const mapped = names.flatMap((name) => {
    const at = whole[name];
    return typeof at === 'number' ? [[name, clamp(at)]] : [];
  });
  return { ...whole, ...Object.fromEntries(mapped) };
}
