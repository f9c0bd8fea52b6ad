import { CloudFailureError } from '../../../functions/locks/cloud-failure-error.ts';
import type { BoltState } from '../../../functions/locks/lock-cloud.ts';
import type { OwnerCall } from '../owner-call.ts';

/** When the door is looked at, ms after the command: states lag by up to 20 seconds. Each look takes a little of the battery. */
const LOOKS_MS = [1500, 4000, 9000, 16_000, 25_000];

/**
 * Looks at a door until it is as wanted, for at most half a minute after a command that was sent at `sentAt` (ms since the epoch). Where the
 * lock cannot be read, its records count. Returns what was seen last.
 */
export async function watchDoor(
  call: OwnerCall,
  lockId: string,
  wanted: BoltState,
  sentAt: number,
): Promise<BoltState> {
  let seen: BoltState = 'unknown';
  const acceptedAt = call.now();
  for (const ms of LOOKS_MS) {
    await call.terminal.clock.delay(Math.max(0, acceptedAt + ms - call.now()));
    const state = await look(call, lockId);
    seen = state === 'unknown' ? await recorded(call, lockId, sentAt) : state;
    if (seen === wanted) return seen;
  }
  return seen;
}

/** Asks the lock; `unknown` if it does not answer now. */
function look(call: OwnerCall, lockId: string): Promise<BoltState> {
  return orUnknown(() => call.account().locks.openState(lockId));
}

/** Returns the state after the newest record since `sentAt`; `unknown` without one. */
function recorded(call: OwnerCall, lockId: string, sentAt: number): Promise<BoltState> {
  return orUnknown(async () => {
    const records = await call.account().locks.records(lockId, sentAt);
    const moved = records.find(({ effect }) => effect === 'locked' || effect === 'unlocked');
    return moved?.effect === 'locked' || moved?.effect === 'unlocked' ? moved.effect : 'unknown';
  });
}

async function orUnknown(read: () => Promise<BoltState>): Promise<BoltState> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CloudFailureError)) throw error;
    return 'unknown';
  }
}
