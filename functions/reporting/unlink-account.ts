import type { HandlerOf, Jobs } from '../jobs/jobs.ts';
import type { ReportingDeps } from './deps.ts';
import { TryLaterError } from './handle-result.ts';

/**
 * Has Google told that an account is gone at our side: everybody who linked it is unlinked there. Never after DISCONNECT: then
 * Google ended the link itself, maybe one of several.
 */
export async function unlinkAtGoogle(jobs: Jobs, agentUserId: string): Promise<void> {
  await jobs.enqueue({ kind: 'unlink', agentUserId }, { key: `unlink-${agentUserId}` });
}

/** Ends the links of an account at Google (`agentUsers.delete`). Rejects when Google cannot take it now. */
export function createUnlinkAccount(deps: ReportingDeps): HandlerOf<'unlink'> {
  return async ({ agentUserId }) => {
    const { outcome, status, detail } = await deps.homeGraph.unlink(agentUserId);
    const line = { accountId: agentUserId, status, detail };
    switch (outcome) {
      case 'ok':
      case 'not-found':
        deps.logger.info('account unlinked at Google', { accountId: agentUserId, outcome });
        return;
      case 'refused':
        deps.logger.error('Google refused a call as invalid, which is a fault of this program', line);
        return;
      case 'forbidden':
        deps.logger.error('Google does not let this deployment call the HomeGraph API', line);
        return;
      case 'quota':
      case 'unavailable':
        throw new TryLaterError(`Google could not be told that an account is gone: ${detail}`);
    }
  };
}
