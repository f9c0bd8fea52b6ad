import { SeededRandom } from '../../simulation/seeded-random.ts';
import { checkAttempts, type StopReport, type Strike } from './check-attempts.ts';
import { CloudRun } from './cloud-run.ts';
import { EventLoopLag } from './event-loop-lag.ts';
import { checkEnd } from './final-check.ts';
import { INSTANCE_GONE } from './front.ts';
import { HomeLife } from './home-life.ts';
import { count, pause } from './home-steps.ts';
import { requestTimes } from './request-times.ts';
import { quickHomes } from './row-of-homes.ts';

/** The ways to stop a process: until the next request, for a while, or for good. */
const FATES = { stop: 30, pause: 45, kill: 25 } as const;
/** Shorter than the defaults, so that a pause may be longer than an unlock may wait. */
const ANSWER_MS = 900;
const UNLOCK_SEND_MS = 2000;
/** An account gets no other command until every effect of the last one is over. */
const REST_MS = UNLOCK_SEND_MS + 10_000;

/** A deployment whose processes are stopped at random while people link, lock and unlock. */
export class RandomStops {
  readonly #run: CloudRun;
  readonly #chance: SeededRandom;
  readonly #stops: Record<string, number> = {};
  readonly #life: HomeLife;
  readonly #lag = new EventLoopLag();
  readonly #strikes: Strike[] = [];

  private constructor(run: CloudRun, chance: SeededRandom) {
    this.#run = run;
    this.#chance = chance;
    const isExcused = (error: string) => error.includes(INSTANCE_GONE);
    this.#life = new HomeLife({ surroundings: run.surroundings, chance, restMs: REST_MS, isExcused });
  }

  static async start(folder: string, seed: number): Promise<RandomStops> {
    const chance = new SeededRandom(seed);
    const run = await CloudRun.start({
      folder,
      env: {
        ...{
          EXECUTE_ANSWER_MS: String(ANSWER_MS),
          UNLOCK_SEND_MS: String(UNLOCK_SEND_MS),
          QUERY_ANSWER_MS: String(ANSWER_MS),
        },
        ...{ VERIFY_AFTER_SECONDS: '1,3,6', SNAPSHOT_FRESH_SECONDS: '5', ALREADY_IN_STATE_SECONDS: '0' },
      },
      sifely: quickHomes(seed + 1),
    });
    const stops = new RandomStops(run, chance);
    await stops.#life.begin();
    return stops;
  }

  /** Makes some requests at once, and stops a process in the middle of them. */
  async round(): Promise<void> {
    const fate = this.#chance.weighted(FATES);
    const target = this.#chance.next() < 0.8 || fate === 'stop' ? 'api' : 'jobs';
    const atAnswer = target === 'api' && this.#chance.next() < 0.3;
    count(this.#stops, `${fate} ${target}`);
    const stopped = atAnswer ? this.#stopAtAnswer(fate) : this.#stopAfter(fate, target);
    const requests = [...this.#life.commandsOfSome(), ...this.#life.somethingElse()];
    await stopped;
    if (fate === 'stop') {
      // The instance may have answered some of them; the clients of the others hang up.
      await Promise.race([Promise.all(requests), pause(ANSWER_MS)]);
      this.#run.front.hangUp();
    }
    await Promise.all(requests);
  }

  /** Lets everything end, and tells what happened. */
  async finish(): Promise<StopReport> {
    this.#run.thaw();
    const missing = await checkEnd(this.#run.surroundings, this.#life, this.#chance);
    await this.#run.close();
    this.#lag.close();
    const withoutFollowUp = missing.map(
      ({ lockId, action, requestId }) => `${action} ${lockId} ${requestId}`,
    );
    const { doubled, late, sent } = checkAttempts({
      ...{ watch: this.#run.watch, commands: this.#life.commands, lag: this.#lag, strikes: this.#strikes },
      ...{ startedAt: requestTimes(this.#run.output), limitMs: UNLOCK_SEND_MS },
    });
    return {
      ...{ stops: this.#stops, requests: this.#life.requests, sent, doubled, late, withoutFollowUp },
      ...{ failures: this.#life.failures, pending: this.#life.followUps.size },
    };
  }

  /** The output of the processes. */
  get output(): string {
    return this.#run.output;
  }

  async #stopAfter(fate: keyof typeof FATES, target: 'api' | 'jobs'): Promise<void> {
    await pause(this.#chance.between(0, ANSWER_MS + 200));
    await this.#strike(fate, target);
  }

  async #stopAtAnswer(fate: keyof typeof FATES): Promise<void> {
    const { front } = this.#run;
    const struck = Promise.withResolvers<Promise<void>>();
    front.onAnswer = ({ path }) => {
      if (path !== '/smarthome') return;
      front.onAnswer = () => {};
      struck.resolve(this.#strike(fate, 'api'));
    };
    await await Promise.race([struck.promise, pause(10_000)]);
    front.onAnswer = () => {};
  }

  async #strike(fate: keyof typeof FATES, target: 'api' | 'jobs'): Promise<void> {
    this.#strikes.push({ what: `${fate} ${target}`, at: Date.now() });
    if (fate === 'kill') {
      this.#run.kill(target);
      return this.#run.restart(target);
    }
    this.#run.freeze(target);
    if (fate === 'stop') return;
    await pause(this.#chance.between(100, UNLOCK_SEND_MS + 1000));
    this.#strikes.push({ what: `thaw ${target}`, at: Date.now() });
    this.#run.thaw(target);
  }
}
