import { changeLock } from '../locks/change-lock.ts';
import { usableSnapshot } from '../locks/known-state.ts';
import { laneKey } from '../locks/lane-key.ts';
import type { LockState, LockStates } from '../locks/lock-states.ts';
import { isPushedNow } from '../locks/pushed.ts';
import { type Reading, withReading } from '../locks/reading.ts';
import { type AccountCloud, openAccountCloud } from './account-cloud.ts';
import { startDeadline } from './deadline.ts';
import { deviceStates, type StatesWithException, withException } from './device-states.ts';
import { FAILURE_ANSWERS, type FailureAnswer, type GoogleErrorCode } from './google-errors.ts';
import { type IntentAnswer, type IntentContext, outcomeOf } from './intent-context.ts';
import type { IntentRequest } from './intent-request.ts';
import type { IntentParts } from './parts.ts';
import { refusal, type SharedLock, sharedLock } from './shared-lock.ts';

/** One entry of a QUERY answer (/cloud-to-cloud/integration/query-execute). */
export interface QueryEntry extends StatesWithException {
  readonly status: 'SUCCESS' | 'OFFLINE' | 'ERROR';
  readonly errorCode?: GoogleErrorCode;
}

/** The answer to QUERY. */
export interface QueryResponse {
  readonly requestId: string;
  readonly payload: { readonly devices: Readonly<Record<string, QueryEntry>> };
}

type QueryRequest = Extract<IntentRequest, { intent: 'action.devices.QUERY' }>;

/** How long a snapshot of a lock whose events are pushed answers alone. */
const PUSHED_FRESH_MS = 60 * 60_000;
/** How long an answer waits for what may have become known while the locks were asked. */
const READ_AGAIN_MS = 300;
/** Without a snapshot, records are searched this far back. */
const RECORDS_BACK_MS = 7 * 24 * 60 * 60_000;

/**
 * Answers QUERY: from fresh snapshots alone, else by asking the locks; with what is known by then when they do not
 * answer in time. What nobody knows is an error, never a guess.
 */
export async function query(
  parts: IntentParts,
  context: IntentContext<QueryRequest>,
): Promise<IntentAnswer<QueryResponse>> {
  const { deviceIds, requestId } = context.request;
  const { account, states } = context.authenticated;
  const askable = deviceIds.flatMap((id) => {
    const lock = sharedLock(account, states, id);
    return lock === undefined || refusal(account, lock) !== undefined ? [] : [lock];
  });
  const readings = new Map<string, Reading>();
  const stale = askable.filter((lock) => {
    if (isFresh(parts, states, lock)) return false;
    const recent = recentReading(parts, context, lock);
    if (recent !== undefined) readings.set(lock.lockId, recent);
    return recent === undefined;
  });
  if (stale.length > 0) await readAll(parts, context, stale, readings);
  const remembered = await remember(parts, context, readings);
  // Where nothing was stored, nobody has looked yet what others stored while the locks were asked.
  const newest = stale.length > 0 && remembered === states ? await readAgain(parts, context) : remembered;
  const entries = deviceIds.map((id) => {
    const lock = sharedLock(account, newest, id);
    return [id, entry(parts, lock, refusal(account, lock), readings.get(id))] as const;
  });
  return {
    body: { requestId, payload: { devices: Object.fromEntries(entries) } },
    devices: deviceIds,
    outcome: outcomeOf(entries.map(([, each]) => each)),
  };
}

/**
 * A snapshot answers alone for seconds; where webhooks are known to arrive and to tell what this lock does, until the
 * next of them, but not for longer than an hour: a gateway that fell silent sends none.
 */
function isFresh({ clock, config }: IntentParts, states: LockStates, { state, relock }: SharedLock): boolean {
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
function recentReading(
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
async function readAll(
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
    noteFailure(opened, reading);
    if (answering) readings.set(lockId, reading);
    else await remember(parts, context, new Map([[lockId, reading]]));
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

function noteFailure(opened: AccountCloud, { gateway }: Reading): void {
  opened.note(gateway);
}

/** The newest states, as far as the store tells them at once: one that fails or hesitates costs only what is newer. */
async function readAgain(
  { accounts, clock, logger }: IntentParts,
  { authenticated }: IntentContext<QueryRequest>,
): Promise<LockStates> {
  const { account, states } = authenticated;
  const patience = startDeadline(clock, clock.now() + READ_AGAIN_MS);
  try {
    const loaded = await Promise.race([accounts.load(account.id), patience.passed.then(() => undefined)]);
    return loaded?.states ?? states;
  } catch (error) {
    logger.warn('states not read again', { accountId: account.id, error });
    return states;
  } finally {
    patience.cancel();
  }
}

/** Stores what was read, in one write, and answers the states with it; a store that fails costs only the memory. */
async function remember(
  { accounts, logger }: IntentParts,
  { authenticated }: IntentContext<QueryRequest>,
  readings: ReadonlyMap<string, Reading>,
): Promise<LockStates> {
  const { account, states } = authenticated;
  if (readings.size === 0) return states;
  const change = (before: LockStates) =>
    [...readings].reduce((changed, [lockId, reading]) => {
      const relock = sharedLock(account, changed, lockId)?.relock;
      return relock === undefined
        ? changed
        : changeLock(changed, lockId, (state) => asked(withReading(state, reading, relock), state, reading));
    }, before);
  try {
    return await accounts.changeStates(account.id, change, authenticated);
  } catch (error) {
    logger.warn('readings not stored', { accountId: account.id, error });
    return change(states);
  }
}

/** Notes with a reading that told something that the lock itself was asked: polls need not, then. */
function asked(after: LockState, before: LockState, { endedAt }: Reading): LockState {
  return after === before ? after : { ...after, askedAt: endedAt };
}

function entry(
  { clock }: IntentParts,
  lock: SharedLock | undefined,
  refused: GoogleErrorCode | undefined,
  reading: Reading | undefined,
): QueryEntry {
  if (lock === undefined) return { status: 'ERROR', online: false, errorCode: 'deviceNotFound' };
  const online = lock.state.snapshot?.online ?? true;
  if (refused === 'deviceOffline') return { status: 'OFFLINE', online: false };
  if (refused !== undefined) return { status: 'ERROR', online, errorCode: refused };
  const failure = failureOf(reading);
  if (failure?.offline) return { status: 'OFFLINE', online: false };
  if (failure?.definite) return { status: 'ERROR', online, errorCode: failure.codes.read };
  const snapshot = usableSnapshot(lock.state, lock.relock, clock.now());
  if (snapshot === undefined) {
    return { status: 'ERROR', online, errorCode: failure?.codes.read ?? 'transientError' };
  }
  if (!snapshot.online) return { status: 'OFFLINE', online: false };
  const { battery } = lock.state;
  return { status: 'SUCCESS', ...withException(deviceStates(snapshot, battery), battery) };
}

function failureOf(reading: Reading | undefined): FailureAnswer | undefined {
  const said = reading?.gateway;
  if (said === undefined || said === 'locked' || said === 'unlocked' || said === 'unknown') return undefined;
  return FAILURE_ANSWERS[said];
}
