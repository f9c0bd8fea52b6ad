import type { Account } from '../accounts/account.ts';
import type { LoadedAccount } from '../accounts/accounts.ts';
import type { LockStates } from '../locks/lock-states.ts';
import { withoutReports } from '../locks/reported.ts';
import type { HomeGraphAnswer } from './home-graph.ts';
import type { ReportingParts } from './parts.ts';

/** Google cannot take it now; the job is done again later. */
export class TryLater extends Error {
  override readonly name = 'TryLater';
}

/**
 * How a call to Google about an account ended. `refused`: what was sent is wrong and stays so. `given-up`: there is no use in
 * sending it again, but what it said is not known to Google.
 */
export type Verdict = 'done' | 'refused' | 'given-up';

/** So long after SYNC, or after linking, Google may not know an account yet (google-home/smart-home-nodejs#382). */
const SETTLING_MS = 60_000;

/**
 * Draws the consequences of an answer: an account that Google does not know any more is marked, what is our own or the
 * operator's fault is said aloud. Rejects with {@link TryLater} for what passes by itself.
 */
export async function judgeAnswer(
  parts: Pick<ReportingParts, 'accounts' | 'clock' | 'logger'>,
  { account, states }: LoadedAccount,
  answer: HomeGraphAnswer,
  about: Readonly<Record<string, unknown>> = {},
): Promise<Verdict> {
  const { logger } = parts;
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
      if (isSettling(account, states, parts.clock.now()))
        throw new TryLater('Google does not know the account yet');
      await markUnlinked(parts, account.id);
      return 'given-up';
    case 'quota':
      throw new TryLater('the quota of the HomeGraph API is used up');
    case 'unavailable':
      throw new TryLater(`the HomeGraph API is out of reach: ${answer.detail}`);
  }
}

function isSettling({ grants }: Account, { google }: LockStates, now: number): boolean {
  const moments = [google?.syncedAt ?? 0, ...grants.map(({ createdAt }) => createdAt)];
  return moments.some((at) => now - at < SETTLING_MS);
}

async function markUnlinked(
  { accounts, clock, logger }: Pick<ReportingParts, 'accounts' | 'clock' | 'logger'>,
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
