import type { Account } from '../account.ts';
import { renewUser } from '../account-user.ts';
import { openCredentials } from '../credentials/credential-store.ts';
import type { Sealer } from '../sealing.ts';

/** Checks that the configured keys open an account. Throws `SealingError`. */
export function assertOpens(sealer: Sealer, account: Account): void {
  openCredentials(sealer, account);
  renewUser(sealer, account);
}
