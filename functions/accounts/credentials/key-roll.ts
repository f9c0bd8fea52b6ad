import type { Account } from '../account.ts';
import { isConfirmed } from './credential-refusal.ts';

/** Time after which a replacement of the key has ended or its process died. The call and its storing take 15 seconds at most. */
const MAX_ROLL_MS = 60_000;

/** True if a process is replacing the key of an account, or may be. */
export function isRollingKey({ keyRoll }: Account, now: number): boolean {
  return keyRoll !== undefined && now >= keyRoll.startedAt && now - keyRoll.startedAt < MAX_ROLL_MS;
}

/**
 * True if the key was being replaced and it is not known how that ended: the process died, or the cloud did not answer. A refusal of
 * the stored key then is no accident.
 */
export function mayHaveLostKey(account: Account, now: number): boolean {
  return account.keyRoll !== undefined && !isRollingKey(account, now);
}

/** Returns the account without the mark of a replacement of its key; the same object if there is none. */
export function withoutKeyRoll(account: Account): Account {
  if (account.keyRoll === undefined) return account;
  const { keyRoll: _, ...rest } = account;
  return rest;
}

/** Returns the account whose key is about to be replaced by a new one at `now`; the same object if none was being replaced. */
export function withKeyRolled(account: Account, now: number): Account {
  return account.keyRoll === undefined ? account : { ...account, keyRolledAt: now };
}

/**
 * True if the key of a sign-in at `signedInAt` (ms since the epoch) was replaced since, or may have been, so that the stored one is the
 * one to keep. A stored key that the cloud refuses for certain is not.
 */
export function isKeyReplacedSince(account: Account, signedInAt: number): boolean {
  const { keyRoll, keyRolledAt = 0 } = account;
  const mayBeReplaced = keyRoll !== undefined && keyRoll.startedAt >= signedInAt;
  return (keyRolledAt >= signedInAt || mayBeReplaced) && !isConfirmed(account);
}
