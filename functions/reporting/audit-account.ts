import { isDeepStrictEqual } from 'node:util';
import type { LoadedAccount } from '../accounts/accounts.ts';
import { sharedIds } from '../accounts/shared-lock.ts';
import type { HandlerOf, JobOf } from '../jobs/jobs.ts';
import { type AccountState, COMMAND_MARK_MS, type LockState, stateOf } from '../locks/account-state.ts';
import { withoutReports } from '../locks/reported.ts';
import type { DeviceStates } from '../smarthome/device-states.ts';
import type { ReportingDeps } from './deps.ts';
import { AUDIT_PAUSE_MS, enqueueAudit, enqueueNextAudit } from './enqueue-audit.ts';
import { enqueueReport } from './enqueue-report.ts';
import { markMissing } from './missing-devices.ts';
import { readHomeGraph } from './read-home-graph.ts';
import { canReport, type ReportableLock, reportableLocks } from './reportable-locks.ts';
import { TryLaterError } from './try-later-error.ts';

/** A lock that changed this recently is not compared: its report may be under way. */
const SETTLE_MS = 60_000;
/** A comparison is put off this often while a lock changes; then the other locks are compared. */
const MAX_ROUNDS = 5;
/** From one attempt to the next while Google has no room for audits. */
const PUT_OFF_MS = 6 * 3_600_000;

/**
 * Creates the audit, which compares Google's states (`devices:query`) with those reported. A difference that is found again two
 * minutes later means that Google lost the report: it is sent again.
 */
export function createAuditAccount(deps: ReportingDeps): HandlerOf<'audit'> {
  const { accounts, clock, jobs, logger } = deps;

  const handleFirst = async (job: JobOf<'audit'>, loaded: LoadedAccount, comparison: Comparison) => {
    const { accountId, dueAt } = job;
    const lockIds = [...comparison.differences.keys()];
    if (lockIds.length > 0) {
      await enqueueAudit(jobs, clock.now() + AUDIT_PAUSE_MS, { accountId, dueAt, lockIds, round: 0 });
    }
    const auditedAt = clock.now();
    const change = (states: AccountState) => ({ ...states, google: { ...states.google, auditedAt } });
    const states = await accounts.changeStates(accountId, change, loaded);
    const { compared, missing } = comparison;
    logger.info('homegraph audit', { accountId, compared, suspects: lockIds.length, missing });
    if (missing.length > 0) await markMissing(deps, accountId, missing);
    await enqueueNextAudit(deps, { account: loaded.account, states });
  };

  /** Puts off a comparison that Google has no room for, to the next of four fixed times of the day: so several become one job. */
  const putOff = async ({ kind: _, ...audit }: JobOf<'audit'>) => {
    const passed = Math.max(0, Math.floor((clock.now() - audit.dueAt) / PUT_OFF_MS));
    const at = audit.dueAt + (passed + 1) * PUT_OFF_MS;
    await enqueueAudit(jobs, at, { ...audit, round: MAX_ROUNDS + 1 + passed });
  };

  const handleSecond = async (
    { accountId }: JobOf<'audit'>,
    loaded: LoadedAccount,
    comparison: Comparison,
  ) => {
    const { compared, missing, differences } = comparison;
    logger.info('homegraph audit', { accountId, compared, differences: differences.size, missing });
    if (differences.size === 0) return;
    await accounts.changeStates(accountId, (states) => withoutLostReports(states, differences), loaded);
    for (const [lockId, { keys }] of differences) {
      logger.warn('HomeGraph has other states than were reported: they are reported again', {
        ...{ accountId, lockId, keys },
      });
    }
    // Names no locks: their checks are scheduled already.
    await enqueueReport(deps, accountId, []);
  };

  return async (job) => {
    const { accountId, dueAt, round, lockIds } = job;
    const loaded = await accounts.load(accountId);
    if (loaded === undefined || !canReport(loaded)) return;
    if (lockIds === undefined && (loaded.states.google?.auditedAt ?? 0) >= dueAt) return;
    const now = clock.now();
    const asked = lockIds ?? sharedIds(loaded.account);
    const changing = asked.filter((lockId) => isChanging(stateOf(loaded.states, lockId), now));
    if (changing.length > 0 && round < MAX_ROUNDS) {
      const { kind: _, ...audit } = job;
      return enqueueAudit(jobs, now + AUDIT_PAUSE_MS, { ...audit, round: round + 1 });
    }
    const locks = reportedLocks(
      loaded,
      now,
      asked.filter((lockId) => !changing.includes(lockId)),
    );
    const handle = lockIds === undefined ? handleFirst : handleSecond;
    try {
      const comparison = compare(locks, await readHomeGraph(deps, loaded, [...locks.keys()]));
      await handle(job, loaded, comparison);
    } catch (error) {
      if (!(error instanceof TryLaterError) || !error.isPutOff) throw error;
      await putOff(job);
    }
  };
}

