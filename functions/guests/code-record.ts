import * as v from 'valibot';
import type { FailureReason } from '../locks/cloud-failure-error.ts';
import type { CodeKind } from './access-cloud.ts';
import type { CodeProblem } from './code-problems.ts';
import type { Known } from './known.ts';

/**
 * Stages of the life of a code in one lock. `draft`: not begun. `set`: read back from the cloud's list as in the lock, or used at
 * its keypad. `changed-outside`: the list shows another code than the one that was set, or none.
 */
const CODE_STATES = [
  'draft',
  'setting',
  'set',
  'changing',
  'removing',
  'removed',
  'failed',
  'changed-outside',
  'expired',
] as const;

export type CodeState = (typeof CODE_STATES)[number];

// Loose objects keep the fields of a newer release.
const period = v.looseObject({ from: v.number(), until: v.number() });

/** Kinds of codes that the cloud makes without asking the lock; `one-time` opens once, the others recur weekly. */
const OFFLINE_KINDS = [
  'permanent',
  'period',
  'one-time',
  'erase',
  'weekend',
  'daily',
  'workdays',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const satisfies readonly CodeKind[];

const offline = v.looseObject({
  kind: v.picklist(OFFLINE_KINDS),
  from: v.number(),
  until: v.exactOptional(v.number()),
});

const terms = v.looseObject({
  /** Secret; empty until the cloud has made them. */
  digits: v.string(),
  name: v.string(),
  period: v.exactOptional(period),
  offline: v.exactOptional(offline),
});

const listedTerms = v.looseObject({
  digits: v.exactOptional(v.string()),
  name: v.exactOptional(v.string()),
  from: v.exactOptional(v.number()),
  until: v.exactOptional(v.number()),
});

const attempt = v.looseObject({
  id: v.number(),
  action: v.picklist(['add', 'generate', 'change', 'remove']),
  at: v.number(),
  terms,
  otherIds: v.exactOptional(v.array(v.string())),
  isNamesake: v.exactOptional(v.boolean()),
  isAccepted: v.exactOptional(v.boolean()),
  isTaken: v.exactOptional(v.boolean()),
  isUnclear: v.exactOptional(v.boolean()),
  lockOffsetMs: v.exactOptional(v.number()),
});

const hours = v.looseObject({
  zone: v.string(),
  days: v.array(v.number()),
  fromHour: v.number(),
  untilHour: v.number(),
  lockOffsetMs: v.exactOptional(v.number()),
  clocksAt: v.exactOptional(v.number()),
  off: v.exactOptional(
    v.looseObject({
      ms: v.number(),
      tries: v.number(),
      triedAt: v.exactOptional(v.number()),
      problem: v.exactOptional(v.custom<CodeProblem>((value) => typeof value === 'string')),
    }),
  ),
});

/** Reads a stored {@link CodeRecord}. */
export const codeRecordSchema = v.looseObject({
  lockId: v.string(),
  by: v.exactOptional(v.picklist(['code', 'ekey'])),
  state: v.picklist(CODE_STATES),
  goal: v.picklist(['present', 'absent']),
  wanted: terms,
  way: v.picklist(['gateway', 'phone', 'nb-iot', 'when-awake']),
  codeId: v.exactOptional(v.string()),
  held: v.exactOptional(terms),
  listed: v.exactOptional(listedTerms),
  madeAt: v.exactOptional(v.number()),
  attempt: v.exactOptional(attempt),
  attempts: v.number(),
  tries: v.number(),
  failingSince: v.exactOptional(v.number()),
  waitingFor: v.exactOptional(v.custom<FailureReason>((value) => typeof value === 'string')),
  failure: v.exactOptional(v.custom<CodeProblem>((value) => typeof value === 'string')),
  isReplaced: v.exactOptional(v.boolean()),
  outside: v.exactOptional(v.picklist(['removed', 'digits', 'period', 'ended'])),
  verifiedAt: v.exactOptional(v.number()),
  verifiedBy: v.exactOptional(v.picklist(['list', 'use', 'person'])),
  changedAt: v.number(),
  dueAt: v.exactOptional(v.number()),
  beginsAt: v.exactOptional(v.number()),
  endsAt: v.exactOptional(v.number()),
  hours: v.exactOptional(hours),
});

/**
 * Terms of a code as its owner wants them: digits (secret), the name in the cloud's list, and its period; permanent without one. With
 * `offline` the cloud chooses the digits, and the times are those of its kind. Of an ekey, `digits` is the account that receives it.
 */
export type CodeTerms = Known<v.InferOutput<typeof terms>>;

/**
 * A call that changes the lock. It is stored before it is sent, so that a crash leaves a trace of it. `isNamesake`: another code of the
 * lock had its name. `lockOffsetMs`: the offset of the lock's clock, where hours are sent. `isUnclear`: several
 * codes of the list may have come of it.
 */
export type CodeAttempt = Known<v.InferOutput<typeof attempt>>;

/** Terms of a code as the cloud lists them; absent ones are hidden or without bound. */
export type ListedTerms = Known<v.InferOutput<typeof listedTerms>>;

/**
 * One code in one lock: plain JSON, stored sealed. All times are ms since the epoch.
 *
 * `wanted` and `goal` are what the owner wants, `held` what was last set by us, `listed` how the cloud listed it then. `attempt` is
 * a call whose end is not known yet; while there is one, none is sent. `attempts` numbers them. `tries` counts failures in a row
 * since `failingSince`. `dueAt` is when to look again; without it nothing happens until the owner acts. `isReplaced`: the code must
 * be removed before it is added again. `outside` says how a code was changed. It is not begun before `beginsAt`, and is removed at
 * `endsAt`. `by` is `code` if left out. `madeAt` is when a code that a phone must bring into the lock was added: a use since then
 * proves it. Absent if a use would not. `hours` are those of a weekly code by the clocks of `zone`, which change at `clocksAt`;
 * `lockOffsetMs` is by how much the lock's clock was ahead of UTC when they were sent. `hours.off` says that it opens late by `ms` (early
 * if negative), and why that could not be changed.
 */
export type CodeRecord = Known<v.InferOutput<typeof codeRecordSchema>>;

/** A code as its owner asks for it. */
export interface CodeWish
  extends Pick<CodeRecord, 'lockId' | 'way' | 'by' | 'beginsAt' | 'endsAt' | 'hours'> {
  readonly terms: CodeTerms;
}

/** Returns a new record that is due at once, or when it begins. */
export function newCodeRecord({ terms: wanted, ...wish }: CodeWish, now: number): CodeRecord {
  const dueAt = Math.max(now, wish.beginsAt ?? now);
  return { ...wish, wanted, state: 'draft', goal: 'present', attempts: 0, tries: 0, changedAt: now, dueAt };
}

/** Returns the record with other terms, due at once. A code that is being removed is made anew; one that is gone stays so. */
export function withWanted(record: CodeRecord, wanted: CodeTerms, now: number): CodeRecord {
  if (record.state === 'removed') return record;
  return { ...restarted({ ...record, goal: 'present' }, now), wanted };
}

/** Returns the record on its way out of the lock, due at once. One that never was there is removed already. */
export function withRemoval(record: CodeRecord, now: number, way = record.way): CodeRecord {
  if (record.state === 'removed') return record;
  const next = { ...restarted(record, now), way, goal: 'absent' } as const;
  const isNowhere = record.codeId === undefined && record.attempt === undefined;
  return isNowhere ? removed(next, now) : { ...next, state: 'removing' };
}

/** Returns a record that failed, was changed outside, or opens at other hours than it should, as it begins again. The attempts of before stay counted. */
export function withRetry(record: CodeRecord, now: number): CodeRecord {
  if (record.state === 'removed') return record;
  if (record.state === 'set' && record.hours?.off !== undefined) {
    const { off: _, ...hours } = record.hours;
    return { ...record, hours, dueAt: now };
  }
  if (record.outside === 'removed') {
    const { codeId: _id, held: _held, listed: _listed, ...rest } = restarted(record, now);
    return rest;
  }
  // Anything but the wanted terms may be in the lock: it is set anew.
  const isReplaced = record.outside !== undefined || record.isReplaced === true;
  return { ...restarted(record, now), ...(isReplaced && { isReplaced }) };
}

/**
 * Returns the record after its code was used at the door, which proves it. `person` is for owners who say that their phone has
 * done the work: it also ends a removal.
 */
export function withProof(record: CodeRecord, by: 'use' | 'person', now: number): CodeRecord {
  if (record.goal === 'absent')
    return by === 'person' && record.attempt === undefined ? removed(record, now) : record;
  if (!isProvable(record, by) || record.codeId === undefined) return record;
  const { attempt: sent, waitingFor: _, failingSince: _since, ...rest } = record;
  const held = sent?.terms ?? record.held ?? record.wanted;
  return { ...rest, state: 'set', held, tries: 0, verifiedAt: now, verifiedBy: by, changedAt: now };
}

/** Uses tell codes apart by their names alone: a code that is changed may be used as it was. */
function isProvable({ state, attempt }: CodeRecord, by: 'use' | 'person'): boolean {
  return state === 'setting' || (by === 'person' && state === 'changing' && attempt === undefined);
}

/** True if a phone must bring what is wanted to the lock. Ekeys need none. */
export function isByPhone({ way, by }: CodeRecord): boolean {
  return way === 'phone' && by !== 'ekey';
}

/** Returns a record whose code is gone from the lock. Its digits are forgotten. */
export function removed(record: CodeRecord, now: number): CodeRecord {
  const { lockId, way, by, attempts, wanted } = record;
  return {
    ...(by && { by }),
    ...{ lockId, way, attempts, state: 'removed', goal: 'absent', tries: 0, changedAt: now, verifiedAt: now },
    wanted: { ...wanted, digits: '' },
  };
}

/** True if nothing is in the lock, nor on its way there. */
export function isGone(record: CodeRecord): boolean {
  return record.state === 'removed';
}

function restarted(record: CodeRecord, now: number): CodeRecord {
  const { failure: _failure, failingSince: _since, waitingFor: _for, outside: _outside, ...rest } = record;
  const isBegun = record.codeId !== undefined || record.attempt !== undefined;
  const dueAt = isBegun ? now : Math.max(now, record.beginsAt ?? now);
  const present = dueAt > now ? 'draft' : record.codeId === undefined ? 'setting' : 'changing';
  const state = record.goal === 'absent' ? 'removing' : present;
  return { ...rest, state, tries: 0, changedAt: now, dueAt };
}
