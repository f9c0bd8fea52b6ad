import { type AccountCloud, openAccountCloud } from '../accounts/account-cloud.ts';
import type { LoadedAccount } from '../accounts/accounts.ts';
import { type SharedLock, sharedLock, unavailableReason } from '../accounts/shared-lock.ts';
import { enqueueObservation, type ObservationRequest } from '../jobs/enqueue-observation.ts';
import type { HandlerOf } from '../jobs/jobs.ts';
import { type AccountState, changeLock } from '../locks/account-state.ts';
import { FAILURE_POLICY, policyOf } from '../locks/failure-policy.ts';
import { JOB_READING_MS, recordsToRead, resultOrReason } from '../locks/lock-reader.ts';
import { recordsRange } from '../locks/record-times.ts';
import { coveredByWebhooks, withActivity } from '../locks/webhook-coverage.ts';
import { Trace } from '../logs/trace.ts';
import { enqueueLostReports } from '../reporting/enqueue-report.ts';
import { affordableAt, isAffordable } from './affordable-observation.ts';
import { applyObservation, type Observation } from './apply-observation.ts';
import { budgetGrade } from './call-budget.ts';
import type { TrackingDeps } from './deps.ts';
import { type NextStep, nextStep } from './next-step.ts';
import {
  EARLY_MS,
  isForRecordsAlone,
  isHint,
  nextCheckAt,
  type ObservationFacts,
} from './verification-schedule.ts';
import { enqueueNextLook } from './webhooks/plan-looks.ts';
import { withFruitfulLook } from './webhooks/webhook-looks.ts';

/** The caller of a check. */
interface CheckCaller {
  /** See {@link ObservationFacts.isHandedOver}. */
  readonly isHandedOver?: boolean;
  /** True if the caller reports the lock itself. */
  readonly isReported?: boolean;
  /** See {@link ObservationFacts.isAwaited}. */
  readonly isAwaited?: boolean;
  /** The lock is not asked before this, ms since the epoch. */
  readonly notBefore?: number;
}

/** The result of a check. */
interface LockCheck {
  /** The newest states. */
  readonly states: AccountState;
  /** True if the stored state was examined and a lost report of it may be enqueued. */
  readonly isExamined: boolean;
  /** True if it was one of the checks that `VERIFY_AFTER_SECONDS` names, not one of the records alone in between. */
  readonly isCounted?: boolean;
  /** The next check, ms since the epoch, and the newer event that it verifies; absent if none follows. */
  readonly next?: { readonly at: number; readonly since?: number };
  /** True if the lock was asked, and the answer may be the state before an event that came since. */
  readonly isOvertaken?: boolean;
}

/** Creates the handler of observations. An inconclusive observation is repeated a limited number of times. */
export function createVerifyLock(deps: TrackingDeps): HandlerOf<'observe'> {
  const { accounts, clock, jobs } = deps;
  return async (job) => {
    const loaded = await accounts.load(job.accountId);
    const lock = loaded && sharedLock(loaded.account, loaded.states, job.lockId);
    if (
      loaded === undefined ||
      lock === undefined ||
      unavailableReason(loaded.account, lock, clock.now()) !== undefined
    )
      return;
    const { kind: _, ...request } = job;
    const { states, isExamined, next, isOvertaken } = await checkLock(deps, loaded, lock, request);
    if (isExamined) await enqueueLostReports(deps, { account: loaded.account, states });
    if (next === undefined) return;
    if (isOvertaken === true && job.because === 'surprise' && job.round > 0) {
      // Webhooks that come faster than answers must not make the lock be asked all the time.
      return enqueueNextLook(deps, loaded, job.lockId, next.at);
    }
    const changed = next.since === undefined ? { round: job.round + 1 } : { since: next.since, round: 0 };
    await enqueueObservation(jobs, next.at, { ...request, ...changed });
  };
}

/**
 * Learns where a bolt is from the cheapest source: the stored state, then the cloud's records, then the lock itself. Returns when
 * to check again if that is not known yet.
 */
