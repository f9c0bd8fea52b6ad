import type { Clock } from '../../../functions/clock.ts';
import type { Logger } from '../../../functions/logs/logger.ts';
import type { HomeGraph, HomeGraphResult, ReportRequest } from '../../../functions/reporting/home-graph.ts';
import { limitHomeGraph } from '../../../functions/reporting/limit-home-graph.ts';
import { HomeGraph as GoogleHomeGraph } from '../../../simulators/google/home-graph/home-graph.ts';
import { HomeGraphError } from '../../../simulators/google/home-graph/home-graph-error.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { flush } from '../../support/until.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** One call that Google got. */
interface Call {
  readonly at: number;
  readonly kind: 'report' | 'query' | 'notification';
  readonly agentUserId: string;
  readonly states: Readonly<Record<string, object>>;
  readonly status: number;
}

/** Google with its quota, and processes that each have a limiter of their own. */
class Fleet {
  readonly clock = new ManualClock(undefined, () => flush(1));
  readonly google = new GoogleHomeGraph(this.clock, () => true);
  readonly calls: Call[] = [];
  readonly putOff: string[] = [];
  /** The status of every call; 0 for Google's own. */
  status = 0;
  /** Time until Google answers, ms. */
  answersAfterMs = 100;

  process(clock: Clock = this.clock): HomeGraph {
    const line = () => {};
    const info: Logger['info'] = (_message, fields) => {
      this.putOff.push(String(fields?.['priority']));
    };
    return limitHomeGraph(this.#client(), { clock, logger: { debug: line, info, warn: line, error: line } });
  }

  #client(): HomeGraph {
    return {
      report: ({ agentUserId, payload: { devices } }) =>
        this.#call(
          devices.notifications === undefined ? 'report' : 'notification',
          agentUserId,
          devices.states,
        ),
      query: (agentUserId) => this.#call('query', agentUserId),
      requestSync: (agentUserId) => this.#call('query', agentUserId),
      unlink: (agentUserId) => this.#call('query', agentUserId),
    };
  }

  async #call(
    kind: Call['kind'],
    agentUserId: string,
    states: Readonly<Record<string, object>> = {},
  ): Promise<HomeGraphResult> {
    const at = this.clock.now();
    let status = this.status || 200;
    try {
      if (this.status === 0) this.google.admit('reportStateAndNotification', true);
      if ('bad' in states) status = 400;
    } catch (error) {
      if (!(error instanceof HomeGraphError)) throw error;
      status = error.httpStatus;
    }
    this.calls.push({ at, kind, agentUserId, states, status });
    await this.clock.delay(this.answersAfterMs);
    return { outcome: OUTCOMES[status] ?? 'ok', status };
  }

  /** Makes `perSecond` calls for some time, each by the next process, and returns their outcomes. */
  async load(
    processes: readonly HomeGraph[],
    perSecond: number,
    ms: number,
    call: (client: HomeGraph, index: number) => Promise<HomeGraphResult>,
  ): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    const ended: Promise<void>[] = [];
    const stepMs = 100;
    for (let index = 0; index < (perSecond * ms) / 1000; index++) {
      const client = processes[index % processes.length];
      if (client === undefined) throw new Error('no process');
      const count = ({ outcome }: HomeGraphResult) => {
        counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      };
      ended.push(call(client, index).then(count));
      const step = Math.floor(((index + 1) * 1000) / perSecond / stepMs);
      if (step > Math.floor((index * 1000) / perSecond / stepMs)) await this.clock.advance(stepMs);
    }
    await this.clock.advance(MINUTE);
    await Promise.all(ended);
    return counts;
  }

  taken(kind: Call['kind']): number {
    return this.calls.filter((call) => call.kind === kind && call.status === 200).length;
  }
}

const OUTCOMES: Readonly<Record<number, HomeGraphResult['outcome']>> = {
  400: 'refused',
  404: 'not-found',
  429: 'quota',
  503: 'unavailable',
};

