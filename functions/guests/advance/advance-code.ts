import type { Clock } from '../../clock.ts';
import { CloudFailureError } from '../../locks/cloud-failure-error.ts';
import type { CallOptions } from '../../locks/lock-cloud.ts';
import type { AccessCode, CodeCloud } from '../access-cloud.ts';
import { AccessRefusedError } from '../access-refusal.ts';
import type { WayNow } from '../access-terms.ts';
import { passesMidnight, withHoursLooked } from '../code-hours.ts';
import { type CodeAttempt, type CodeRecord, removed, withRemoval } from '../code-record.ts';
import { isTaken, looked, used } from '../code-steps/apply-list.ts';
import {
  accepted,
  begun,
  expired,
  failed,
  leftOpen,
  notDone,
  refused,
  unchecked,
  unread,
  unused,
} from '../code-steps/attempts.ts';
import { changeOf, isCheck, nextStep, type Step } from '../code-steps/next-step.ts';
import type { CodeUses } from './code-uses.ts';
import type { LockClocks } from './lock-clocks.ts';
import type { Outages } from './outages.ts';

/** The stored record of one code in one lock. Both methods resolve with `undefined` if it is gone. */
export interface CodeEntry {
  read(): Promise<CodeRecord | undefined>;
  /**
   * Changes the record by compare-and-set and resolves with what is stored, safe from a power cut. `change` may run again; returning
   * its argument writes nothing.
   */
  change(change: (record: CodeRecord) => CodeRecord): Promise<CodeRecord | undefined>;
}

export interface AdvanceCodeDeps {
  readonly codes: CodeCloud;
  readonly clock: Clock;
  /** For every call to the cloud. */
  readonly call?: CallOptions;
  /** Looks for uses of codes; without it only a person can say that a phone has done its work. */
  readonly uses?: CodeUses;
  /** Without it locks' clocks are taken for such as nobody sets. */
  readonly lockClocks?: LockClocks;
  /** The outages of the run. Without them each code tries for itself. */
  readonly outages?: Outages;
  /** Returns the ids of codes or ekeys of a lock that belong to other records. */
  readonly claimedIds?: (record: CodeRecord) => Promise<ReadonlySet<string>>;
  /** False to put daily looks and looks for uses off, because calls run short; true if left out. */
  readonly canCheck?: boolean;
  /** Called with every failure of the cloud, before it is stored. Must not reject. */
  readonly onFailure?: (error: CloudFailureError) => Promise<void> | void;
}

/** A call leaves within this after its attempt was stored, and is answered or given up within that: before `SETTLE_MS`. */
const SEND_MS = 60_000;
const ANSWER_MS = 90_000;

/** Remove, add, read: no code needs more at once; the rest waits for the next run. */
const MAX_STEPS = 8;

/**
 * Brings a code as far as it gets now, and resolves with its record; `dueAt` says when to call again. Safe to call at any time, by
 * several processes, and after a crash anywhere: each change of the lock is stored before it is sent, sent once, and if its end is
 * not known the list of the lock decides. Rejects with the errors of the entry alone; failures of the cloud are in the record.
 */
export async function advanceCode(entry: CodeEntry, deps: AdvanceCodeDeps): Promise<CodeRecord | undefined> {
  const { clock, canCheck = true } = deps;
  let record = await entry.read();
  for (let step = 0; step < MAX_STEPS && record !== undefined; step++) {
    const next = stepOf(record, deps);
    if (next === 'nothing') return record;
    const outage = deps.outages?.reasonFor(record, next);
    if (outage !== undefined)
      return entry.change((before) =>
        stepOf(before, deps) === next ? unread(before, outage, clock.now()) : before,
      );
    if (next === 'look' && isCheck(record) && !canCheck) {
      record = await entry.change((before) => (isCheck(before) ? unchecked(before, clock.now()) : before));
    } else if (next === 'look') record = await look(entry, record, deps);
    else if (next === 'hours') record = await lookAtHours(entry, record.lockId, deps);
    else if (next === 'uses') record = await lookForUse(entry, record, deps);
    else if (next === 'expire' || next === 'forget' || next === 'end' || next === 'keep') {
      record = await entry.change((before) => {
        const now = clock.now();
        const still = stepOf(before, deps);
        if (still === 'expire') return expired(before, now);
        if (still === 'end') return withRemoval(before, now);
        if (still === 'keep') return failed(before, 'digits-hidden', now);
        return still === 'forget' ? removed(before, now) : before;
      });
    } else record = await attempt(entry, record, next, deps);
  }
  return record;
}

