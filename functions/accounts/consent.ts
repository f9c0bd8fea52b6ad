import type { Account, AccountLock } from './account.ts';
import type { Consent } from './accounts.ts';
import { withCredentials } from './credentials/credential-store.ts';
import { isKeyReplacedSince } from './credentials/key-roll.ts';
import type { PinHash } from './pins/pin-hash.ts';
import type { Sealed } from './sealing.ts';

/** How long an account without grants waits for Google to redeem the code, in milliseconds: a code is valid for ten minutes. */
export const PENDING_LINK_MS = 11 * 60_000;

export interface SealedConsent {
  readonly identityId: string;
  readonly user: Sealed;
  readonly credentials: Sealed;
  readonly signedInAt?: number;
  readonly locks: Consent['locks'];
  readonly pin: { readonly kind: 'set'; readonly hash: PinHash } | { readonly kind: 'off' | 'keep' };
  readonly pendingUntil: number;
}

/**
 * Returns the account after a consent of its owner or of another member of the household. An API key that was replaced between the
 * sign-in and the consent stays: the one of the sign-in works no more.
 */
export function withConsent(account: Account, consent: SealedConsent): Account {
  const { credentials, signedInAt = Number.POSITIVE_INFINITY } = consent;
  const { pin, ...rest } = isKeyReplacedSince(account, signedInAt)
    ? account
    : withCredentials(account, credentials);
  const locks: Record<string, AccountLock> = { ...account.locks };
  for (const [lockId, { shared, control }] of Object.entries(consent.locks)) {
    locks[lockId] = { ...locks[lockId], shared, ...(control !== undefined && { control }) };
  }
  const chosen = chosenPin(pin, consent.pin);
  return {
    ...rest,
    identityId: consent.identityId,
    user: consent.user,
    ...(chosen && { pin: chosen }),
    locks,
    pendingLinks: [...account.pendingLinks, consent.pendingUntil],
  };
}

function chosenPin(current: PinHash | undefined, choice: SealedConsent['pin']): PinHash | undefined {
  if (choice.kind === 'set') return choice.hash;
  return choice.kind === 'keep' ? current : undefined;
}
