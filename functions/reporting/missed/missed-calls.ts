import { backOffMs, withJitter } from '../../back-off.ts';
import { accountOf } from '../../jobs/job-rules.ts';
import type { JobOf } from '../../jobs/jobs.ts';
import type { Collection, DocumentKey } from '../../store/store.ts';
import type { ReportingDeps } from '../deps.ts';
import type { CallPriority } from '../home-graph.ts';
import type { TryLaterError } from '../try-later-error.ts';

/** A job whose call to Google is repeated until Google takes it. */
export type RepeatedJob = JobOf<'report'> | JobOf<'request-sync'> | JobOf<'unlink'>;

/** Calls that Google could not take, until the schedule repeats them: one document for each account and kind, `KIND-ACCOUNT`. */
export const MISSED: Collection = 'missed';

/** The data of a document in {@link MISSED}. */
export interface MissedCall {
  readonly kind: RepeatedJob['kind'];
  readonly accountId: string;
}

const KINDS: readonly RepeatedJob['kind'][] = ['report', 'request-sync', 'unlink'];

/** Returns the call of a document by its id, which says as much as its data; `undefined` if this release does not know its kind. */
export function missedCallOf({ id }: DocumentKey): MissedCall | undefined {
  const kind = KINDS.find((each) => id.startsWith(`${each}-`));
  return kind && { kind, accountId: id.slice(kind.length + 1) };
}

/** A failed call is repeated by jobs of its own after about 5, 10, 20 and 40 s; then the schedule repeats it. */
const QUICK = { firstMs: 5000 };
const MAX_QUICK = 4;

/**
 * Sees to it that a call that Google could not take is made again: soon, or with the schedule if Google takes no more now. The
 * queue would retry it an hour later at last, and then give up. Repetitions of an account become one.
 */
export async function repeatLater(
  { jobs, clock, random, store }: Pick<ReportingDeps, 'jobs' | 'clock' | 'random' | 'store'>,
  job: RepeatedJob,
  { isPutOff }: TryLaterError,
): Promise<void> {
  const accountId = accountOf(job);
  const { kind, isMissed } = job;
  const failures = (job.failures ?? 0) + 1;
  if (isPutOff || isMissed || failures > MAX_QUICK) {
    const missed: MissedCall = { kind, accountId };
    await store.create({ collection: MISSED, id: `${kind}-${accountId}` }, missed, { dueAt: clock.now() });
    return;
  }
  const pauseMs = backOffMs(QUICK, failures);
  const now = clock.now();
  const at = Math.round(now + withJitter(pauseMs, random));
  // Failures of less than the shortest pause share a job: it waits still, so that it repeats the newest of them, too.
  const key = `${kind}-${accountId}-again-${failures}-${Math.floor(now / (pauseMs / 2))}`;
  await jobs.enqueue(repetition({ kind, accountId }, { failures }), { at, key });
}

/** Returns the job that repeats a call. */
export function repetition(
  { kind, accountId }: MissedCall,
  how: Pick<RepeatedJob, 'failures' | 'isMissed'>,
): RepeatedJob {
  if (kind === 'unlink') return { kind, agentUserId: accountId, ...how };
  // Names no locks, so that no checks are scheduled again.
  return kind === 'report' ? { kind, accountId, lockIds: [], ...how } : { kind, accountId, ...how };
}

/** Returns the priority of a report: a person may wait for one that names locks, and for its first repetitions. */
export function priorityOf({
  lockIds,
  failures = 0,
}: Pick<JobOf<'report'>, 'lockIds' | 'failures'>): CallPriority {
  return lockIds.length > 0 || failures > 0 ? 'prompt' : 'upkeep';
}
