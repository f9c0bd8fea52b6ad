import type { Account } from '../accounts/account.ts';
import type { LoadedAccount } from '../accounts/accounts.ts';
import type { AccountState } from '../locks/account-state.ts';
import { withoutReports } from '../locks/reported.ts';
import type { Logger } from '../logs/logger.ts';
import type { ReportingDeps } from './deps.ts';
import { enqueueUnlinkedProbe } from './enqueue-request-sync.ts';
import type { HomeGraphResult } from './home-graph.ts';
import { findMissing, markMissing } from './missing-devices.ts';
import { TryLaterError } from './try-later-error.ts';

/** `refused`: Google will always refuse the same call. `forbidden`: nothing is delivered until the operator acts. */
type Delivery = 'delivered' | 'not-found' | 'refused' | 'forbidden';

/** Google may not know an account for this long after SYNC or linking (google-home/smart-home-nodejs#382). */
const SETTLING_MS = 60_000;

/** Logs a result that is a fault of ours or of the operator. Throws {@link TryLaterError} for one that passes by itself. */
export function deliveryOf(
  logger: Logger,
  accountId: string,
  { outcome, status, detail }: HomeGraphResult,
  about: Readonly<Record<string, unknown>> = {},
): Delivery {
  const line = { accountId, ...about, status, detail };
  switch (outcome) {
    case 'ok':
      return 'delivered';
    case 'not-found':
      return outcome;
    case 'refused':
      logger.error('Google rejected a call as invalid: this is a bug', line);
      return outcome;
    case 'forbidden':
      logger.error('Google does not let this deployment call the HomeGraph API', line);
      return outcome;
    case 'quota':
      throw new TryLaterError('the quota of the HomeGraph API is used up');
    case 'put-off':
      throw new TryLaterError(`not sent to the HomeGraph API: ${detail}`, { isPutOff: true });
    case 'unavailable':
      throw new TryLaterError(`the HomeGraph API is out of reach: ${detail}`);
  }
}

/**
 * Handles the result of a call about some devices, or about the account if there are none. An account or a device that Google does
 * not know any more is marked; one that it may not know yet is tried later.
 */
export async function handleResult(
  deps: Pick<ReportingDeps, 'accounts' | 'clock' | 'homeGraph' | 'jobs' | 'logger'>,
  loaded: LoadedAccount,
  result: HomeGraphResult,
  devices: readonly string[] = [],
): Promise<Delivery> {
  const { account, states } = loaded;
  const delivery = deliveryOf(deps.logger, account.id, result, devices.length > 0 ? { devices } : {});
  if (delivery === 'not-found') {
    if (isSettling(account, states, deps.clock.now())) {
      throw new TryLaterError('Google does not know the account yet');
    }
    const missing = await findMissing(deps, loaded, devices, result.detail);
    if (missing === 'devices') await markMissing(deps, account.id, devices);
    else await markUnlinked(deps, account.id);
  }
  return delivery;
}

function isSettling({ grants }: Account, { google }: AccountState, now: number): boolean {
  const times = [google?.syncedAt ?? 0, ...grants.map(({ createdAt }) => createdAt)];
  return times.some((at) => now - at < SETTLING_MS);
}

/** Marks an account that Google does not know, and asks Google again later: one wrong answer must not silence it for ever. */
async function markUnlinked(
  { accounts, clock, jobs, logger }: Pick<ReportingDeps, 'accounts' | 'clock' | 'jobs' | 'logger'>,
  accountId: string,
): Promise<void> {
  const now = clock.now();
  let unlinkedAt = now;
  await accounts.changeStates(accountId, (states) => {
    unlinkedAt = states.google?.unlinkedAt ?? now;
    return { ...withoutReports(states), google: { ...states.google, unlinkedAt } };
  });
  if (unlinkedAt === now) {
    logger.warn(
      'Google does not know the account any more: nothing is reported until it asks for the devices',
      { accountId },
    );
  }
  await enqueueUnlinkedProbe(jobs, accountId, unlinkedAt, now);
}
