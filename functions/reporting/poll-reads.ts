import type { LoadedAccount } from '../accounts/accounts.ts';
import type { FailureReason } from '../locks/cloud-failure.ts';
import { laneKey } from '../locks/lane-key.ts';
import type { CallOptions, LockRecord } from '../locks/lock-cloud.ts';
import { outcomeOf } from '../locks/lock-reader.ts';
import type { Reading } from '../locks/reading.ts';
import { learnLock } from '../locks/slow-facts.ts';
import { Trace } from '../logs/trace.ts';
import { openAccountCloud } from '../smarthome/account-cloud.ts';
import type { ReportingParts } from './parts.ts';
import { askingIsDue, factsAreDue, isEventDriven, listsAreDue, recordsAreDue } from './poll-plan.ts';
import { type PollReads, usable, withReads } from './poll-states.ts';

/** After these answers every further call would fare the same. */
const ENDING: ReadonlySet<string> = new Set([
  'sign-in-refused',
  'credentials-refused',
  'misconfigured',
  'plan-exceeded',
  'rate-limited',
  'unavailable',
  'timed-out',
]);
/** A lock of which nothing is known has its records read so far back. */
const RECORDS_BACK_MS = 7 * 24 * 60 * 60_000;
/** Clocks differ: the records are asked from a little before what is known. */
const RECORDS_MARGIN_MS = 60_000;
/** Locks that are learned about, and that are asked themselves, in one poll. */
const MOST = { learned: 5, asked: 20 };

/** Reads what a poll needs, cheapest first, and stores slow facts. Rejects for a defect or when the store is out. */
export async function readForPoll(
  parts: ReportingParts,
  loaded: LoadedAccount,
  thrifty: boolean,
): Promise<PollReads> {
  const { clock } = parts;
  const { account } = loaded;
  const opened = openAccountCloud(parts, account);
  const { cloud } = opened;
  const trace = new Trace('poll', clock);
  trace.accountId = account.id;
  const options: CallOptions = { priority: 'background', trace };
  const records = new Map<string, { items: readonly LockRecord[]; at: number }>();
  const readings = new Map<string, Reading>();
  let list: PollReads['list'];
  const reads = (ended?: FailureReason): PollReads => ({
    ...{ records, readings },
    ...(list && { list }),
    ...(ended && { ended }),
  });
  const ends = (failure: FailureReason): boolean => {
    opened.note(failure);
    return ENDING.has(failure);
  };

  const eventDriven = isEventDriven(loaded.states, usable(loaded, loaded.states), clock.now());
  if (listsAreDue(loaded.states, eventDriven, clock.now())) {
    const locks = await outcomeOf(() => cloud.list(options));
    if (typeof locks !== 'string') list = { locks, at: clock.now() };
    else if (ends(locks)) return reads(locks);
  }
  for (const lock of usable(loaded, withReads(loaded, loaded.states, reads()))) {
    if (!recordsAreDue(loaded.states, lock, clock.now())) continue;
    const from = (lock.state.snapshot?.happenedAt ?? clock.now() - RECORDS_BACK_MS) - RECORDS_MARGIN_MS;
    const items = await outcomeOf(() => cloud.records(lock.lockId, from, options));
    if (typeof items !== 'string') records.set(lock.lockId, { items, at: clock.now() });
    else if (ends(items)) return reads(items);
  }
  if (thrifty) return reads();

  const known = usable(loaded, withReads(loaded, loaded.states, reads()));
  for (const { lockId } of known.filter((lock) => factsAreDue(lock, clock.now())).slice(0, MOST.learned)) {
    const learned = await outcomeOf(() => learnLock(cloud, lockId, () => clock.now(), options));
    if (typeof learned !== 'string') await parts.accounts.learn(account.id, { [lockId]: learned.facts });
    else if (ends(learned)) return reads(learned);
  }
  const asked = known.filter((lock) => askingIsDue(loaded.states, lock, clock.now())).slice(0, MOST.asked);
  await Promise.all(
    asked.map(async ({ lockId }) => {
      const reading = await parts.reader.read({
        ...{ accountId: account.id, lockId, lane: laneKey(account, loaded.states, lockId), cloud },
        ...{ recordsSince: clock.now(), until: 0, priority: 'background', trace },
      });
      opened.note(reading.gateway);
      readings.set(lockId, reading);
    }),
  );
  return reads([...readings.values()].map(({ gateway }) => gateway).find(isPlanFailure));
}

function isPlanFailure(gateway: Reading['gateway']): gateway is 'plan-exceeded' | 'rate-limited' {
  return gateway === 'plan-exceeded' || gateway === 'rate-limited';
}
