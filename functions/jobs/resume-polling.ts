import type { Clock } from '../clock.ts';
import type { AccountState } from '../locks/account-state.ts';
import type { Logger } from '../logs/logger.ts';
import type { Jobs } from './jobs.ts';

/** An account as far as it decides if it is polled. */
interface PolledAccount {
  readonly account: { readonly id: string; readonly grants: readonly unknown[] };
  readonly states: AccountState;
}

/** A job that was lost in a crash is enqueued again after this. */
const AGAIN_MS = 10 * 60_000;

/** True if a linked account is not polled although Google knows it: its states were lost, or an earlier version ended its polls. */
export function isForgotten({ account, states }: PolledAccount): boolean {
  return (
    account.grants.length > 0 && states.pollDueAt === undefined && states.google?.unlinkedAt === undefined
  );
}

/**
 * Enqueues a poll of a linked account that is not polled; it takes up everything else, since it lists the locks anew. Does nothing for
 * others, or if the job waits already. Never rejects: the next QUERY, event or refresh of a token does the same.
 */
export async function resumePolling(
  { jobs, clock, logger }: { readonly jobs: Jobs; readonly clock: Clock; readonly logger: Logger },
  loaded: PolledAccount,
): Promise<void> {
  if (!isForgotten(loaded)) return;
  const accountId = loaded.account.id;
  const now = clock.now();
  try {
    const key = `poll-${accountId}-resumed-${Math.floor(now / AGAIN_MS)}`;
    await jobs.enqueue({ kind: 'poll', accountId }, { at: now, key });
    logger.info('polling resumed', { accountId });
  } catch (error) {
    logger.warn('could not resume polling', { accountId, error });
  }
}