const reportOf = (agentUserId: string, states: Readonly<Record<string, object>> = {}): ReportRequest => ({
  requestId: 'r',
  agentUserId,
  payload: { devices: { states } },
});
const report = (client: HomeGraph, index: number) => client.report(reportOf(`account-${index}`));

describe('the limiter of HomeGraph', () => {
  test('sends at once what is far below the quota', async () => {
    const fleet = new Fleet();
    const counts = await fleet.load([fleet.process()], 10, 10 * SECOND, report);
    expect(Object.fromEntries(counts)).toEqual({ ok: 100 });
    const [first] = fleet.calls;
    expect(fleet.calls.at(-1)?.at).toBe((first?.at ?? 0) + 9900);
    expect(fleet.putOff).toEqual([]);
  });

  test('lets ten processes that want twice the quota use most of it, with few refusals', async () => {
    const fleet = new Fleet();
    const processes = Array.from({ length: 10 }, () => fleet.process());
    fleet.google.quota = { requests: 1200, perMs: MINUTE };
    const since = fleet.clock.now() + MINUTE;
    await fleet.load(processes, 40, 5 * MINUTE, report);
    const last = fleet.calls.filter(({ at }) => at >= since && at < since + 4 * MINUTE);
    const taken = last.filter(({ status }) => status === 200).length;
    const refused = last.filter(({ status }) => status === 429).length;
    expect(taken / 4).toBeGreaterThan(0.8 * 1200);
    expect(refused / (taken + refused)).toBeLessThan(0.15);
  });

  test('lets nothing wait for longer than ten seconds, and so bounds what waits', async () => {
    const fleet = new Fleet();
    const process = fleet.process();
    let waiting = 0;
    let most = 0;
    let longest = 0;
    await fleet.load([process], 500, 30 * SECOND, async (client, index) => {
      const since = fleet.clock.now();
      most = Math.max(most, ++waiting);
      const result = await report(client, index);
      waiting--;
      longest = Math.max(longest, fleet.clock.now() - since);
      return result;
    });
    expect(longest).toBeLessThanOrEqual(10 * SECOND + fleet.answersAfterMs);
    expect(most).toBeLessThan(1200);
    expect(fleet.putOff.length).toBeGreaterThan(0);
  });

  test('lets upkeep wait while reports for which a person waits need every call', async () => {
    const fleet = new Fleet();
    const process = fleet.process();
    fleet.google.quota = { requests: 600, perMs: MINUTE };
    const counts = await fleet.load([process], 16, 3 * MINUTE, (client, index) =>
      index % 2 === 0 ? report(client, index) : client.query(`account-${index}`, ['1']),
    );
    const prompt = fleet.calls.filter(({ kind }) => kind === 'report');
    const upkeep = fleet.calls.filter(({ kind }) => kind === 'query');
    // Eight reports a second fit into a quota of ten.
    expect(fleet.taken('report')).toBeGreaterThan(0.75 * 8 * 180);
    expect(prompt.length).toBeGreaterThan(3 * upkeep.length);
    expect(counts.get('put-off')).toBeGreaterThan(0);
    expect(fleet.putOff.filter((priority) => priority === 'prompt').length).toBeLessThan(0.1 * 8 * 180);
  });

  test('sends no upkeep for ten seconds after a refusal for the quota, but reports', async () => {
    const fleet = new Fleet();
    const process = fleet.process();
    fleet.status = 429;
    const refused = report(process, 1);
    await fleet.clock.advance(SECOND);
    expect(await refused).toMatchObject({ outcome: 'quota' });
    fleet.status = 0;
    expect(await process.query('account', ['1'])).toMatchObject({ outcome: 'put-off' });
    const next = report(process, 2);
    await fleet.clock.advance(SECOND);
    expect(await next).toMatchObject({ outcome: 'ok' });
    await fleet.clock.advance(10 * SECOND);
    const query = process.query('account', ['1']);
    await fleet.clock.advance(SECOND);
    expect(await query).toMatchObject({ outcome: 'ok' });
  });

  test('asks a Google that answers nothing once in five seconds, and is back within a minute', async () => {
    const fleet = new Fleet();
    const process = fleet.process();
    fleet.status = 503;
    await fleet.load([process], 20, 2 * MINUTE, report);
    const before = fleet.calls.length;
    await fleet.load([process], 20, 10 * MINUTE, report);
    expect(fleet.calls.length - before).toBeLessThanOrEqual(10 * 12 + 2);
    fleet.status = 0;
    fleet.calls.length = 0;
    const back = fleet.clock.now();
    await fleet.load([process], 20, 2 * MINUTE, report);
    const bySecond = (second: number) =>
      fleet.calls.filter(({ at }) => Math.floor((at - back) / SECOND) === second).length;
    expect(bySecond(0)).toBeLessThanOrEqual(3);
    expect(bySecond(60)).toBeGreaterThanOrEqual(19);
  });

  test('makes one call of the reports of an account that wait, with the newest states of each lock', async () => {
    const fleet = new Fleet();
    const process = fleet.process();
    const crowd = Array.from({ length: 30 }, (_, index) => report(process, index));
    const mine = [
      process.report(reportOf('mine', { '1': { isLocked: false }, '2': { isLocked: true } }), 'upkeep'),
      process.report(reportOf('mine', { '1': { isLocked: true } })),
      process.report(reportOf('mine', { '3': { online: false } }), 'upkeep'),
    ];
    await fleet.clock.advance(5 * SECOND);
    await Promise.all(crowd);
    expect(await Promise.all(mine)).toEqual(Array(3).fill({ outcome: 'ok', status: 200 }));
    expect(fleet.calls.filter(({ agentUserId }) => agentUserId === 'mine')).toMatchObject([
      { states: { '1': { isLocked: true }, '2': { isLocked: true }, '3': { online: false } } },
    ]);
  });

  test('sends each of them alone when Google refuses the one call, since only one may be wrong', async () => {
    const fleet = new Fleet();
    const process = fleet.process();
    const crowd = Array.from({ length: 30 }, (_, index) => report(process, index));
    const wrong = process.report(reportOf('mine', { bad: {} }));
    const right = process.report(reportOf('mine', { '1': { isLocked: true } }));
    await fleet.clock.advance(5 * SECOND);
    await Promise.all(crowd);
    expect([(await wrong).outcome, (await right).outcome]).toEqual(['refused', 'ok']);
  });

  test('joins no notification to another call, because it has an answer of its own', async () => {
    const fleet = new Fleet();
    const process = fleet.process();
    const crowd = Array.from({ length: 30 }, (_, index) => report(process, index));
    const states = process.report(reportOf('mine', { '1': { isLocked: true } }));
    const followUp = process.report({
      ...reportOf('mine'),
      eventId: 'e',
      payload: { devices: { notifications: { '1': {} } } },
    });
    await fleet.clock.advance(5 * SECOND);
    await Promise.all([...crowd, states, followUp]);
    const mine = fleet.calls.filter(({ agentUserId }) => agentUserId === 'mine');
    expect(mine.map(({ kind }) => kind)).toEqual(['report', 'notification']);
  });

  test('goes on after the clock was set back by an hour', async () => {
    const fleet = new Fleet();
    const process = fleet.process();
    fleet.status = 429;
    const refused = report(process, 1);
    await fleet.clock.advance(SECOND);
    await refused;
    fleet.status = 0;
    fleet.clock.setBack(60 * MINUTE);
    await fleet.clock.advance(11 * SECOND);
    const query = process.query('account', ['1']);
    await fleet.clock.advance(SECOND);
    expect(await query).toMatchObject({ outcome: 'ok' });
  });
});
