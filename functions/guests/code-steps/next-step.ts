import { isDeepStrictEqual } from 'node:util';
import type { CodeChange } from '../access-cloud.ts';
import type { Period } from '../access-terms.ts';
import { isHoursChange, isHoursDue } from '../code-hours.ts';
import { type CodeAttempt, type CodeRecord, type CodeTerms, isByPhone } from '../code-record.ts';
import { endOf } from './due-times.ts';

/** The next thing to do about a code. `look`: read the list. `uses`: look whether it was used at the door. `hours`: look whether it opens by the clocks at the door. `expire`: its period is over. `forget`: it never was in the lock. `end`: it is to be removed now. `keep`: it would have to be made anew, and nobody knows its digits. */
export type Step =
  | 'nothing'
  | 'look'
  | 'uses'
  | 'hours'
  | 'expire'
  | 'forget'
  | 'end'
  | 'keep'
  | CodeAttempt['action'];

/**
 * Returns the next step of a code at `now`, ms since the epoch. `lockOffsetMs` is by how much the clock of its lock is ahead of UTC, if that
 * is known. Pure, as everything here.
 */
export function nextStep(record: CodeRecord, now: number, lockOffsetMs?: number): Step {
  if (record.dueAt === undefined || record.dueAt > now) return 'nothing';
  if (record.attempt !== undefined) return 'look';
  if (record.goal === 'absent') return record.codeId === undefined ? 'forget' : 'remove';
  if (record.endsAt !== undefined && now >= record.endsAt) return 'end';
  if (isOver(record, now)) return 'expire';
  const replacement = canBeMadeAnew(record) ? 'remove' : 'keep';
  if (record.isReplaced && record.codeId !== undefined) return replacement;
  if (record.codeId === undefined) return record.wanted.offline ? 'generate' : 'add';
  if (record.held === undefined || isDeepStrictEqual(record.held, record.wanted)) {
    if (isHoursDue(record, now, lockOffsetMs)) return 'hours';
    return awaitsUse(record) ? 'uses' : 'look';
  }
  return isChangeable(record, record.held) ? 'change' : replacement;
}

/** True if the next look is the daily one at a code that is set, which can wait. */
export function isCheck({ attempt, state }: CodeRecord): boolean {
  return attempt === undefined && state === 'set';
}

/** Returns the parts of a code that a change must send. */
export function changeOf({ held, wanted }: CodeRecord): CodeChange {
  const { digits, name, offline } = wanted;
  const { period = isDeepStrictEqual(offline, held?.offline) ? undefined : hoursOf(offline) } = wanted;
  return {
    ...(digits !== held?.digits && { digits }),
    ...(name !== held?.name && { name }),
    ...(period !== undefined && !isDeepStrictEqual(period, held?.period) && { period }),
  };
}

function hoursOf(offline: CodeTerms['offline']): Period | undefined {
  return offline?.until === undefined ? undefined : { from: offline.from, until: offline.until };
}

/** True if a phone must bring a code that was added, and its first use will prove that it did. */
export function awaitsUse(record: CodeRecord): boolean {
  return isByPhone(record) && record.state === 'setting' && record.madeAt !== undefined;
}

/** True if the cloud can change a code as it is wanted; else it is removed and made anew. */
export function isChangeable(record: CodeRecord, held: CodeTerms): boolean {
  const { wanted, by } = record;
  if (wanted.offline || held.offline) {
    const hasHours = isDeepStrictEqual(wanted.offline, held.offline) || isHoursChange(record);
    return hasHours && wanted.digits === held.digits;
  }
  // A period can be changed, not taken away. An ekey stays with its receiver.
  if (held.period !== undefined && wanted.period === undefined) return false;
  return by !== 'ekey' || held.digits === wanted.digits;
}

/** True if a code that is removed can be added again. Some clouds hide the digits of codes that were set elsewhere. */
function canBeMadeAnew({ wanted }: CodeRecord): boolean {
  return wanted.offline !== undefined || wanted.digits !== '';
}

function isOver({ wanted }: CodeRecord, now: number): boolean {
  const end = endOf(wanted);
  return end !== undefined && now >= end;
}
