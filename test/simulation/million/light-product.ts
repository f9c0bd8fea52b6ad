import type { Clock } from '../../../functions/clock.ts';
import { enqueueCommandJob } from '../../../functions/jobs/enqueue-command-job.ts';
import { enqueueObservation } from '../../../functions/jobs/enqueue-observation.ts';
import type { Job, JobHandler, JobOf, Jobs } from '../../../functions/jobs/jobs.ts';
import type { Logger } from '../../../functions/logs/logger.ts';
import type { Random } from '../../../functions/random.ts';
import { enqueueAudit, enqueueNextAudit } from '../../../functions/reporting/enqueue-audit.ts';
import { enqueueReport } from '../../../functions/reporting/enqueue-report.ts';
import { deliveryOf } from '../../../functions/reporting/handle-result.ts';
import type { HomeGraph } from '../../../functions/reporting/home-graph.ts';
import { priorityOf, repeatLater } from '../../../functions/reporting/missed/missed-calls.ts';
import { TryLaterError } from '../../../functions/reporting/try-later-error.ts';
import type { Store } from '../../../functions/store/store.ts';
import { pollIntervalMs } from '../../../functions/tracking/poll-interval.ts';
import type { Counter } from './counts.ts';
import { CHANCES, TIMES } from './habits.ts';
import {
  asLoaded,
  type Bolt,
  createLightAccounts,
  type LightAccounts,
  type LightStates,
  type LoadedLight,
} from './light-account.ts';

const DAY = 86_400_000;
const LOCK_ID = '101';
const UNREADABLE = 'the account cannot be read';
/** As `pollMs` of the default configuration, and the product's own jitter. */
const POLL_MS = { shortest: 600_000, longest: 21_600_000 };
const JITTER = 0.1;
const DETAILS_MS = 7 * DAY;
const LOST_REPORT_MS = 5 * 60_000;
const PUT_OFF_AUDIT_MS = 6 * 3_600_000;

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

/**
 * The product in one instance, with light accounts: it asks the same of store, queues, HomeGraph and Sifely as the real one in `TYPICAL`,
 * but decides nothing. The store's adapter, compare-and-set, enqueueing, poll intervals, audits and handling of results are the real ones.
 */
export class LightProduct {
  readonly runJob: JobHandler;
  readonly #deps: LightDeps;
  readonly #accounts: LightAccounts;

  constructor(deps: LightDeps) {
    this.#deps = deps;
    this.#accounts = createLightAccounts(deps.store);
    this.runJob = (job) => this.#run(job);
  }

