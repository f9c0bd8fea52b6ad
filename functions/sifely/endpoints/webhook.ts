import * as v from 'valibot';
import type { LockEvent } from '../../locks/lock-cloud.ts';
import { optionalId, optionalText } from '../http/field-schemas.ts';
import { lenientJson } from '../http/lenient-json.ts';
import { recordSchema, toLockRecord } from './records.ts';

/** The fields of the body that are read; the administrator's name beside them is not. */
const bodySchema = v.object({
  lockId: optionalId,
  notifyType: optionalText,
  records: v.unknown(),
});

/** The only known kind of notification: records of a lock. */
const RECORDS = '1';
/** More than any lock stores; further records of a body are ignored. */
const MAX_RECORDS = 500;

/**
 * Returns the events of a body; never throws. Sifely posts JSON (ryanpalmercs/staydesk), TTLock a form
 * (jbergler/hass-ttlock), whatever the content type says; `records` is an array or a string of one.
 */
export function parseWebhook(body: string, now: number): LockEvent[] {
  const parsed = v.safeParse(bodySchema, fieldsOf(body));
  if (!parsed.success) return [];
  const { lockId, notifyType = RECORDS, records } = parsed.output;
  if (notifyType !== RECORDS) return [];
  const items = typeof records === 'string' ? lenientJson(records) : records;
  if (!Array.isArray(items)) return [];
  return items.slice(0, MAX_RECORDS).flatMap((item: unknown) => event(item, lockId, now));
}

function fieldsOf(body: string): unknown {
  const text = body.trim();
  return text.startsWith('{') ? lenientJson(text) : Object.fromEntries(new URLSearchParams(text));
}

const eventSchema = v.object({ ...recordSchema.entries, lockId: optionalId });

/** The lock of an event is its own, or else that of the body. */
function event(item: unknown, bodyLockId: string | undefined, now: number): LockEvent[] {
  const parsed = v.safeParse(eventSchema, item);
  if (!parsed.success) return [];
  const lockId = parsed.output.lockId ?? bodyLockId;
  return lockId === undefined
    ? []
    : toLockRecord(parsed.output, now).map((record) => ({ ...record, lockId }));
}
