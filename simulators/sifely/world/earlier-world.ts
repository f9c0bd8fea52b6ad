import { TOKEN_TYPE } from './card-rules.ts';
import type { Passcode, Token } from './contents.ts';
import { codeInLock } from './grow-contents.ts';
import { FIRST_UID } from './grow-world.ts';
import { PASSCODE_TYPE } from './passcode-rules.ts';
import type { LockState, World } from './world.ts';

/** A code, card or finger of an earlier release. */
type Credential = Pick<Token, 'id' | 'name' | 'secret' | 'createdAt'>;

/** Brings a world that an earlier release kept up to this one: its codes and cards have no end, and are in the lock. */
export function bringUpToDate(world: World): World {
  for (const [i, account] of [...world.accounts.values()].entries())
    if (!('uid' in account)) Object.assign(account, { uid: FIRST_UID + i });
  for (const lock of world.locks.values()) {
    const { owner, passcodes, cards, fingerprints } = lock;
    if (!lock.keypad) Object.assign(lock, permanentCodes(passcodes, owner));
    if (!lock.cardsInLock) Object.assign(lock, permanentTokens(cards, fingerprints, owner));
  }
  return world;
}

function permanentCodes(credentials: readonly Credential[], owner: string) {
  const passcodes = credentials.map(
    ({ id, name, secret, createdAt }): Passcode => ({
      ...{ id, name, secret, createdAt, type: PASSCODE_TYPE.permanent, custom: true },
      ...{ startDate: createdAt, endDate: 0, status: 1, sender: owner },
    }),
  );
  return { passcodes, keypad: passcodes.map(codeInLock), fetchedPasscodes: [] };
}

function permanentTokens(
  cards: readonly Credential[],
  fingerprints: readonly Credential[],
  owner: string,
): Pick<LockState, 'cards' | 'cardsInLock' | 'fingerprints'> {
  const permanent = { type: TOKEN_TYPE.normal, startDate: 0, endDate: 0, cyclicConfig: [], sender: owner };
  const tokens = (credentials: readonly Credential[]) =>
    credentials.map((each) => ({ ...each, ...permanent }));
  return { cards: tokens(cards), cardsInLock: tokens(cards), fingerprints: tokens(fingerprints) };
}
