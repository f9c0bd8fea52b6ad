import { openAccountCloud } from '../accounts/account-cloud.ts';
import type { LoadedAccount } from '../accounts/accounts.ts';
import { hasRefusal } from '../accounts/credentials/credential-refusal.ts';
import type { Reading } from '../locks/apply-reading.ts';
import type { FailureReason } from '../locks/cloud-failure-error.ts';
import { FAILURE_POLICY, policyOf } from '../locks/failure-policy.ts';
import type { CallOptions, LockRecord } from '../locks/lock-cloud.ts';
import { readLockDetails, readLockGateways } from '../locks/lock-details.ts';
import { JOB_READING_MS, resultOrReason, unreadRecords } from '../locks/lock-reader.ts';
import { Trace } from '../logs/trace.ts';
import { applyPoll, operableLocks, type PollReads } from './apply-poll.ts';
import type { TrackingDeps } from './deps.ts';
import {
  askingIsDue,
  gatewaysAreDue,
  isEventDriven,
  listsAreDue,
  lockDetailsAreDue,
  recordsAreDue,
} from './poll-plan.ts';

/** Locks whose details are read, and locks that are asked themselves, in one poll. */
const MAX_PER_POLL = { details: 5, asked: 20 };

/** Reads what a poll needs, cheapest first, and stores details. A refusal of the cloud is part of the result. */
export async function readForPoll(
  deps: TrackingDeps,
  loaded: LoadedAccount,
  thrifty: boolean,
): Promise<PollReads> {
  const { clock } = deps;
  const { account } = loaded;
  const opened = openAccountCloud(deps, account);
  const { cloud } = opened;
  const trace = new Trace('poll', clock);
  const options: CallOptions = { priority: 'background', trace };
  const records = new Map<string, { items: readonly LockRecord[]; at: number }>();
  const readings = new Map<string, Reading>();
  const unrecorded = new Set<string>();
  let list: PollReads['list'];
  const reads = (ended?: FailureReason): PollReads => ({
    ...{ records, readings },
    ...(list && { list }),
    ...(ended && { ended }),
  });
  let failuresInRow = 0;
  /** Resolves with the answer of a call; `ended` is set once further calls are useless. */
  const ask = async <T extends object>(
    call: () => Promise<T>,
  ): Promise<{ answer?: T; failure?: FailureReason; ended?: FailureReason }> => {
    const said = await resultOrReason(call);
    if (typeof said !== 'string') {
      failuresInRow = 0;
      return { answer: said };
    }
    await opened.reportFailure(said);
    const { endsPoll } = FAILURE_POLICY[said];
    failuresInRow = endsPoll === 'at-second' ? failuresInRow + 1 : 0;
    return { failure: said, ...((endsPoll === 'at-first' || failuresInRow > 1) && { ended: said }) };
  };

  const eventDriven = isEventDriven(
    loaded.states,
    operableLocks(loaded, loaded.states, clock.now()),
    clock.now(),
  );
  // Lists tell at least cost if refused credentials are accepted again.
  if (hasRefusal(account) || listsAreDue(loaded.states, eventDriven, clock.now())) {
    const { answer: locks, ended } = await ask(() => cloud.list(options));
    if (ended) return reads(ended);
    if (locks) list = { locks, at: clock.now() };
  }
  for (const lock of operableLocks(loaded, applyPoll(loaded, loaded.states, reads()), clock.now())) {
    if (!recordsAreDue(loaded.states, lock, clock.now())) continue;
    const { since, receivedSince } = unreadRecords(lock.state, clock.now());
    const {
      answer: items,
      failure,
      ended,
    } = await ask(() => cloud.records(lock.lockId, since, { ...options, receivedSince }));
    if (ended) return reads(ended);
    if (failure && FAILURE_POLICY[failure].permanent) unrecorded.add(lock.lockId);
    if (items) records.set(lock.lockId, { items, at: clock.now() });
  }
  if (thrifty) return reads();

  const known = operableLocks(loaded, applyPoll(loaded, loaded.states, reads()), clock.now());
  for (const { lockId, details } of known
    .filter((lock) => gatewaysAreDue(lock, clock.now()))
    .slice(0, MAX_PER_POLL.details)) {
    const { gateways } = await readLockGateways(cloud, lockId, details, () => clock.now(), options);
    await deps.accounts.learn(account.id, { [lockId]: gateways });
  }
  for (const { lockId } of known
    .filter((lock) => lockDetailsAreDue(lock, clock.now()))
    .slice(0, MAX_PER_POLL.details)) {
    const { answer: fetched, ended } = await ask(() =>
      readLockDetails(cloud, lockId, () => clock.now(), options),
    );
    if (ended) return reads(ended);
    if (fetched) await deps.accounts.learn(account.id, { [lockId]: fetched.details });
  }
  const asked = known
    .filter((lock) => askingIsDue(loaded.states, lock, clock.now(), unrecorded.has(lock.lockId)))
    .slice(0, MAX_PER_POLL.asked);
  await Promise.all(
    asked.map(async ({ lockId }) => {
      const reading = await deps.reader.read({
        ...{ accountId: account.id, lockId, cloud },
        lanes: deps.gateways.lanesOf(account, loaded.states, lockId),
        ...{ until: clock.now() + JOB_READING_MS, priority: 'background', trace },
      });
      await opened.reportFailure(reading.gateway);
      readings.set(lockId, reading);
    }),
  );
  return reads([...readings.values()].map(({ gateway }) => gateway).find(isOverLimit));
}

function isOverLimit(gateway: Reading['gateway']): gateway is FailureReason {
  return policyOf(gateway)?.overLimit ?? false;
}
