import { type AccountState, changeLock } from './account-state.ts';

/** Returns the account's state with the hashes of new reports, by lock id; the same object if they are stored already. */
export function withReports(states: AccountState, reports: ReadonlyMap<string, string>): AccountState {
  let changed = states;
  for (const [lockId, reported] of reports) {
    // A report must not bring back a lock that was removed.
    if (!Object.hasOwn(changed.locks, lockId)) continue;
    changed = changeLock(changed, lockId, (state) =>
      state.reported === reported ? state : { ...state, reported },
    );
  }
  return changed;
}

/** Returns the account's state without the report hashes of some locks, or of all: they will be reported again. */
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
