import { backOffMs } from '../back-off.ts';
import type { FailureReason } from './cloud-failure-error.ts';
import type { CallOptions, CloudLockDetail, LockCloud } from './lock-cloud.ts';
import { resultOrReason } from './lock-reader.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Maximum age of the details of a lock before SYNC reads them again. */
export const LOCK_DETAILS_MS = DAY_MS;

/** Pauses after refused readings of gateways: two minutes first, so that the lanes are right soon, and a day at most. */
const GATEWAYS_BACK_OFF = { firstMs: 2 * 60_000, maxMs: DAY_MS };

/** Slowly changing details of one lock, as its account stores them. */
export interface LockDetails extends LockGateways {
  readonly model?: string;
  readonly hardwareVersion?: string;
  readonly firmwareVersion?: string;
  /** Seconds from an unlock until the lock locks itself; 0 if it never does. */
  readonly autoLockSeconds: number;
  /** By how many ms the lock's own clock is ahead of UTC, as it was set up; absent if the cloud does not say. */
  readonly utcOffsetMs?: number;
  /** Ms since the epoch. */
  readonly learnedAt: number;
}

/** The gateways in reach of one lock, as its account stores them. */
export interface LockGateways {
  /** Their ids, strongest first; empty if the cloud names none; absent while they are not known. */
  readonly gateways?: readonly string[];
  /** Time of the last reading, ms since the epoch; absent in what versions before 2026-11-29 stored. */
  readonly gatewaysAskedAt?: number;
  /** The number of readings in a row that were refused; the last known gateways stay. */
  readonly gatewaysRefused?: number;
}

/** The details of one lock, with what changes faster but comes in the same reply. */
export interface FetchedLockDetails extends Pick<CloudLockDetail, 'battery' | 'passageMode'> {
  readonly details: Omit<LockDetails, keyof LockGateways>;
}

/** Reads the details of one lock with one call to the cloud. Throws {@link CloudFailureError}. */
export async function readLockDetails(
  cloud: LockCloud,
  lockId: string,
  now: () => number,
  options: CallOptions,
): Promise<FetchedLockDetails> {
  const detail = await cloud.detail(lockId, options);
  const { model, hardwareVersion, firmwareVersion, autoLockSeconds = 0, utcOffsetMs } = detail;
  const { battery, passageMode } = detail;
  return {
    ...(battery !== undefined && { battery }),
    ...(passageMode !== undefined && { passageMode }),
    details: {
      autoLockSeconds,
      learnedAt: now(),
      ...(utcOffsetMs !== undefined && { utcOffsetMs }),
      ...(model !== undefined && { model }),
      ...(hardwareVersion !== undefined && { hardwareVersion }),
      ...(firmwareVersion !== undefined && { firmwareVersion }),
    },
  };
}

/** Reads the gateways of one lock. A refusal is counted, and resolves: the endpoint is unconfirmed; only lanes depend on it. */
export async function readLockGateways(
  cloud: LockCloud,
  lockId: string,
  { gatewaysRefused = 0 }: LockGateways,
  now: () => number,
  options: CallOptions,
): Promise<{ readonly gateways: LockGateways; readonly refusal?: FailureReason }> {
  const answer = await resultOrReason(() => cloud.gateways(lockId, options));
  const gatewaysAskedAt = now();
  return typeof answer === 'string'
    ? { gateways: { gatewaysAskedAt, gatewaysRefused: gatewaysRefused + 1 }, refusal: answer }
    : { gateways: { gateways: answer, gatewaysAskedAt, gatewaysRefused: 0 } };
}

/** Returns the time from which the gateways of a lock are read again, ms since the epoch. `maxAgeMs` applies while they are known. */
export function gatewaysDueAt(details: Partial<LockDetails>, maxAgeMs: number): number {
  const { gateways, gatewaysRefused = 0, learnedAt = 0, gatewaysAskedAt = learnedAt } = details;
  if (gatewaysRefused > 0) return gatewaysAskedAt + backOffMs(GATEWAYS_BACK_OFF, gatewaysRefused);
  // Absent but never refused: a version before stored a refusal so.
  return gateways === undefined ? 0 : gatewaysAskedAt + maxAgeMs;
}
