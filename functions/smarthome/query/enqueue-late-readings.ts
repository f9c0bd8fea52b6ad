import { enqueueObservation } from '../../jobs/enqueue-observation.ts';
import type { IntentDeps } from '../deps.ts';
import type { IntentContext } from '../protocol/intent-context.ts';
import type { QueryRequest } from '../protocol/intent-request.ts';

/** The requests of so many ms share the job of a lock: they share its reading, too. */
const SHARED_MS = 3000;

/**
 * Enqueues the jobs that read the locks again whose readings end too late for an answer, at `at` (ms since the epoch): an instance
 * that stands still after its answer never learns how they end. Never rejects: the next QUERY or poll reads the locks.
 */
export async function enqueueLateReadings(
  { jobs, logger }: IntentDeps,
  { authenticated, startedAt }: IntentContext<QueryRequest>,
  lockIds: Iterable<string>,
  at: number,
): Promise<void> {
  const accountId = authenticated.account.id;
  const since = Math.floor(startedAt / SHARED_MS) * SHARED_MS;
  try {
    await Promise.all(
      [...lockIds].map((lockId) =>
        enqueueObservation(jobs, at, { accountId, lockId, because: 'query', since, round: 0 }),
      ),
    );
  } catch (error) {
    logger.warn('could not enqueue late readings', { accountId, error });
  }
}
