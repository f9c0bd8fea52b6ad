import type { Jobs } from '../jobs/jobs.ts';
import { TryLater } from './judge-answer.ts';
import type { HandlerOf, ReportingParts } from './parts.ts';

/**
 * Has Google told that an account is gone at our side: everybody who linked it is unlinked there. Never after DISCONNECT: then
 * Google ended the link itself, maybe one of several.
 */
export async function unlinkAtGoogle(jobs: Jobs, agentUserId: string): Promise<void> {
  await jobs.enqueue({ kind: 'unlink', agentUserId }, { key: `unlink-${agentUserId}` });
}

/** Ends the links of an account at Google (`agentUsers.delete`). Rejects when Google cannot take it now. */
export function createUnlinkAccount(parts: ReportingParts): HandlerOf<'unlink'> {
  return async ({ agentUserId }) => {
    const { outcome, status, detail } = await parts.homeGraph.unlink(agentUserId);
    const line = { accountId: agentUserId, status, detail };
    switch (outcome) {
      case 'ok':
      case 'not-found':
        parts.logger.info('account unlinked at Google', { accountId: agentUserId, outcome });
        return;
      case 'refused':
        parts.logger.error('Google refused a call as invalid, which is a fault of this program', line);
        return;
      case 'forbidden':
        parts.logger.error('Google does not let this deployment call the HomeGraph API', line);
        return;
      case 'quota':
      case 'unavailable':
        throw new TryLater(`Google could not be told that an account is gone: ${detail}`);
    }
  };
}
