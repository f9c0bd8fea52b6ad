import type { Accounts } from '../accounts/accounts.ts';
import type { HandlerOf, Jobs } from '../jobs/jobs.ts';
import type { Logger } from '../logs/logger.ts';
import type { ReportingDeps } from './deps.ts';
import { deliveryOf } from './handle-result.ts';
import { repeatLater } from './missed/missed-calls.ts';
import { TryLaterError } from './try-later-error.ts';

/** Enqueues the unlinking of all Google users. Not for DISCONNECT: then Google has ended one link itself. */
export async function enqueueUnlink(jobs: Jobs, agentUserId: string): Promise<void> {
  await jobs.enqueue({ kind: 'unlink', agentUserId }, { key: `unlink-${agentUserId}` });
}

/**
 * Ends all links of an account and deletes it: here at once, at Google by a job. False if the job could not be enqueued: then Google
 * may show the locks for a while, without access to them.
 */
export async function unlinkAccount(
  deps: { readonly accounts: Accounts; readonly jobs: Jobs; readonly logger: Logger },
  accountId: string,
): Promise<boolean> {
  // First, so that after a crash Google unlinks and the person tries again. Access ends even if it cannot be enqueued.
  const isEnqueued = await tryEnqueueUnlink(deps, accountId);
  await deps.accounts.remove(accountId);
  return isEnqueued;
}

/** Ends one link of an account. False if it was the last, since another ended meanwhile: the account ended with it. */
export async function endLink(
  deps: { readonly accounts: Pick<Accounts, 'endGrant'>; readonly jobs: Jobs; readonly logger: Logger },
  accountId: string,
  grantId: string,
): Promise<boolean> {
  const { accountGone } = await deps.accounts.endGrant(accountId, grantId);
  if (accountGone) await tryEnqueueUnlink(deps, accountId);
  return !accountGone;
}

async function tryEnqueueUnlink(
  { jobs, logger }: { readonly jobs: Jobs; readonly logger: Logger },
  accountId: string,
): Promise<boolean> {
  try {
    await enqueueUnlink(jobs, accountId);
    return true;
  } catch (error) {
    logger.error('could not enqueue unlinking at Google', { accountId, error });
    return false;
  }
}

/** Creates the job that unlinks an account at Google (`agentUsers.delete`). It is repeated until Google has answered. */
export function createUnlinkAccount(deps: ReportingDeps): HandlerOf<'unlink'> {
  const { homeGraph, logger } = deps;
  return async (job) => {
    const { agentUserId } = job;
    const result = await homeGraph.unlink(agentUserId);
    try {
      const delivery = deliveryOf(logger, agentUserId, result);
      if (delivery === 'delivered' || delivery === 'not-found') {
        logger.info('account unlinked at Google', { accountId: agentUserId, outcome: result.outcome });
      }
    } catch (error) {
      if (!(error instanceof TryLaterError)) throw error;
      await repeatLater(deps, job, error);
    }
  };
}
