import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { MAX_SKEW_MS } from '../clock.ts';
import type { Way } from './access-terms.ts';
import {
  type CodeRecord,
  type CodeTerms,
  codeRecordSchema,
  isByPhone,
  isGone,
  newCodeRecord,
  withRemoval,
  withWanted,
} from './code-record.ts';
import type { Known } from './known.ts';
import { timesOf, validitySchema } from './validity.ts';

/** Reads a stored {@link Guest}. Loose objects keep the fields of a newer release. */
export const guestSchema = v.looseObject({
  id: v.string(),
  name: v.string(),
  createdAt: v.number(),
  by: v.picklist(['code', 'ekey', 'both']),
  lockIds: v.array(v.string()),
  timeZone: v.string(),
  validity: validitySchema,
  way: v.picklist(['gateway', 'phone', 'nb-iot', 'when-awake']),
  digits: v.exactOptional(v.string()),
  receiver: v.exactOptional(v.string()),
  isOffline: v.exactOptional(v.boolean()),
  codes: v.array(codeRecordSchema),
});

/**
 * A person who may open doors: plain JSON, stored sealed. `digits` (secret) are the same at all doors; absent where the cloud makes a
 * code for each. `receiver` is the account that gets ekeys. `isOffline`: the cloud makes the codes without asking
 * the lock. `codes` has one record per door and means, those that are gone among
 * them. `createdAt` in ms since the epoch.
 */
export type Guest = Known<v.InferOutput<typeof guestSchema>>;

/** The terms of a guest: all but the records, which follow from them. */
export type GuestTerms = Omit<Guest, 'codes'> & { readonly way: Way };

/**
 * Returns the guest with new terms and records that follow them: new doors get a code, others lose theirs, and what has changed is
 * changed. Records of doors that stay as they are stay untouched.
 */
export function withTerms(terms: GuestTerms, before: Guest | undefined, now: number): Guest {
  const means = terms.by === 'both' ? (['code', 'ekey'] as const) : ([terms.by] as const);
  const wanted = terms.lockIds.flatMap((lockId) => means.map((by) => ({ lockId, by })));
  const present = (before?.codes ?? []).filter((code) => !isGone(code));
  const hasSameHours = before !== undefined && isDeepStrictEqual(hoursOf(before), hoursOf(terms));
  const kept = wanted.map(({ lockId, by }) => {
    const record = present.find((code) => code.lockId === lockId && meansOf(code) === by);
    return record === undefined
      ? newRecord(terms, lockId, by, now)
      : changed(record, terms, hasSameHours, now);
  });
  const isWanted = (code: CodeRecord) =>
    wanted.some(({ lockId, by }) => code.lockId === lockId && meansOf(code) === by);
  const leaving = (before?.codes ?? []).filter((code) => !isWanted(code));
  return { ...before, ...terms, codes: [...kept, ...leaving.map((code) => withRemoval(code, now))] };
}

/** Returns when a guest is to be advanced again, ms since the epoch; `undefined` if only the owner can go on. */
export function dueOf({ codes }: Pick<Guest, 'codes'>): number | undefined {
  const due = codes.flatMap(({ dueAt }) => dueAt ?? []);
  return due.length === 0 ? undefined : Math.min(...due);
}

/**
 * Returns a guest whose terms follow from codes that were made one by one, as the command line makes them. `zone` is by which the
 * owner reads times.
 */
export function guestOfCodes(
  guest: Pick<Guest, 'id' | 'name' | 'createdAt'>,
  codes: readonly [CodeRecord, ...CodeRecord[]],
  timeZone: string,
): Guest {
  const [{ way, wanted }] = codes;
  const validity = wanted.period
    ? { kind: 'period' as const, ...wanted.period }
    : { kind: 'permanent' as const };
  const lockIds = codes.map(({ lockId }) => lockId);
  return { ...guest, by: 'code', lockIds, timeZone, validity, way, digits: wanted.digits, codes };
}

/** Returns the means of a record. */
export function meansOf({ by = 'code' }: CodeRecord): 'code' | 'ekey' {
  return by;
}

