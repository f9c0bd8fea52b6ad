import * as v from 'valibot';
import { MAX_WEEKLY_HOURS, weeklyHoursSchema } from '../../schedules/weekly-hours.ts';
import type { Account } from '../account.ts';
import { sharedIds } from '../shared-lock.ts';
import {
  HOUSEHOLD_PIN_ID,
  MAX_PIN_NAME,
  MAX_PINS,
  type Pin,
  type PinChange,
  type PinProblem,
} from './pin.ts';
import { isUsedUp, type PinUses } from './pin-uses.ts';

/** The facts by which a change of a PIN is judged. */
interface ChangeFacts {
  readonly account: Account;
  /** All PINs of the account. */
  readonly pins: readonly Pin[];
  readonly uses: PinUses;
  /** The ids of the PINs that have the new digits; empty if they stay. */
  readonly equal: readonly string[];
  /** Random; names a new PIN, and a new use of one that opens once. */
  readonly newId: string;
  /** Ms since the epoch. */
  readonly now: number;
}

/** Returns the PIN of a person after a change, why it is refused, or `undefined` if it is not there any more. Pure. */
export function changedPin(change: PinChange, facts: ChangeFacts): Pin | PinProblem | undefined {
  const { pins, newId, now } = facts;
  const before = pins.find(({ id }) => id === change.id);
  if (change.id === HOUSEHOLD_PIN_ID || (change.id !== undefined && before === undefined)) return undefined;
  const problem = problemOf(change, before, facts);
  if (problem !== undefined) return problem;
  const { doors, hours, until } = change;
  const once = change.isOnce ? onceOf(change, before, facts) : undefined;
  return {
    id: before?.id ?? newId,
    name: cleanName(change.name),
    createdAt: change.digits === undefined ? (before?.createdAt ?? now) : now,
    ...(doors && { doors }),
    ...(hours && { hours }),
    ...(until !== undefined && { until }),
    ...(once !== undefined && { once }),
  };
}

function problemOf(
  { name, digits, doors, hours, until }: PinChange,
  before: Pin | undefined,
  { account, pins, equal, now }: ChangeFacts,
): PinProblem | undefined {
  if (before === undefined && pins.length >= MAX_PINS) return 'too-many';
  const cleaned = cleanName(name);
  if (cleaned === '' || [...cleaned].length > MAX_PIN_NAME) return 'name';
  const others = pins.filter(({ id }) => id !== before?.id);
  if (others.some((other) => isSameName(other.name, cleaned))) return 'name-taken';
  if (before === undefined && digits === undefined) return 'length';
  if (equal.some((id) => id !== before?.id)) return 'taken';
  const shared = sharedIds(account);
  // A door that is not shared now may be again.
  const known = new Set([...shared, ...(before?.doors ?? [])]);
  if (doors && (doors.length === 0 || !doors.every((id) => known.has(id)))) return 'doors';
  if (hours && !areHours(hours)) return 'hours';
  return until !== undefined && until <= now && until !== before?.until ? 'past' : undefined;
}

function areHours(hours: NonNullable<PinChange['hours']>): boolean {
  return (
    hours.length > 0 &&
    hours.length <= MAX_WEEKLY_HOURS &&
    hours.every((each) => v.is(weeklyHoursSchema, each))
  );
}

/** A use that was not used up stays the same: the form may be sent again beside the unlock. */
function onceOf(
  { digits, isRenewed }: PinChange,
  before: Pin | undefined,
  { uses, newId }: ChangeFacts,
): string {
  if (before?.once === undefined || digits !== undefined) return newId;
  return isRenewed === true && isUsedUp(before, uses) ? newId : before.once;
}

/** Without marks of direction and control characters, which would let a name look like another. */
function cleanName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
}

function isSameName(one: string, other: string): boolean {
  return one.toLocaleLowerCase('en') === other.toLocaleLowerCase('en');
}
