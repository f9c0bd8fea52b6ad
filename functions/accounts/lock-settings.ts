import { isDeepStrictEqual } from 'node:util';
import { type AccountState, stateOf } from '../locks/account-state.ts';
import { foldName, newNames, speakable } from '../locks/spoken-name.ts';
import type { WeeklyHours } from '../schedules/weekly-hours.ts';
import type { Account, AccountLock, LockControl, VoiceNames } from './account.ts';
import { sharedIds } from './shared-lock.ts';

/** Nicknames that a lock may have at Google besides those that SYNC derives from its name. */
export const MAX_NICKNAMES = 5;

/** The owner's settings of one lock. */
export interface LockSettings {
  readonly control: LockControl;
  readonly quietHours: readonly WeeklyHours[];
  readonly voice: VoiceNames;
}

/** Returns the settings of a lock; `undefined` if the account does not share it. */
export function lockSettings(account: Account, lockId: string): LockSettings | undefined {
  const lock = Object.hasOwn(account.locks, lockId) ? account.locks[lockId] : undefined;
  if (!lock?.shared) return undefined;
  return { control: lock.control ?? 'unlock', quietHours: lock.quietHours ?? [], voice: lock.voice ?? {} };
}

/**
 * Returns the account with changed settings of a lock; the same object if nothing changes, or if it does not share the lock. Names
 * are stored as {@link cleanVoice} returns them.
 */
export function withLockSettings(account: Account, lockId: string, changes: Partial<LockSettings>): Account {
  const before = lockSettings(account, lockId);
  if (before === undefined) return account;
  const { control, quietHours, voice } = { ...before, ...changes };
  const { control: _, quietHours: __, voice: ___, ...rest } = account.locks[lockId] as AccountLock;
  const cleaned = cleanVoice(voice);
  const lock: AccountLock = {
    ...rest,
    ...(control !== 'unlock' && { control }),
    ...(quietHours.length > 0 && { quietHours }),
    ...(Object.keys(cleaned).length > 0 && { voice: cleaned }),
  };
  if (isDeepStrictEqual(lock, account.locks[lockId])) return account;
  return { ...account, locks: { ...account.locks, [lockId]: lock } };
}

/** Returns names as Google can speak them, without empty and double ones; of nicknames the first {@link MAX_NICKNAMES}. */
export function cleanVoice({ name = '', nicknames = [], room = '' }: VoiceNames): VoiceNames {
  const [spokenName, spokenRoom] = [speakable(name), speakable(room)];
  const spoken = newNames(nicknames, new Set([foldName(spokenName)])).slice(0, MAX_NICKNAMES);
  return {
    ...(spokenName !== '' && { name: spokenName }),
    ...(spoken.length > 0 && { nicknames: spoken }),
    ...(spokenRoom !== '' && { room: spokenRoom }),
  };
}

/**
 * Returns the ids of the other shared locks that have a name or nickname of a lock, so that Google cannot tell which is meant. SYNC adds
 * their groups or numbers to equal names, and leaves out equal nicknames.
 */
export function namesakes(account: Account, states: AccountState, lockId: string): string[] {
  const own = new Set(calledBy(account, states, lockId));
  return sharedIds(account).filter(
    (id) => id !== lockId && calledBy(account, states, id).some((name) => own.has(name)),
  );
}

function calledBy(account: Account, states: AccountState, lockId: string): string[] {
  const { name, nicknames = [] } = account.locks[lockId]?.voice ?? {};
  const listed = stateOf(states, lockId).listed?.name ?? '';
  return [name ?? listed, ...nicknames]
    .map((each) => foldName(speakable(each)))
    .filter((each) => each !== '');
}
