import type { Random } from '../random.ts';
import type { Accounts } from './accounts.ts';
import { sealCredentials, withCredentials } from './credentials/credential-store.ts';
import { type AccountDocuments, WEBHOOK_PURPOSE } from './documents/account-documents.ts';
import type { Sealer } from './sealing.ts';
import { mintWebhookSecret } from './webhook-address.ts';

/** Builds the changes that the owner of an account makes without linking again. */
export function createOwnerActions(deps: {
  random: Random;
  sealer: Sealer;
  documents: AccountDocuments;
  change: Accounts['change'];
}): Pick<Accounts, 'replaceCredentials' | 'renewWebhook'> {
  const { random, sealer, documents, change } = deps;

  return {
    async replaceCredentials(accountId, credentials) {
      const sealed = sealCredentials(sealer, accountId, credentials);
      const account = await change(accountId, (before) => withCredentials(before, sealed));
      if (account) await documents.startPolling(accountId);
      return account;
    },

    async renewWebhook(accountId) {
      const webhookSecret = sealer.seal(accountId, WEBHOOK_PURPOSE, mintWebhookSecret(random));
      const account = await change(accountId, (before) => ({ ...before, webhookSecret }));
      // Sifely has not called the new address yet.
      await documents.changeStates(accountId, (states) => {
        const { webhookAt, ...rest } = states;
        return webhookAt === undefined ? states : rest;
      });
      return account;
    },
  };
}
