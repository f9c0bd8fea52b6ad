import type { HomeGraphCall } from '../../simulators/google/home-graph/home-graph.ts';
import type { Movement, SimulatorOptions } from '../../simulators/sifely/index.ts';
import { Samples } from '../bench/samples.ts';
import { type HomeOptions, PIN, SimulatedHome } from './home.ts';
import { PAIRED_HOME } from './layouts.ts';
import { SeededRandom } from './seeded-random.ts';
import { table } from './table.ts';

const MINUTE = 60_000;

/** How long gateways take. Sifely accepts a command after 0.3 to 5 s. */
export const GATEWAYS = {
  slow: { median: 2200, sigma: 0.5, within: [1000, 5000] },
  mixed: { median: 900, sigma: 0.7, within: [300, 5000] },
} as const satisfies Record<string, NonNullable<SimulatorOptions['timing']>['operationMs']>;

/** One run. */
export interface LatencyOptions extends Pick<HomeOptions, 'standsStill' | 'isOutOfReach' | 'config'> {
  readonly seed: number;
  /** Number of intents of each kind. */
  readonly intents: number;
  readonly gateways: keyof typeof GATEWAYS;
  readonly webhooks: boolean;
}

/** The result of a run; all times in ms. */
export interface Latency {
  /** From an intent to its answer: alone, and while another operation holds its gateway. */
  readonly execute: { readonly alone: Samples; readonly behind: Samples };
  readonly query: { readonly alone: Samples; readonly behind: Samples };
  /** Commands by the status of their answer. */
  readonly answers: Map<string, number>;
  /** From the movement of a bolt by a command until HomeGraph has it; 0 if it had it before. */
  readonly toHomeGraph: Samples;
  /** The part of it that is ours: from the time at which Sifely has the record of the movement; 0 if HomeGraph had it before. */
  readonly afterRecord: Samples;
  /** From the movement to the record. */
  readonly toRecord: Samples;
  /** From the movement to the follow-up. */
  readonly toFollowUp: Samples;
  /** Movements that HomeGraph had not, and answers PENDING without a follow-up, within five minutes. */
  unreported: number;
  withoutFollowUp: number;
}

/** Sends EXECUTE and QUERY to locks in pairs behind one gateway, minutes apart, and measures what comes of it. */
export async function measureLatency(options: LatencyOptions): Promise<Latency> {
  const { seed, intents, gateways, webhooks, standsStill = false, isOutOfReach = false, config } = options;
  const home = await SimulatedHome.start({
    ...{
      seed,
      webhooks,
      standsStill,
      isOutOfReach,
      world: PAIRED_HOME,
      timing: { operationMs: GATEWAYS[gateways] },
    },
    // So many intents a day are beyond the free plan, and are not what this measures.
    plan: { calls: 1_000_000, budget: 500_000 },
    ...(config && { config }),
  });
  const run: Latency = {
    execute: { alone: new Samples(), behind: new Samples() },
    query: { alone: new Samples(), behind: new Samples() },
    ...{ answers: new Map(), toHomeGraph: new Samples(), toFollowUp: new Samples() },
    ...{ afterRecord: new Samples(), toRecord: new Samples() },
    ...{ unreported: 0, withoutFollowUp: 0 },
  };
  const life = new Intents(home, run, seed + 20);
  const { clock } = home.time;
  await home.time.runUntil(clock.now() + 5 * MINUTE);
  await home.time.finish(life.goOn(intents), 60 * 24 * 60 * MINUTE);
  await home.close();
  return run;
}

class Intents {
  readonly #home: SimulatedHome;
  readonly #run: Latency;
  readonly #chance: SeededRandom;
  readonly #movements: Movement[] = [];

