import type { HandlerOf, Jobs } from '../jobs/jobs.ts';
import type { ReportingDeps } from './deps.ts';
import { deliveryOf } from './handle-result.ts';

/** Enqueues the unlinking of all Google users. Not for DISCONNECT: then Google has ended one link itself. */
export async function enqueueUnlink(jobs: Jobs, agentUserId: string): Promise<void> {
  await jobs.enqueue({ kind: 'unlink', agentUserId }, { key: `unlink-${agentUserId}` });
}

/** Creates the job that unlinks an account at Google (`agentUsers.delete`). It rejects when Google cannot be reached now. */
export function createUnlinkAccount({ homeGraph, logger }: ReportingDeps): HandlerOf<'unlink'> {
  return async ({ agentUserId }) => {
    const result = await homeGraph.unlink(agentUserId);
    const delivery = deliveryOf(logger, agentUserId, result);
    if (delivery === 'delivered' || delivery === 'not-found') {
      logger.info('account unlinked at Google', { accountId: agentUserId, outcome: result.outcome });
    }
  };
}
