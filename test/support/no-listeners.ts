import type { AccountsDeps } from '../../functions/accounts/create-accounts.ts';

/** For accounts whose changes nothing follows. */
export const NO_LISTENERS: Pick<AccountsDeps, 'stateChangeListener' | 'accountListener'> = {
  stateChangeListener: { prepare: (_before, after) => after, changed: async () => {} },
  accountListener: () => {},
};
