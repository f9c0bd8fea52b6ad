import { type AccountCloud, openAccountCloud } from '../accounts/account-cloud.ts';
import type { LoadedAccount } from '../accounts/accounts.ts';
import { type SharedLock, sharedLock, unavailableReason } from '../accounts/shared-lock.ts';
import { enqueueObservation } from '../jobs/enqueue-observation.ts';
import type { HandlerOf, JobOf } from '../jobs/jobs.ts';
import type { AccountState } from '../locks/account-state.ts';
import { changeLock } from '../locks/account-state.ts';
import { FAILURE_POLICY, policyOf } from '../locks/failure-policy.ts';
import { laneKey } from '../locks/gateway-lane.ts';
import { resultOrReason } from '../locks/lock-reader.ts';
import { coveredByWebhooks } from '../locks/webhook-coverage.ts';
import { Trace } from '../logs/trace.ts';
import { enqueueLostReports } from '../reporting/enqueue-report.ts';
import { applyObservation, type Observation } from './apply-observation.ts';
import { type BudgetGrade, budgetGrade } from './call-budget.ts';
import type { TrackingDeps } from './deps.ts';
import { type NextStep, nextCheckAt, nextStep, type ObservationFacts } from './verification-schedule.ts';

/** The records are asked from a little before: clocks differ. */
const RECORDS_MARGIN_MS = 60_000;

/**
 * Finds out where a bolt is, by the cheapest source that can tell: what is stored by now, else the cloud's records, else
 * the lock itself. Looks again, a bounded number of times, when that did not settle it.
 */
export function createVerifyLock(deps: TrackingDeps): HandlerOf<'observe'> {
  const { accounts, clock, config, jobs, logger } = deps;

  const factsOf = (
    job: JobOf<'observe'>,
    { state, relock }: Pick<SharedLock, 'state' | 'relock'>,
  ): ObservationFacts => ({ job, state, relock, now: clock.now(), verifyAfterMs: config.verifyAfterMs });

  const again = (job: JobOf<'observe'>, at: number, newer?: number) => {
    const { kind: _, ...observation } = job;
    const next = newer === undefined ? { round: job.round + 1 } : { since: newer, round: 0 };
    return enqueueObservation(jobs, at, { ...observation, ...next });
  };

  return async (job) => {
    const loaded = await accounts.load(job.accountId);
    const lock = loaded && sharedLock(loaded.account, loaded.states, job.lockId);
    if (loaded === undefined || lock === undefined || unavailableReason(loaded.account, lock) !== undefined)
      return;
    const { kind: _, ...fields } = job;
    const log = (outcome: string) => logger.info('observation', { ...fields, outcome });
    const facts = factsOf(job, lock);
    const course = nextStep(facts);
    if (course.kind === 'settled') {
      log('known');
      return enqueueLostReports(deps, loaded);
    }
    if (course.kind === 'wait') return again(job, course.until, course.since);
    const grade = budgetGrade(loaded.states.usage, config.sifely.monthlyCalls, clock.now());
    if (!isAffordable(job, grade)) {
      log('too expensive');
      const later =
        job.because === 'offline' ||
        (grade === 'thrifty' && job.because !== 'surprise') ||
        (job.because === 'command' && job.round === 0);
      const at = later ? nextCheckAt(facts, false) : undefined;
      return at === undefined ? undefined : again(job, at);
    }
    const seen = await observe(deps, loaded, lock, facts);
    const states = await accounts.changeStates(
      job.accountId,
      (before) => changeLock(before, job.lockId, (state) => applyObservation(state, seen, job, lock.relock)),
      loaded,
    );
    const after = sharedLock(loaded.account, states, job.lockId) ?? lock;
    const then = factsOf(job, after);
    const result: NextStep = nextStep(then);
    log(result.kind === 'settled' ? `seen ${after.state.snapshot?.bolt}` : 'open');
    await enqueueLostReports(deps, { account: loaded.account, states });
    if (result.kind === 'settled' || seen.permanent) return;
    if (result.kind === 'wait') return again(job, result.until, result.since);
    const at = nextCheckAt(then, seen.contradicts, seen.unreachable);
    if (at !== undefined) await again(job, at);
  };
}

/**
 * Whether the month's calls allow a look. When they run short, what was commanded and what relocks is looked at once, at
 * a time when the answer is final; of a lock out of reach it is heard by itself. When they are used up, what was commanded
 * is still looked at once: it belongs to what a person asked for, and a bolt that did not move must not stay assumed.
 */
function isAffordable({ because, round }: JobOf<'observe'>, grade: BudgetGrade): boolean {
  if (grade === 'free') return true;
  if (grade === 'exhausted') return because === 'command' && round === 1;
  return because === 'surprise' || (because !== 'offline' && round > 0);
}

async function observe(
  deps: TrackingDeps,
  loaded: LoadedAccount,
  lock: SharedLock,
  facts: ObservationFacts,
): Promise<Observation> {
  const { job } = facts;
  const opened = openAccountCloud(deps, loaded.account);
  const trace = new Trace(`observe-${job.because}`, deps.clock);
  const told = recordsMayTell(facts, loaded.states, lock)
    ? await askRecords(deps, opened, lock, facts, trace)
    : undefined;
  const seen: Observation = { ...told, permanent: false, contradicts: false, unreachable: false };
  if (told?.failure !== undefined) {
    opened.reportFailure(told.failure);
    if (FAILURE_POLICY[told.failure].permanent) return { ...seen, permanent: true };
  }
  const { clock, config } = deps;
  const state = applyObservation(lock.state, seen, job, lock.relock);
  if (nextStep({ ...facts, state, now: clock.now(), verifyAfterMs: config.verifyAfterMs }).kind === 'settled')
    return seen;
  const reading = await deps.reader.read({
    accountId: job.accountId,
    lockId: job.lockId,
    lane: laneKey(loaded.account, loaded.states, job.lockId),
    cloud: opened.cloud,
    // The records were asked already; or cannot tell.
    recordsSince: clock.now(),
    until: 0,
    priority: 'background',
    trace,
  });
  opened.reportFailure(reading.gateway);
  const { gateway } = reading;
  const policy = policyOf(gateway);
  return {
    ...seen,
    reading,
    permanent: policy?.permanent ?? false,
    contradicts: policy === undefined && gateway !== lock.state.snapshot?.bolt,
    unreachable: told?.records === undefined && (policy?.unanswered ?? false),
  };
}

/**
 * Whether the records may know more than we do. Not of a lock out of reach, whose records cannot get out either; and
 * not of the relocking of a lock whose events come by webhook: that one would have come too.
 */
function recordsMayTell(
  { job, now }: ObservationFacts,
  states: AccountState,
  { state }: SharedLock,
): boolean {
  if (job.because === 'offline') return false;
  return job.because !== 'relock' || (job.round === 0 && !coveredByWebhooks(states, state, now));
}

async function askRecords(
  { clock }: TrackingDeps,
  { cloud }: AccountCloud,
  { lockId, state }: SharedLock,
  { job }: ObservationFacts,
  trace: Trace,
): Promise<Pick<Observation, 'records' | 'failure'>> {
  const since = Math.min(job.since, state.snapshot?.happenedAt ?? job.since) - RECORDS_MARGIN_MS;
  const found = await resultOrReason(() => cloud.records(lockId, since, { priority: 'background', trace }));
  return typeof found === 'string' ? { failure: found } : { records: { items: found, readAt: clock.now() } };
}
