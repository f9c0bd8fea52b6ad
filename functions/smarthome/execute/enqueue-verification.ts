import { enqueueObservation } from '../../jobs/enqueue-observation.ts';
import type { IntentDeps } from '../deps.ts';
import type { DeviceAuthorization } from './authorize-commands.ts';

/**
 * Has every lock looked at that a request sends a command to: an accepted command is not yet a moved bolt. `since` is when
 * the request arrived, ms since the epoch. Never rejects: what is not verified is found out by the next poll.
 */
export async function enqueueVerification(
  { jobs, config, logger }: IntentDeps,
  accountId: string,
  since: number,
  verdicts: readonly DeviceAuthorization[],
): Promise<void> {
  const [first] = config.verifyAfterMs;
  if (first === undefined) return;
  const sent = verdicts.flatMap((verdict) =>
    'refused' in verdict || verdict.admitted.every(({ repeat }) => repeat !== undefined)
      ? []
      : [verdict.deviceId],
  );
  try {
    await Promise.all(
      sent.map((lockId) =>
        enqueueObservation(jobs, since + first, { accountId, lockId, because: 'command', since, round: 0 }),
      ),
    );
  } catch (error) {
    logger.warn('verification not enqueued', { accountId, error });
  }
}
