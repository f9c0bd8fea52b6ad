import type { Account } from '../account.ts';

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