function stepOf(record: CodeRecord, { clock, lockClocks }: AdvanceCodeDeps): Step {
  return nextStep(record, clock.now(), lockClocks?.known(record.lockId));
}

/** The lock's clock is asked again: a phone may have set it on the day on which all clocks change. */
async function lookAtHours(
  entry: CodeEntry,
  lockId: string,
  deps: AdvanceCodeDeps,
): Promise<CodeRecord | undefined> {
  const lockOffsetMs = await clockOf(lockId, deps);
  return entry.change((record) =>
    stepOf(record, deps) === 'hours' ? withHoursLooked(record, deps.clock.now(), lockOffsetMs) : record,
  );
}

async function clockOf(lockId: string, deps: AdvanceCodeDeps): Promise<number | undefined> {
  const { lockClocks } = deps;
  try {
    return await lockClocks?.read(lockId);
  } catch (error) {
    await failureOf(error, deps);
    return lockClocks?.known(lockId);
  }
}

async function look(
  entry: CodeEntry,
  found: CodeRecord,
  deps: AdvanceCodeDeps,
): Promise<CodeRecord | undefined> {
  const startedAt = deps.clock.now();
  const before = await entry.read();
  const codes = await listed(entry, found, deps);
  if (!('list' in codes)) return codes.record;
  const list = await withoutClaimed(codes.list, found, deps);
  // A list that was read before an attempt began says nothing about it.
  return entry.change((record) =>
    record.attempt?.id === before?.attempt?.id && record.codeId === before?.codeId
      ? looked(record, list, startedAt)
      : record,
  );
}

/** After an addition whose answer was lost, a code of somebody else may have its name. */
async function withoutClaimed(
  list: readonly AccessCode[],
  record: CodeRecord,
  { claimedIds }: AdvanceCodeDeps,
): Promise<readonly AccessCode[]> {
  if (record.codeId !== undefined || record.attempt === undefined || claimedIds === undefined) return list;
  const claimed = await claimedIds(record);
  return list.filter(({ id }) => !claimed.has(id));
}

/** A look that fails is put off: the code is as good as it was. */
async function lookForUse(
  entry: CodeEntry,
  record: CodeRecord,
  deps: AdvanceCodeDeps,
): Promise<CodeRecord | undefined> {
  const list = await listAfterUse(record, deps);
  return entry.change((before) => {
    const now = deps.clock.now();
    const isSame = before.attempts === record.attempts && before.codeId === record.codeId;
    if (!isSame || stepOf(before, deps) !== 'uses') return before;
    return list === undefined ? unused(before, now) : used(before, list, now);
  });
}

/** Resolves with the list of the lock if a code of this name was used since this one was made. */
async function listAfterUse(
  { lockId, madeAt, wanted }: CodeRecord,
  deps: AdvanceCodeDeps,
): Promise<AccessCode[] | undefined> {
  const { uses, canCheck = true } = deps;
  if (uses === undefined || !canCheck || madeAt === undefined) return undefined;
  try {
    const found = await uses(lockId, madeAt);
    const isUsed = found.some(({ name, at }) => name === wanted.name && at >= madeAt);
    return isUsed ? await deps.codes.list(lockId, deps.call) : undefined;
  } catch (error) {
    await failureOf(error, deps);
    return undefined;
  }
}

type Listed = { readonly list: AccessCode[] } | { readonly record: CodeRecord | undefined };

