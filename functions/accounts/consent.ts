import type { Account, AccountLock } from './account.ts';
import type { Consent } from './accounts.ts';
import { withCredentials } from './credentials/credential-store.ts';
import { isKeyReplacedSince } from './credentials/key-roll.ts';
import type { HouseholdPin } from './pins/stored-pins.ts';
import type { Sealed } from './sealing.ts';

/** How long an account without grants waits for Google to redeem the code, in milliseconds: a code is valid for ten minutes. */
export const PENDING_LINK_MS = 11 * 60_000;

export interface SealedConsent {
  readonly identityId: string;
  readonly user: Sealed;
  readonly credentials: Sealed;
  readonly signedInAt?: number;
  readonly locks: Consent['locks'];
  readonly pin: { readonly kind: 'set'; readonly stored: HouseholdPin } | { readonly kind: 'off' | 'keep' };
  readonly pendingUntil: number;
}

/**
 * Returns the account after a consent of its owner or of another member of the household. An API key that was replaced between the
 * sign-in and the consent stays: the one of the sign-in works no more.
 */
export function withConsent(account: Account, consent: SealedConsent): Account {
  const { credentials, signedInAt = Number.POSITIVE_INFINITY } = consent;
  const signedIn = isKeyReplacedSince(account, signedInAt) ? account : withCredentials(account, credentials);
  const before = withChosenPin(signedIn, consent.pin);
  const locks: Record<string, AccountLock> = { ...account.locks };
  for (const [lockId, { shared, control }] of Object.entries(consent.locks)) {
    locks[lockId] = { ...locks[lockId], shared, ...(control !== undefined && { control }) };
  }
  return {
    ...before,
    identityId: consent.identityId,
    user: consent.user,
    locks,
    pendingLinks: [...account.pendingLinks, consent.pendingUntil],
  };
}

/**
 * Returns the account after a choice about the PIN of the household. `off` turns voice unlocking off: it removes every PIN, because the
 * page says that nothing unlocks any more.
 */
export function withChosenPin(account: Account, choice: SealedConsent['pin']): Account {
  if (choice.kind === 'keep') return account;
  if (choice.kind === 'set') return { ...account, pin: choice.stored };
  const { pin: _, personalPins: __, ...rest } = account;
  return rest;
}
