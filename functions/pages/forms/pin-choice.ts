import type { Consent } from '../../accounts/accounts.ts';
import { isPin } from '../../accounts/pins/pin-hash.ts';
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
  if (!isPin(pin)) return problem('pin', 'Use 4 to 8 digits.');
  if (pin !== again) return problem('pin_again', 'The PINs don’t match. Enter both again.');
  if (isTrivial(pin)) {
    return problem('pin', 'This PIN is too easy to guess. Avoid simple patterns.');
  }
  return { kind: 'set', pin };
}

/** Tells if digits are the code of a guest of an account. */
export type IsCode = (accountId: string, digits: string) => Promise<boolean>;

/**
 * Returns a problem in place of a PIN that is the code of a guest, who would otherwise unlock by voice; else the choice. An account
 * that does not exist yet has no guests.
 */
export async function refuseCode(
  choice: Consent['pin'] | PinProblem,
  accountId: string | undefined,
  isCode: IsCode | undefined,
): Promise<Consent['pin'] | PinProblem> {
  if ('field' in choice || choice.kind !== 'set' || accountId === undefined) return choice;
  return (await isCode?.(accountId, choice.pin)) ? problem('pin', CODE_OF_A_GUEST) : choice;
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

const SET_MEANWHILE = 'Someone in your household just set a voice PIN.';

/** True for the PINs that are guessed first: one digit repeated, counting up or down. */
function isTrivial(pin: string): boolean {
  const steps = Array.from(pin.slice(1), (digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10);
  return [0, 1, 9].some((step) => steps.every((each) => each === step));
}

function problem(field: PinProblem['field'], message: string): PinProblem {
  return { field, message };
}
