import { type AccountState, changeLocks } from './account-state.ts';

/** Returns the account's state with the hashes of new reports, by lock id; the same object if they are stored already. */
export function withReports(states: AccountState, reports: ReadonlyMap<string, string>): AccountState {
  // A report must not bring back a lock that was removed.
  const stored = [...reports.keys()].filter((lockId) => Object.hasOwn(states.locks, lockId));
  return changeLocks(states, stored, (state, lockId) => {
    const reported = reports.get(lockId);
    return reported === undefined || state.reported === reported ? state : { ...state, reported };
  });
}

/** Returns the account's state without the report hashes of some locks, or of all: they will be reported again. */
export function withoutReports(
  states: AccountState,
  lockIds: readonly string[] = Object.keys(states.locks),
): AccountState {
  return changeLocks(states, lockIds, (state) => {
    const { reported, ...rest } = state;
    return reported === undefined ? state : rest;
  });
}
