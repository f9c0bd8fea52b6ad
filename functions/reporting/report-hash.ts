import { hash } from 'node:crypto';
import type { DeviceStates } from '../smarthome/device-states.ts';

const HASH_LENGTH = 12;

/**
 * Returns what is stored of a report: a hash of the links and one of the states. A new link makes the report stale, because
 * Google has no states for it.
 *
 * @param grantIds of all links of the account
 */
export function reportHash(grantIds: readonly string[], states: DeviceStates): string {
  return `${digest(grantIds)}.${digest(states)}`;
}

/** True if a report hash was made of these states, for whichever links. */
export function matchesReport(reported: string, states: DeviceStates): boolean {
  return reported.endsWith(`.${digest(states)}`);
}

function digest(value: unknown): string {
  return hash('sha256', JSON.stringify(value), 'base64url').slice(0, HASH_LENGTH);
}
