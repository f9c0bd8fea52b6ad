import type { WeeklyHours } from '../../schedules/weekly-hours.ts';
import { type DigitsWeakness, weaknessOf } from '../../weak-digits.ts';

/** The id of the PIN that is chosen on the linking page: the household's, for every door and at any time. */
export const HOUSEHOLD_PIN_ID = 'household';

/** PINs of one account, the household's included. */
export const MAX_PINS = 20;
/** Characters of the name of a PIN. */
export const MAX_PIN_NAME = 40;

/** Where and when a PIN opens; a bound that is absent is none. */
export interface PinBounds {
  /** Ids of the doors that it opens; absent: every shared one. */
  readonly doors?: readonly string[];
  /** Absent: at any time. By the clocks of the house. */
  readonly hours?: readonly WeeklyHours[];
  /** The moment at which it ends, ms since the epoch. */
  readonly until?: number;
  /** Set for a PIN that opens once: names the one use, so that another can be allowed later. */
  readonly once?: string;
}

/** A PIN as its owner sees it, without its digits. */
export interface Pin extends PinBounds {
  /** {@link HOUSEHOLD_PIN_ID}, or random. Never used for another PIN. */
  readonly id: string;
  /** Chosen by the owner; "Household" for the household's. */
  readonly name: string;
  /** Ms since the epoch. Absent for a PIN of the household that an earlier release stored. */
  readonly createdAt?: number;
}

/** Reasons for which digits are refused as a PIN. */
export type PinDigitsProblem = DigitsWeakness | 'length';

const MIN_PIN_DIGITS = 4;
const MAX_PIN_DIGITS = 8;
const DIGITS = new RegExp(`^[0-9]{${MIN_PIN_DIGITS},${MAX_PIN_DIGITS}}$`);

/** True for a valid PIN: 4 to 8 ASCII digits; leading zeros count. */
export function isPin(text: unknown): text is string {
  return typeof text === 'string' && DIGITS.test(text);
}

/** Returns why digits are refused as a new PIN, `undefined` if they are good enough. */
export function pinDigitsProblem(digits: string): PinDigitsProblem | undefined {
  return isPin(digits) ? weaknessOf(digits) : 'length';
}

/** A new PIN of a person, or a change of one. */
export interface PinChange {
  /** The PIN to change; absent for a new one. */
  readonly id?: string;
  readonly name: string;
  /** Absent if they stay. ASCII digits. */
  readonly digits?: string;
  readonly doors?: readonly string[];
  readonly hours?: readonly WeeklyHours[];
  /** Ms since the epoch. */
  readonly until?: number;
  /** True for a PIN that opens once. */
  readonly isOnce: boolean;
  /** True if a PIN that opens once and was used may open once more; new digits always may. */
  readonly isRenewed?: boolean;
}

/** Reasons for which a PIN is not stored. */
export type PinProblem =
  | PinDigitsProblem
  /** Another PIN of the account has these digits. */
  | 'taken'
  | 'too-many'
  /** Empty or too long. */
  | 'name'
  | 'name-taken'
  /** None, or one that is not shared. */
  | 'doors'
  | 'hours'
  /** It ends in the past. */
  | 'past';

/** The end of {@link PinChange}. `gone`: the account or the PIN is not there any more. */
export type SavedPin =
  | { readonly kind: 'saved'; readonly pin: Pin }
  | { readonly kind: 'refused'; readonly problem: PinProblem }
  | { readonly kind: 'gone' };

/** The new PIN of the household is that of a person. */
export class PinTakenError extends Error {
  override readonly name = 'PinTakenError';
}
