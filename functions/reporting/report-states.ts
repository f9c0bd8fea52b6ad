import type { LoadedAccount } from '../accounts/accounts.ts';
import type { HandlerOf, JobOf } from '../jobs/jobs.ts';
import { withoutReports, withReports } from '../locks/reported.ts';
import type { ReportingDeps } from './deps.ts';
import { handleResult } from './handle-result.ts';
import type { CallPriority, HomeGraphResult } from './home-graph.ts';
import { priorityOf, repeatLater } from './missed/missed-calls.ts';
import { markMissing } from './missing-devices.ts';
import { canReport, type ReportableLock, reportableLocks } from './reportable-locks.ts';
import { scheduleChecks } from './schedule-checks.ts';
import { TryLaterError } from './try-later-error.ts';

/** States may change during a report; after this many rounds the next job continues. */
const MAX_ROUNDS = 5;

/**
 * Creates the job that reports all locks whose states differ from the last report, each with all states of its traits, in
 * one call (/cloud-to-cloud/integration/report-state). Schedules the checks of the named locks once, whatever Google
 * answers. A report that Google cannot take is repeated, see {@link repeatLater}.
 */
export function createReportStates(deps: ReportingDeps): HandlerOf<'report'> {
  return async (job) => {
    const loaded = await deps.accounts.load(job.accountId);
    if (loaded === undefined) return;
    await reportLoaded(deps, loaded, job.lockIds, job);
  };
}

/** Does what a report job does, for an account that is loaded. */
export async function reportLoaded(
  deps: ReportingDeps,
  loaded: LoadedAccount,
  lockIds: readonly string[],
  before: Pick<JobOf<'report'>, 'failures' | 'isMissed'> = {},
): Promise<void> {
  if (!canReport(loaded)) return;
  await scheduleChecks(deps, loaded, lockIds);
  const accountId = loaded.account.id;
  try {
    const priority = priorityOf({ ...before, lockIds });
    await reportAll({ ...deps, priority }, loaded, new Set(lockIds));
  } catch (error) {
    if (!(error instanceof TryLaterError)) throw error;
    await repeatLater(deps, { ...before, kind: 'report', accountId, lockIds }, error);
  }
}

interface ReportDeps extends ReportingDeps {
  readonly priority: CallPriority;
}

async function reportAll(
  deps: ReportDeps,
  first: LoadedAccount,
  checked: ReadonlySet<string>,
): Promise<void> {
  let loaded = first;
  for (let round = 0; round < MAX_ROUNDS && canReport(loaded); round++) {
    const reportable = reportableLocks(loaded, deps.clock.now());
    const stale = new Map([...reportable].filter(([, { state, hash }]) => state.reported !== hash));
    if (stale.size === 0) return;
    const done = await reportTogether(deps, loaded, stale);
    if (done.size === 0) return;
    // Locks that the job does not name: their own job was lost, and with it their checks.
    const others = [...done.keys()].filter((lockId) => !checked.has(lockId));
    await scheduleChecks(deps, loaded, others);
    // The next round compares with the states as stored: of two concurrent jobs the later one corrects Google.
    loaded = { account: loaded.account, states: await storeReports(deps, loaded.account.id, done) };
  }
}

/** Reports locks in one call, or each alone if Google refuses it. Returns those that need no retry. */
async function reportTogether(
  deps: ReportDeps,
  loaded: LoadedAccount,
  locks: ReadonlyMap<string, ReportableLock>,
): Promise<ReadonlyMap<string, ReportableLock>> {
  const result = await send(deps, loaded, locks);
  // One lock may be invalid, or missing at Google; it must not block the others.
  if ((result.outcome === 'refused' || result.outcome === 'not-found') && locks.size > 1) {
    return reportEach(deps, loaded, locks);
  }
  return (await isFinal(deps, loaded, locks, result)) ? locks : new Map();
}

/** Reports locks one by one. If Google knows one of them, it knows the account, and only the others are missing there. */
async function reportEach(
  deps: ReportDeps,
  loaded: LoadedAccount,
  locks: ReadonlyMap<string, ReportableLock>,
): Promise<ReadonlyMap<string, ReportableLock>> {
  const results: [string, ReportableLock, HomeGraphResult][] = [];
  for (const [lockId, lock] of locks) {
    results.push([lockId, lock, await send(deps, loaded, new Map([[lockId, lock]]))]);
  }
  const isKnown = results.some(([, , { outcome }]) => outcome === 'ok');
  const missing: string[] = [];
  const done = new Map<string, ReportableLock>();
  for (const [lockId, lock, result] of results) {
    if (result.outcome === 'not-found' && isKnown) missing.push(lockId);
    else if (await isFinal(deps, loaded, new Map([[lockId, lock]]), result)) done.set(lockId, lock);
  }
  if (missing.length > 0) await markMissing(deps, loaded.account.id, missing);
  return done;
}

function send(
  { homeGraph, priority, random }: ReportDeps,
  { account }: LoadedAccount,
  locks: ReadonlyMap<string, ReportableLock>,
): Promise<HomeGraphResult> {
  const states = Object.fromEntries([...locks].map(([lockId, lock]) => [lockId, lock.states]));
  const requestId = random.bytes(16).toString('hex');
  const request = { requestId, agentUserId: account.id, payload: { devices: { states } } };
  return homeGraph.report(request, priority);
}

/** True if these states need no retry: Google has them, or will always refuse them. */
async function isFinal(
  deps: ReportingDeps,
  loaded: LoadedAccount,
  locks: ReadonlyMap<string, ReportableLock>,
  result: HomeGraphResult,
): Promise<boolean> {
  if (result.outcome === 'unavailable') await removeReports(deps, loaded.account.id, [...locks.keys()]);
  const delivery = await handleResult(deps, loaded, result, [...locks.keys()]);
  if (delivery === 'delivered') {
    deps.logger.info('states reported', {
      ...{ accountId: loaded.account.id, locks: locks.size },
      ageMs: Math.max(0, deps.clock.now() - newestFactAt(locks)),
    });
  }
  return delivery === 'delivered' || delivery === 'refused';
}

/** Returns when the newest fact about these locks was learned, ms since the epoch. */
function newestFactAt(locks: ReadonlyMap<string, ReportableLock>): number {
  const times = [...locks.values()].flatMap(({ state }) => [
    state.snapshot?.learnedAt ?? 0,
    state.battery?.learnedAt ?? 0,
  ]);
  return Math.max(...times);
}

/** A failed call may have reached Google. Its last report is unknown then, and even the previous states must be sent again. */
async function removeReports(
  { accounts }: ReportingDeps,
  accountId: string,
  lockIds: readonly string[],
): Promise<void> {
  await accounts.changeStates(accountId, (states) => withoutReports(states, lockIds));
}

function storeReports(
  { accounts }: ReportingDeps,
  accountId: string,
  locks: ReadonlyMap<string, ReportableLock>,
): Promise<LoadedAccount['states']> {
  const hashes = new Map([...locks].map(([lockId, { hash }]) => [lockId, hash]));
  return accounts.changeStates(accountId, (states) => withReports(states, hashes), undefined, {
    // Google has them already.
    isPatient: true,
  });
}