export async function checkLock(
  deps: TrackingDeps,
  loaded: LoadedAccount,
  lock: SharedLock,
  job: ObservationRequest,
  { isHandedOver = false, isReported = false, isAwaited = false, notBefore = 0 }: CheckCaller = {},
): Promise<LockCheck> {
  const { accounts, clock, config, logger } = deps;
  const { verifyAfterMs } = config;
  const factsOf = ({ state, relock }: Pick<SharedLock, 'state' | 'relock'>): ObservationFacts => ({
    ...{ job, state, relock, isHandedOver, isAwaited, verifyAfterMs, now: clock.now() },
    isCovered: coveredByWebhooks(loaded.states, state, clock.now()),
  });
  const { states: before } = loaded;
  const log = (outcome: string) => logger.info('observation', { ...job, outcome });
  const facts = factsOf(lock);
  const step = nextStep(facts);
  if (step.kind === 'settled') {
    log('known');
    return { states: before, isExamined: true };
  }
  if (step.kind === 'wait') return { states: before, isExamined: false, next: nextOf(step) };
  if (facts.now < notBefore - EARLY_MS) return { states: before, isExamined: false, next: { at: notBefore } };
  const grade = budgetGrade(before.usage, config.sifely.monthlyCalls, clock.now());
  if (!isAffordable(facts, grade)) {
    log('over budget');
    const at = affordableAt(facts, grade);
    return { states: before, isExamined: false, ...(at !== undefined && { next: { at } }) };
  }
  const observation = await observe(deps, loaded, lock, facts);
  const { records } = observation;
  const withRecorded =
    records && (await deps.activity.recordHistory(loaded, new Map([[job.lockId, records.items]])));
  const states = await accounts.changeStates(
    job.accountId,
    (current) => {
      const { lockId, because, since } = job;
      const changed = changeLock(current, lockId, (state) =>
        applyObservation(state, observation, job, lock.relock),
      );
      const applied = withRecorded?.(changed) ?? changed;
      const observed = withFruitfulLook(current, applied, lockId);
      return because === 'query' && observed.polling !== undefined
        ? withActivity(observed, [lockId], since)
        : observed;
    },
    loaded,
    { isReported, isPatient: !isAwaited && job.because !== 'command' && job.because !== 'query' },
  );
  const after = sharedLock(loaded.account, states, job.lockId) ?? lock;
  const factsAfter = factsOf(after);
  const result: NextStep = nextStep(factsAfter);
  log(result.kind === 'settled' ? `observed ${after.state.snapshot?.bolt}` : 'inconclusive');
  const check = { states, isExamined: true, isCounted: !isForRecordsAlone(facts) };
  if (result.kind === 'settled' || observation.permanent) return check;
  if (result.kind === 'wait') return { ...check, next: nextOf(result), isOvertaken: true };
  const at =
    grade === 'exhausted'
      ? undefined
      : nextCheckAt(factsAfter, observation.contradicts, observation.unreachable);
  return { ...check, ...(at !== undefined && { next: { at } }) };
}

function nextOf({ until, since }: Extract<NextStep, { kind: 'wait' }>): NonNullable<LockCheck['next']> {
  return { at: until, ...(since !== undefined && { since }) };
}

async function observe(
  deps: TrackingDeps,
  loaded: LoadedAccount,
  lock: SharedLock,
  facts: ObservationFacts,
): Promise<Observation> {
  const { job } = facts;
  const nothing: Observation = { permanent: false, contradicts: false, unreachable: false };
  if (eventIsDue(facts, loaded.states, lock)) return nothing;
  const opened = openAccountCloud(deps, loaded.account);
  const trace = new Trace(`observe-${job.because}`, deps.clock);
  const asked = recordsMayHelp(facts, loaded.states, lock)
    ? await askRecords(deps, opened, lock, facts, trace)
    : undefined;
  const observation: Observation = { ...asked, ...nothing };
  if (asked?.failure !== undefined) {
    await opened.reportFailure(asked.failure);
    // A guest may not read the records of a lock, but may ask it.
    if (FAILURE_POLICY[asked.failure].endsPoll === 'at-first') return { ...observation, permanent: true };
  }
  if (isForRecordsAlone(facts)) return observation;
  const { clock, config } = deps;
  const state = applyObservation(lock.state, observation, job, lock.relock);
  if (nextStep({ ...facts, state, now: clock.now(), verifyAfterMs: config.verifyAfterMs }).kind === 'settled')
    return observation;
  const reading = await deps.reader.read({
    accountId: job.accountId,
    lockId: job.lockId,
    lanes: deps.gateways.lanesOf(loaded.account, loaded.states, job.lockId),
    cloud: opened.cloud,
    // Otherwise the records were read already, or cannot help.
    ...(job.because === 'query' && recordsToRead(lock.state, clock.now())),
    until: clock.now() + JOB_READING_MS,
    priority: 'background',
    trace,
  });
  await opened.reportFailure(reading.gateway);
  const { gateway } = reading;
  const policy = policyOf(gateway);
  return {
    ...observation,
    reading,
    permanent: policy?.permanent ?? false,
    contradicts: policy === undefined && gateway !== lock.state.snapshot?.bolt,
    unreachable: asked?.records === undefined && (policy?.unanswered ?? false),
  };
}

/** True soon after a command to a lock covered by webhooks: its event is the cheapest source. */
function eventIsDue({ job, now }: ObservationFacts, states: AccountState, { state }: SharedLock): boolean {
  return job.because === 'command' && job.round === 0 && coveredByWebhooks(states, state, now);
}

/**
 * True if the records may be newer than the stored state. Not for a lock out of reach, which cannot send its records either; not for
 * a hint, because they do not say whether a lock can be reached; and not for a relock of a lock covered by webhooks, whose event
 * would have arrived. A lock that was read for a QUERY is read as there: itself first.
 */
function recordsMayHelp(
  { job, now }: ObservationFacts,
  states: AccountState,
  { state }: SharedLock,
): boolean {
  if (job.because === 'offline' || job.because === 'query' || isHint(job.because)) return false;
  return job.because !== 'relock' || (job.round === 0 && !coveredByWebhooks(states, state, now));
}

async function askRecords(
  { clock }: TrackingDeps,
  { cloud }: AccountCloud,
  { lockId, state }: SharedLock,
  { job }: ObservationFacts,
  trace: Trace,
): Promise<Pick<Observation, 'records' | 'failure'>> {
  const from = Math.min(job.since, state.snapshot?.happenedAt ?? job.since);
  const { since, receivedSince } = recordsRange(state, from, clock.now());
  const found = await resultOrReason(() =>
    cloud.records(lockId, since, { priority: 'background', receivedSince, trace }),
  );
  return typeof found === 'string' ? { failure: found } : { records: { items: found, readAt: clock.now() } };
}
