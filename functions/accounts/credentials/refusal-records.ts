import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../clock.ts';
import type { AccountState } from '../../locks/account-state.ts';
import type { Logger } from '../../logs/logger.ts';
import type { Accounts } from '../accounts.ts';
import type { AccountDocuments } from '../documents/account-documents.ts';
import type { Sealer } from '../sealing.ts';
import { hasRefusal, isConfirmed, withoutRefusal, withRefusal } from './credential-refusal.ts';
import { openCredentials } from './credential-store.ts';
import { mayHaveLostKey, withoutKeyRoll } from './key-roll.ts';

/** Builds the records of credentials that Sifely refused, or accepts again. */
export function createRefusalRecords(deps: {
  clock: Clock;
  profile: string;
  logger: Logger;
  sealer: Sealer;
  documents: AccountDocuments;
  change: Accounts['change'];
}): Pick<Accounts, 'markCredentialsRefused' | 'clearCredentialRefusal'> {
  const { clock, profile, logger, sealer, documents, change } = deps;
  return {
    async markCredentialsRefused(accountId, refused, { isCertain } = { isCertain: false }) {
      let isCounted = false;
      const account = await change(accountId, (before) => {
        isCounted = false;
        // They belong to the other generation of the API, which did not refuse them: a deployment may go back to it.
        if (before.profile !== profile) return before;
        // Newer credentials were stored since by a renewal or a sign-in.
        if (!isDeepStrictEqual(openCredentials(sealer, before), refused)) return before;
        const now = clock.now();
        const after = withRefusal(before, now, isCertain || mayHaveLostKey(before, now));
        isCounted = after !== before;
        return after;
      });
      const probeAt = account?.credentialRefusal?.probeAt;
      if (!isCounted || account === undefined || probeAt === undefined) return;
      const confirmed = isConfirmed(account);
      logger.warn('Sifely refused the credentials of an account', { accountId, confirmed, probeAt });
      await documents.changeStates(accountId, (states) => pollBy(states, probeAt));
    },

    async clearCredentialRefusal(accountId) {
      let wasRefused = false;
      await change(accountId, (account) => {
        wasRefused = hasRefusal(account);
        const accepted = withoutRefusal(account);
        return mayHaveLostKey(account, clock.now()) ? withoutKeyRoll(accepted) : accepted;
      });
      if (wasRefused) logger.info('Sifely accepts the credentials of an account again', { accountId });
    },
  };
}

function pollBy(states: AccountState, at: number): AccountState {
  return (states.pollDueAt ?? at + 1) <= at ? states : { ...states, pollDueAt: at };
}
