import type { Account } from '../account.ts';

const FIRST_PROBE_MS = 60_000;
const GROWTH = 3;
const MAX_PROBE_MS = 6 * 3_600_000;

/**
 * Returns the account after a refusal; the same object if another one counted since the last probe. A certain one is confirmed at
 * once.
 */
export function withRefusal(account: Account, now: number, isCertain = false): Account {
  const { credentialsRefusedAt = now, credentialRefusal: before } = account;
  const isAwaited = account.credentialsRefusedAt !== undefined && !isProbeDue(account, now);
  if (isAwaited && !(isCertain && !isConfirmed(account))) return account;
  // A document of an earlier version has no count: its refusal was final.
  const counted = account.credentialsRefusedAt === undefined ? 0 : (before?.count ?? 1);
  const earlier = isCertain ? Math.max(counted, 1) : counted;
  const probeAt = now + Math.min(FIRST_PROBE_MS * GROWTH ** earlier, MAX_PROBE_MS);
  return { ...account, credentialsRefusedAt, credentialRefusal: { count: earlier + 1, probeAt } };
}

/** Returns the account after Sifely accepted its credentials, or with new ones; the same object if none were refused. */
export function withoutRefusal(account: Account): Account {
  if (!hasRefusal(account)) return account;
  const { credentialsRefusedAt: _, credentialRefusal: __, ...rest } = account;
  return rest;
}

/** True if a refusal is on record, confirmed or not. */
export function hasRefusal({ credentialsRefusedAt, credentialRefusal }: Account): boolean {
  return credentialsRefusedAt !== undefined || credentialRefusal !== undefined;
}

/** True if Sifely refused the credentials more than once, with no success in between: the owner must sign in again. */
export function isConfirmed({ credentialsRefusedAt, credentialRefusal }: Account): boolean {
  return credentialsRefusedAt !== undefined && credentialRefusal?.count !== 1;
}

/** True if calls would be in vain: the refusal is confirmed and no probe is due. */
export function isRefused(account: Account, now: number): boolean {
  return isConfirmed(account) && !isProbeDue(account, now);
}

/** True if a refusal is on record, confirmed or not, and no probe is due. */
export function isAwaitingProbe(account: Account, now: number): boolean {
  return hasRefusal(account) && !isProbeDue(account, now);
}

/** Returns the time of the next probe, ms since the epoch; `undefined` if nothing was refused. */
export function nextProbeAt(account: Account, now: number): number | undefined {
  if (account.credentialsRefusedAt === undefined) return undefined;
  return isProbeDue(account, now) ? now : account.credentialRefusal?.probeAt;
}

/** A time beyond the longest pause is one of a clock that was ahead. */
function isProbeDue({ credentialRefusal }: Account, now: number): boolean {
  const waitMs = (credentialRefusal?.probeAt ?? now) - now;
  return waitMs <= 0 || waitMs > MAX_PROBE_MS;
}
