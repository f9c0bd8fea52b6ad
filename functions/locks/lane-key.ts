import type { AccountState } from './account-state.ts';

/** What of an account decides which operations must wait for each other. */
export interface LaneFacts {
  readonly id: string;
  readonly locks: Readonly<Record<string, { readonly gateways?: readonly string[] }>>;
}

/**
 * The lane of a lock: its strongest gateway; the lock itself when it has its own Wi-Fi; else, until its gateway is
 * known, one lane for the whole account, because its locks may well share one.
 */
export function laneKey(account: LaneFacts, states: AccountState, lockId: string): string {
  if (states.locks[lockId]?.listed?.connection === 'wifi') return `wifi:${lockId}`;
  const gateway = account.locks[lockId]?.gateways?.[0];
  return gateway === undefined ? `account:${account.id}` : `gateway:${gateway}`;
}
