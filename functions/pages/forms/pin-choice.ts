import type { Account } from '../../accounts/account.ts';
import type { Accounts, Consent } from '../../accounts/accounts.ts';
import { HOUSEHOLD_PIN_ID, pinDigitsProblem } from '../../accounts/pins/pin.ts';
import { withAsciiDigits } from '../../digits.ts';

interface PinProblem {
  readonly field: 'unlocking' | 'pin' | 'pin_again';
  readonly message: string;
}

/**
 * Reads the choice. The radio button alone decides, as it alone shows the PIN fields: what they hold beside another choice
 * came from a password manager, digits or not. A PIN set meanwhile is not replaced.
 */
export function readPinChoice(form: URLSearchParams, hasPin: boolean): Consent['pin'] | PinProblem {
  const pin = typedPin(form.get('pin'));
  const again = typedPin(form.get('pin_again'));
  const choice = form.get('unlocking');
  const wasSetMeanwhile = wasPinSetMeanwhile(form, hasPin);

  if (choice === 'keep') {
    if (!hasPin)
      return problem('unlocking', 'The voice PIN was removed. Set a new one, or don’t allow unlocking.');
    return { kind: 'keep' };
  }
  if (choice === 'off') {
    if (wasSetMeanwhile) return problem('unlocking', `${SET_MEANWHILE} Keep it or remove it.`);
    return { kind: 'off' };
  }
  if (choice !== 'pin') return problem('unlocking', 'Choose whether Google may unlock.');
  if (wasSetMeanwhile) return problem('unlocking', `${SET_MEANWHILE} Keep it or replace it.`);
  const weakness = pinDigitsProblem(pin);
  if (weakness === 'length') return problem('pin', 'Use 4 to 8 digits.');
  if (pin !== again) return problem('pin_again', 'The PINs don’t match. Enter both again.');
  if (weakness !== undefined) {
    return problem('pin', 'This PIN is too easy to guess. Avoid simple patterns.');
  }
  return { kind: 'set', pin };
}

/** Tells if digits are the code of a guest of an account. */
export type IsCode = (accountId: string, digits: string) => Promise<boolean>;

/** The sources that tell which digits are in use: the PINs of people, and the codes of guests. */
export interface KnownDigits {
  readonly accounts: Pick<Accounts, 'findPin'>;
  readonly isCode?: IsCode | undefined;
}

/**
 * Returns a problem in place of a PIN that is the code of a guest, who would otherwise unlock by voice, or the PIN of a person, whose bounds
 * would mean nothing; else the choice. An account that does not exist yet has neither.
 */
export async function refuseKnownDigits(
  choice: Consent['pin'] | PinProblem,
  account: Account | undefined,
  { accounts, isCode }: KnownDigits,
): Promise<Consent['pin'] | PinProblem> {
  if ('field' in choice || choice.kind !== 'set' || account === undefined) return choice;
  if (await isCode?.(account.id, choice.pin)) return problem('pin', CODE_OF_A_GUEST);
  const found = await accounts.findPin(account, choice.pin);
  const isOwn = found === undefined || found === HOUSEHOLD_PIN_ID;
  return isOwn ? choice : problem('pin', PIN_OF_A_PERSON);
}

/** True if there is a PIN, and was none when the page of this form was shown. */
export function wasPinSetMeanwhile(form: URLSearchParams, hasPin: boolean): boolean {
  return hasPin && form.get('had_pin') !== '1';
}

/** The content of a PIN field with ASCII digits, without the spaces and marks of direction around them. */
function typedPin(text: string | null): string {
  return withAsciiDigits(text ?? '')
    .replace(/\p{Cf}/gu, '')
    .trim();
}

const CODE_OF_A_GUEST =
  'A guest has these digits as a code. Choose another PIN: who knows the one must not know the other.';

const PIN_OF_A_PERSON = 'Someone in your household has this PIN. Choose another one.';

const SET_MEANWHILE = 'Someone in your household just set a voice PIN.';

function problem(field: PinProblem['field'], message: string): PinProblem {
  return { field, message };
}
