import { hash } from 'node:crypto';
import type { DeviceStates } from '../smarthome/device-states.ts';

const HASH_LENGTH = 12;

/** Hashes the grants (a new one makes the report stale: Google has no states for it) and, separately, the states. */
export function reportHash(grantIds: readonly string[], states: DeviceStates): string {
  return `${digest(grantIds)}.${digest(states)}`;
}

/** True if a report hash was made of these states, whatever the grants. */
export function matchesReport(reported: string, states: DeviceStates): boolean {
  return reported.endsWith(`.${digest(states)}`);
}

function digest(value: unknown): string {
  return hash('sha256', JSON.stringify(value), 'base64url').slice(0, HASH_LENGTH);
}
