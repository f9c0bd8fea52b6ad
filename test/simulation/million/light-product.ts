import { enqueueCommandJob } from '../../../functions/jobs/enqueue-command-job.ts';
import { enqueueObservation } from '../../../functions/jobs/enqueue-observation.ts';
import type { Job, JobHandler, JobOf } from '../../../functions/jobs/jobs.ts';
import { enqueueAudit, enqueueNextAudit } from '../../../functions/reporting/enqueue-audit.ts';
import { deliveryOf } from '../../../functions/reporting/handle-result.ts';
import { priorityOf, repeatLater } from '../../../functions/reporting/missed/missed-calls.ts';
import { TryLaterError } from '../../../functions/reporting/try-later-error.ts';
import { pollIntervalMs } from '../../../functions/tracking/poll-interval.ts';
import { CHANCES, TIMES } from './habits.ts';
import { asLoaded, type Bolt, type LoadedLight } from './light-account.ts';
import { type LightDeps, LightRequests, LOCK_ID } from './light-requests.ts';

const DAY = 86_400_000;
/** As `pollMs` of the default configuration, and the product's own jitter. */
const POLL_MS = { shortest: 600_000, longest: 21_600_000 };
const JITTER = 0.1;
const DETAILS_MS = 7 * DAY;
const PUT_OFF_AUDIT_MS = 6 * 3_600_000;

/**
 * The product in one instance, with light accounts: it asks the same of store, queues, HomeGraph and Sifely as the real one in `TYPICAL`,
 * but decides nothing. The store's adapter, compare-and-set, enqueueing, poll intervals, audits and handling of results are the real ones.
 */
export class LightProduct extends LightRequests {
  readonly runJob: JobHandler;

  constructor(deps: LightDeps) {
    super(deps);
    this.runJob = (job) => this.#run(job);
  }

  async #run(job: Job): Promise<void> {
    await this.deps.clock.delay(TIMES.compute);
    switch (job.kind) {
      case 'poll':
        return this.deps.isBroken(job.accountId) ? this.#setAside(job.accountId) : this.#poll(job);
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
    const { clock, random, jobs, counter } = this.deps;
    const loaded = await this.load(accountId);
    const startedAt = clock.now();
    if (loaded.states.pollDueAt - 30_000 > startedAt) return;
    counter.addDuration('poll late', Math.max(0, startedAt - loaded.states.pollDueAt));
    const listIsDue = startedAt - loaded.states.listedAt >= DAY;
    if (listIsDue) await this.sifely(2, TIMES.cloudCall);
    if (random.next() < POLL_MS.longest / DETAILS_MS) {
      for (let times = 0; times < 2; times++) {
        await this.sifely(1, TIMES.cloudCall);
        await this.accounts.changeAccount(accountId, (account) => account && { ...account });
      }
    }
    // The lock itself, or its records, if no event told how it is.
    if (random.next() < CHANCES.askedByPoll) await this.sifely(1, TIMES.gatewayCall);
    const intervalMs = pollIntervalMs({
      ...{ trouble: 'none', eventDriven: true, changed: false, affordableMs: 0 },
      ...{ previousMs: loaded.states.intervalMs, range: POLL_MS },
    });
    const states = await this.accounts.changeStates(
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
    const { clock, homeGraph, jobs, logger } = this.deps;
    const loaded = await this.load(accountId);
    if (loaded.states.google.auditedAt >= dueAt) return;
    try {
      deliveryOf(logger, accountId, await homeGraph.query(accountId, [LOCK_ID]));
    } catch (error) {
      if (!(error instanceof TryLaterError) || !error.isPutOff) throw error;
      // As `createAuditAccount` does, at other times of the day.
      return enqueueAudit(jobs, clock.now() + PUT_OFF_AUDIT_MS, { accountId, dueAt, round: round + 1 });
    }
    const google = { auditedAt: clock.now() };
    const states = await this.accounts.changeStates(accountId, (before) => ({ ...before, google }), loaded);
    logger.info('homegraph audit', { accountId, compared: 1, suspects: 0 });
    await enqueueNextAudit({ jobs, clock }, asLoaded({ account: loaded.account, states }));
  }

  /** A surprising "locked" is checked with the records, which is claimed by a write of its own. */
  async #events({ accountId, events: [event] }: JobOf<'events'>): Promise<void> {
    const loaded = await this.load(accountId);
    const bolt: Bolt = event?.effect === 'locked' ? 'locked' : 'unlocked';
    if (bolt === 'locked') {
      await this.touch(accountId, loaded);
      await this.sifely(1, TIMES.cloudCall);
    }
    await this.moveTo(accountId, bolt, loaded);
    await this.enqueueReport(accountId, [LOCK_ID]);
  }

  async #report({ accountId, lockIds, ...before }: JobOf<'report'>): Promise<void> {
    await this.#reportLoaded(await this.load(accountId), lockIds, before);
  }

  /** Looks at the lock after its auto-lock time. */
  async #observe({ accountId, because, since, round }: JobOf<'observe'>): Promise<void> {
    const { clock, jobs, random } = this.deps;
    const loaded = await this.load(accountId);
    // The reading of the QUERY was stored meanwhile.
    if (because === 'query') return;
    await this.sifely(1, TIMES.gatewayCall);
    if (loaded.states.bolt === 'unlocked' && random.next() < CHANCES.stillUnlocked) {
      await this.touch(accountId, loaded);
      const again = { accountId, lockId: LOCK_ID, because, since, round: round + 1 } as const;
      return enqueueObservation(jobs, clock.now() + TIMES.relock, again);
    }
    await this.moveTo(accountId, 'locked', loaded);
    await this.enqueueReport(accountId, [LOCK_ID]);
    if (random.next() < CHANCES.lostReport) await this.enqueueLostReport(accountId);
  }

  /** Three rounds: the end of the command is looked for, found in the records and reported, and verified. */
  async #command(job: JobOf<'command'>): Promise<void> {
    const { clock, jobs } = this.deps;
    const { kind: _, ...request } = job;
    const { accountId, commands, round } = request;
    const loaded = await this.load(accountId);
    const bolt: Bolt = commands[0]?.action === 'unlock' ? 'unlocked' : 'locked';
    if (round === 1) {
      await this.sifely(1, TIMES.cloudCall);
      await this.load(accountId);
      await this.moveTo(accountId, bolt);
      const moved = await this.load(accountId);
      await this.#reportLoaded(moved, [LOCK_ID]);
    }
    if (round === 2) {
      await this.sifely(1, TIMES.gatewayCall);
      await this.load(accountId);
      await this.touch(accountId, loaded);
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
      await repeatLater(this.deps, { kind: 'report', accountId, lockIds, ...before }, error);
    }
  }

  /** Reports the lock if Google does not know where its bolt is, and schedules the check of its auto-lock. */
  async #reportStale(
    { account, states }: LoadedLight,
    lockIds: readonly string[],
    failures: number,
  ): Promise<void> {
    const { clock, homeGraph, jobs, logger, random, counter } = this.deps;
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
    await this.accounts.changeStates(accountId, (before) => ({ ...before, reported: bolt }));
  }

  /** As `run-poll.ts` does with an account that cannot be read. */
  async #setAside(accountId: string): Promise<void> {
    const { clock, logger, store } = this.deps;
    await this.accounts.load(accountId);
    const key = { collection: 'states', id: accountId } as const;
    const [states] = await store.get([key]);
    if (states !== undefined) await store.postpone(key, states.revision, clock.now() + DAY);
    logger.warn('account set aside, it cannot be polled');
  }
}
