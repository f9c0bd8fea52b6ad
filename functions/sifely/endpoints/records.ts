import * as v from 'valibot';
import type { CallOptions, DoorEvent, LockRecord } from '../../locks/lock-cloud.ts';
import { defined } from '../defined.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { optionalBattery, optionalId, optionalText, optionalWholeNumber } from '../http/field-schemas.ts';
import { describeRecord } from './describe-record.ts';
import { lockQuery } from './lock-id.ts';
import { itemKey, readPages } from './read-list.ts';
import { recordEffect } from './record-effects.ts';

/** The fields that are read. `keyboardPwd` is the code, card number or wristband address: {@link describeRecord} drops it. */
export const recordSchema = v.object({
  recordId: optionalId,
  recordType: optionalWholeNumber,
  recordTypeFromLock: optionalWholeNumber,
  success: optionalWholeNumber,
  /** Ms since the epoch by the lock's clock. */
  lockDate: optionalWholeNumber,
  /** Ms since the epoch by Sifely's clock. */
  serverDate: optionalWholeNumber,
  electricQuantity: optionalBattery,
  /** The person, the name of the code or card, or digits that somebody entered, partly masked. */
  username: optionalText,
  keyName: optionalText,
  keyboardPwd: optionalText,
});

const ENDPOINT = '/v3/lockRecord/list';
/** A lock's clock may be ahead of ours by a time zone, or by years after a dead battery. */
const AHEAD_MS = 10 * 365 * 24 * 60 * 60_000;
/** A record whose clock is ahead by more says nothing of the order of others. */
const RIGHT_MS = 30_000;

/**
 * Returns what happened to a lock since a time (ms since the epoch, by the lock's clock or Sifely's), newest first; at most the newest
 * 500 that Sifely sends, unless the caller says how many are enough: `GET /v3/lockRecord/list`, `lockId`, `pageNo`, `pageSize`, `startDate`, `endDate` (ms); a page of records (title
 * in Sifely's index; TTLock platform). A cloud read.
 */
export async function lockRecords(
  context: EndpointContext,
  lockId: string,
  since: number,
  options: CallOptions,
): Promise<LockRecord[]> {
  const { clock } = context;
  const startDate = Math.max(0, Math.floor(since));
  // Some deployments answer HTTP 500 without an `endDate`.
  const endDate = clock.now() + AHEAD_MS;
  const { receivedSince, enoughRecords } = options;
  let read = 0;
  const list = {
    endpoint: ENDPOINT,
    method: 'GET',
    query: { ...lockQuery(lockId, ENDPOINT), startDate: String(startDate), endDate: String(endDate) },
    schema: recordSchema,
    // Some servers send ten items a page, whatever is asked for.
    maxPages: enoughRecords === undefined ? 5 : Math.ceil(enoughRecords / 10),
    beyond: 'stop',
    key: itemKey('recordId'),
    isEnough: (items: readonly unknown[]) => {
      read += items.length;
      return (
        (enoughRecords !== undefined && read >= enoughRecords) ||
        (receivedSince !== undefined && reachesBack(items.at(-1), receivedSince))
      );
    },
  } as const;
  const records = await readPages(context, list, options);
  const now = clock.now();
  return records
    .filter(({ lockDate, serverDate }) => Math.max(lockDate ?? 0, serverDate ?? 0) >= startDate)
    .flatMap((record) => toLockRecord(record, now))
    .sort(
      (one, other) =>
        other.happenedAt - one.happenedAt ||
        other.receivedAt - one.receivedAt ||
        (other.lockAt ?? other.happenedAt) - (one.lockAt ?? one.happenedAt),
    );
}

/** True if the oldest record of a page reached Sifely before `since`; not if it may stand there for a clock that was ahead. */
function reachesBack(oldest: unknown, since: number): boolean {
  const { success, output } = v.safeParse(recordSchema, oldest);
  if (!success) return false;
  const { serverDate, lockDate = 0 } = output;
  return serverDate !== undefined && serverDate < since && lockDate <= serverDate + RIGHT_MS;
}

/** The type of a record that does not say it: its lock must be asked. */
const UNKNOWN_TYPE = 0;

/** The movements that a door's sensor sees, by the event of their record. */
const DOOR_MOVES: ReadonlyMap<DoorEvent, NonNullable<LockRecord['door']>> = new Map([
  ['door-opened', 'opened'],
  ['door-closed', 'closed'],
  ['door-left-open', 'left-open'],
] as const);

/** Returns the record in our words; none if its time is missing. `now` in ms since the epoch. */
export function toLockRecord(record: v.InferOutput<typeof recordSchema>, now: number): LockRecord[] {
  const type = record.recordType ?? record.recordTypeFromLock ?? UNKNOWN_TYPE;
  const { serverDate } = record;
  // 0 from a lock without a clock.
  const lockDate = record.lockDate || undefined;
  const receivedAt = serverDate ?? (lockDate === undefined ? undefined : now);
  if (receivedAt === undefined) return [];
  const description = describeRecord(record);
  return [
    defined({
      recordId: record.recordId,
      happenedAt: Math.min(lockDate ?? receivedAt, receivedAt),
      receivedAt,
      lockAt: lockDate !== undefined && lockDate > receivedAt ? lockDate : undefined,
      type,
      effect: recordEffect(record),
      battery: record.electricQuantity,
      door: DOOR_MOVES.get(description.event),
      description,
    }),
  ];
}
