import type { LoadedAccount } from '../accounts/accounts.ts';
import { isForgotten, resumePolling } from '../jobs/resume-polling.ts';
import { withPolling } from '../locks/account-state.ts';
import { within } from './deadline.ts';
import type { IntentDeps } from './deps.ts';

/** A 404 of Google counts for this long, even if Google asks about the account meanwhile. */
const MIN_UNLINKED_MS = 10 * 60_000;
/** The longest that an answer waits for it; the next intent, or the poll that it schedules, does what is missing then. */
const MAX_WAIT_MS = 500;

/**
 * Resumes reports and polls if Google asks about an account that it did not know, since a wrong 404 would end them for ever, and does
 * what {@link resumeForgotten} does. Never rejects.
 */
export async function resumeReporting(deps: IntentDeps, loaded: LoadedAccount): Promise<void> {
  const { accounts, background, clock, jobs, logger } = deps;
  const { account, states } = loaded;
  await resumeForgotten(deps, loaded);
  const accountId = account.id;
  const unlinkedAt = states.google?.unlinkedAt;
  if (unlinkedAt === undefined || clock.now() - unlinkedAt < MIN_UNLINKED_MS) return;
  const resume = async () => {
    try {
      await accounts.changeStates(accountId, (before) => {
        const { unlinkedAt: storedAt, ...google } = before.google ?? {};
        return storedAt === undefined ? before : withPolling({ ...before, google }, clock.now());
      });
      const lockIds = states.google?.devices ?? [];
      await jobs.enqueue(
        { kind: 'report', accountId, lockIds },
        { key: `report-again-${accountId}-${unlinkedAt}` },
      );
    } catch (error) {
      logger.warn('could not resume reporting', { accountId, error });
    }
  };
  await within(clock, MAX_WAIT_MS, background.track(resume()), () => undefined);
}

/** Resumes the polls of an account whose states were lost. Never rejects. */
export async function resumeForgotten(deps: IntentDeps, loaded: LoadedAccount): Promise<void> {
  if (!isForgotten(loaded)) return;
  const resuming = deps.background.track(resumePolling(deps, loaded));
  await within(deps.clock, MAX_WAIT_MS, resuming, () => undefined);
}