  constructor(home: SimulatedHome, run: Latency, seed: number) {
    this.#home = home;
    this.#run = run;
    this.#chance = new SeededRandom(seed);
    home.sifely.onMovement((movement) => this.#movements.push(movement));
  }

  async goOn(times: number): Promise<void> {
    for (let left = times; left > 0; left--) {
      for (const where of ['alone', 'behind'] as const) {
        await this.#measured('execute', where);
        await this.#measured('query', where);
      }
    }
  }

  async #measured(intent: 'execute' | 'query', where: 'alone' | 'behind'): Promise<void> {
    const { clock } = this.#home.time;
    // Long enough for the last verification, so that no one is asked at the same time by chance.
    await clock.delay(this.#chance.between(6, 12) * MINUTE);
    const [lockId, neighbour] = this.#chance.pick(PAIRS);
    const other = where === 'behind' ? this.#command(neighbour) : undefined;
    if (other !== undefined) await clock.delay(this.#chance.between(50, 800));
    const since = clock.now();
    const command = intent === 'execute' ? this.#command(lockId) : undefined;
    await (command?.answered ?? this.#home.user.query([lockId]));
    this.#run[intent][where].add(clock.now() - since);
    await Promise.all([command?.ended, other?.ended]);
  }

  /** Moves a bolt; `ended` resolves when Google knows all that it can know of it. */
  #command(lockId: string): { readonly answered: Promise<void>; readonly ended: Promise<void> } {
    const lock = this.#home.sifely.lock(lockId).bolt === 'unlocked';
    const since = this.#home.time.clock.now();
    const challenge = lock ? {} : { challenge: { pin: PIN } };
    const turn = this.#home.user.turn(lockId, lock, { followUp: true, ...challenge });
    const answered = turn.then(({ status, errorCode }) => {
      const answer = errorCode === undefined ? status : `${status} ${errorCode}`;
      this.#run.answers.set(answer, (this.#run.answers.get(answer) ?? 0) + 1);
    });
    const ended = turn.then(({ status, followUpToken }) =>
      this.#follow({ lockId, lock, since, token: status === 'PENDING' ? followUpToken : undefined }),
    );
    return { answered, ended };
  }

  async #follow(command: {
    readonly lockId: string;
    readonly lock: boolean;
    readonly since: number;
    readonly token: string | undefined;
  }): Promise<void> {
    const { lockId, lock, since, token } = command;
    const { clock } = this.#home.time;
    const { homegraph } = this.#home.google;
    let followedUpAt: number | undefined;
    const over = new AbortController();
    if (token !== undefined)
      homegraph.followUp(token, over.signal).then(
        () => {
          followedUpAt = clock.now();
        },
        () => {},
      );
    await clock.delay(5 * MINUTE);
    over.abort();
    if (token !== undefined && followedUpAt === undefined) this.#run.withoutFollowUp++;
    const to = lock ? 'locked' : 'unlocked';
    const moved = this.#movements.find(
      (each) => each.lockId === lockId && each.at >= since && each.to === to,
    );
    if (moved === undefined) return;
    const reportedAt = homegraph.calls.find((call) => call.at >= since && tells(call, lockId, lock))?.at;
    if (reportedAt === undefined) this.#run.unreported++;
    else this.#run.toHomeGraph.add(Math.max(0, reportedAt - moved.at));
    const recordedAt = this.#home.sifely
      .lock(lockId)
      .records.find(({ lockDate }) => lockDate === moved.at)?.serverDate;
    if (reportedAt !== undefined && recordedAt !== undefined) {
      this.#run.toRecord.add(recordedAt - moved.at);
      this.#run.afterRecord.add(Math.max(0, reportedAt - recordedAt));
    }
    if (followedUpAt !== undefined) this.#run.toFollowUp.add(followedUpAt - moved.at);
  }
}

/** Each lock with the one that shares its gateway. */
const PAIRS = [
  ['101', '102'],
  ['102', '101'],
  ['103', '104'],
  ['104', '103'],
] as const;

function tells({ method, status, body }: HomeGraphCall, lockId: string, isLocked: boolean): boolean {
  if (method !== 'reportStateAndNotification' || status !== 200) return false;
  return Object(body).payload?.devices?.states?.[lockId]?.isLocked === isLocked;
}

/** Returns the latencies of runs as two tables (Markdown). */
export function describeLatency(runs: readonly { readonly name: string; readonly run: Latency }[]): string {
  const rows = runs.map(({ name, run }) => [
    name,
    quantiles(run.execute.alone),
    quantiles(run.execute.behind),
    quantiles(run.query.alone),
    quantiles(run.query.behind),
    [...run.answers].map(([answer, times]) => `${answer} ${percent(times, run)}`).join(', '),
  ]);
  const known = runs.map(({ name, run }) => [
    name,
    `${seconds(run.toRecord, 0.5)}, ${seconds(run.toRecord, 0.9)}`,
    `${seconds(run.toHomeGraph, 0.5)}, ${seconds(run.toHomeGraph, 0.9)}`,
    `${seconds(run.afterRecord, 0.5)}, ${seconds(run.afterRecord, 0.9)}`,
    String(run.unreported),
    `${seconds(run.toFollowUp, 0.5)}, ${seconds(run.toFollowUp, 0.9)}`,
    String(run.withoutFollowUp),
  ]);
  return [
    table(['', 'EXECUTE', 'EXECUTE behind', 'QUERY', 'QUERY behind', 'Answers to EXECUTE'], rows),
    '',
    table(
      [
        'From the movement of the bolt',
        'to the record at Sifely: p50, p90',
        'to HomeGraph: p50, p90',
        'of which after the record: p50, p90',
        'never',
        'to the follow-up: p50, p90',
        'never',
      ],
      known,
    ),
  ].join('\n');
}

function quantiles(samples: Samples): string {
  return `${[0.5, 0.9, 0.99].map((share) => Math.round(samples.quantile(share))).join(', ')} ms`;
}

function seconds(samples: Samples, share: number): string {
  return samples.count === 0 ? 'none' : `${(samples.quantile(share) / 1000).toFixed(1)} s`;
}

function percent(times: number, { answers }: Latency): string {
  const all = [...answers.values()].reduce((sum, each) => sum + each, 0);
  return `${Math.round((100 * times) / all)} %`;
}
