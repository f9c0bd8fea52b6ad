import { CloudFailureError } from './cloud-failure-error.ts';
import type { CallOptions, CloudLockDetail, LockCloud } from './lock-cloud.ts';

/** Maximum age of the details of a lock before SYNC reads them again. */
export const LOCK_DETAILS_MS = 24 * 60 * 60_000;

/** Slowly changing details of one lock, as its account stores them. */
export interface LockDetails {
  /** Ids of its gateways, strongest first; absent if none is known. */
  readonly gateways?: readonly string[];
  readonly model?: string;
  readonly hardwareVersion?: string;
  readonly firmwareVersion?: string;
  /** Seconds from an unlock until the lock locks itself; 0 if it never does. */
  readonly autoLockSeconds: number;
  /** Ms since the epoch. */
  readonly learnedAt: number;
}

/** The details of one lock, with what changes faster but comes in the same reply. */
export interface FetchedLockDetails extends Pick<CloudLockDetail, 'battery' | 'passageMode'> {
  readonly details: LockDetails;
}

/**
 * Reads the details of one lock with two calls to the cloud.
 *
 * @throws {CloudFailureError} if the cloud refuses the details. A refused list of gateways is no failure: the lock then
 * uses the lane of its account.
 */
export async function readLockDetails(
  cloud: LockCloud,
  lockId: string,
  now: () => number,
  options: CallOptions,
): Promise<FetchedLockDetails> {
  const detail = await cloud.detail(lockId, options);
  const gateways = await cloud.gateways(lockId, options).catch((error: unknown) => {
    if (error instanceof CloudFailureError) return undefined;
    throw error;
  });
  const { model, hardwareVersion, firmwareVersion, autoLockSeconds = 0, battery, passageMode } = detail;
  return {
    ...(battery !== undefined && { battery }),
    ...(passageMode !== undefined && { passageMode }),
    details: {
      autoLockSeconds,
      learnedAt: now(),
      ...(gateways !== undefined && gateways.length > 0 && { gateways }),
      ...(model !== undefined && { model }),
      ...(hardwareVersion !== undefined && { hardwareVersion }),
      ...(firmwareVersion !== undefined && { firmwareVersion }),
    },
  };
}