async function listed(entry: CodeEntry, record: CodeRecord, deps: AdvanceCodeDeps): Promise<Listed> {
  const { codes, call, outages } = deps;
  try {
    const list = await codes.list(record.lockId, call);
    outages?.worked(record);
    return { list };
  } catch (error) {
    const failure = await failureOf(error, deps);
    outages?.failed(record, failure.reason);
    return { record: await entry.change((record) => unread(record, failure.reason, deps.clock.now())) };
  }
}

/** Stores an attempt, sends it, and stores its outcome. Another process that did the same first wins, and nothing is sent. */
async function attempt(
  entry: CodeEntry,
  record: CodeRecord,
  action: CodeAttempt['action'],
  deps: AdvanceCodeDeps,
): Promise<CodeRecord | undefined> {
  const { clock } = deps;
  let list: readonly AccessCode[] = [];
  if (action === 'add' || action === 'generate') {
    const codes = await listed(entry, record, deps);
    if (!('list' in codes)) return codes.record;
    list = codes.list;
  }
  const { hours } = record;
  const lockOffsetMs =
    action === 'generate' && hours ? await clockOf(record.lockId, deps) : knownClock(record, deps);
  let own: CodeAttempt | undefined;
  const stored = await entry.change((before) => {
    own = undefined;
    const now = clock.now();
    if (before.attempts !== record.attempts || stepOf(before, deps) !== action) return before;
    if (action === 'add' && isTaken(before, list)) return failed(before, 'code-taken', now);
    if (action === 'generate' && !fitsLockClock(before, lockOffsetMs))
      return failed(before, 'lock-clock', now);
    const next = begun(before, action, now, list, lockOffsetMs);
    own = next.attempt;
    return next;
  });
  if (stored === undefined || own === undefined || stored.attempt?.id !== own.id) return stored;
  const sent = own;
  const settle = (change: (record: CodeRecord) => CodeRecord) =>
    entry.change((now) => (now.attempt?.id === sent.id ? change(now) : now));
  try {
    const made = await send(stored, sent, deps);
    deps.outages?.worked(record, action);
    return await settle((now) => accepted(now, clock.now(), made));
  } catch (error) {
    const failure = await failureOf(error, deps);
    deps.outages?.failed(record, failure.reason);
    return await settle((now) => {
      if (failure.executed === 'unknown') return leftOpen(now, failure.reason, clock.now());
      if (failure instanceof AccessRefusedError) return refused(now, failure.refusal, clock.now());
      return notDone(now, failure.reason, clock.now());
    });
  }
}

function knownClock({ lockId, hours }: CodeRecord, { lockClocks }: AdvanceCodeDeps): number | undefined {
  return hours && lockClocks?.known(lockId);
}

function fitsLockClock({ wanted, hours }: CodeRecord, lockOffsetMs: number | undefined): boolean {
  if (hours === undefined || wanted.offline === undefined || lockOffsetMs === undefined) return true;
  return !passesMidnight(wanted.offline, hours, lockOffsetMs);
}

/** Sends an attempt; resolves with the id of an added code, and the digits that the cloud made. */
async function send(
  record: CodeRecord,
  { action, at, terms }: CodeAttempt,
  { codes, call }: AdvanceCodeDeps,
): Promise<{ readonly id?: string; readonly digits?: string }> {
  const { lockId, codeId = '', way } = record;
  const options = { ...call, sendBy: at + SEND_MS, answerBy: at + ANSWER_MS };
  if (action === 'generate' && terms.offline)
    return codes.generate(lockId, { ...terms.offline, name: terms.name }, options);
  if (action === 'add') return { id: await codes.add(lockId, terms, way, options) };
  const wayNow: WayNow = way === 'when-awake' ? 'gateway' : way;
  if (action === 'remove') await codes.remove(lockId, codeId, wayNow, options);
  else await codes.change(lockId, codeId, changeOf(record), wayNow, options);
  return {};
}

/** Returns a failure of the cloud. Throws anything else: the attempt stays stored, and the list will say how it ended. */
async function failureOf(error: unknown, { onFailure }: AdvanceCodeDeps): Promise<CloudFailureError> {
  if (!(error instanceof CloudFailureError)) throw error;
  await onFailure?.(error);
  return error;
}
