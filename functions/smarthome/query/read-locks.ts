import { openAccountCloud } from '../../accounts/account-cloud.ts';
import type { SharedLock } from '../../accounts/shared-lock.ts';
import type { AccountState } from '../../locks/account-state.ts';
import { applyReading, type Reading } from '../../locks/apply-reading.ts';
import { isUnproven, usableSnapshot } from '../../locks/known-state.ts';
import { recordsToRead, resultOrReason } from '../../locks/lock-reader.ts';
import { coveredByWebhooksToday } from '../../locks/webhook-coverage.ts';
import { startDeadline } from '../deadline.ts';
import type { IntentDeps } from '../deps.ts';
import type { IntentContext } from '../protocol/intent-context.ts';
import type { QueryRequest } from '../protocol/intent-request.ts';
import type { AnswerTimes } from './answer-times.ts';
import { enqueueLateReadings } from './enqueue-late-readings.ts';
import { learnGateways } from './learn-gateways.ts';
import { storeLateReading } from './store-readings.ts';

/** A snapshot of a lock with webhook coverage is fresh for this long. */
const COVERED_FRESH_MS = 60 * 60_000;

/**
 * True if the snapshot answers without a reading: for some seconds, or for a lock with webhook coverage until its next event, but
 * at most an hour, because a gateway that failed sends no events.
 */
export function isFresh(
  { clock, config }: IntentDeps,
  states: AccountState,
  { state, relock }: SharedLock,
): boolean {
  const now = clock.now();
  const snapshot = usableSnapshot(state, relock, now);
  if (snapshot === undefined) return false;
  const age = now - snapshot.learnedAt;
  if (age <= config.snapshotFreshMs) return true;
  // A freshness of 0 means that every QUERY reads the lock.
  if (config.snapshotFreshMs === 0 || snapshot.source === 'command' || !snapshot.online) return false;
  if (snapshot.mayPrecede !== undefined || isUnproven(snapshot)) return false;
  return age <= COVERED_FRESH_MS && coveredByWebhooksToday(states, state, now);
}

/** Returns a reading that another request of this process just made, stored or not; `undefined` if this one must read. */
export function recentReading(
  deps: IntentDeps,
  { authenticated, startedAt }: IntentContext<QueryRequest>,
  lock: SharedLock,
): Reading | undefined {
  const recent = deps.reader.recent(authenticated.account.id, lock.lockId);
  if (recent === undefined || recent.endedAt > startedAt) return recent;
  const state = applyReading(lock.state, recent, lock.relock);
  return isFresh(deps, authenticated.states, { ...lock, state }) ? recent : undefined;
}

/** The readings of one QUERY. */
export interface Readings {
  /** Resolves when the answer need not, or must not, wait for a reading any more. Never rejects. */
  readonly over: Promise<void>;
  /** Resolves when a job is stored for each reading that may end after the answer. Never rejects. */
  readonly owned: Promise<void>;
}

/** Before the last moment to wait for readings, the jobs for those under way are enqueued: Cloud Tasks takes about 100 ms. */
const ENQUEUE_MS = 200;
/** From the answer to these jobs: an instance that still lives has mostly stored the reading by then, and the job makes no call. */
const LATE_READING_MS = 3000;

/** Starts to read locks, and adds the readings that end in time to `readings`. Later ones are stored for the next QUERY. */
export function startReadings(
  deps: IntentDeps,
  context: IntentContext<QueryRequest>,
  locks: readonly SharedLock[],
  readings: Map<string, Reading>,
  times: AnswerTimes,
): Readings {
  const { background, clock, gateways, reader } = deps;
  const { account, states } = context.authenticated;
  const opened = openAccountCloud(deps, account);
  const running = new Set(locks.map(({ lockId }) => lockId));
  const waiting = new Set(running);
  let answering = true;
  const readOne = async (lock: SharedLock): Promise<void> => {
    const { lockId, state } = lock;
    const reading = await reader.read({
      accountId: account.id,
      lockId,
      lanes: gateways.lanesOf(account, states, lockId),
      cloud: opened.cloud,
      ...recordsToRead(state, clock.now()),
      until: times.isKnown(lock) ? times.readBy : times.readByAtLatest,
      trace: context.trace,
      onBegin: () => waiting.delete(lockId),
    });
    running.delete(lockId);
    if (answering) readings.set(lockId, reading);
    else await storeLateReading(deps, context.authenticated, lockId, reading);
    await opened.reportFailure(reading.gateway);
  };
  /** Where nothing is known of a lock that waits for others, its records answer unless its gateway does in time. */
  const readRecords = async ({ lockId, state }: SharedLock): Promise<void> => {
    const begunAt = clock.now();
    const { recordsSince, recordsReceivedSince: receivedSince } = recordsToRead(state, begunAt);
    const options = { priority: 'read', trace: context.trace, receivedSince } as const;
    const records = await resultOrReason(() => opened.cloud.records(lockId, recordsSince, options));
    if (typeof records === 'string' || !answering || !running.has(lockId)) return;
    readings.set(lockId, { begunAt, endedAt: clock.now(), gateway: 'timed-out', records, isOfRecords: true });
  };
  const reads = locks.map((lock) => ({
    ended: background.track(guard(deps, lock, readOne(lock))),
    isKnown: times.isKnown(lock),
  }));
  void background.track(learnGateways(deps, context.authenticated, opened));
  const all = Promise.all(reads.map(({ ended }) => ended));
  const unknown = Promise.all(reads.flatMap(({ ended, isKnown }) => (isKnown ? [] : [ended])));
  const [enqueueing, first, last] = [
    startDeadline(clock, times.readBy - ENQUEUE_MS),
    startDeadline(clock, times.readBy),
    startDeadline(clock, times.readByAtLatest),
  ];
  const wait = async () => {
    await Promise.race([all, first.passed]);
    for (const lock of locks)
      if (waiting.has(lock.lockId) && lock.state.snapshot === undefined)
        void background.track(guard(deps, lock, readRecords(lock)));
    await Promise.race([unknown, last.passed]);
    for (const deadline of [enqueueing, first, last]) deadline.cancel();
    answering = false;
  };
  const enqueue = async () => {
    await Promise.race([all, enqueueing.passed]);
    await enqueueLateReadings(deps, context, running, times.readByAtLatest + LATE_READING_MS);
  };
  return { over: context.trace.upstream(wait), owned: background.track(enqueue()) };
}

/** Isolates the unexpected failure of one lock from the others. */
async function guard({ logger }: IntentDeps, { lockId }: SharedLock, work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => logger.error('could not read a lock', { lockId, error }));
}
