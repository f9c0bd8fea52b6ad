import { isDeepStrictEqual } from 'node:util';
import { backOffMs } from '../back-off.ts';
import type { FailureReason } from '../locks/cloud-failure-error.ts';
import type { AccessCode, CodeChange } from './access-cloud.ts';
import type { AccessRefusal } from './access-refusal.ts';
import { type CodeProblem, PATIENCE_MS } from './code-problems.ts';
import {
  type CodeAttempt,
  type CodeRecord,
  type CodeTerms,
  isByPhone,
  type ListedTerms,
  removed,
  withProof,
} from './code-record.ts';

/** The next thing to do about a code. `look`: read the list. `uses`: look whether it was used at the door. `expire`: its period is over. `forget`: it never was in the lock. `end`: it is to be removed now. `keep`: it would have to be made anew, and nobody knows its digits. */
export type Step = 'nothing' | 'look' | 'uses' | 'expire' | 'forget' | 'end' | 'keep' | CodeAttempt['action'];

const MINUTE_MS = 60_000;

/**
 * For so long a call whose end is unknown may still be carried out: our client waits 20 s for an answer, and the cloud asks the gateway
 * for less. Until then a list that does not show it proves nothing.
 */
export const SETTLE_MS = 2 * MINUTE_MS;

/** An account that is refused may be one whose owner has not signed in again yet: an open end is looked up for a day at least. */
const MIN_OPEN_MS = 24 * 60 * MINUTE_MS;

/** Pauses between looks, and between calls that failed: at first, and after some hours of them. A week of outage may not use up a plan. */
const PAUSES = { firstMs: 15_000, maxMs: 15 * MINUTE_MS };
const LONG_PAUSE_MS = 60 * MINUTE_MS;
/** Nobody sets a code for longer: twenty years. */
const MAX_PERIOD_MS = 20 * 366 * 24 * 60 * MINUTE_MS;
/** With so many tries six hours are over. */
const MAX_SHORT_PAUSES = 30;

/** Pauses between looks for the first use of a code. */
const USE_PAUSES = { firstMs: 15 * MINUTE_MS, maxMs: 6 * 60 * MINUTE_MS };

/** How often a code that is set is compared with the list. All codes of a lock at one time of day: they share the call. */
const CHECK_MS = 24 * 60 * MINUTE_MS;

/** The client begins a period that has begun a minute ahead, and a call may wait for its turn. */
const START_SLACK_MS = 2 * MINUTE_MS;

/** Returns the next step of a code at `now`, ms since the epoch. Pure, as everything here. */
export function nextStep(record: CodeRecord, now: number): Step {
  if (record.dueAt === undefined || record.dueAt > now) return 'nothing';
  if (record.attempt !== undefined) return 'look';
  if (record.goal === 'absent') return record.codeId === undefined ? 'forget' : 'remove';
  if (record.endsAt !== undefined && now >= record.endsAt) return 'end';
  if (isOver(record, now)) return 'expire';
  const replacement = canBeMadeAnew(record) ? 'remove' : 'keep';
  if (record.isReplaced && record.codeId !== undefined) return replacement;
  if (record.codeId === undefined) return record.wanted.offline ? 'generate' : 'add';
  if (record.held === undefined || isDeepStrictEqual(record.held, record.wanted))
    return awaitsUse(record) ? 'uses' : 'look';
  return isChangeable(record, record.held) ? 'change' : replacement;
}

/** True if a code that is removed can be added again. Some clouds hide the digits of codes that were set elsewhere. */
function canBeMadeAnew({ wanted }: CodeRecord): boolean {
  return wanted.offline !== undefined || wanted.digits !== '';
}

/** True if a phone must bring a code that was added, and its first use will prove that it did. */
function awaitsUse(record: CodeRecord): boolean {
  return isByPhone(record) && record.state === 'setting' && record.madeAt !== undefined;
}

