import { createHash, timingSafeEqual } from 'node:crypto';
import type { Random } from '../random.ts';
import type { Accounts } from './accounts.ts';
import { WEBHOOK_PURPOSE } from './documents/account-documents.ts';
import type { Sealer } from './sealing.ts';
import { packSecret, parseToken } from './tokens.ts';

/** Builds secret segments that name their account, which needs no index. Sealed, not hashed: the owner sees them again. */
export function createWebhookAddresses(deps: {
  sealer: Sealer;
  load: Accounts['load'];
}): Pick<Accounts, 'webhookSegment' | 'findByWebhook'> {
  const { sealer, load } = deps;

  const webhookSegment: Accounts['webhookSegment'] = (account) =>
    packSecret(
      account.id,
      Buffer.from(sealer.open(account.id, WEBHOOK_PURPOSE, account.webhookSecret), 'base64url'),
    );

  return {
    webhookSegment,

    async findByWebhook(segment) {
      const parsed = parseToken(segment);
      if (parsed === undefined) return undefined;
      const loaded = await load(parsed.accountId);
      // Compared in any case, so that the time does not reveal if the account exists.
      const expected = loaded === undefined ? '' : webhookSegment(loaded.account);
      return timingSafeEqual(digest(segment), digest(expected)) ? loaded : undefined;
    },
  };
}

/** Returns the address that an owner gives to Sifely, with the secret segment of the account. */
export function webhookAddress(publicUrl: string, segment: string): string {
  return `${publicUrl}/webhooks/sifely/${segment}`;
}

/** Creates the random part of a webhook address: 32 bytes, base64url. */
export function mintWebhookSecret(random: Pick<Random, 'bytes'>): string {
  return random.bytes(32).toString('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
