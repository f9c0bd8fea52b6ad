import { enqueueObservation } from '../../jobs/enqueue-observation.ts';
import type { IntentDeps } from '../deps.ts';
import type { IntentContext } from '../protocol/intent-context.ts';
import type { QueryRequest } from '../protocol/intent-request.ts';

/** The requests of so many ms share the job of a lock: they share its reading, too. */
const SHARED_MS = 3000;
/** So many locks are read at once. The others follow at a pace that leaves half of the account's calls to what happens meanwhile. */
const AT_ONCE = 10;
const SHARE_OF_CALLS = 0.5;

/**
 * Enqueues the jobs that read the locks again whose readings end too late for an answer, from `at` on (ms since the epoch): an instance
 * that stands still after its answer never learns how they end. Those of many locks are spread, or they would wait for their calls
 * while they run, in the places of other jobs. Never rejects: the next QUERY or poll reads the locks.
 */
export async function enqueueLateReadings(
  { jobs, logger, config }: IntentDeps,
  { authenticated, startedAt }: IntentContext<QueryRequest>,
  lockIds: Iterable<string>,
  at: number,
): Promise<void> {
  const accountId = authenticated.account.id;
  const since = Math.floor(startedAt / SHARED_MS) * SHARED_MS;
  const pauseMs = 60_000 / (config.sifely.callsPerMinute * SHARE_OF_CALLS);
  try {
    await Promise.all(
      [...lockIds].map((lockId, index) => {
        const inTurn = at + Math.round(Math.max(0, index + 1 - AT_ONCE) * pauseMs);
        return enqueueObservation(jobs, inTurn, { accountId, lockId, because: 'query', since, round: 0 });
      }),
    );
  } catch (error) {
    logger.warn('could not enqueue late readings', { accountId, error });
  }
}