/** True if the cloud can change a code as it is wanted; else it is removed and made anew. */
function isChangeable({ wanted, by }: CodeRecord, held: CodeTerms): boolean {
  if (wanted.offline || held.offline)
    return isDeepStrictEqual(wanted.offline, held.offline) && wanted.digits === held.digits;
  // A period can be changed, not taken away. An ekey stays with its receiver.
  if (held.period !== undefined && wanted.period === undefined) return false;
  return by !== 'ekey' || held.digits === wanted.digits;
}

/** Returns the record with an attempt that is about to be sent; `listed` is the list that was just read before an addition. */
export function begun(
  record: CodeRecord,
  action: CodeAttempt['action'],
  now: number,
  listed: readonly AccessCode[] = [],
): CodeRecord {
  const id = record.attempts + 1;
  // By its digits a code is found again; one whose digits are hidden, or made by the cloud, by not having been there.
  const isUnnamed = ({ digits }: AccessCode) => action === 'generate' || digits === undefined;
  const otherIds = listed.filter(isUnnamed).map((code) => code.id);
  const isReplaced = action === 'remove' && record.goal === 'present';
  const terms = action === 'generate' ? { ...record.wanted, digits: '' } : record.wanted;
  const isNamesake = hasNamesake(terms.name, listed);
  return {
    ...record,
    state: record.goal === 'absent' ? 'removing' : record.held === undefined ? 'setting' : 'changing',
    attempts: id,
    attempt: {
      id,
      action,
      at: now,
      terms,
      ...(otherIds.length > 0 && { otherIds }),
      ...(isNamesake && { isNamesake }),
    },
    ...(isReplaced && { isReplaced }),
    dueAt: now,
  };
}

/** Returns the parts of a code that a change must send. */
export function changeOf({ held, wanted }: CodeRecord): CodeChange {
  const { digits, name, period } = wanted;
  return {
    ...(digits !== held?.digits && { digits }),
    ...(name !== held?.name && { name }),
    ...(period !== undefined && !isDeepStrictEqual(period, held?.period) && { period }),
  };
}

/** Returns the record after the cloud accepted its attempt; `made` is what an addition gave. The list is read next. */
export function accepted(
  record: CodeRecord,
  now: number,
  made: { readonly id?: string; readonly digits?: string } = {},
): CodeRecord {
  const { attempt } = record;
  if (attempt === undefined) return record;
  const { id: codeId = record.codeId, digits } = made;
  return {
    ...withDigits(record, { ...attempt, isAccepted: true }, digits),
    ...(codeId !== undefined && { codeId }),
    dueAt: now,
  };
}

/** Returns the record with the digits that the cloud made. */
function withDigits(record: CodeRecord, attempt: CodeAttempt, digits: string | undefined): CodeRecord {
  if (digits === undefined || attempt.action !== 'generate') return { ...record, attempt };
  return {
    ...record,
    attempt: { ...attempt, terms: { ...attempt.terms, digits } },
    wanted: { ...record.wanted, digits },
  };
}

/** Returns the record after its attempt failed in a way that leaves open how it ended: the list says. */
export function leftOpen(record: CodeRecord, reason: FailureReason, now: number): CodeRecord {
  return waiting(record, reason, now);
}

/** Returns the record after the list could not be read. A code that is set stays so. */
export function unread(record: CodeRecord, reason: FailureReason, now: number): CodeRecord {
  if (record.attempt !== undefined) return leftOpen(record, reason, now);
  if (isCheck(record)) return unchecked(record, now);
  return waiting(record, reason, now);
}

/** True if the next look is the daily one at a code that is set, which can wait. */
export function isCheck({ attempt, state }: CodeRecord): boolean {
  return attempt === undefined && state === 'set';
}

/** Returns the record with its daily look put off until the next. */
export function unchecked(record: CodeRecord, now: number): CodeRecord {
  return withDue(record, checkAfter(record, now), now);
}

/** Returns the record with its look for uses put off, because none was found or none could be looked for. */
export function unused(record: CodeRecord, now: number): CodeRecord {
  const tries = record.tries + 1;
  return withDue({ ...record, tries }, useLookAfter(record, tries, now), now);
}

/**
 * Returns the record after somebody used a code of its name. `codes` is the list of the lock, read after that: it tells whether the
 * name is that of this code alone.
 */
