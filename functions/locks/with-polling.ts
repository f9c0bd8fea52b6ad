import type { AccountState } from './account-state.ts';

/** SYNC and QUERY, which follow a link at once, tell what a poll could. */
const FIRST_POLL_MS = 10 * 60_000;

/** The states of an account that is polled from now on; the same object when it is already. */
export function withPolling(states: AccountState, now: number): AccountState {
  return states.pollDueAt === undefined ? { ...states, pollDueAt: now + FIRST_POLL_MS } : states;
}
