/** A command that a simulated lock accepted. */
export interface Operation {
  readonly lockId: string;
  readonly action: 'lock' | 'unlock';
  /** When it reached the lock's cloud, ms since the epoch. */
  readonly at: number;
}

/** A command that the load sent. Times are ms since the epoch. */
export interface SentCommand {
  readonly lockId: string;
  readonly action: 'lock' | 'unlock';
  readonly sentAt: number;
  /** HTTP status of its answer; 0 without one. */
  readonly status: number;
}

export interface UnlockFaults {
  /** Unlocks that no request asked for, or that a request got twice. */
  readonly doubled: number;
  /** Unlocks later than their request allows. */
  readonly late: number;
  readonly unlocks: number;
}

/** How long after its request an unlock may reach the lock: `UNLOCK_SEND_MS`, and the way of the request and of the call. */
const MAX_MS = 4500;

/** Assigns each unlock to the request that it belongs to: the newest one before it that has none yet. */
export function findFaults(operations: readonly Operation[], sent: readonly SentCommand[]): UnlockFaults {
  const unlocks = operations.filter(({ action }) => action === 'unlock');
  const open = new Map<string, SentCommand[]>();
  for (const command of sent) {
    // A request that was refused before it was read must not move anything.
    if (command.action === 'unlock' && command.status !== 503) {
      open.set(command.lockId, [...(open.get(command.lockId) ?? []), command]);
    }
  }
  let doubled = 0;
  let late = 0;
  for (const { lockId, at } of unlocks.toSorted((a, b) => a.at - b.at)) {
    const commands = open.get(lockId) ?? [];
    const index = commands.findLastIndex(({ sentAt }) => sentAt <= at);
    const [command] = index < 0 ? [] : commands.splice(index, 1);
    if (command === undefined) doubled += 1;
    else if (at - command.sentAt > MAX_MS) late += 1;
  }
  return { doubled, late, unlocks: unlocks.length };
}
