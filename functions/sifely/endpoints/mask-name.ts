import type { DoorMeans } from '../../locks/lock-cloud.ts';
import { MAX_NAME_LENGTH } from '../http/field-schemas.ts';

/** The facts of a record that decide how its names are masked. */
interface NameContext {
  readonly how: DoorMeans | undefined;
  /** True for an attempt that failed: its name may hold the digits that were entered (kenster1965/sifely_cloud). */
  readonly isRefused: boolean;
  /** The code, card number or wristband address of the record. */
  readonly secret: string | undefined;
}

const EMAIL = /([^\s@<>"()]+)@([^\s@<>"()]+\.[^\s@<>"()]+)/gu;
/** A telephone number, as Sifely's user names have it, with its country or without. */
const PHONE = /\+?\d(?:[ ()./-]{0,2}\d){6,}/gu;
/** Digits, hidden ones too, and nothing beside them that could be a name. */
const DIGITS_ALONE = /^[\d*•·#xX\s-]+$/u;
const HIDDEN = '•••';
/** More of a name is not looked at: a search for addresses takes longer than the text. */
const MAX_SEARCHED = 400;

/** Means with a number of their own: a name of digits alone may be that number. */
const NUMBERED: ReadonlySet<DoorMeans | undefined> = new Set([undefined, 'code', 'card', 'wristband']);

/**
 * Returns a name of a record without the digits of codes and cards; e-mail addresses as `a***@example.com`, telephone numbers by their
 * last three digits. `undefined` if nothing is left of it.
 */
export function maskName(
  name: string | undefined,
  { how, isRefused, secret }: NameContext,
): string | undefined {
  if (name === undefined) return undefined;
  const text = secret === undefined || secret.length < 3 ? name : name.replaceAll(secret, HIDDEN);
  if (DIGITS_ALONE.test(text) && (isRefused || NUMBERED.has(how))) return undefined;
  const masked = text
    .slice(0, MAX_SEARCHED)
    .replace(EMAIL, (_, user: string, host: string) => `${[...user][0] ?? ''}***@${host}`)
    .replace(isRefused ? /\d{3,}/gu : PHONE, (digits) => (isRefused ? HIDDEN : `***${lastDigits(digits)}`));
  const short = [...masked].slice(0, MAX_NAME_LENGTH).join('').trim();
  return short === '' || short === HIDDEN ? undefined : short;
}

function lastDigits(text: string): string {
  return text.replace(/\D/g, '').slice(-3);
}
