import { openAccountCloud } from '../../accounts/account-cloud.ts';
import type { Accounts } from '../../accounts/accounts.ts';
import { isRefused } from '../../accounts/credentials/credential-refusal.ts';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config/config.ts';
import { enqueueGuests } from '../../jobs/enqueue-guests.ts';
import type { HandlerOf, Jobs } from '../../jobs/jobs.ts';
import { callsInMonth } from '../../locks/call-usage.ts';
import type { LockCloudProvider } from '../../locks/lock-cloud.ts';
import type { Logger } from '../../logs/logger.ts';
import { deleteDocuments } from '../../store/all-documents.ts';
import type { Store } from '../../store/store.ts';
import type { AccessCloudProvider } from '../access-cloud.ts';
import { advanceGuests } from '../advance/advance-guests.ts';
import { usesByRecords } from '../advance/code-uses.ts';
import { clocksByDetails } from '../advance/lock-clocks.ts';
import type { GuestLedger } from '../guest-ledger.ts';

interface RunGuestsDeps {
  readonly config: { readonly sifely: Pick<Config['sifely'], 'monthlyCalls'> };
  readonly store: Store;
  readonly accounts: Accounts;
  readonly ledger: GuestLedger;
  readonly cloud: LockCloudProvider;
  readonly access: AccessCloudProvider;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Guests of one owner follow one another: a job that ends at once would come again at once. */
const MIN_PAUSE_MS = 1000;

/** The share of the month's calls from which set codes and uses are not looked at any more: the rest is for commands and new codes. */
const CHECK_SHARE = 0.9;

/**
 * Creates the handler that works on the guests of an account who are due, and enqueues itself for the next time. It may run twice, at
 * once and late. While Sifely refuses the credentials it waits for the next probe.
 */
export function createRunGuests(deps: RunGuestsDeps): HandlerOf<'guests'> {
  const { config, store, accounts, ledger, access, jobs, clock, logger } = deps;
  return async ({ accountId }) => {
    const loaded = await accounts.load(accountId);
    if (loaded === undefined) return deleteDocuments(store, 'guests', `${accountId}-`);
    const { account, states } = loaded;
    if (isRefused(account, clock.now())) {
      const probeAt = account.credentialRefusal?.probeAt;
      return probeAt === undefined ? undefined : enqueueGuests(jobs, accountId, probeAt);
    }
    const { cloud: lockCloud, reportFailure } = openAccountCloud(deps, account);
    const cloud = access.openAccess(accounts.credentialStore(account));
    const call = { priority: 'background' } as const;
    const calls = callsInMonth(states.usage, clock.now());
    let next: number | undefined;
    try {
      next = await advanceGuests(
        {
          canCheck: calls < CHECK_SHARE * config.sifely.monthlyCalls,
          ...{ ledger, clock, cloud, call, uses: usesByRecords(lockCloud, clock, call) },
          gatewayOf: (lockId) => {
            const [gateway, ...others] = account.locks[lockId]?.gateways ?? [];
            return others.length === 0 ? gateway : undefined;
          },
          lockClocks: clocksByDetails(lockCloud, call, (lockId) => account.locks[lockId]?.utcOffsetMs),
          onDamaged: (count) =>
            logger.warn('could not read guests, their data is damaged', { accountId, count }),
          onFailure: async (error) => {
            logger.info('code not changed', { accountId, reason: error.reason, executed: error.executed });
            await reportFailure(error.reason);
          },
        },
        accountId,
      );
    } finally {
      await accounts.recordCalls(accountId);
    }
    if (next !== undefined) await enqueueGuests(jobs, accountId, Math.max(next, clock.now() + MIN_PAUSE_MS));
  };
}
