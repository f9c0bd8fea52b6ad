import * as v from 'valibot';
import type { LockEvent, WebhookContent } from '../../locks/lock-cloud.ts';
import { optionalId, optionalWholeNumber } from '../http/field-schemas.ts';
import { lenientJson } from '../http/lenient-json.ts';
import { recordSchema, toLockRecord } from './records.ts';
import { HINT_READERS } from './webhook-hints.ts';

/** The fields of a body with records that are read; the administrator's name beside them is not. */
const bodySchema = v.object({ lockId: optionalId, records: v.unknown() });

/** The kind of a body: absent where it holds records only. */
const kindSchema = v.object({ notifyType: v.optional(v.unknown()) });

/** The number of the kind of notification that holds records of a lock. */
const RECORDS = 1;
/** More than any lock stores. Of more, the first and the last are read: no page says which are the newest. */
const MAX_RECORDS = 500;

/**
 * Reads a webhook's body; never throws. Sifely posts JSON (ryanpalmercs/staydesk), TTLock a form
 * (jbergler/hass-ttlock), whatever the content type says; `records` is an array or a string of one.
 */
export function parseWebhook(body: string, now: number): WebhookContent {
  const fields = fieldsOf(body);
  const { success, output } = v.safeParse(kindSchema, fields);
  if (!success) return { kind: 'unknown', events: [], hints: [] };
  const number = v.parse(optionalWholeNumber, output.notifyType || RECORDS);
  if (number === RECORDS) return { kind: 'records', ...eventsOf(fields, now), hints: [] };
  const reader = number === undefined ? undefined : HINT_READERS.get(number);
  if (reader === undefined)
    return { kind: 'unknown', ...(number !== undefined && { number }), events: [], hints: [] };
  return { kind: reader.kind, events: [], hints: reader.read(fields) };
}

function fieldsOf(body: string): unknown {
  const text = body.trim();
  return text.startsWith('{') ? lenientJson(text) : Object.fromEntries(new URLSearchParams(text));
}

function eventsOf(fields: unknown, now: number): Pick<WebhookContent, 'events' | 'isIncomplete'> {
  const parsed = v.safeParse(bodySchema, fields);
  if (!parsed.success) return { events: [] };
  const { lockId, records } = parsed.output;
  const items = typeof records === 'string' ? lenientJson(records) : records;
  if (!Array.isArray(items)) return { events: [] };
  const isIncomplete = items.length > MAX_RECORDS;
  const read = isIncomplete ? [...items.slice(0, MAX_RECORDS / 2), ...items.slice(-MAX_RECORDS / 2)] : items;
  const events = read.flatMap((item: unknown) => event(item, lockId, now));
  return { events, ...(isIncomplete && { isIncomplete }) };
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
