import * as v from 'valibot';
import type { LockEvent } from '../../locks/lock-cloud.ts';
import { optionalId, optionalText } from '../http/field-schemas.ts';
import { lenientJson } from '../http/lenient-json.ts';
import { recordSchema, toLockRecord } from './records.ts';

/** Of what surrounds the records; the administrator's name beside it stays out. */
const bodySchema = v.object({
  lockId: optionalId,
  notifyType: optionalText,
  records: v.unknown(),
});

/** The only kind of notification that is known: records of a lock. */
const RECORDS = '1';
/** More than any lock keeps for later; the rest of a body that has more is left out. */
const MAX_RECORDS = 500;

/**
 * What a webhook's body tells. Sifely posts JSON (seen by ryanpalmercs/staydesk), the platform under it a form (seen by
 * jbergler/hass-ttlock); `records` is an array or a string that holds one, numbers may be strings. The content type is
 * not asked: the body itself says what it is. Never throws.
 */
export function parseWebhook(body: string, now: number): LockEvent[] {
  const parsed = v.safeParse(bodySchema, outer(body));
  if (!parsed.success) return [];
  const { lockId, notifyType = RECORDS, records } = parsed.output;
  if (notifyType !== RECORDS) return [];
  const items = typeof records === 'string' ? lenientJson(records) : records;
  if (!Array.isArray(items)) return [];
  return items.slice(0, MAX_RECORDS).flatMap((item: unknown) => event(item, lockId, now));
}

function outer(body: string): unknown {
  const text = body.trim();
  return text.startsWith('{') ? lenientJson(text) : Object.fromEntries(new URLSearchParams(text));
}

const eventSchema = v.object({ ...recordSchema.entries, lockId: optionalId });

/** A record names its lock; where it does not, the lock of the whole body is meant. */
function event(item: unknown, outerLockId: string | undefined, now: number): LockEvent[] {
  const parsed = v.safeParse(eventSchema, item);
  if (!parsed.success) return [];
  const lockId = parsed.output.lockId ?? outerLockId;
  return lockId === undefined
    ? []
    : toLockRecord(parsed.output, now).map((record) => ({ ...record, lockId }));
}
