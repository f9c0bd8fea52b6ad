import type { Accounts } from '../../accounts/accounts.ts';
import { createSealer } from '../../accounts/sealing.ts';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config/config.ts';
import { enqueueGuests } from '../../jobs/enqueue-guests.ts';
import type { HandlerOf, Jobs } from '../../jobs/jobs.ts';
import type { LockCloudProvider } from '../../locks/lock-cloud.ts';
import type { Logger } from '../../logs/logger.ts';
import type { Random } from '../../random.ts';
import type { Store } from '../../store/store.ts';
import type { AccessCloudProvider } from '../access-cloud.ts';
import { createGuestLedger } from '../guest-ledger.ts';
import { createGuests, type Guests } from '../guests.ts';
import { createEnqueueDueGuests } from './enqueue-due-guests.ts';
import { createRunGuests } from './run-guests.ts';

interface GuestWorkDeps {
  readonly config: Pick<Config, 'encryptionKeys' | 'sifely'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly accounts: Accounts;
  readonly cloud: LockCloudProvider;
  readonly access: AccessCloudProvider;
  readonly jobs: Jobs;
}

/** The guests of a server's accounts: what pages ask for, and the work that follows. */
export interface GuestWork {
  readonly guests: Guests;
  readonly run: HandlerOf<'guests'>;
  /** Enqueues work that was lost; called on a schedule. */
  tick(): Promise<void>;
}

/** Builds the guests of a server. The owner of guests is an account, by its id. */
export function createGuestWork(deps: GuestWorkDeps): GuestWork {
  const { config, clock, random, accounts, jobs } = deps;
  const ledger = createGuestLedger({ ...deps, sealer: createSealer(config.encryptionKeys, random) });
  return {
    guests: createGuests({
      ...{ ledger, clock, random },
      async isPin(accountId, digits) {
        const loaded = await accounts.load(accountId);
        return loaded !== undefined && (await accounts.findPin(loaded.account, digits)) !== undefined;
      },
      onDue: (accountId) => enqueueGuests(jobs, accountId, clock.now()),
    }),
    run: createRunGuests({ ...deps, ledger }),
    tick: createEnqueueDueGuests({ ...deps, ledger }),
  };
}
