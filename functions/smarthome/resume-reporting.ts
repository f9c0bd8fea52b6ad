import type { LoadedAccount } from '../accounts/accounts.ts';
import { withPolling } from '../locks/account-state.ts';
import type { IntentDeps } from './deps.ts';

/** Google is believed for so long that it does not know an account, whatever it sends meanwhile. */
const BELIEVE_MS = 10 * 60_000;

/**
 * Takes up reporting and polling again, behind the answer, where Google asks about an account that it said not to know: whoever asks
 * has it linked. Otherwise one wrong 404 would leave Google with old states for good.
 */
export function resumeReporting(deps: IntentDeps, { account, states }: LoadedAccount): void {
  const { accounts, background, clock, jobs, logger } = deps;
  const accountId = account.id;
  const unlinkedAt = states.google?.unlinkedAt;
  if (unlinkedAt === undefined || clock.now() - unlinkedAt < BELIEVE_MS) return;
  const resume = async () => {
    try {
      await accounts.changeStates(accountId, (before) => {
        const { unlinkedAt: marked, ...google } = before.google ?? {};
        return marked === undefined ? before : withPolling({ ...before, google }, clock.now());
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
  void background.track(resume());
}