/** True in the middle of a command, and while the report of a change may be under way. */
function isChanging({ snapshot, battery, commands, ...state }: LockState, now: number): boolean {
  const { uncertainSince = 0, webhookEventAt = 0 } = state;
  const times = [snapshot?.learnedAt ?? 0, battery?.learnedAt ?? 0, uncertainSince, webhookEventAt];
  if (times.some((at) => at > now - SETTLE_MS)) return true;
  // The outcome of an older command never becomes known: its process died.
  return commands.some(({ at, outcome }) => at > now - (outcome === undefined ? COMMAND_MARK_MS : SETTLE_MS));
}

/** Returns the locks whose current states Google has accepted, by id. Of the others a report is missing or under way. */
function reportedLocks(
  loaded: LoadedAccount,
  now: number,
  lockIds: readonly string[],
): ReadonlyMap<string, ReportableLock> {
  const locks = [...reportableLocks(loaded, now)];
  return new Map(locks.filter(([id, { state, hash }]) => lockIds.includes(id) && state.reported === hash));
}

/** The locks that Google has other states of, and the number of locks that were compared. */
interface Comparison {
  readonly compared: number;
  readonly differences: ReadonlyMap<string, Difference>;
  /** Ids of the locks that Google does not know although SYNC named them. A report does not help. */
  readonly missing: readonly string[];
}

interface Difference {
  readonly keys: readonly string[];
  readonly lock: ReportableLock;
}

/** `atGoogle`: undefined if Google did not answer; then nothing was compared. */
function compare(
  locks: ReadonlyMap<string, ReportableLock>,
  atGoogle: ReadonlyMap<string, object> | undefined,
): Comparison {
  const differences = new Map<string, Difference>();
  const missing: string[] = [];
  if (atGoogle === undefined) return { compared: 0, differences, missing };
  for (const [lockId, lock] of locks) {
    const states = atGoogle.get(lockId);
    if (states === undefined) missing.push(lockId);
    const keys = states === undefined ? [] : differingKeys(lock.states, states);
    if (keys.length > 0) differences.set(lockId, { keys, lock });
  }
  return { compared: locks.size - missing.length, differences, missing };
}

/** Google also keeps states that an earlier report named, such as the bolt of a lock that is offline now: they do not count. */
function differingKeys(reported: DeviceStates, atGoogle: object): string[] {
  const theirs = new Map<string, unknown>(Object.entries(atGoogle));
  return Object.entries(reported)
    .filter(([key, value]) => !isDeepStrictEqual(theirs.get(key), value))
    .map(([key]) => key);
}

/** Returns the states without the report hashes of these locks, unless a newer report replaced them meanwhile. */
function withoutLostReports(
  states: AccountState,
  differences: ReadonlyMap<string, Difference>,
): AccountState {
  const lost = [...differences].filter(([id, { lock }]) => stateOf(states, id).reported === lock.hash);
  return withoutReports(
    states,
    lost.map(([id]) => id),
  );
}
