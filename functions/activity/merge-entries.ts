import { type ActivityEntry, EVENT, isWithoutEffect } from './activity-entry.ts';

/** Entries that were stored together, newest first. */
export interface EntryBatch {
  /** The time of the newest one, ms since the epoch. */
  readonly newestAt: number;
  readonly entries: readonly ActivityEntry[];
}

/** The times of two entries of one event differ by no more: clocks of locks are wrong by minutes. */
const SAME_EVENT_MS = 5 * 60_000;
/** From a door's notification to its record, by the cloud's clock. */
const NOTICED_MS = 20_000;
/** From a command to the record of its movement at the cloud, by the cloud's clock, and how far that may be behind ours. */
const CAUSED_MS = { after: 120_000, before: 5_000 };

/**
 * Yields entries newest first, each event once: what a webhook, the history and a command say of one event becomes one
 * entry. `batches` come with the newest first. Holds no more than those of a few minutes, and what a batch spans.
 */
export async function* mergeEntries(
  live: readonly ActivityEntry[],
  batches: AsyncIterable<EntryBatch>,
): AsyncGenerator<ActivityEntry> {
  const waiting = [...live].sort(newestFirst);
  for await (const { newestAt, entries } of batches) {
    yield* releaseNewer(waiting, newestAt + SAME_EVENT_MS);
    waiting.push(...entries);
    waiting.sort(newestFirst);
  }
  yield* releaseNewer(waiting, Number.NEGATIVE_INFINITY);
}

function* releaseNewer(waiting: ActivityEntry[], than: number): Generator<ActivityEntry> {
  for (let first = waiting[0]; first !== undefined && first.at > than; first = waiting[0]) {
    waiting.shift();
    const index = partnerOf(first, waiting);
    const partner = waiting[index];
    if (partner === undefined) {
      yield first;
      continue;
    }
    const joined = joinEntries(first, partner);
    waiting.splice(index, 1);
    // It may have a third part, and may be older than the next one.
    const place = waiting.findIndex(({ at }) => at <= joined.at);
    waiting.splice(place === -1 ? waiting.length : place, 0, joined);
  }
}

function partnerOf(entry: ActivityEntry, waiting: readonly ActivityEntry[]): number {
  for (const [index, other] of waiting.entries()) {
    if (entry.at - other.at > SAME_EVENT_MS) return -1;
    if (isSameEvent(entry, other)) return index;
  }
  return -1;
}

function isSameEvent(one: ActivityEntry, other: ActivityEntry): boolean {
  if (one.id === other.id) return true;
  if (one.lockId !== other.lockId || meantEvent(one) !== meantEvent(other)) return false;
  if (one.source === 'google' || other.source === 'google')
    return one.source === 'google' ? isCaused(one, other) : isCaused(other, one);
  if (isNotice(one) !== isNotice(other)) return isNoticed(one, other);
  const isOneRecord = one.recordId === undefined || other.recordId === undefined;
  return isOneRecord && one.type === other.type && lockTime(one) === lockTime(other);
}

/** Returns what happened, or for a command that seemed to do nothing, what it was to do: a record may yet show that it did. */
function meantEvent({ event, action, reason }: ActivityEntry): ActivityEntry['event'] {
  return action !== undefined && isWithoutEffect(reason) ? EVENT[action] : event;
}

/** True for what a door's sensor said without a record. */
function isNotice({ source, type }: ActivityEntry): boolean {
  return source === 'door-sensor' && type === undefined;
}

/** True if a record of a door and a notice that is no record are about one event: the cloud dates both as they arrive. */
function isNoticed(one: ActivityEntry, other: ActivityEntry): boolean {
  if (one.event === 'door-left-open') return true;
  return Math.abs((one.receivedAt ?? one.at) - (other.receivedAt ?? other.at)) <= NOTICED_MS;
}

/** True if a record is that of the movement which a command caused. */
function isCaused(command: ActivityEntry, record: ActivityEntry): boolean {
  const { how, receivedAt, recordId } = record;
  // The history and a webhook have the same record.
  if (command.seenAt !== undefined)
    return record.at === command.seenAt || (recordId !== undefined && recordId === command.recordId);
  if (receivedAt === undefined) return false;
  // Sifely records some commands of a gateway as those of the app.
  if (how !== 'gateway' && how !== 'app') return false;
  return receivedAt >= command.at - CAUSED_MS.before && receivedAt <= command.at + CAUSED_MS.after;
}

function joinEntries(one: ActivityEntry, other: ActivityEntry): ActivityEntry {
  if (one.source !== other.source) {
    const [command, record] = one.source === 'google' ? [one, other] : [other, one];
    const { recordId } = record;
    const { action: _, reason: __, ...sent } = command;
    return {
      ...(isWithoutEffect(command.reason) ? sent : command),
      ...{ event: record.event, succeeded: true, seenAt: record.at },
      ...(recordId !== undefined && { recordId }),
    };
  }
  // Of two commands the one that is known to have been seen, or to have done nothing, of two records the one that the history has.
  const isLess =
    isNotice(one) ||
    (!isNotice(other) && one.isUnconfirmed) ||
    (other.seenAt !== undefined && one.seenAt === undefined) ||
    (one.seenAt === undefined && isWithoutEffect(other.reason));
  const [less, more] = isLess ? [one, other] : [other, one];
  const { isUnconfirmed: _, ...rest } = less;
  return { ...rest, ...more };
}

function lockTime({ lockAt, at }: ActivityEntry): number {
  return lockAt ?? at;
}

function newestFirst(one: ActivityEntry, other: ActivityEntry): number {
  return other.at - one.at;
}
