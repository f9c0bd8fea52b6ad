import { type UnusableReason, unusableReason } from '../accounts/documents/unusable-account.ts';
import type { HandlerOf } from '../jobs/jobs.ts';
import { MAX_RUN_MS } from '../jobs/retry-policy.ts';
import { StoreUnavailableError } from '../store/store.ts';
import { withTimeout } from '../timeout.ts';
import type { TrackingDeps } from './deps.ts';
import { createPollAccount } from './poll-account.ts';

const HOUR_MS = 3_600_000;

/** So long an account is not tried that cannot be used. A newer release may be on its way: a deployment takes minutes. */
const SET_ASIDE_MS: Readonly<Record<UnusableReason, number>> = {
  key: 24 * HOUR_MS,
  unreadable: 24 * HOUR_MS,
  'newer-release': HOUR_MS,
};

/** The limit of one poll, ms: shorter than the job's, which would be retried. */
const MAX_POLL_MS = MAX_RUN_MS - 10_000;

/**
 * Creates the handler of polls, which keeps the trouble of one account away from the others: the queue retries a poll only while the store
 * does not answer. After any other failure the account is due again at the end of its claim, which gets longer each time
 * (`enqueue-due-polls.ts`); one that cannot be used is set aside.
 */
export function createRunPoll(deps: TrackingDeps): HandlerOf<'poll'> {
  const { store, clock, logger } = deps;
  const poll = createPollAccount(deps);

  /** Moves the due time alone: documents that cannot be read are left as they are. */
  const setAside = async (accountId: string, why: UnusableReason, error: unknown) => {
    const key = { collection: 'states', id: accountId } as const;
    const [states] = await store.get([key]);
    const until = clock.now() + SET_ASIDE_MS[why];
    // Without states, or with newer ones, there is nothing to put off.
    if (states === undefined || !(await store.postpone(key, states.revision, until))) return;
    logger.warn('account set aside, it cannot be polled', { accountId, why, until, error });
  };

  return async (job) => {
    const { accountId } = job;
    try {
      await withTimeout(poll(job), MAX_POLL_MS, clock);
    } catch (error) {
      if (error instanceof StoreUnavailableError) throw error;
      const why = unusableReason(error);
      if (why !== undefined) return setAside(accountId, why, error);
      logger.error('poll failed, the account is due again', { accountId, error });
    }
  };
}