export function used(record: CodeRecord, codes: readonly AccessCode[], now: number): CodeRecord {
  const found = codes.find(({ id }) => id === record.codeId);
  const seen = checked(record, found, now);
  if (!awaitsUse(seen)) return seen;
  const { name } = record.wanted;
  const others = codes.filter((code) => code !== found);
  if (found?.name !== name || isWaiting(found) || hasNamesake(name, others)) return unused(record, now);
  return unchecked(withProof(record, 'use', now), now);
}

function hasNamesake(name: string, codes: readonly AccessCode[]): boolean {
  return codes.some((code) => code.name === name);
}

/** Returns the record after its attempt was certainly not carried out. */
export function notDone(record: CodeRecord, reason: FailureReason, now: number): CodeRecord {
  const { attempt: _, ...rest } = record;
  return waiting(rest, reason, now);
}

/** Returns the record after the cloud refused its attempt for a reason that it named. */
export function refused(record: CodeRecord, refusal: AccessRefusal, now: number): CodeRecord {
  const { attempt, ...rest } = record;
  if (attempt === undefined) return record;
  // Gone is as good as removed, and an unknown code may be a change behind our back: the list says.
  if (refusal === 'not-found' && attempt.action !== 'add') return accepted(record, now);
  // It may have been ours all along, by an earlier attempt whose answer was lost.
  if (refusal === 'code-taken' && attempt.action === 'add' && !attempt.isTaken)
    return { ...record, attempt: { ...attempt, isTaken: true }, dueAt: now };
  return failed(rest, refusal, now);
}

/** Returns the record after it failed for good: nothing happens until the owner acts. */
export function failed(record: CodeRecord, failure: CodeProblem, now: number): CodeRecord {
  const { waitingFor: _, ...rest } = record;
  return asleep({ ...rest, state: 'failed', failure, changedAt: now });
}

/** Returns the record after its period ended. One that never was in the lock has failed; of a phone we do not know. */
export function expired(record: CodeRecord, now: number): CodeRecord {
  if (record.verifiedAt === undefined && !isByPhone(record)) return failed(record, 'too-late', now);
  const { waitingFor: _, ...rest } = record;
  return asleep({ ...rest, state: 'expired', changedAt: now });
}

/** Returns true if the list has other people's code with the digits that are wanted. */
export function isTaken(record: CodeRecord, codes: readonly AccessCode[]): boolean {
  return codes.some(({ id, digits }) => digits === record.wanted.digits && id !== record.codeId);
}

/** Returns the record after the list of its lock was read completely. */
export function looked(record: CodeRecord, codes: readonly AccessCode[], now: number): CodeRecord {
  const { attempt } = record;
  const found = withoutReceiver(
    record,
    codes.find((code) => isOurs(record, code)),
  );
  if (attempt === undefined) return checked(record, found, now);
  if (attempt.action === 'add' || attempt.action === 'generate') return afterAdd(record, attempt, found, now);
  if (attempt.action === 'remove') return afterRemove(record, found, now);
  return afterChange(record, attempt, found, now);
}

/**
 * Returns a listed ekey without its receiver: the cloud may list another name of the account than the one to which it was sent, and an
 * ekey does not change hands.
 */
function withoutReceiver({ by }: CodeRecord, found: AccessCode | undefined): AccessCode | undefined {
  if (by !== 'ekey' || found === undefined) return found;
  const { digits: _, ...rest } = found;
  return rest;
}

function isOurs({ codeId, attempt }: CodeRecord, { id, digits, name }: AccessCode): boolean {
  if (codeId !== undefined) return id === codeId;
  if (attempt === undefined) return false;
  const isNew = attempt.otherIds?.includes(id) !== true && name === attempt.terms.name;
  if (attempt.action === 'generate') return isNew;
  if (digits === undefined) return isNew;
  // None had these digits when the addition was begun. One that was refused since may be another person's.
  const isNamed = name === undefined || name === attempt.terms.name;
  return digits === attempt.terms.digits && (isNamed || attempt.isTaken !== true);
}

