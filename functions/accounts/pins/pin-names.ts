import type { Account } from '../account.ts';

/** The id of the PIN that is chosen on the linking page. */
export const HOUSEHOLD_PIN_ID = 'household';

/** Returns the name of a PIN for people; `undefined` if the account has no such PIN (any more). */
export function pinName({ pin }: Pick<Account, 'pin'>, pinId: string): string | undefined {
  return pinId === HOUSEHOLD_PIN_ID && pin !== undefined ? 'Household' : undefined;
}
