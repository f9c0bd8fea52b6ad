import type { FailureReason } from '../locks/cloud-failure.ts';
import { isDoubted, type RelockFacts } from '../locks/known-state.ts';
import type { LockRecord } from '../locks/lock-cloud.ts';
import type { LockState } from '../locks/lock-states.ts';
import { type Reading, withReading } from '../locks/reading.ts';
import { withRecords } from '../locks/told-records.ts';
import type { JobOf } from './parts.ts';

/** What a look at a lock brought to light. */
export interface Seen {
  readonly records?: { readonly items: readonly LockRecord[]; readonly readAt: number };
  /** Why the records could not be had. */
  readonly failure?: FailureReason;
  readonly reading?: Reading;
  /** Another look would fare no better. */
  readonly hopeless: boolean;
  /** The lock said something other than what was believed. */
  readonly saysBefore: boolean;
  /** Neither the records nor the lock could be asked. */
  readonly unanswered: boolean;
}

/** The state after a look; pure. */
export function withSeen(
  before: LockState,
  { records, reading }: Seen,
  job: Pick<JobOf<'observe'>, 'because' | 'since' | 'round'>,
  relock: RelockFacts,
): LockState {
  const told =
    records === undefined
      ? before
      : withRecords(before, records.items, { source: 'records', relock, now: records.readAt });
  if (reading === undefined) return told;
  const read = { ...withReading(told, reading, relock), askedAt: reading.endedAt };
  if (job.because === 'command') return withJam(before, read, reading, job.since);
  if (job.because === 'surprise' && job.round > 0 && records !== undefined) {
    return withoutRefutedDoubt(read, records.items, records.readAt, relock);
  }
  return read;
}

/** An accepted command ran a motor; a lock that twice does not know where its bolt came to rest is jammed. */
function withJam(before: LockState, after: LockState, { gateway }: Reading, since: number): LockState {
  const { snapshot } = after;
  if (gateway !== 'unknown' || snapshot?.bolt !== 'unknown' || snapshot.source !== 'gateway') return after;
  const told = before.snapshot;
  const twice = told?.bolt === 'unknown' && told.source === 'gateway' && told.happenedAt >= since;
  const moved = after.commands.some(({ at, outcome }) => at >= since && outcome?.kind === 'accepted');
  return twice && moved ? { ...after, snapshot: { ...snapshot, jammed: true } } : after;
}

/** A pushed event that the records still do not have a minute later did not take place. */
function withoutRefutedDoubt(
  state: LockState,
  records: readonly LockRecord[],
  now: number,
  relock: RelockFacts,
): LockState {
  if (!isDoubted(state)) return state;
  const { doubtedAt: _, ...certain } = state;
  const judged = withRecords(certain, records, { source: 'records', relock, now });
  return isDoubted(judged) ? state : judged;
}