function afterAdd(
  record: CodeRecord,
  attempt: CodeAttempt,
  found: AccessCode | undefined,
  now: number,
): CodeRecord {
  if (found === undefined) {
    const { attempt: _, codeId: _id, ...rest } = record;
    if (attempt.isTaken) return failed(rest, 'code-taken', now);
    if (now < attempt.at + SETTLE_MS) return lookAgain(record, now);
    return attempt.isAccepted ? unlisted(rest, now) : lookAgain(rest, now);
  }
  const made = withDigits({ ...record, codeId: found.id }, attempt, found.digits);
  const asked = made.attempt ?? attempt;
  // The answer was lost, and the list hides the digits.
  if (asked.terms.digits === '') return failed({ ...made, isReplaced: true }, 'not-kept', now);
  return progressed(made, asked, found, now);
}

function afterChange(
  record: CodeRecord,
  attempt: CodeAttempt,
  found: AccessCode | undefined,
  now: number,
): CodeRecord {
  if (found === undefined) return changedOutside(record, undefined, 'removed', now);
  const hasName = found.name === undefined || found.name === attempt.terms.name;
  if (isWaiting(found) || found.status === 'change-failed' || (hasName && hasTerms(found, attempt)))
    return progressed(record, attempt, found, now);
  if (now < attempt.at + SETTLE_MS) return lookAgain(record, now);
  const { attempt: _, ...rest } = record;
  return attempt.isAccepted ? unlisted(rest, now) : lookAgain(rest, now);
}

/** A change that the cloud accepted and does not show. A code that is to go goes on. */
function unlisted(record: CodeRecord, now: number): CodeRecord {
  return record.goal === 'absent' ? lookAgain(record, now) : failed(record, 'not-kept', now);
}

function afterRemove(record: CodeRecord, found: AccessCode | undefined, now: number): CodeRecord {
  const { attempt, ...rest } = record;
  if (found === undefined) {
    if (record.goal === 'present') {
      const {
        codeId: _id,
        held: _held,
        listed: _listed,
        madeAt: _made,
        isReplaced: _replaced,
        ...others
      } = rest;
      return { ...others, state: 'setting', tries: 0, dueAt: now };
    }
    // The cloud forgets it at once; the lock only when the phone was there.
    return isByPhone(record) ? asleep(rest) : removed(record, now);
  }
  if (found.status === 'remove-failed') return failed(rest, 'not-taken', now);
  if (found.status === 'removing' || now < (attempt?.at ?? 0) + SETTLE_MS) return lookAgain(record, now);
  return lookAgain(rest, now);
}

/** A code that is listed: in the lock, or on its way. */
function progressed(record: CodeRecord, attempt: CodeAttempt, found: AccessCode, now: number): CodeRecord {
  const { attempt: _, ...rest } = record;
  const held = attempt.terms;
  if (record.goal === 'absent')
    return isWaiting(found) && now < attempt.at + SETTLE_MS
      ? lookAgain(record, now)
      : { ...rest, held, dueAt: now };
  if (isWaiting(found)) return lookAgain(record, now);
  if (found.status === 'add-failed' || found.status === 'change-failed')
    return failed({ ...rest, isReplaced: true }, 'not-taken', now);
  if (found.status === 'ended') return expired(rest, now);
  if (!hasTerms(found, attempt)) return storedOtherwise({ ...rest, held: heldBy(found, held) }, attempt, now);
  if (isByPhone(record)) return sentToPhone({ ...rest, held, listed: termsOf(found) }, attempt, now);
  return verified({ ...rest, held }, found, now);
}

/**
 * The cloud stored another code than it was asked for: it is changed. Where only a new one could have the wanted terms, and this was a
 * new one with them, the next would be no better.
 */
function storedOtherwise(record: CodeRecord, { action, terms }: CodeAttempt, now: number): CodeRecord {
  const isNew = (action === 'add' || action === 'generate') && isDeepStrictEqual(terms, record.wanted);
  if (isNew && !isChangeable(record, record.held ?? terms)) return failed(record, 'stored-otherwise', now);
  return lookAgain(record, now);
}

