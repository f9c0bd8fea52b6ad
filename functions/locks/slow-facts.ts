import { CloudFailureError } from './cloud-failure-error.ts';
import type { CallOptions, CloudLockDetail, LockCloud } from './lock-cloud.ts';

/** Facts of a lock are learned again when they are this old. */
export const FACTS_MS = 24 * 60 * 60_000;

/** What is learned of one lock, in the form that an account keeps. */
export interface SlowFacts {
  readonly gateways?: readonly string[];
  readonly model?: string;
  readonly hardwareVersion?: string;
  readonly firmwareVersion?: string;
  /** 0 when the lock never locks itself. */
  readonly autoLockSeconds: number;
  readonly learnedAt: number;
}

/** What was learned, with the parts that change faster. */
export interface LearnedLock {
  readonly facts: SlowFacts;
  readonly detail: CloudLockDetail;
}

/**
 * Asks the cloud for what rarely changes about a lock. Rejects with `CloudFailureError` when it will not tell; a missing
 * list of gateways alone is no failure, the lock only shares its account's lane.
 */
export async function learnLock(
  cloud: LockCloud,
  lockId: string,
  now: () => number,
  options: CallOptions,
): Promise<LearnedLock> {
  const detail = await cloud.detail(lockId, options);
  const gateways = await cloud.gateways(lockId, options).catch((error: unknown) => {
    if (error instanceof CloudFailureError) return undefined;
    throw error;
  });
  const { model, hardwareVersion, firmwareVersion, autoLockSeconds = 0 } = detail;
  return {
    detail,
    facts: {
      autoLockSeconds,
      learnedAt: now(),
      ...(gateways !== undefined && gateways.length > 0 && { gateways }),
      ...(model !== undefined && { model }),
      ...(hardwareVersion !== undefined && { hardwareVersion }),
      ...(firmwareVersion !== undefined && { firmwareVersion }),
    },
  };
}
