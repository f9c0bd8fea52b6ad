import * as v from 'valibot';
import { type DoorRecord, MAX_DOOR_RECORDS } from '../../../guests/access-settings.ts';
import type { CallOptions } from '../../../locks/lock-cloud.ts';
import { defined } from '../../defined.ts';
import type { EndpointContext } from '../../endpoint-context.ts';
import { optionalId, optionalTime, optionalWholeNumber } from '../../http/field-schemas.ts';
import { lockQuery } from '../lock-id.ts';
import { itemKey, PAGE_SIZE, readPages } from '../read-list.ts';
import { optionalCall } from './optional-call.ts';

const ENDPOINT = '/v3/doorSensor/listRecord';
const CLOSED = 30;
const OPEN = 31;

const doorRecordSchema = v.object({
  recordId: optionalId,
  recordType: optionalWholeNumber,
  recordTypeFromLock: optionalWholeNumber,
  lockDate: optionalTime,
  serverDate: optionalTime,
});

type SentRecord = v.InferOutput<typeof doorRecordSchema>;

/**
 * Returns how a door moved since a time (ms since the epoch), newest first: `GET /v3/doorSensor/listRecord`, `lockId`, `pageNo`,
 * `pageSize`; a page of records of the types 30 (closed) and 31 (open). At most the newest 500 (Sifely's index "Get door sensor
 * records"; the path is that of the TTLock platform: rejects with `not-supported` where Sifely does not have it).
 */
export async function doorRecords(
  context: EndpointContext,
  lockId: string,
  since: number,
  options: CallOptions,
): Promise<DoorRecord[]> {
  const list = {
    endpoint: ENDPOINT,
    method: 'GET',
    query: lockQuery(lockId, ENDPOINT),
    schema: doorRecordSchema,
    maxPages: MAX_DOOR_RECORDS / PAGE_SIZE,
    beyond: 'stop',
    key: itemKey('recordId'),
    isEnough: (items: readonly unknown[]) => items.every((item) => isOlder(item, since)),
  } as const;
  const records = await optionalCall(context, ENDPOINT, () => readPages(context, list, options));
  return records
    .flatMap(toDoorRecord)
    .filter(({ at }) => at >= since)
    .sort((one, other) => other.at - one.at);
}

/** True for a record from before a time; an unreadable one ends no search. */
function isOlder(item: unknown, since: number): boolean {
  const { success, output } = v.safeParse(doorRecordSchema, item);
  const at = success ? timeOf(output) : undefined;
  return at !== undefined && at < since;
}

function toDoorRecord(record: SentRecord): DoorRecord[] {
  const type = record.recordType ?? record.recordTypeFromLock;
  const at = timeOf(record);
  if (at === undefined || (type !== CLOSED && type !== OPEN)) return [];
  return [defined({ id: record.recordId, at, isOpen: type === OPEN })];
}

function timeOf({ lockDate, serverDate }: SentRecord): number | undefined {
  return lockDate ?? serverDate;
}
