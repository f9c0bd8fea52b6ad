import { observeAt } from '../jobs/observe-at.ts';
import type { DeviceVerdict } from './execute-verdict.ts';
import type { IntentParts } from './parts.ts';

/**
 * Has every lock looked at that a request sends a command to: an accepted command is not yet a moved bolt. `since` is when
 * the request arrived, ms since the epoch. Never rejects: what is not verified is found out by the next poll.
 */
export async function enqueueVerification(
  { jobs, config, logger }: IntentParts,
  accountId: string,
  since: number,
  verdicts: readonly DeviceVerdict[],
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
        observeAt(jobs, since + first, { accountId, lockId, because: 'command', since, round: 0 }),
      ),
    );
  } catch (error) {
    logger.warn('verification not enqueued', { accountId, error });
  }
}
