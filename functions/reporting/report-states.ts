import type { LoadedAccount } from '../accounts/accounts.ts';
import { withoutReports, withReports } from '../locks/reported.ts';
import { expectWhatFollows } from './expect-what-follows.ts';
import type { HomeGraphAnswer } from './home-graph.ts';
import { judgeAnswer, TryLater } from './judge-answer.ts';
import type { HandlerOf, ReportingParts } from './parts.ts';
import { reportAgain } from './report-soon.ts';
import { mayTell, type ToldLock, toldLocks } from './told-locks.ts';

/** While Google is told, something may change again; after so many rounds the next job goes on. */
const ROUNDS = 5;

/**
 * Tells Google the states of an account's locks as they are now: those that differ from what it was told last, in one call, each
 * with all states of all its traits (/cloud-to-cloud/integration/report-state). What follows from the locks that a job names is
 * prepared for once, whatever Google says: a job that is tried again names none. Such a job rejects when Google cannot
 * take it now.
 */
export function createReportStates(parts: ReportingParts): HandlerOf<'report'> {
  return async ({ accountId, lockIds }) => {
    const loaded = await parts.accounts.load(accountId);
    if (loaded === undefined || !mayTell(loaded)) return;
    await expectWhatFollows(parts, loaded, lockIds);
    try {
      await tellAll(parts, loaded, new Set(lockIds));
    } catch (error) {
      if (!(error instanceof TryLater) || lockIds.length === 0) throw error;
      await reportAgain(parts, accountId);
    }
  };
}

async function tellAll(
  parts: ReportingParts,
  first: LoadedAccount,
  expected: ReadonlySet<string>,
): Promise<void> {
  let loaded = first;
  for (let round = 0; round < ROUNDS && mayTell(loaded); round++) {
    const told = toldLocks(loaded, parts.clock.now());
    const changed = new Map([...told].filter(([, { state, hash }]) => state.reported !== hash));
    if (changed.size === 0) return;
    const done = await tell(parts, loaded, changed);
    if (done.size === 0) return;
    // Of locks whose own job was lost nothing has been expected yet.
    const others = [...done.keys()].filter((lockId) => !expected.has(lockId));
    await expectWhatFollows(parts, loaded, others);
    // What is written last is compared with what is told last: of two jobs at once the later one puts Google right.
    loaded = { account: loaded.account, states: await remember(parts, loaded.account.id, done) };
  }
}

/** Tells of locks; answers those that are done with. One that Google refuses must not keep the others from being told. */
async function tell(
  parts: ReportingParts,
  loaded: LoadedAccount,
  locks: ReadonlyMap<string, ToldLock>,
): Promise<ReadonlyMap<string, ToldLock>> {
  const answer = await send(parts, loaded, locks);
  // One of them may be wrong, or gone from Google: neither must keep it from hearing of the others.
  if ((answer.outcome === 'refused' || answer.outcome === 'not-found') && locks.size > 1) {
    return tellEach(parts, loaded, locks);
  }
  return (await isDone(parts, loaded, locks, answer)) ? locks : new Map();
}

/** Tells of locks one by one. Where Google knows any of them, it knows the account: the others are missing there alone. */
async function tellEach(
  parts: ReportingParts,
  loaded: LoadedAccount,
  locks: ReadonlyMap<string, ToldLock>,
): Promise<ReadonlyMap<string, ToldLock>> {
  const answers: [string, ToldLock, HomeGraphAnswer][] = [];
  for (const [lockId, lock] of locks)
    answers.push([lockId, lock, await send(parts, loaded, new Map([[lockId, lock]]))]);
  const isKnown = answers.some(([, , { outcome }]) => outcome === 'ok');
  const done = new Map<string, ToldLock>();
  for (const [lockId, lock, answer] of answers) {
    // The SYNC that brings it back makes it news again.
    const isMissing = answer.outcome === 'not-found' && isKnown;
    if (isMissing || (await isDone(parts, loaded, new Map([[lockId, lock]]), answer))) done.set(lockId, lock);
  }
  return done;
}

function send(
  { homeGraph, entropy }: ReportingParts,
  { account }: LoadedAccount,
  locks: ReadonlyMap<string, ToldLock>,
): Promise<HomeGraphAnswer> {
  const states = Object.fromEntries([...locks].map(([lockId, lock]) => [lockId, lock.states]));
  return homeGraph.report({
    requestId: entropy.bytes(16).toString('hex'),
    agentUserId: account.id,
    payload: { devices: { states } },
  });
}

/** Whether these states need not be told again: Google has them, or will refuse them always. */
async function isDone(
  parts: ReportingParts,
  loaded: LoadedAccount,
  locks: ReadonlyMap<string, ToldLock>,
  answer: HomeGraphAnswer,
): Promise<boolean> {
  if (answer.outcome === 'unavailable') await forget(parts, loaded.account.id, [...locks.keys()]);
  const verdict = await judgeAnswer(parts, loaded, answer, { devices: [...locks.keys()] });
  return verdict === 'done' || verdict === 'refused';
}

/** A call that failed may have been carried out: nobody knows what Google has been told, so even the state before is news. */
async function forget(
  { accounts }: ReportingParts,
  accountId: string,
  lockIds: readonly string[],
): Promise<void> {
  await accounts.changeStates(accountId, (states) => withoutReports(states, lockIds));
}

/** Keeps what was told, beside what is known now; answers the newest states. */
function remember(
  { accounts }: ReportingParts,
  accountId: string,
  locks: ReadonlyMap<string, ToldLock>,
): Promise<LoadedAccount['states']> {
  const hashes = new Map([...locks].map(([lockId, { hash }]) => [lockId, hash]));
  return accounts.changeStates(accountId, (states) => withReports(states, hashes));
}
