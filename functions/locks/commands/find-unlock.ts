import { CANCELLED, type Clock, delayUntil } from '../../clock.ts';
import type { Trace } from '../../logs/trace.ts';
import { FAILURE_POLICY } from '../failure-policy.ts';
import type { CallOptions, InLane, LockCloud, LockRecord } from '../lock-cloud.ts';
import { resultOrReason } from '../lock-reader.ts';

/** An unlock that was refused moved the bolt all the same, or not. */
type UnlockFinding = 'moved' | 'not-moved' | 'unknown';

interface RefusedUnlock {
  readonly cloud: LockCloud;
  readonly lockId: string;
  readonly trace: Trace;
  /** When it was first sent, ms since the epoch. */
  readonly refusedAt: number;
  /** Nothing is known if there is no answer by then, ms since the epoch. */
  readonly sendBy: number;
  readonly signal: AbortSignal;
  readonly inLane: InLane;
  /** False where the gateway is busy: then the lock is asked only if this account may not read the records. */
  readonly asksLock: boolean;
}

/** The most that the clocks of the cloud and this machine differ from what the cloud's answers say. */
const SKEW_MS = 2000;
/** Records are listed by the clock of the lock, which may be behind by a time zone. */
const LOCK_SKEW_MS = 25 * 60 * 60_000;

/** Finds out if an unlock was carried out although it was refused. Never rejects. */
export async function findUnlock(clock: Clock, request: RefusedUnlock): Promise<UnlockFinding> {
  const { cloud, lockId, trace, refusedAt, sendBy, inLane, asksLock } = request;
  const end = new AbortController();
  const late = delayUntil(clock, sendBy, end.signal).then(
    () => end.abort(CANCELLED),
    () => {},
  );
  const signal = AbortSignal.any([request.signal, end.signal]);
  const call = { priority: 'command', sendBy, trace, signal } satisfies CallOptions;
  const askLock = () => cloud.openState(lockId, { ...call, inLane }).catch(() => 'unknown' as const);
  const asked = asksLock ? askLock() : undefined;
  try {
    const receivedSince = refusedAt + (cloud.aheadMs() ?? 0) - SKEW_MS;
    const read = () => cloud.records(lockId, refusedAt - LOCK_SKEW_MS, { ...call, receivedSince });
    const records = await resultOrReason(read).catch(() => 'failed' as const);
    const isSince = ({ effect, receivedAt }: LockRecord) =>
      effect === 'unlocked' && receivedAt >= receivedSince;
    if (typeof records !== 'string' && records.some(isSince)) return 'moved';
    const isRefused = typeof records === 'string' && FAILURE_POLICY[records].permanent;
    const bolt = await (asked ?? (isRefused ? askLock() : undefined));
    if (bolt === undefined) return typeof records === 'string' ? 'unknown' : 'not-moved';
    if (bolt === 'unknown') return 'unknown';
    return bolt === 'unlocked' ? 'moved' : 'not-moved';
  } finally {
    end.abort(CANCELLED);
    await late;
  }
}
