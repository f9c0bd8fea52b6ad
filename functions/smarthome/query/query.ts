import { refusal, type SharedLock, sharedLock } from '../../accounts/shared-lock.ts';
import type { Reading } from '../../locks/apply-reading.ts';
import { usableSnapshot } from '../../locks/known-state.ts';
import type { IntentDeps } from '../deps.ts';
import { deviceStates, type StatesWithException, withException } from '../device-states.ts';
import { FAILURE_ANSWERS, type FailureAnswer, type GoogleErrorCode } from '../protocol/error-codes.ts';
import { type IntentAnswer, type IntentContext, outcomeOfDevices } from '../protocol/intent-context.ts';
import type { QueryRequest } from '../protocol/intent-request.ts';
import { isFresh, readLocks, recentReading } from './read-locks.ts';
import { newestStates, storeReadings } from './store-readings.ts';

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

/**
 * Answers QUERY: from fresh snapshots alone, else by asking the locks; with what is known by then when they do not
 * answer in time. What nobody knows is an error, never a guess.
 */
export async function query(
  deps: IntentDeps,
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
    if (isFresh(deps, states, lock)) return false;
    const recent = recentReading(deps, context, lock);
    if (recent !== undefined) readings.set(lock.lockId, recent);
    return recent === undefined;
  });
  if (stale.length > 0) await readLocks(deps, context, stale, readings);
  const remembered = await storeReadings(deps, context.authenticated, readings);
  // Where nothing was stored, nobody has looked yet what others stored while the locks were asked.
  const isOld = stale.length > 0 && remembered === states;
  const newest = isOld ? await newestStates(deps, context.authenticated) : remembered;
  const entries = deviceIds.map((id) => {
    const lock = sharedLock(account, newest, id);
    return [id, entry(deps, lock, refusal(account, lock), readings.get(id))] as const;
  });
  return {
    body: { requestId, payload: { devices: Object.fromEntries(entries) } },
    devices: deviceIds,
    outcome: outcomeOfDevices(entries.map(([, each]) => each)),
  };
}

function entry(
  { clock }: IntentDeps,
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
