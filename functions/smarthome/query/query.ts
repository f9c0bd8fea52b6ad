import {
  type SharedLock,
  sharedLock,
  type UnavailableReason,
  unavailableReason,
} from '../../accounts/shared-lock.ts';
import type { Reading } from '../../locks/apply-reading.ts';
import type { FailureReason } from '../../locks/cloud-failure-error.ts';
import { isFailureReason } from '../../locks/failure-policy.ts';
import { usableSnapshot } from '../../locks/known-state.ts';
import { within } from '../deadline.ts';
import type { IntentDeps } from '../deps.ts';
import { deviceStates, type StatesWithException, withException } from '../device-states.ts';
import {
  FAILURE_ANSWERS,
  type GoogleErrorCode,
  googleErrorCode,
  isShownOffline,
  UNAVAILABLE_CODES,
} from '../protocol/error-codes.ts';
import {
  type DeviceReason,
  type IntentAnswer,
  type IntentContext,
  summarize,
} from '../protocol/intent-context.ts';
import type { QueryRequest } from '../protocol/intent-request.ts';
import { answerTimes } from './answer-times.ts';
import { awaitCommands } from './await-commands.ts';
import { listFirst } from './list-first.ts';
import { isFresh, recentReading, startReadings } from './read-locks.ts';
import { newestStates, storeReadings } from './store-readings.ts';

/** One entry of a QUERY answer (/cloud-to-cloud/integration/query-execute). */
export interface QueryEntry extends StatesWithException {
  readonly status: 'SUCCESS' | 'OFFLINE' | 'ERROR';
  readonly errorCode?: GoogleErrorCode;
}

/** The entry of one device, with the reason that only the log gets. */
interface LoggedEntry {
  readonly entry: QueryEntry;
  readonly reason?: DeviceReason;
}

/** The answer to QUERY. */
export interface QueryResponse {
  readonly requestId: string;
  readonly payload: { readonly devices: Readonly<Record<string, QueryEntry>> };
}

/**
 * Answers QUERY from fresh snapshots, and reads the other locks. A lock that does not answer by `QUERY_ANSWER_MS` is answered from
 * its last usable snapshot; where there is none the answer waits longer. An unknown state is an error, never a guess.
 */
export async function query(
  deps: IntentDeps,
  arrived: IntentContext<QueryRequest>,
): Promise<IntentAnswer<QueryResponse>> {
  const context = await listFirst(deps, arrived);
  const { deviceIds, requestId } = context.request;
  const { startedAt } = context;
  const { account, states } = context.authenticated;
  const available = deviceIds.flatMap((id) => {
    const lock = sharedLock(account, states, id);
    return lock === undefined || unavailableReason(account, lock, startedAt) !== undefined ? [] : [lock];
  });
  const readings = new Map<string, Reading>();
  const stale = available.filter((lock) => {
    if (isFresh(deps, states, lock)) return false;
    const recent = recentReading(deps, context, lock);
    if (recent !== undefined) readings.set(lock.lockId, recent);
    return recent === undefined;
  });
  const times = answerTimes(deps, startedAt, stale);
  const reads = stale.length > 0 ? startReadings(deps, context, stale, readings, times) : undefined;
  await reads?.over;
  const owned = reads && within(deps.clock, times.storeWaitMs(), reads.owned, () => undefined);
  const lockIds = available.map(({ lockId }) => lockId);
  const stored = await storeReadings(deps, context.authenticated, { readings, lockIds }, times.storeWaitMs());
  // Without a write of our own, the changes that others stored during the reading are not loaded yet.
  const isOld = stale.length > 0 && stored === states;
  const read = isOld ? await newestStates(deps, context.authenticated, times.storeWaitMs()) : stored;
  const newest = await awaitCommands(deps, context, read, {
    lockIds: stale.map(({ lockId }) => lockId),
    until: times.readByAtLatest,
  });
  await owned;
  const entries = deviceIds.map((deviceId) => {
    const lock = sharedLock(account, newest, deviceId);
    const unavailable = unavailableReason(account, lock, startedAt);
    return { deviceId, ...entryOf(deps, lock, unavailable, readings.get(deviceId)) };
  });
  const devices = Object.fromEntries(entries.map(({ deviceId, entry }) => [deviceId, entry]));
  return {
    body: { requestId, payload: { devices } },
    devices: deviceIds,
    ...summarize(entries.map(({ deviceId, entry, reason }) => ({ deviceId, answer: entry, reason }))),
  };
}

function entryOf(
  { clock }: IntentDeps,
  lock: SharedLock | undefined,
  unavailable: UnavailableReason | undefined,
  reading: Reading | undefined,
): LoggedEntry {
  if (lock === undefined) return failed(false, 'deviceNotFound', 'not-shared');
  const online = lock.state.snapshot?.online ?? true;
  if (unavailable !== undefined) {
    if (isShownOffline(unavailable)) return offline(unavailable);
    return failed(online, UNAVAILABLE_CODES[unavailable], unavailable);
  }
  const failure = failureOf(reading);
  if (failure !== undefined && FAILURE_ANSWERS[failure].offline) return offline(failure);
  if (failure !== undefined && FAILURE_ANSWERS[failure].definite) {
    return failed(online, googleErrorCode(failure, 'read'), failure);
  }
  const snapshot = usableSnapshot(lock.state, lock.relock, clock.now());
  if (snapshot === undefined) {
    return failure === undefined
      ? failed(online, 'transientError', 'state-unknown')
      : failed(online, googleErrorCode(failure, 'read'), failure);
  }
  if (!snapshot.online) return offline('snapshot-offline');
  const { battery } = lock.state;
  return { entry: { status: 'SUCCESS', ...withException(deviceStates(snapshot, battery), battery) } };
}

function offline(reason: DeviceReason): LoggedEntry {
  return { entry: { status: 'OFFLINE', online: false }, reason };
}

function failed(online: boolean, errorCode: GoogleErrorCode, reason: DeviceReason): LoggedEntry {
  return { entry: { status: 'ERROR', online, errorCode }, reason };
}

function failureOf(reading: Reading | undefined): FailureReason | undefined {
  return reading !== undefined && isFailureReason(reading.gateway) ? reading.gateway : undefined;
}
