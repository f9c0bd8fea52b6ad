import { isDeepStrictEqual } from 'node:util';
import type { AccessCode } from '../access-cloud.ts';
import { withHoursSent } from '../code-hours.ts';
import { type CodeAttempt, type CodeRecord, isByPhone, removed, withProof } from '../code-record.ts';
import { expired, failed, unchecked, unused, withDigits } from './attempts.ts';
import { asleep, checkAfter, endOf, lookAgain, SETTLE_MS, USE_PAUSES, withDue } from './due-times.ts';
import { hasNamesake, hasTerms, heldBy, isWaiting, termsOf } from './listed-terms.ts';
import { awaitsUse, isChangeable } from './next-step.ts';
import { ownCode } from './own-code.ts';

/** Returns true if the list has other people's code with the digits that are wanted. */
export function isTaken(record: CodeRecord, codes: readonly AccessCode[]): boolean {
  return codes.some(({ id, digits }) => digits === record.wanted.digits && id !== record.codeId);
}

/** Returns the record after the list of its lock was read completely. */
export function looked(record: CodeRecord, codes: readonly AccessCode[], now: number): CodeRecord {
  const { attempt } = record;
  const own = ownCode(record, codes);
  if (own === 'unclear') return unclear(record, now);
  const found = withoutReceiver(record, own);
  if (attempt === undefined) return checked(record, found, now);
  if (attempt.action === 'add' || attempt.action === 'generate') return afterAdd(record, attempt, found, now);
  if (attempt.action === 'remove') return afterRemove(record, found, now);
  return afterChange(record, attempt, found, now);
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

/**
 * Returns a listed ekey without its receiver: the cloud may list another name of the account than the one to which it was sent, and an
 * ekey does not change hands.
 */
function withoutReceiver({ by }: CodeRecord, found: AccessCode | undefined): AccessCode | undefined {
  if (by !== 'ekey' || found === undefined) return found;
  const { digits: _, ...rest } = found;
  return rest;
}

/** The attempt stays: nothing is sent, and the code is not taken for removed, until the list is clear. */
function unclear(record: CodeRecord, now: number): CodeRecord {
  const { attempt } = record;
  if (attempt === undefined || now < attempt.at + SETTLE_MS) return lookAgain(record, now);
  return failed({ ...record, attempt: { ...attempt, isUnclear: true } }, 'unclear', now);
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
  if (isWaiting(found) || found.status === 'change-failed' || (hasName && hasTerms(record, found, attempt)))
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

/** Hours that were sent are those of the lock's clock of then. */
function withHours(record: CodeRecord, { action, terms, lockOffsetMs }: CodeAttempt): CodeRecord {
  const isSent = action === 'generate' || !isDeepStrictEqual(record.held?.offline, terms.offline);
  return isSent ? withHoursSent(record, lockOffsetMs) : record;
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
  if (!hasTerms(record, found, attempt))
    return storedOtherwise({ ...rest, held: heldBy(found, held) }, attempt, now);
  if (isByPhone(record)) return sentToPhone({ ...rest, held, listed: termsOf(found) }, attempt, now);
  return verified({ ...withHours(rest, attempt), held }, found, now);
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