/** Compares a code that is set with the list, by which it may have been changed behind our back. */
function checked(record: CodeRecord, found: AccessCode | undefined, now: number): CodeRecord {
  if (found === undefined) return changedOutside(record, undefined, 'removed', now);
  if (found.status === 'ended')
    return record.wanted.offline ? expired(record, now) : changedOutside(record, found, 'ended', now);
  const listed = termsOf(found);
  const before = record.listed ?? listed;
  if (listed.digits !== undefined && before.digits !== undefined && listed.digits !== before.digits)
    return changedOutside(record, found, 'digits', now);
  if (listed.from !== before.from || listed.until !== before.until)
    return changedOutside(record, found, 'period', now);
  // A new name opens no door. The list does not know what a phone has done.
  const isUnproven = isByPhone(record) && record.verifiedAt === undefined;
  return isUnproven ? atPhone(record, now) : verified(record, found, now);
}

function verified(record: CodeRecord, found: AccessCode, now: number): CodeRecord {
  const { failingSince: _since, waitingFor: _for, ...rest } = record;
  const proof = isByPhone(record) ? record.verifiedBy : undefined;
  const set: CodeRecord = {
    ...rest,
    state: 'set',
    listed: termsOf(found),
    tries: 0,
    verifiedAt: now,
    verifiedBy: proof ?? 'list',
    ...(record.state !== 'set' && { changedAt: now }),
  };
  // The owner may have changed what is wanted while the call was under way.
  return withDue(set, isDeepStrictEqual(set.held, set.wanted) ? checkAfter(record, now) : now, now);
}

function changedOutside(
  record: CodeRecord,
  found: AccessCode | undefined,
  outside: NonNullable<CodeRecord['outside']>,
  now: number,
): CodeRecord {
  // A code that is to go, and is gone, is removed by whomever.
  if (record.goal === 'absent' && found === undefined) return removed(record, now);
  const { attempt: _, waitingFor: _for, failingSince: _since, ...rest } = record;
  const listed = found && termsOf(found);
  const changed = { ...rest, state: 'changed-outside', outside, tries: 0, changedAt: now } as const;
  return asleep({ ...changed, ...(listed && { listed }) });
}

/** A new code makes the proof of the one before void. After a change no use tells which of the two it was. */
function sentToPhone(record: CodeRecord, { action, at, isNamesake }: CodeAttempt, now: number): CodeRecord {
  const { verifiedAt: _at, verifiedBy: _by, madeAt: _made, ...rest } = record;
  const isProvable = action !== 'change' && !isNamesake && rest.wanted.name !== '';
  return atPhone({ ...rest, ...(isProvable && { madeAt: at }) }, now);
}

/** A phone must do the rest: no list shows whether it has, only the first use. */
function atPhone(record: CodeRecord, now: number): CodeRecord {
  const { failingSince: _since, waitingFor: _for, ...rest } = record;
  const waits: CodeRecord = { ...rest, tries: 0, ...(rest.madeAt !== undefined && { state: 'setting' }) };
  if (!isDeepStrictEqual(waits.held, waits.wanted)) return withDue(waits, now, now);
  if (!awaitsUse(waits)) return asleep(waits, endOf(waits.wanted));
  const { period, offline } = waits.wanted;
  const begin = Math.max(now, period?.from ?? offline?.from ?? now);
  return withDue(waits, begin + USE_PAUSES.firstMs, now);
}

