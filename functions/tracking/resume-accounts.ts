import { resumePolling } from '../jobs/resume-polling.ts';
import { FOREVER } from '../store/document-rules.ts';
import type { TrackingDeps } from './deps.ts';

/** Accounts per query of the store. */
const PAGE_SIZE = 200;

/** Takes up linked accounts that are not polled, because their states were lost. */
export interface ResumeAccounts {
  /** Takes up one account. Never rejects. */
  resume(accountId: string): Promise<void>;
  /** Takes up all that need it. Call it once when a server starts. */
  resumeAll(): Promise<void>;
}

/** Creates {@link ResumeAccounts}. */
export function createResumeAccounts(
  deps: Pick<TrackingDeps, 'accounts' | 'clock' | 'jobs' | 'logger' | 'store'>,
): ResumeAccounts {
  const { accounts, logger, store } = deps;

  const resume = async (accountId: string) => {
    try {
      const loaded = await accounts.load(accountId);
      if (loaded !== undefined) await resumePolling(deps, loaded);
    } catch (error) {
      logger.warn('could not resume polling', { accountId, error });
    }
  };

  return {
    resume,
    async resumeAll() {
      let after: { dueAt: number; id: string } | undefined;
      for (;;) {
        const page = await store.dueKeys('accounts', {
          until: FOREVER,
          limit: PAGE_SIZE,
          ...(after && { after }),
        });
        const ids = page.map(({ key }) => key.id);
        const states = await store.get(ids.map((id) => ({ collection: 'states', id })));
        for (const [index, id] of ids.entries()) {
          if (Object(states[index]?.data).pollDueAt === undefined) await resume(id);
        }
        const last = page.at(-1);
        if (last === undefined || page.length < PAGE_SIZE) return;
        after = { dueAt: last.dueAt, id: last.key.id };
      }
    },
  };
}
