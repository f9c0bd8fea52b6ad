import type { Account } from '../../accounts/account.ts';
import type { Accounts, Consent } from '../../accounts/accounts.ts';
import { HOUSEHOLD_PIN_ID, PinTakenError, pinDigitsProblem } from '../../accounts/pins/pin.ts';
import { plainDigits } from '../../digits.ts';
import type { KeyIn } from '../../languages/message-types.ts';
import type { CredentialStore } from '../../locks/lock-cloud.ts';

interface PinProblem {
  readonly field: 'unlocking' | 'pin';
  readonly message: KeyIn<'pins'>;
}

/**
 * Reads the choice. The radio button alone decides, as it alone shows the PIN fields: what they hold beside another choice
 * came from a password manager, digits or not. A PIN set meanwhile is not replaced.
 */
export function readPinChoice(form: URLSearchParams, hasPin: boolean): Consent['pin'] | PinProblem {
  const pin = plainDigits(form.get('pin') ?? '');
  const choice = form.get('unlocking');
  const wasSetMeanwhile = wasPinSetMeanwhile(form, hasPin);

  if (choice === 'keep') {
    if (!hasPin) return problem('unlocking', 'pins.problem.removed');
    return { kind: 'keep' };
  }
  if (choice === 'off') {
    if (wasSetMeanwhile) return problem('unlocking', 'pins.problem.keepOrRemove');
    return { kind: 'off' };
  }
  if (choice !== 'pin') return problem('unlocking', 'pins.problem.choose');
  if (wasSetMeanwhile) return problem('unlocking', 'pins.problem.keepOrReplace');
  const weakness = pinDigitsProblem(pin);
  if (weakness === 'length') return problem('pin', 'pins.problem.digits');
  if (weakness !== undefined) return problem('pin', `pins.problem.${weakness}`);
  return { kind: 'set', pin };
}

/** Tells if digits are the code of a guest of an account. */
export type IsCode = (accountId: string, digits: string) => Promise<boolean>;

/** Doors whose codes can be listed with these credentials. */
export interface CodeDoors {
  readonly credentials: CredentialStore;
  readonly lockIds: readonly string[];
}

/** Tells if digits are a code of one of some doors, as far as the lock cloud lists them in time. Costs a call for each door; never rejects. */
export type IsDoorCode = (doors: CodeDoors, digits: string) => Promise<boolean>;

/** The sources that tell which digits are in use: the PINs of people, the codes of guests, and those of doors. */
export interface KnownDigits {
  readonly accounts: Pick<Accounts, 'findPin'>;
  readonly isCode?: IsCode | undefined;
  readonly isDoorCode?: ((digits: string) => Promise<boolean>) | undefined;
}

/**
 * Returns a problem in place of a PIN that is the code of a guest or of a door, as others know it and would unlock by voice, or the PIN of a
 * person, whose bounds would mean nothing; else the choice. An account that does not exist yet has no guests and people.
 */
export async function refuseKnownDigits(
  choice: Consent['pin'] | PinProblem,
  account: Account | undefined,
  { accounts, isCode, isDoorCode }: KnownDigits,
): Promise<Consent['pin'] | PinProblem> {
  if ('field' in choice || choice.kind !== 'set') return choice;
  if (account !== undefined) {
    if (await isCode?.(account.id, choice.pin)) return problem('pin', 'pins.problem.guestCode');
    const found = await accounts.findPin(account, choice.pin);
    const isOwn = found === undefined || found === HOUSEHOLD_PIN_ID;
    if (!isOwn) return PERSON_PIN;
  }
  // Last: it alone asks the lock cloud.
  return (await isDoorCode?.(choice.pin)) ? problem('pin', 'pins.problem.doorCode') : choice;
}

/** Returns the problem with digits that a person got after {@link refuseKnownDigits}; throws any other error again. */
export function takenProblem(error: unknown): PinProblem {
  if (error instanceof PinTakenError) return PERSON_PIN;
  throw error;
}

/** True if there is a PIN, and was none when the page of this form was shown. */
export function wasPinSetMeanwhile(form: URLSearchParams, hasPin: boolean): boolean {
  return hasPin && form.get('had_pin') !== '1';
}

const PERSON_PIN = problem('pin', 'pins.problem.personPin');

function problem(field: PinProblem['field'], message: PinProblem['message']): PinProblem {
  return { field, message };
}
