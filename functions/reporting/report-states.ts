import type { LoadedAccount } from '../accounts/accounts.ts';
import type { HandlerOf } from '../jobs/jobs.ts';
import { withoutReports, withReports } from '../locks/reported.ts';
import type { ReportingDeps } from './deps.ts';
import { enqueueRetry } from './enqueue-report.ts';
import { handleResult, TryLaterError } from './handle-result.ts';
import type { HomeGraphAnswer } from './home-graph.ts';
import { canReport, type ReportableLock, reportableLocks } from './reportable-locks.ts';
import { scheduleChecks } from './schedule-checks.ts';

/** While Google is told, something may change again; after so many rounds the next job goes on. */
const ROUNDS = 5;

/**
 * Tells Google the states of an account's locks as they are now: those that differ from what it was told last, in one call, each
 * with all states of all its traits (/cloud-to-cloud/integration/report-state). What follows from the locks that a job names is
 * prepared for once, whatever Google says: a job that is tried again names none. Such a job rejects when Google cannot
 * take it now.
 */
export function createReportStates(deps: ReportingDeps): HandlerOf<'report'> {
  return async ({ accountId, lockIds }) => {
    const loaded = await deps.accounts.load(accountId);
    if (loaded === undefined || !canReport(loaded)) return;
    await scheduleChecks(deps, loaded, lockIds);
    try {
      await reportAll(deps, loaded, new Set(lockIds));
    } catch (error) {
      if (!(error instanceof TryLaterError) || lockIds.length === 0) throw error;
      await enqueueRetry(deps, accountId);
    }
  };
}

async function reportAll(
  deps: ReportingDeps,
  first: LoadedAccount,
  expected: ReadonlySet<string>,
): Promise<void> {
  let loaded = first;
  for (let round = 0; round < ROUNDS && canReport(loaded); round++) {
    const told = reportableLocks(loaded, deps.clock.now());
    const changed = new Map([...told].filter(([, { state, hash }]) => state.reported !== hash));
    if (changed.size === 0) return;
    const done = await reportTogether(deps, loaded, changed);
    if (done.size === 0) return;
    // Of locks whose own job was lost nothing has been expected yet.
    const others = [...done.keys()].filter((lockId) => !expected.has(lockId));
    await scheduleChecks(deps, loaded, others);
    // What is written last is compared with what is told last: of two jobs at once the later one puts Google right.
    loaded = { account: loaded.account, states: await remember(deps, loaded.account.id, done) };
  }
}

/** Tells of locks; answers those that are done with. One that Google refuses must not keep the others from being told. */
async function reportTogether(
  deps: ReportingDeps,
  loaded: LoadedAccount,
  locks: ReadonlyMap<string, ReportableLock>,
): Promise<ReadonlyMap<string, ReportableLock>> {
  const answer = await send(deps, loaded, locks);
  // One of them may be wrong, or gone from Google: neither must keep it from hearing of the others.
  if ((answer.outcome === 'refused' || answer.outcome === 'not-found') && locks.size > 1) {
    return reportEach(deps, loaded, locks);
  }
  return (await isDone(deps, loaded, locks, answer)) ? locks : new Map();
}

/** Tells of locks one by one. Where Google knows any of them, it knows the account: the others are missing there alone. */
async function reportEach(
  deps: ReportingDeps,
  loaded: LoadedAccount,
  locks: ReadonlyMap<string, ReportableLock>,
): Promise<ReadonlyMap<string, ReportableLock>> {
  const answers: [string, ReportableLock, HomeGraphAnswer][] = [];
  for (const [lockId, lock] of locks)
    answers.push([lockId, lock, await send(deps, loaded, new Map([[lockId, lock]]))]);
  const isKnown = answers.some(([, , { outcome }]) => outcome === 'ok');
  const done = new Map<string, ReportableLock>();
  for (const [lockId, lock, answer] of answers) {
    // The SYNC that brings it back makes it news again.
    const isMissing = answer.outcome === 'not-found' && isKnown;
    if (isMissing || (await isDone(deps, loaded, new Map([[lockId, lock]]), answer))) done.set(lockId, lock);
  }
  return done;
}

function send(
  { homeGraph, random }: ReportingDeps,
  { account }: LoadedAccount,
  locks: ReadonlyMap<string, ReportableLock>,
): Promise<HomeGraphAnswer> {
  const states = Object.fromEntries([...locks].map(([lockId, lock]) => [lockId, lock.states]));
  return homeGraph.report({
    requestId: random.bytes(16).toString('hex'),
    agentUserId: account.id,
    payload: { devices: { states } },
  });
}

/** Whether these states need not be told again: Google has them, or will refuse them always. */
async function isDone(
  deps: ReportingDeps,
  loaded: LoadedAccount,
  locks: ReadonlyMap<string, ReportableLock>,
  answer: HomeGraphAnswer,
): Promise<boolean> {
  if (answer.outcome === 'unavailable') await forget(deps, loaded.account.id, [...locks.keys()]);
  const verdict = await handleResult(deps, loaded, answer, { devices: [...locks.keys()] });
  return verdict === 'done' || verdict === 'refused';
}

/** A call that failed may have been carried out: nobody knows what Google has been told, so even the state before is news. */
async function forget(
  { accounts }: ReportingDeps,
  accountId: string,
  lockIds: readonly string[],
): Promise<void> {
  await accounts.changeStates(accountId, (states) => withoutReports(states, lockIds));
}

/** Keeps what was told, beside what is known now; answers the newest states. */
function remember(
  { accounts }: ReportingDeps,
  accountId: string,
  locks: ReadonlyMap<string, ReportableLock>,
): Promise<LoadedAccount['states']> {
  const hashes = new Map([...locks].map(([lockId, { hash }]) => [lockId, hash]));
  return accounts.changeStates(accountId, (states) => withReports(states, hashes));
}
