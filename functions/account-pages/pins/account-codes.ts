import type { Account } from '../../accounts/account.ts';
import type { Accounts } from '../../accounts/accounts.ts';
import { isRefused } from '../../accounts/credentials/credential-refusal.ts';
import type { Clock } from '../../clock.ts';
import type { IsDoorCode } from '../../pages/forms/pin-choice.ts';

/**
 * Creates the check of digits against the codes of the doors of an account that Google may unlock, or of those among them that `only` names:
 * a form may name any. Makes no call while Sifely refuses the credentials. Its calls count for the month.
 */
export function createIsAccountCode(deps: {
  readonly accounts: Pick<Accounts, 'credentialStore' | 'recordCalls'>;
  readonly clock: Clock;
  readonly isDoorCode?: IsDoorCode | undefined;
}) {
  const { accounts, clock, isDoorCode } = deps;
  return async (account: Account, digits: string, only?: readonly string[]): Promise<boolean> => {
    if (isDoorCode === undefined || isRefused(account, clock.now())) return false;
    const lockIds = unlockableDoors(account).filter((lockId) => only?.includes(lockId) ?? true);
    const isCode = await isDoorCode({ credentials: accounts.credentialStore(account), lockIds }, digits);
    await accounts.recordCalls(account.id);
    return isCode;
  };
}

function unlockableDoors({ locks }: Account): string[] {
  return Object.entries(locks).flatMap(([lockId, { shared, control = 'unlock' }]) =>
    shared && control === 'unlock' ? [lockId] : [],
  );
}
