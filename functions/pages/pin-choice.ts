import type { Consent } from '../accounts/accounts.ts';
import { isPin } from '../accounts/pin.ts';

/** What is wrong with the part of the consent form about unlocking. */
export interface PinProblem {
  readonly field: 'unlocking' | 'pin' | 'pin_again';
  readonly message: string;
}

/**
 * Reads how unlocking is to be protected. Nothing is guessed: a PIN that was typed beside another choice is asked about, and
 * a PIN that others use is replaced or removed only on purpose.
 */
export function readPinChoice(form: URLSearchParams, hasPin: boolean): Consent['pin'] | PinProblem {
  const pin = form.get('pin') ?? '';
  const again = form.get('pin_again') ?? '';
  const typed = pin !== '' || again !== '';
  const choice = form.get('unlocking');
  /** The form was filled in when there was no PIN yet. */
  const isNews = hasPin && form.get('had_pin') !== '1';

  if (choice === 'keep') {
    if (!hasPin)
      return problem('unlocking', 'There is no PIN to keep any more. Choose one, or leave unlocking off.');
    return typed
      ? problem('unlocking', 'You typed a PIN but chose to keep the one that there is. Which do you want?')
      : { kind: 'keep' };
  }
  if (choice === 'off') {
    if (isNews) return problem('unlocking', `${SET_MEANWHILE} Keep it, or remove it if you mean to.`);
    return typed
      ? problem('unlocking', 'You typed a PIN but chose to leave unlocking off. Which do you want?')
      : { kind: 'off' };
  }
  if (choice !== 'pin') return problem('unlocking', 'Choose how unlocking is protected.');
  if (isNews) return problem('unlocking', `${SET_MEANWHILE} Keep it, or replace it if you mean to.`);
  if (!isPin(pin)) return problem('pin', 'The PIN must have 4 to 8 digits, and nothing else.');
  if (pin !== again) return problem('pin_again', 'The two PINs are not the same. Type both again.');
  if (isTrivial(pin)) {
    return problem('pin', 'This PIN is too easy to guess. Choose one without a simple pattern.');
  }
  return { kind: 'set', pin };
}

const SET_MEANWHILE = 'Somebody set a PIN for this Sifely account just now.';

/** Whether this is one of the PINs that are tried first: one digit repeated, counting up or down. */
export function isTrivial(pin: string): boolean {
  const steps = Array.from(pin.slice(1), (digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10);
  return [0, 1, 9].some((step) => steps.every((each) => each === step));
}

function problem(field: PinProblem['field'], message: string): PinProblem {
  return { field, message };
}
