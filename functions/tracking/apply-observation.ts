import type { JobOf } from '../jobs/jobs.ts';
import type { LockState } from '../locks/account-state.ts';
import { applyReading, type Reading } from '../locks/apply-reading.ts';
import { applyRecords } from '../locks/apply-records.ts';
import type { FailureReason } from '../locks/cloud-failure-error.ts';
import { isUncertain, type RelockFacts } from '../locks/known-state.ts';
import type { LockRecord } from '../locks/lock-cloud.ts';
import { withSeenRecords } from '../locks/record-times.ts';

/** The result of one attempt to learn where a bolt is. */
export interface Observation {
  readonly records?: { readonly items: readonly LockRecord[]; readonly readAt: number };
  /** Why the records could not be read. */
  readonly failure?: FailureReason;
  readonly reading?: Reading;
  /** Another observation would fail alike. */
  readonly permanent: boolean;
  /** The lock's answer differs from the snapshot. */
  readonly contradicts: boolean;
  /** Neither the records nor the lock answered, because the cloud did not pass the question on. */
  readonly unreachable: boolean;
}

/** Returns the state after an observation. Pure, since it runs inside a compare-and-set. */
export function applyObservation(
  before: LockState,
  observation: Observation,
  job: Pick<JobOf<'observe'>, 'because' | 'since' | 'round'>,
  relock: RelockFacts,
): LockState {
  const { records } = observation;
  const after = observed(before, observation, job, relock);
  return records === undefined ? after : withSeenRecords(after, records.items, records.readAt);
}

function observed(
  before: LockState,
  { records, reading }: Observation,
  job: Pick<JobOf<'observe'>, 'because' | 'since' | 'round'>,
  relock: RelockFacts,
): LockState {
  const recorded =
    records === undefined
      ? before
      : applyRecords(before, records.items, { source: 'records', relock, now: records.readAt });
  if (reading === undefined) return recorded;
  const isRefuted = job.because === 'surprise' && records !== undefined && isUncertain(recorded);
  const asked = isRefuted && !hasRecordSince(records.items, job.since) ? withoutClaim(recorded) : recorded;
  const read = { ...applyReading(asked, reading, relock), askedAt: reading.endedAt };
  if (job.because === 'online-hint' && reading.gateway === 'not-supported')
    return withoutHint(read, job.since);
  if (job.because === 'command') return withJam(before, read, reading, job.since);
  if (job.because === 'surprise' && job.round > 0 && records !== undefined) {
    return withoutRefutedEvent(read, records.items, records.readAt, relock);
  }
  return read;
}

function hasRecordSince(records: readonly LockRecord[], since: number): boolean {
  return records.some(({ effect, receivedAt }) => effect !== 'none' && receivedAt >= since);
}

/** Drops the claim of an unlock that the records lack seconds later: a reading that agrees is believed, and repeated after the lag. */
function withoutClaim(state: LockState): LockState {
  const { unlockClaimedAt: _, ...rest } = state;
  return rest;
}

/** Marks a lock as jammed if, after an accepted command ran its motor, it twice does not know where its bolt is. */
function withJam(before: LockState, after: LockState, { gateway }: Reading, since: number): LockState {
  const { snapshot } = after;
  if (gateway !== 'unknown' || snapshot?.bolt !== 'unknown' || snapshot.source !== 'gateway') return after;
  const first = before.snapshot;
  const twice = first?.bolt === 'unknown' && first.source === 'gateway' && first.happenedAt >= since;
  const moved = after.commands.some(({ at, outcome }) => at >= since && outcome?.kind === 'accepted');
  return twice && moved ? { ...after, snapshot: { ...snapshot, jammed: true } } : after;
}

/** Restores a state that a hint made uncertain, for a lock that never says where its bolt is: only its next record could. */
function withoutHint(state: LockState, since: number): LockState {
  if (!isUncertain(state) || (state.uncertainSince ?? 0) > since) return state;
  const { uncertainSince: _, ...certain } = state;
  return certain;
}

/** Drops a webhook event that the records still lack a minute later: it did not take place. */
function withoutRefutedEvent(
  state: LockState,
  records: readonly LockRecord[],
  now: number,
  relock: RelockFacts,
): LockState {
  if (!isUncertain(state)) return state;
  const { uncertainSince: _, ...certain } = state;
  const confirmed = applyRecords(certain, records, { source: 'records', relock, now });
  return isUncertain(confirmed) ? state : confirmed;
}
