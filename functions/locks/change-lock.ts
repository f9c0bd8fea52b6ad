import type { AccountState, LockState } from './account-state.ts';

const NOTHING_KNOWN: LockState = { commands: [] };

/** What is known of one lock; own keys only, since ids come from outside. */
export function stateOf(states: AccountState, lockId: string): LockState {
  return (Object.hasOwn(states.locks, lockId) ? states.locks[lockId] : undefined) ?? NOTHING_KNOWN;
}

/** The states with one lock changed; the same object when the change changed nothing. */
export function changeLock(
  states: AccountState,
  lockId: string,
  change: (state: LockState) => LockState,
): AccountState {
  const before = stateOf(states, lockId);
  const after = change(before);
  return after === before ? states : { ...states, locks: { ...states.locks, [lockId]: after } };
}
