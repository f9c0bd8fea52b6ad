import type { AccountState } from './account-state.ts';
import { changeLock } from './account-state.ts';

/** The states with what was told of some locks; by lock id. Says nothing about the locks themselves. */
export function withReports(states: AccountState, reports: ReadonlyMap<string, string>): AccountState {
  let changed = states;
  for (const [lockId, reported] of reports) {
    // A lock that is gone is not brought back by what was told of it.
    if (!Object.hasOwn(changed.locks, lockId)) continue;
    changed = changeLock(changed, lockId, (state) =>
      state.reported === reported ? state : { ...state, reported },
    );
  }
  return changed;
}

/** The states as if nothing had been told of some locks: of all when none are named. */
export function withoutReports(
  states: AccountState,
  lockIds: readonly string[] = Object.keys(states.locks),
): AccountState {
  return lockIds.reduce(
    (changed, lockId) =>
      changeLock(changed, lockId, (state) => {
        const { reported, ...rest } = state;
        return reported === undefined ? state : rest;
      }),
    states,
  );
}
