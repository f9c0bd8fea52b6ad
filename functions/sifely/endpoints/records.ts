import * as v from 'valibot';
import type { CallOptions, LockRecord } from '../../locks/lock-cloud.ts';
import { defined } from '../defined.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { optionalBattery, optionalId, optionalWholeNumber } from '../http/field-schemas.ts';
import { lockQuery } from './lock-id.ts';
import { itemKey, readPages } from './read-list.ts';
import { recordEffect } from './record-effects.ts';

/** The fields that are read; names, passcodes and card numbers are not. */
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
});

const ENDPOINT = '/v3/lockRecord/list';
const DAY_MS = 24 * 60 * 60_000;

/** Returns what happened to a lock since a time (ms since the epoch), newest first; at most the newest 500 that Sifely sends. */
export async function lockRecords(
  context: EndpointContext,
  lockId: string,
  since: number,
  options: CallOptions,
): Promise<LockRecord[]> {
  const { clock } = context;
  const startDate = Math.max(0, Math.floor(since));
  // Some deployments answer HTTP 500 without an `endDate`. A day ahead: a lock's clock may be ahead of ours.
  const endDate = clock.now() + DAY_MS;
  const list = {
    endpoint: ENDPOINT,
    method: 'GET',
    query: { ...lockQuery(lockId, ENDPOINT), startDate: String(startDate), endDate: String(endDate) },
    schema: recordSchema,
    maxPages: 5,
    beyond: 'stop',
    key: itemKey('recordId'),
  } as const;
  const records = await readPages(context, list, options);
  return records
    .flatMap((record) => toLockRecord(record, clock.now()))
    .filter(({ happenedAt }) => happenedAt >= startDate)
    .sort((one, other) => other.happenedAt - one.happenedAt || other.receivedAt - one.receivedAt);
}

/** Returns the record in our words; none if its type or time is missing. `now` in ms since the epoch. */
export function toLockRecord(record: v.InferOutput<typeof recordSchema>, now: number): LockRecord[] {
  const type = record.recordType ?? record.recordTypeFromLock;
  const receivedAt = record.serverDate ?? (record.lockDate === undefined ? undefined : now);
  if (type === undefined || receivedAt === undefined) return [];
  return [
    defined({
      recordId: record.recordId,
      happenedAt: Math.min(record.lockDate ?? receivedAt, receivedAt),
      receivedAt,
      type,
      effect: recordEffect(record),
      battery: record.electricQuantity,
    }),
  ];
}