  /** `POST /oauth/token`: Google's access tokens live an hour, so most intents begin with it. */
  async refreshToken(accountId: string): Promise<void> {
    await this.#load(accountId);
    await this.#accounts.changeAccount(
      accountId,
      (account) => account && { ...account, refreshes: account.refreshes + 1 },
    );
  }

  /** `EXECUTE`: the command is stored, sent and answered as pending; its job follows a second later. */
  async execute(accountId: string, bolt: Bolt): Promise<void> {
    const { clock, jobs, logger } = this.#deps;
    const loaded = await this.#load(accountId);
    const since = clock.now();
    // The state is assumed from now on, and reported in any case.
    await this.#accounts.changeStates(accountId, withoutReport(this.#deps.clock.now()), loaded);
    const action = bolt === 'locked' ? 'lock' : 'unlock';
    const request = {
      accountId,
      lockId: LOCK_ID,
      since,
      commands: [{ key: `${accountId}-${since}`, action }],
    } as const;
    await enqueueCommandJob(jobs, since + 1000, { ...request, round: 0 });
    // Offered, answered, and its end: three writes of states that were read anew.
    await this.#touch(accountId);
    await this.#sifely(1, TIMES.cloudCall);
    await this.#touch(accountId);
    await this.#touch(accountId);
    logger.info('intent', {
      intent: 'action.devices.EXECUTE',
      outcome: 'ok',
      ms: 800,
      results: { PENDING: 1 },
    });
  }

  /** `QUERY`: the Home app is opened, and nothing fresh is known. */
  async query(accountId: string): Promise<void> {
    const { clock, jobs, logger } = this.#deps;
    const loaded = await this.#load(accountId);
    const since = clock.now();
    const observation = { accountId, lockId: LOCK_ID, because: 'query', since, round: 0 } as const;
    await enqueueObservation(jobs, since + 3000, observation);
    await this.#sifely(1, TIMES.cloudCall);
    // The reading has another battery level, mostly.
    await this.#accounts.changeStates(accountId, withoutReport(this.#deps.clock.now()), loaded);
    await this.#enqueueReport(accountId, [LOCK_ID]);
    logger.info('intent', {
      intent: 'action.devices.QUERY',
      outcome: 'ok',
      ms: 800,
      results: { SUCCESS: 1 },
    });
  }

  /** `POST /webhooks/sifely/:secret`. */
  async webhook(accountId: string, bolt: Bolt): Promise<void> {
    const { clock, jobs } = this.#deps;
    await this.#load(accountId);
    const at = clock.now();
    const event = { lockId: LOCK_ID, happenedAt: at - TIMES.webhook, receivedAt: at, type: 4, effect: bolt };
    await jobs.enqueue({ kind: 'events', accountId, receivedAt: at, events: [event] });
  }

  async #run(job: Job): Promise<void> {
    await this.#deps.clock.delay(TIMES.compute);
    switch (job.kind) {
      case 'poll':
        return this.#deps.isBroken(job.accountId) ? this.#setAside(job.accountId) : this.#poll(job);
      case 'audit':
        return this.#audit(job);
      case 'events':
        return this.#events(job);
      case 'report':
        return this.#report(job);
      case 'observe':
        return this.#observe(job);
      case 'command':
        return this.#command(job);
      default:
        throw new Error(`light accounts have no jobs of the kind ${job.kind}`);
    }
  }

  async #poll({ accountId }: JobOf<'poll'>): Promise<void> {
    const { clock, random, jobs, counter } = this.#deps;
    const loaded = await this.#load(accountId);
    const startedAt = clock.now();
    if (loaded.states.pollDueAt - 30_000 > startedAt) return;
    counter.addDuration('poll late', Math.max(0, startedAt - loaded.states.pollDueAt));
    const listIsDue = startedAt - loaded.states.listedAt >= DAY;
    if (listIsDue) await this.#sifely(2, TIMES.cloudCall);
    if (random.next() < POLL_MS.longest / DETAILS_MS) {
      for (let times = 0; times < 2; times++) {
        await this.#sifely(1, TIMES.cloudCall);
        await this.#accounts.changeAccount(accountId, (account) => account && { ...account });
      }
    }
    // The lock itself, or its records, if no event told how it is.
    if (random.next() < CHANCES.askedByPoll) await this.#sifely(1, TIMES.gatewayCall);
    const intervalMs = pollIntervalMs({
      ...{ trouble: 'none', eventDriven: true, changed: false, affordableMs: 0 },
      ...{ previousMs: loaded.states.intervalMs, range: POLL_MS },
    });
    const states = await this.#accounts.changeStates(
      accountId,
      (before) => ({
        ...before,
        ...{ polledAt: startedAt, listedAt: listIsDue ? startedAt : before.listedAt, intervalMs },
        pollDueAt: Math.round(clock.now() + intervalMs * (1 + (random.next() - 0.5) * JITTER)),
      }),
      loaded,
    );
    await enqueueNextAudit({ jobs, clock }, asLoaded({ account: loaded.account, states }));
  }

  async #audit({ accountId, dueAt, round }: JobOf<'audit'>): Promise<void> {
    const { clock, homeGraph, jobs, logger } = this.#deps;
    const loaded = await this.#load(accountId);
    if (loaded.states.google.auditedAt >= dueAt) return;
    try {
      deliveryOf(logger, accountId, await homeGraph.query(accountId, [LOCK_ID]));
    } catch (error) {
      if (!(error instanceof TryLaterError) || !error.isPutOff) throw error;
      // As `createAuditAccount` does, at other times of the day.
      return enqueueAudit(jobs, clock.now() + PUT_OFF_AUDIT_MS, { accountId, dueAt, round: round + 1 });
    }
    const google = { auditedAt: clock.now() };
    const states = await this.#accounts.changeStates(accountId, (before) => ({ ...before, google }), loaded);
    logger.info('homegraph audit', { accountId, compared: 1, suspects: 0 });
    await enqueueNextAudit({ jobs, clock }, asLoaded({ account: loaded.account, states }));
  }

  /** A surprising "locked" is checked with the records, which is claimed by a write of its own. */
  async #events({ accountId, events: [event] }: JobOf<'events'>): Promise<void> {
    const loaded = await this.#load(accountId);
    const bolt: Bolt = event?.effect === 'locked' ? 'locked' : 'unlocked';
    if (bolt === 'locked') {
      await this.#touch(accountId, loaded);
      await this.#sifely(1, TIMES.cloudCall);
    }
    await this.#moveTo(accountId, bolt, loaded);
    await this.#enqueueReport(accountId, [LOCK_ID]);
  }

  async #report({ accountId, lockIds, ...before }: JobOf<'report'>): Promise<void> {
    await this.#reportLoaded(await this.#load(accountId), lockIds, before);
  }

  /** Looks at the lock after its auto-lock time. */
  async #observe({ accountId, because, since, round }: JobOf<'observe'>): Promise<void> {
    const { clock, jobs, random } = this.#deps;
    const loaded = await this.#load(accountId);
    // The reading of the QUERY was stored meanwhile.
    if (because === 'query') return;
    await this.#sifely(1, TIMES.gatewayCall);
    if (loaded.states.bolt === 'unlocked' && random.next() < CHANCES.stillUnlocked) {
      await this.#touch(accountId, loaded);
      const again = { accountId, lockId: LOCK_ID, because, since, round: round + 1 } as const;
      return enqueueObservation(jobs, clock.now() + TIMES.relock, again);
    }
    await this.#moveTo(accountId, 'locked', loaded);
    await this.#enqueueReport(accountId, [LOCK_ID]);
    if (random.next() < CHANCES.lostReport) await this.#enqueueLostReport(accountId);
  }

  /** Three rounds: the end of the command is looked for, found in the records and reported, and verified. */
  async #command(job: JobOf<'command'>): Promise<void> {
    const { clock, jobs } = this.#deps;
    const { kind: _, ...request } = job;
    const { accountId, commands, round } = request;
    const loaded = await this.#load(accountId);
    const bolt: Bolt = commands[0]?.action === 'unlock' ? 'unlocked' : 'locked';
    if (round === 1) {
      await this.#sifely(1, TIMES.cloudCall);
      await this.#load(accountId);
      await this.#moveTo(accountId, bolt);
      const moved = await this.#load(accountId);
      await this.#reportLoaded(moved, [LOCK_ID]);
    }
    if (round === 2) {
      await this.#sifely(1, TIMES.gatewayCall);
      await this.#load(accountId);
      await this.#touch(accountId, loaded);
      return;
    }
    await enqueueCommandJob(jobs, clock.now() + (round === 0 ? 3000 : 5000), {
      ...request,
      round: round + 1,
    });
  }

  /** As `report-states.ts` does; a report that Google cannot take is repeated by the product's own rules. */
  async #reportLoaded(
    loaded: LoadedLight,
    lockIds: readonly string[],
    before: Pick<JobOf<'report'>, 'failures' | 'isMissed'> = {},
  ): Promise<void> {
    const accountId = loaded.account.id;
    try {
      await this.#reportStale(loaded, lockIds, before.failures ?? 0);
    } catch (error) {
      if (!(error instanceof TryLaterError)) throw error;
      await repeatLater(this.#deps, { kind: 'report', accountId, lockIds, ...before }, error);
    }
  }

  /** Reports the lock if Google does not know where its bolt is, and schedules the check of its auto-lock. */
  async #reportStale(
    { account, states }: LoadedLight,
    lockIds: readonly string[],
    failures: number,
  ): Promise<void> {
    const { clock, homeGraph, jobs, logger, random, counter } = this.#deps;
    const { bolt, movedAt } = states;
    if (states.reported === bolt) return;
    const accountId = account.id;
    if (lockIds.length > 0 && bolt === 'unlocked') {
      const check = { accountId, lockId: LOCK_ID, because: 'relock', since: movedAt, round: 0 } as const;
      await enqueueObservation(jobs, movedAt + TIMES.relock, check);
    }
    const request = {
      requestId: random.bytes(16).toString('hex'),
      agentUserId: accountId,
      payload: { devices: { states: { [LOCK_ID]: { isLocked: bolt === 'locked' } } } },
    };
    deliveryOf(logger, accountId, await homeGraph.report(request, priorityOf({ lockIds, failures })));
    counter.addDuration('report age', clock.now() - states.staleSince);
    await this.#accounts.changeStates(accountId, (before) => ({ ...before, reported: bolt }));
  }

  /** As `run-poll.ts` does with an account that cannot be read. */
  async #setAside(accountId: string): Promise<void> {
    const { clock, logger, store } = this.#deps;
    await this.#accounts.load(accountId);
    const key = { collection: 'states', id: accountId } as const;
    const [states] = await store.get([key]);
    if (states !== undefined) await store.postpone(key, states.revision, clock.now() + DAY);
    logger.warn('account set aside, it cannot be polled');
  }

  async #load(accountId: string): Promise<LoadedLight> {
    const loaded = await this.#accounts.load(accountId);
    if (this.#deps.isBroken(accountId)) throw new Error(UNREADABLE);
    if (loaded === undefined) throw new Error(`${accountId} is gone`);
    return loaded;
  }

  /** Writes the states, changing nothing else. */
  #touch(accountId: string, loaded?: LoadedLight): Promise<unknown> {
    return this.#accounts.changeStates(
      accountId,
      (states) => ({ ...states, writes: states.writes + 1 }),
      loaded,
    );
  }

  #moveTo(accountId: string, bolt: Bolt, loaded?: LoadedLight): Promise<unknown> {
    const now = this.#deps.clock.now();
    return this.#accounts.changeStates(
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
  #enqueueLostReport(accountId: string): Promise<void> {
    const at = this.#deps.clock.now() + 1000;
    const key = `report-${accountId}-lost-${Math.floor(at / LOST_REPORT_MS)}`;
    return this.#deps.jobs.enqueue({ kind: 'report', accountId, lockIds: [] }, { at, key });
  }

  #enqueueReport(accountId: string, lockIds: readonly string[]): Promise<void> {
    return enqueueReport(this.#deps, accountId, lockIds);
  }

  async #sifely(calls: number, ms: number): Promise<void> {
    this.#deps.counter.add('sifely calls', calls);
    await this.#deps.clock.delay(ms);
  }
}

/** Makes states stale at HomeGraph from a time on, ms since the epoch. */
function withoutReport(now: number): (states: LightStates) => LightStates {
  return ({ reported: _, ...states }) => ({ ...states, staleSince: now, writes: states.writes + 1 });
}