function newRecord(terms: GuestTerms, lockId: string, by: 'code' | 'ekey', now: number): CodeRecord {
  const { record, ...times } = timesOf(terms.validity, terms.timeZone, now, isMadeByCloud(terms, by));
  return newCodeRecord(
    { ...record, lockId, by, way: terms.way, terms: codeTerms(terms, by, times.terms) },
    now,
  );
}

function changed(record: CodeRecord, terms: GuestTerms, hasSameHours: boolean, now: number): CodeRecord {
  const { beginsAt: _begins, endsAt: _ends, hours, ...rest } = record;
  const by = meansOf(record);
  const times = timesOf(terms.validity, terms.timeZone, now, isMadeByCloud(terms, by));
  const { offline, digits } = record.wanted;
  // The hours of a code are those of its first day, and its digits those that the cloud made.
  const wanted =
    hasSameHours && offline !== undefined
      ? { ...codeTerms(terms, by, { offline }), digits }
      : codeTerms(terms, by, times.terms);
  const kept = hasSameHours && hours !== undefined ? { hours } : {};
  const moved = { ...rest, ...times.record, ...kept, way: terms.way };
  // The list has it, and nobody knows whether the lock does.
  const isUnproven = isByPhone(record) && record.codeId !== undefined && record.verifiedAt === undefined;
  const next = isUnproven && !isByPhone(moved) ? { ...moved, isReplaced: true } : moved;
  const isSame = isDeepStrictEqual(wanted, record.wanted) && isDeepStrictEqual(next, record);
  return isSame && record.goal === 'present' ? record : withWanted(next, wanted, now);
}

function codeTerms(
  { name, digits = '', receiver = '' }: GuestTerms,
  by: 'code' | 'ekey',
  times: Pick<CodeTerms, 'period' | 'offline'>,
): CodeTerms {
  return { name, digits: by === 'ekey' ? receiver : times.offline ? '' : digits, ...times };
}

function isMadeByCloud({ isOffline }: Pick<Guest, 'isOffline'>, by: 'code' | 'ekey'): boolean {
  return isOffline === true && by === 'code';
}

function hoursOf({
  validity,
  timeZone,
  isOffline,
}: Pick<Guest, 'validity' | 'timeZone' | 'isOffline'>): unknown {
  if (validity.kind !== 'weekly' && isOffline === true) return validity;
  if (validity.kind !== 'weekly') return undefined;
  const { days, fromHour, untilHour } = validity;
  return { days, fromHour, untilHour, timeZone };
}

/** States in which the next look comes by itself. In others only the end of a period is due, which is no time of our clock. */
const WAITING: ReadonlySet<CodeRecord['state']> = new Set([
  'draft',
  'setting',
  'set',
  'changing',
  'removing',
]);

/**
 * Returns a guest whose codes were last written by `now` (ms since the epoch); the same object if they were. After the clock was set back,
 * what was written before would else wait until the clock is there again, and no call that was begun would ever be settled.
 */
export function clampTimes(guest: Guest, now: number): Guest {
  return guest.codes.some((code) => isFromAhead(code, now))
    ? { ...guest, codes: guest.codes.map((code) => clampCode(code, now)) }
    : guest;
}

function isFromAhead({ attempt, failingSince, verifiedAt, changedAt }: CodeRecord, now: number): boolean {
  return [attempt?.at, failingSince, verifiedAt, changedAt].some(
    (at) => at !== undefined && at > now + MAX_SKEW_MS,
  );
}

function clampCode(code: CodeRecord, now: number): CodeRecord {
  if (!isFromAhead(code, now)) return code;
  const { attempt, failingSince, verifiedAt, changedAt, dueAt, beginsAt } = code;
  const isWaiting = WAITING.has(code.state) && !isByPhone(code) && dueAt !== undefined;
  const begins = code.state === 'draft' ? (beginsAt ?? now) : now;
  return {
    ...code,
    changedAt: Math.min(changedAt, now),
    ...(attempt !== undefined && { attempt: { ...attempt, at: Math.min(attempt.at, now) } }),
    ...(failingSince !== undefined && { failingSince: Math.min(failingSince, now) }),
    ...(verifiedAt !== undefined && { verifiedAt: Math.min(verifiedAt, now) }),
    ...(isWaiting && { dueAt: Math.min(dueAt, Math.max(now, begins)) }),
  };
}
