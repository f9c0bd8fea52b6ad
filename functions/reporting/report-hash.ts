import { hash } from 'node:crypto';
import type { DeviceStates } from '../smarthome/device-states.ts';

const HASH_LENGTH = 12;

/**
 * What is remembered of a report: a hash of who was told (a new link knows nothing of what was told before it) and one of
 * what was told.
 *
 * @param grantIds of all links of the account
 */
export function reportHash(grantIds: readonly string[], states: DeviceStates): string {
  return `${digest(grantIds)}.${digest(states)}`;
}

/** Whether these states are the ones that a hash was made of, whoever was told them. */
export function matchesReport(told: string, states: DeviceStates): boolean {
  return told.endsWith(`.${digest(states)}`);
}

function digest(value: unknown): string {
  return hash('sha256', JSON.stringify(value), 'base64url').slice(0, HASH_LENGTH);
}
