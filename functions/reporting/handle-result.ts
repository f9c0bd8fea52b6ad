import type { Account } from '../accounts/account.ts';
import type { LoadedAccount } from '../accounts/accounts.ts';
import type { AccountState } from '../locks/account-state.ts';
import { withoutReports } from '../locks/reported.ts';
import type { ReportingDeps } from './deps.ts';
import type { HomeGraphAnswer } from './home-graph.ts';

/** Google cannot take it now; the job is done again later. */
export class TryLaterError extends Error {
  override readonly name = 'TryLaterError';
}

/**
 * How a call to Google about an account ended. `refused`: what was sent is wrong and stays so. `given-up`: there is no use in
 * sending it again, but what it said is not known to Google.
 */
export type HandledResult = 'done' | 'refused' | 'given-up';

/** So long after SYNC, or after linking, Google may not know an account yet (google-home/smart-home-nodejs#382). */
const SETTLING_MS = 60_000;

/**
 * Draws the consequences of an answer: an account that Google does not know any more is marked, what is our own or the
 * operator's fault is said aloud. Rejects with {@link TryLaterError} for what passes by itself.
 */
export async function handleResult(
  deps: Pick<ReportingDeps, 'accounts' | 'clock' | 'logger'>,
  { account, states }: LoadedAccount,
  answer: HomeGraphAnswer,
  about: Readonly<Record<string, unknown>> = {},
): Promise<HandledResult> {
  const { logger } = deps;
  const line = { accountId: account.id, ...about, status: answer.status, detail: answer.detail };
  switch (answer.outcome) {
    case 'ok':
      return 'done';
    case 'refused':
      logger.error('Google refused a call as invalid, which is a fault of this program', line);
      return 'refused';
    case 'forbidden':
      logger.error('Google does not let this deployment call the HomeGraph API', line);
      return 'given-up';
    case 'not-found':
      if (isSettling(account, states, deps.clock.now()))
        throw new TryLaterError('Google does not know the account yet');
      await markUnlinked(deps, account.id);
      return 'given-up';
    case 'quota':
      throw new TryLaterError('the quota of the HomeGraph API is used up');
    case 'unavailable':
      throw new TryLaterError(`the HomeGraph API is out of reach: ${answer.detail}`);
  }
}

function isSettling({ grants }: Account, { google }: AccountState, now: number): boolean {
  const moments = [google?.syncedAt ?? 0, ...grants.map(({ createdAt }) => createdAt)];
  return moments.some((at) => now - at < SETTLING_MS);
}

async function markUnlinked(
  { accounts, clock, logger }: Pick<ReportingDeps, 'accounts' | 'clock' | 'logger'>,
  accountId: string,
): Promise<void> {
  await accounts.changeStates(accountId, (states) => ({
    ...withoutReports(states),
    google: { ...states.google, unlinkedAt: clock.now() },
  }));
  logger.warn(
    'Google does not know the account any more: nothing is reported until it asks for the devices',
    {
      accountId,
    },
  );
}
