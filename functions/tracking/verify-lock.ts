import { type AccountCloud, openAccountCloud } from '../accounts/account-cloud.ts';
import type { LoadedAccount } from '../accounts/accounts.ts';
import { type SharedLock, sharedLock, unavailableReason } from '../accounts/shared-lock.ts';
import { enqueueObservation } from '../jobs/enqueue-observation.ts';
import type { HandlerOf, JobOf } from '../jobs/jobs.ts';
import { type AccountState, changeLock } from '../locks/account-state.ts';
import { FAILURE_POLICY, policyOf } from '../locks/failure-policy.ts';
import { recordsSince, resultOrReason } from '../locks/lock-reader.ts';
import { coveredByWebhooks } from '../locks/webhook-coverage.ts';
import { Trace } from '../logs/trace.ts';
import { enqueueLostReports } from '../reporting/enqueue-report.ts';
import { applyObservation, type Observation } from './apply-observation.ts';
import { type BudgetGrade, budgetGrade } from './call-budget.ts';
import type { TrackingDeps } from './deps.ts';
import { type NextStep, nextCheckAt, nextStep, type ObservationFacts } from './verification-schedule.ts';

/** The records are read from a little earlier on, because of clock skew. */
const RECORDS_MARGIN_MS = 60_000;
/** How long a reading that came too late for its QUERY may take, records included. */
const QUERY_AGAIN_MS = 10_000;

/**
 * Creates the handler of observations. It learns where a bolt is from the cheapest source: the stored state, then the cloud's
 * records, then the lock itself. An inconclusive observation is repeated a limited number of times.
 */
export function createVerifyLock(deps: TrackingDeps): HandlerOf<'observe'> {
  const { accounts, clock, config, jobs, logger } = deps;

  const factsOf = (
    job: JobOf<'observe'>,
    { state, relock }: Pick<SharedLock, 'state' | 'relock'>,
  ): ObservationFacts => ({ job, state, relock, now: clock.now(), verifyAfterMs: config.verifyAfterMs });

  const enqueueNext = (job: JobOf<'observe'>, at: number, newer?: number) => {
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
    const step = nextStep(facts);
    if (step.kind === 'settled') {
      log('known');
      return enqueueLostReports(deps, loaded);
    }
    if (step.kind === 'wait') return enqueueNext(job, step.until, step.since);
    const grade = budgetGrade(loaded.states.usage, config.sifely.monthlyCalls, clock.now());
    if (!isAffordable(job, grade)) {
      log('over budget');
      const later =
        job.because === 'offline' ||
        (grade === 'thrifty' && job.because !== 'surprise') ||
        (job.because === 'command' && job.round === 0);
      const at = later ? nextCheckAt(facts, false) : undefined;
      return at === undefined ? undefined : enqueueNext(job, at);
    }
    const observation = await observe(deps, loaded, lock, facts);
    const states = await accounts.changeStates(
      job.accountId,
      (before) =>
        changeLock(before, job.lockId, (state) => applyObservation(state, observation, job, lock.relock)),
      loaded,
    );
    const after = sharedLock(loaded.account, states, job.lockId) ?? lock;
    const factsAfter = factsOf(job, after);
    const result: NextStep = nextStep(factsAfter);
    log(result.kind === 'settled' ? `observed ${after.state.snapshot?.bolt}` : 'inconclusive');
    await enqueueLostReports(deps, { account: loaded.account, states });
    if (result.kind === 'settled' || observation.permanent) return;
    if (result.kind === 'wait') return enqueueNext(job, result.until, result.since);
    const at = nextCheckAt(factsAfter, observation.contradicts, observation.unreachable);
    if (at !== undefined) await enqueueNext(job, at);
  };
}

/**
 * True if the month's calls allow an observation. When they run short, the first one after a command or relock is skipped, because
 * its answer may lag, and locks out of reach are left to polls and events. When they are used up, a command is still verified once:
 * it belongs to a person's request, and a bolt that did not move must not stay assumed.
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
  const asked = recordsMayHelp(facts, loaded.states, lock)
    ? await askRecords(deps, opened, lock, facts, trace)
    : undefined;
  const observation: Observation = { ...asked, permanent: false, contradicts: false, unreachable: false };
  if (asked?.failure !== undefined) {
    opened.reportFailure(asked.failure);
    if (FAILURE_POLICY[asked.failure].permanent) return { ...observation, permanent: true };
  }
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
    ...(job.because === 'query'
      ? { recordsSince: recordsSince(lock.state, clock.now()), until: clock.now() + QUERY_AGAIN_MS }
      : { recordsSince: clock.now(), until: 0 }),
    priority: 'background',
    trace,
  });
  opened.reportFailure(reading.gateway);
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

/**
 * True if the records may be newer than the stored state. Not for a lock out of reach, which cannot send its records either; and
 * not for a relock of a lock covered by webhooks, whose event would have arrived. A lock that was read for a QUERY is read as there:
 * itself first.
 */
function recordsMayHelp(
  { job, now }: ObservationFacts,
  states: AccountState,
  { state }: SharedLock,
): boolean {
  if (job.because === 'offline' || job.because === 'query') return false;
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