/** Nothing is due before a code ends. */
function asleep({ dueAt: _, ...record }: CodeRecord, end?: number): CodeRecord {
  if (record.goal === 'absent') return record;
  const dueAt = Math.min(end ?? Number.POSITIVE_INFINITY, record.endsAt ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(dueAt) ? { ...record, dueAt } : record;
}

function waiting(record: CodeRecord, reason: FailureReason, now: number): CodeRecord {
  const failingSince = record.failingSince ?? now;
  const patience = Math.max(PATIENCE_MS[reason], record.attempt === undefined ? 0 : MIN_OPEN_MS);
  if (now - failingSince >= patience) return failed(record, reason, now);
  const state = record.state === 'draft' ? 'setting' : record.state;
  return lookAgain({ ...record, state, failingSince, waitingFor: reason }, now);
}

function lookAgain(record: CodeRecord, now: number): CodeRecord {
  const tries = record.tries + 1;
  const pauseMs = tries > MAX_SHORT_PAUSES ? LONG_PAUSE_MS : backOffMs(PAUSES, tries);
  return withDue({ ...record, tries }, now + pauseMs, now);
}

/** Returns the time of day of a lock that comes after half a day at least. */
function checkAfter({ lockId }: CodeRecord, now: number): number {
  return turnOf(lockId, now + CHECK_MS / 2, CHECK_MS);
}

/** Returns when to look for uses again: soon at first, then at times that the codes of a lock share, so that they share the call. */
function useLookAfter({ lockId }: CodeRecord, tries: number, now: number): number {
  const pause = backOffMs(USE_PAUSES, tries + 1);
  return pause < USE_PAUSES.maxMs ? now + pause : turnOf(lockId, now + USE_PAUSES.firstMs, USE_PAUSES.maxMs);
}

/** Returns the first time from `earliest` on at which it is a lock's turn, which comes every `everyMs`. */
function turnOf(lockId: string, earliest: number, everyMs: number): number {
  const spread = [...lockId].reduce((sum, character) => sum * 31 + character.charCodeAt(0), 0);
  const turn = (spread * MINUTE_MS) % everyMs;
  return earliest + ((((turn - earliest) % everyMs) + everyMs) % everyMs);
}

/** The end of a period is not slept through. */
function withDue(record: CodeRecord, dueAt: number, now: number): CodeRecord {
  if (record.goal === 'absent') return { ...record, dueAt };
  const ends = [endOf(record.wanted), record.endsAt].filter((end) => end !== undefined && end > now);
  return { ...record, dueAt: Math.min(dueAt, ...ends.map(Number)) };
}

function isOver({ wanted }: CodeRecord, now: number): boolean {
  const end = endOf(wanted);
  return end !== undefined && now >= end;
}

function endOf({ period, offline }: CodeTerms): number | undefined {
  return period?.until ?? (offline?.kind === 'period' ? offline.until : undefined);
}

function isWaiting({ status }: AccessCode): boolean {
  return status === 'pending' || status === 'adding' || status === 'changing';
}

function termsOf({ digits, name, from, until, kind }: AccessCode): ListedTerms {
  return {
    ...(digits !== undefined && { digits }),
    ...(name !== undefined && { name }),
    // A permanent code begins when it was made. Some deployments give it an end that is no end, or no kind but a period without one.
    ...(from !== undefined && kind !== 'permanent' && { from }),
    ...(until !== undefined && !(kind === 'permanent' && isNoEnd(until, from)) && { until }),
  };
}

/** True for an end that is none. A permanent code that was changed to a period may keep its kind: its end counts. */
function isNoEnd(until: number, from = until): boolean {
  return until - from > MAX_PERIOD_MS;
}

/** Returns the terms of a listed code; what the cloud hides is taken to be as it was asked for. */
function heldBy(found: AccessCode, asked: CodeTerms): CodeTerms {
  const { digits, from, until } = termsOf(found);
  const { period: _, ...terms } = asked;
  const period = until === undefined ? undefined : { from: from ?? asked.period?.from ?? 0, until };
  return { ...terms, digits: digits ?? terms.digits, ...(period && { period }) };
}

/** True if a listed code opens as an attempt asked: locks keep whole minutes, and what has begun begins when it was sent. */
function hasTerms(found: AccessCode, { terms, at }: CodeAttempt): boolean {
  const { digits, from, until } = termsOf(found);
  if (digits !== undefined && digits !== terms.digits) return false;
  if (terms.offline) return true;
  if (terms.period === undefined) return until === undefined;
  const begins =
    from === undefined ||
    (minuteOf(from) >= minuteOf(terms.period.from) &&
      minuteOf(from) <= minuteOf(Math.max(terms.period.from, at + START_SLACK_MS)));
  return begins && until !== undefined && minuteOf(until) === minuteOf(terms.period.until);
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS);
}
