import type { JobOf } from '../jobs/jobs.ts';
import type { LockState } from '../locks/account-state.ts';
import { applyReading, type Reading } from '../locks/apply-reading.ts';
import { applyRecords } from '../locks/apply-records.ts';
import type { FailureReason } from '../locks/cloud-failure-error.ts';
import { isUncertain, type RelockFacts } from '../locks/known-state.ts';
import type { LockRecord } from '../locks/lock-cloud.ts';

/** What a look at a lock brought to light. */
export interface Observation {
  readonly records?: { readonly items: readonly LockRecord[]; readonly readAt: number };
  /** Why the records could not be had. */
  readonly failure?: FailureReason;
  readonly reading?: Reading;
  /** Another look would fare no better. */
  readonly permanent: boolean;
  /** The lock said something other than what was believed. */
  readonly contradicts: boolean;
  /** Neither the records nor the lock could be asked. */
  readonly unreachable: boolean;
}

/** The state after a look; pure. */
export function applyObservation(
  before: LockState,
  { records, reading }: Observation,
  job: Pick<JobOf<'observe'>, 'because' | 'since' | 'round'>,
  relock: RelockFacts,
): LockState {
  const told =
    records === undefined
      ? before
      : applyRecords(before, records.items, { source: 'records', relock, now: records.readAt });
  if (reading === undefined) return told;
  const read = { ...applyReading(told, reading, relock), askedAt: reading.endedAt };
  if (job.because === 'command') return withJam(before, read, reading, job.since);
  if (job.because === 'surprise' && job.round > 0 && records !== undefined) {
    return withoutRefutedEvent(read, records.items, records.readAt, relock);
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
function withoutRefutedEvent(
  state: LockState,
  records: readonly LockRecord[],
  now: number,
  relock: RelockFacts,
): LockState {
  if (!isUncertain(state)) return state;
  const { uncertainSince: _, ...certain } = state;
  const judged = applyRecords(certain, records, { source: 'records', relock, now });
  return isUncertain(judged) ? state : judged;
}
