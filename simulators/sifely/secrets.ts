import { createHash } from 'node:crypto';
import type { LockState, World } from './world/world.ts';

/** Returns the MD5 in lower-case hex, which Sifely's login takes instead of the password. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** Returns digits that are unique to `what` and repeatable, so that a test can find them. */
export function secretDigits(what: string): string {
  const number = createHash('sha256').update(what).digest().readUInt32BE(0);
  return `99${String(number % 10_000_000).padStart(7, '0')}`;
}

/** Returns the secret fields of Sifely's lists and details, with values that a test can search for. */
export function lockSecrets({ lockId }: Pick<LockState, 'lockId'>) {
  return {
    adminPwd: `SIMULATED-SECRET-adminPwd-${lockId}`,
    noKeyPwd: secretDigits(`noKeyPwd ${lockId}`),
    deletePwd: secretDigits(`deletePwd ${lockId}`),
    aesKeyStr: `SIMULATED-SECRET-aesKeyStr-${lockId}`,
    lockKey: `SIMULATED-SECRET-lockKey-${lockId}`,
    lockData: `SIMULATED-SECRET-lockData-${lockId}`,
  };
}

/**
 * Lists every value of a world that only Sifely and its client may hold: the locks' operating secrets, keypad codes and
 * card numbers, passwords and their MD5, valid keys and tokens.
 */
export function secretsOf(world: World): string[] {
  const secrets = new Set<string>();
  for (const lock of world.locks.values()) {
    for (const value of Object.values(lockSecrets(lock))) secrets.add(value);
    for (const { secret } of [
      ...lock.passcodes,
      ...lock.keypad,
      ...lock.cards,
      ...lock.cardsInLock,
      ...lock.fingerprints,
      ...(lock.fingersInLock ?? []),
    ])
      secrets.add(secret);
    for (const { keyboardPwd } of [...lock.records, ...lock.unsent])
      if (keyboardPwd) secrets.add(keyboardPwd);
  }
  for (const { password, passwordHash, apiKey } of world.accounts.values())
    for (const value of [passwordHash ? [passwordHash] : [password, md5(password)], apiKey].flat())
      secrets.add(value);
  for (const token of [...world.accessTokens.keys(), ...world.refreshTokens.keys()]) secrets.add(token);
  return [...secrets];
}
