import * as v from 'valibot';
import type { LockEvent, WebhookContent } from '../../locks/lock-cloud.ts';
import { optionalId, optionalWholeNumber } from '../http/field-schemas.ts';
import { lenientJson } from '../http/lenient-json.ts';
import { recordSchema, toLockRecord } from './records.ts';
import { HINT_READERS, saysNoFailure } from './webhook-hints.ts';

/** The fields of a body with records that are read; the administrator's name beside them is not. */
const bodySchema = v.object({ lockId: optionalId, records: v.optional(v.unknown()) });

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
  if (!success) return { kind: 'unknown', events: [], hints: [], incomplete: 'unreadable' };
  const number = v.parse(optionalWholeNumber, output.notifyType || RECORDS);
  if (number === RECORDS) return { kind: 'records', ...eventsOf(fields, now), hints: [] };
  const reader = number === undefined ? undefined : HINT_READERS.get(number);
  if (reader === undefined)
    return { kind: 'unknown', ...(number !== undefined && { number }), events: [], hints: [] };
  const hints = reader.read(fields);
  // It names no gateway, or no lock, in a way that is known.
  const isUnread = hints.length === 0 && reader.kind !== 'door' && !saysNoFailure(fields);
  return { kind: reader.kind, events: [], hints, ...(isUnread && { incomplete: 'unreadable' }) };
}

function fieldsOf(body: string): unknown {
  const text = body.trim();
  return text.startsWith('{') ? lenientJson(text) : Object.fromEntries(new URLSearchParams(text));
}

function eventsOf(fields: unknown, now: number): Pick<WebhookContent, 'events' | 'incomplete'> {
  const { lockId, records } = v.parse(bodySchema, fields);
  const parsed = typeof records === 'string' ? lenientJson(records) : records;
  if (!Array.isArray(parsed)) {
    if (lockId !== undefined) return { events: event({}, lockId, now) };
    // Neither a lock nor records: it says nothing, or it says it in a way that is not known.
    return { events: [], ...(Object.keys(Object(fields)).length > 0 && { incomplete: 'unreadable' }) };
  }
  const isCut = parsed.length > MAX_RECORDS;
  const read = isCut ? [...parsed.slice(0, MAX_RECORDS / 2), ...parsed.slice(-MAX_RECORDS / 2)] : parsed;
  const events = read.map((item: unknown) => event(item, lockId, now));
  const incomplete = isCut ? 'size' : events.some(({ length }) => length === 0) ? 'unreadable' : undefined;
  return { events: events.flat(), ...(incomplete && { incomplete }) };
}

const eventSchema = v.object({ ...recordSchema.entries, lockId: optionalId });

/**
 * Returns an event; none if it names no lock. The lock is its own, or else that of the body. What it does not say readably is
 * unknown, but that it arrives is news.
 */
function event(item: unknown, bodyLockId: string | undefined, now: number): LockEvent[] {
  const parsed = v.safeParse(eventSchema, item);
  const fields = parsed.success ? parsed.output : v.parse(eventSchema, {});
  const lockId = fields.lockId ?? bodyLockId;
  if (lockId === undefined) return [];
  const { lockDate, serverDate } = fields;
  const dated = { ...fields, serverDate: serverDate ?? (lockDate ? undefined : now) };
  return toLockRecord(dated, now).map((record) => ({ ...record, lockId }));
}
