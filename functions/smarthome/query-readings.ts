import { usableSnapshot } from '../locks/known-state.ts';
import { laneKey } from '../locks/lane-key.ts';
import type { LockStates } from '../locks/lock-states.ts';
import { isPushedNow } from '../locks/pushed.ts';
import { type Reading, withReading } from '../locks/reading.ts';
import { openAccountCloud } from './account-cloud.ts';
import { startDeadline } from './deadline.ts';
import type { IntentContext } from './intent-context.ts';
import type { QueryRequest } from './intent-request.ts';
import type { IntentParts } from './parts.ts';
import { rememberReadings } from './remember-readings.ts';
import type { SharedLock } from './shared-lock.ts';

/** How long a snapshot of a lock whose events are pushed answers alone. */
const PUSHED_FRESH_MS = 60 * 60_000;
/** Without a snapshot, records are searched this far back. */
const RECORDS_BACK_MS = 7 * 24 * 60 * 60_000;

/**
 * A snapshot answers alone for seconds; where webhooks are known to arrive and to tell what this lock does, until the
 * next of them, but not for longer than an hour: a gateway that fell silent sends none.
 */
export function isFresh(
  { clock, config }: IntentParts,
  states: LockStates,
  { state, relock }: SharedLock,
): boolean {
  const now = clock.now();
  const snapshot = usableSnapshot(state, relock, now);
  if (snapshot === undefined) return false;
  const age = now - snapshot.learnedAt;
  if (age <= config.snapshotFreshMs) return true;
  // A snapshot freshness of nothing is the wish to ask always.
  if (config.snapshotFreshMs === 0 || snapshot.source === 'command' || !snapshot.online) return false;
  return age <= PUSHED_FRESH_MS && isPushedNow(states, state, now);
}

/** A reading that another request of this process just made: it answers this one too, stored or not. */
export function recentReading(
  parts: IntentParts,
  { authenticated, startedAt }: IntentContext<QueryRequest>,
  lock: SharedLock,
): Reading | undefined {
  const recent = parts.reader.recent(authenticated.account.id, lock.lockId);
  if (recent === undefined || recent.endedAt > startedAt) return recent;
  const state = withReading(lock.state, recent, lock.relock);
  return isFresh(parts, authenticated.states, { ...lock, state }) ? recent : undefined;
}

/** Adds what the locks answer before the deadline; later answers are stored for the next one who asks. */
export async function readAll(
  parts: IntentParts,
  context: IntentContext<QueryRequest>,
  locks: readonly SharedLock[],
  readings: Map<string, Reading>,
): Promise<void> {
  const { clock, config, reader } = parts;
  const { account, states } = context.authenticated;
  const deadline = startDeadline(clock, context.startedAt + config.queryDeadlineMs);
  const opened = openAccountCloud(parts, account);
  let answering = true;
  const readOne = async ({ lockId, state }: SharedLock): Promise<void> => {
    const reading = await reader.read({
      accountId: account.id,
      lockId,
      lane: laneKey(account, states, lockId),
      cloud: opened.cloud,
      recordsSince: state.snapshot?.happenedAt ?? clock.now() - RECORDS_BACK_MS,
      until: deadline.at,
      trace: context.trace,
    });
    opened.note(reading.gateway);
    if (answering) readings.set(lockId, reading);
    else await rememberReadings(parts, context.authenticated, new Map([[lockId, reading]]));
  };
  const reads = Promise.all(locks.map((lock) => parts.background.track(guard(parts, lock, readOne(lock)))));
  await context.trace.upstream(() => Promise.race([reads, deadline.passed]));
  deadline.cancel();
  answering = false;
}

/** One lock that fails unexpectedly must not take the others with it. */
async function guard({ logger }: IntentParts, { lockId }: SharedLock, work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => logger.error('lock not read', { lockId, error }));
}
