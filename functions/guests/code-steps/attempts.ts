import type { FailureReason } from '../../locks/cloud-failure-error.ts';
import type { AccessCode } from '../access-cloud.ts';
import type { AccessRefusal } from '../access-refusal.ts';
import { isHoursChange } from '../code-hours.ts';
import { type CodeProblem, PATIENCE_MS } from '../code-problems.ts';
import { type CodeAttempt, type CodeRecord, isByPhone } from '../code-record.ts';
import { asleep, checkAfter, lookAgain, useLookAfter, withDue } from './due-times.ts';
import { hasNamesake } from './listed-terms.ts';
import { isCheck } from './next-step.ts';

/** An account that is refused may be one whose owner has not signed in again yet: an open end is looked up for a day at least. */
const MIN_OPEN_MS = 24 * 60 * 60_000;

/** Returns the record with an attempt that is about to be sent; `listed` is the list that was just read before an addition. */
export function begun(
  record: CodeRecord,
  action: CodeAttempt['action'],
  now: number,
  listed: readonly AccessCode[] = [],
  lockOffsetMs?: number,
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
      ...(lockOffsetMs !== undefined && { lockOffsetMs }),
    },
    ...(isReplaced && { isReplaced }),
    dueAt: now,
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
export function withDigits(record: CodeRecord, attempt: CodeAttempt, digits: string | undefined): CodeRecord {
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

/** Returns the record after the list could not be read. A code that is set stays so. */
export function unread(record: CodeRecord, reason: FailureReason, now: number): CodeRecord {
  if (record.attempt !== undefined) return leftOpen(record, reason, now);
  if (isCheck(record)) return unchecked(record, now);
  return waiting(record, reason, now);
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
 * Returns the record after it failed for good: nothing happens until the owner acts. A code whose hours could not follow the clocks is in
 * the lock as it was, with a note.
 */
export function failed(record: CodeRecord, failure: CodeProblem, now: number): CodeRecord {
  if (isHoursChange(record)) return withHoursKept(record, failure, now);
  const { waitingFor: _, ...rest } = record;
  return asleep({ ...rest, state: 'failed', failure, changedAt: now });
}

function withHoursKept(record: CodeRecord, problem: CodeProblem, now: number): CodeRecord {
  const { attempt: _, waitingFor: _for, failingSince: _since, isReplaced: _replaced, ...rest } = record;
  const { hours, held } = record;
  if (hours?.off === undefined || held === undefined) return record;
  const off = { ...hours.off, problem, triedAt: now, tries: hours.off.tries + 1 };
  const kept: CodeRecord = { ...rest, state: 'set', wanted: held, tries: 0, hours: { ...hours, off } };
  return unchecked({ ...kept, changedAt: now }, now);
}

/** Returns the record after its period ended. One that never was in the lock has failed; of a phone we do not know. */
export function expired(record: CodeRecord, now: number): CodeRecord {
  if (record.verifiedAt === undefined && !isByPhone(record)) return failed(record, 'too-late', now);
  const { waitingFor: _, ...rest } = record;
  return asleep({ ...rest, state: 'expired', changedAt: now });
}

function waiting(record: CodeRecord, reason: FailureReason, now: number): CodeRecord {
  const failingSince = record.failingSince ?? now;
  const patience = Math.max(PATIENCE_MS[reason], record.attempt === undefined ? 0 : MIN_OPEN_MS);
  if (now - failingSince >= patience) return failed(record, reason, now);
  const state = record.state === 'draft' ? 'setting' : record.state;
  return lookAgain({ ...record, state, failingSince, waitingFor: reason }, now);
}
