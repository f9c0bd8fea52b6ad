import type { Clock } from '../../../functions/clock.ts';
import { enqueueCommandJob } from '../../../functions/jobs/enqueue-command-job.ts';
import { enqueueObservation } from '../../../functions/jobs/enqueue-observation.ts';
import type { Jobs } from '../../../functions/jobs/jobs.ts';
import type { Logger } from '../../../functions/logs/logger.ts';
import type { Random } from '../../../functions/random.ts';
import { enqueueReport } from '../../../functions/reporting/enqueue-report.ts';
import type { HomeGraph } from '../../../functions/reporting/home-graph.ts';
import type { Store } from '../../../functions/store/store.ts';
import type { Counter } from './counts.ts';
import { TIMES } from './habits.ts';
import {
  type Bolt,
  createLightAccounts,
  type LightAccounts,
  type LightStates,
  type LoadedLight,
} from './light-account.ts';

/** The lock of each account. */
export const LOCK_ID = '101';
const UNREADABLE = 'the account cannot be read';
const LOST_REPORT_MS = 5 * 60_000;

export interface LightDeps {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly homeGraph: HomeGraph;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly counter: Counter;
  /** True for an account whose documents cannot be read. */
  readonly isBroken: (accountId: string) => boolean;
}

/** The requests that an instance answers, with light accounts, and what its jobs do in the same way. */
export class LightRequests {
  protected readonly deps: LightDeps;
  protected readonly accounts: LightAccounts;

  constructor(deps: LightDeps) {
    this.deps = deps;
    this.accounts = createLightAccounts(deps.store);
  }

  /** `POST /oauth/token`: Google's access tokens live an hour, so most intents begin with it. */
  async refreshToken(accountId: string): Promise<void> {
    await this.load(accountId);
    await this.accounts.changeAccount(
      accountId,
      (account) => account && { ...account, refreshes: account.refreshes + 1 },
    );
  }

  /** `EXECUTE`: the command is stored, sent and answered as pending; its job follows a second later. */
  async execute(accountId: string, bolt: Bolt): Promise<void> {
    const { clock, jobs, logger } = this.deps;
    const loaded = await this.load(accountId);
    const since = clock.now();
    // The state is assumed from now on, and reported in any case.
    await this.accounts.changeStates(accountId, withoutReport(this.deps.clock.now()), loaded);
    const action = bolt === 'locked' ? 'lock' : 'unlock';
    const request = {
      accountId,
      lockId: LOCK_ID,
      since,
      commands: [{ key: `${accountId}-${since}`, action }],
    } as const;
    await enqueueCommandJob(jobs, since + 1000, { ...request, round: 0 });
    // Offered, answered, and its end: three writes of states that were read anew.
    await this.touch(accountId);
    await this.sifely(1, TIMES.cloudCall);
    await this.touch(accountId);
    await this.touch(accountId);
    logger.info('intent', {
      intent: 'action.devices.EXECUTE',
      outcome: 'ok',
      ms: 800,
      results: { PENDING: 1 },
    });
  }

  /** `QUERY`: the Home app is opened, and nothing fresh is known. */
  async query(accountId: string): Promise<void> {
    const { clock, jobs, logger } = this.deps;
    const loaded = await this.load(accountId);
    const since = clock.now();
    const observation = { accountId, lockId: LOCK_ID, because: 'query', since, round: 0 } as const;
    await enqueueObservation(jobs, since + 3000, observation);
    await this.sifely(1, TIMES.cloudCall);
    // The reading has another battery level, mostly.
    await this.accounts.changeStates(accountId, withoutReport(this.deps.clock.now()), loaded);
    await this.enqueueReport(accountId, [LOCK_ID]);
    logger.info('intent', {
      intent: 'action.devices.QUERY',
      outcome: 'ok',
      ms: 800,
      results: { SUCCESS: 1 },
    });
  }

  /** `POST /webhooks/sifely/:secret`. */
  async webhook(accountId: string, bolt: Bolt): Promise<void> {
    const { clock, jobs } = this.deps;
    await this.load(accountId);
    const at = clock.now();
    const event = { lockId: LOCK_ID, happenedAt: at - TIMES.webhook, receivedAt: at, type: 4, effect: bolt };
    await jobs.enqueue({ kind: 'events', accountId, receivedAt: at, events: [event] });
  }

  protected async load(accountId: string): Promise<LoadedLight> {
    const loaded = await this.accounts.load(accountId);
    if (this.deps.isBroken(accountId)) throw new Error(UNREADABLE);
    if (loaded === undefined) throw new Error(`${accountId} is gone`);
    return loaded;
  }

  /** Writes the states, changing nothing else. */
  protected touch(accountId: string, loaded?: LoadedLight): Promise<unknown> {
    return this.accounts.changeStates(
      accountId,
      (states) => ({ ...states, writes: states.writes + 1 }),
      loaded,
    );
  }

  protected moveTo(accountId: string, bolt: Bolt, loaded?: LoadedLight): Promise<unknown> {
    const now = this.deps.clock.now();
    return this.accounts.changeStates(
      accountId,
      (states) => ({
        ...states,
        ...(states.bolt !== bolt && {
          bolt,
          movedAt: now,
          ...(states.reported !== undefined && { staleSince: now }),
        }),
        writes: states.writes + 1,
      }),
      loaded,
    );
  }

  /** As `enqueueLostReports` does, which reads more of an account than a light one has. */
  protected enqueueLostReport(accountId: string): Promise<void> {
    const at = this.deps.clock.now() + 1000;
    const key = `report-${accountId}-lost-${Math.floor(at / LOST_REPORT_MS)}`;
    return this.deps.jobs.enqueue({ kind: 'report', accountId, lockIds: [] }, { at, key });
  }

  protected enqueueReport(accountId: string, lockIds: readonly string[]): Promise<void> {
    return enqueueReport(this.deps, accountId, lockIds);
  }

  protected async sifely(calls: number, ms: number): Promise<void> {
    this.deps.counter.add('sifely calls', calls);
    await this.deps.clock.delay(ms);
  }
}

/** Makes states stale at HomeGraph from a time on, ms since the epoch. */
function withoutReport(now: number): (states: LightStates) => LightStates {
  return ({ reported: _, ...states }) => ({ ...states, staleSince: now, writes: states.writes + 1 });
}
