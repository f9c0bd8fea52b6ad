import { type GoogleUser, TryLaterError } from '../../simulators/google/index.ts';
import { SeededRandom } from '../simulation/seeded-random.ts';
import { checkAttempts, type StopReport, type Strike } from '../support/deployed/check-attempts.ts';
import { EventLoopLag } from '../support/deployed/event-loop-lag.ts';
import { checkEnd } from '../support/deployed/final-check.ts';
import { HomeLife } from '../support/deployed/home-life.ts';
import { count, linkHome, pause } from '../support/deployed/home-steps.ts';
import { HOMES, quickHomes } from '../support/deployed/row-of-homes.ts';
import { ChaosPair } from './chaos-pair.ts';
import { FAULTS, MAX_JUMP_MS, WEIGHTS } from './faults.ts';

/** Options of a run. */
export interface ChaosOptions {
  /** The root of the checkout. */
  readonly root: string;
  readonly seed: number;
  readonly seconds: number;
  /** Ends the run after so many faults; default when the time is over. */
  readonly maxFaults?: number;
  /** Gets every line of both logs, and every fault. */
  readonly onLine?: (line: string) => void;
}

/** The outcome of a run. */
export interface ChaosReport extends Omit<StopReport, 'stops'> {
  readonly seed: number;
  readonly seconds: number;
  /** How often each fault struck. */
  readonly faults: Readonly<Record<string, number>>;
  /** Wrong PINs against one account that were answered as such. */
  readonly guesses: number;
  /** Follow-ups that were sent once into a broken network. */
  readonly lost: number;
  /** Follow-ups whose end could not be known: the lock was commanded again before. */
  readonly givenUp: number;
  /** Bytes of the log that power cuts took. */
  readonly lostBytes: number;
}

const ANSWER_MS = 900;
const UNLOCK_SEND_MS = 2000;
const REST_MS = UNLOCK_SEND_MS + 10_000;
/** Only one fault at a time may end or stop a process. */
const PROCESS_FAULTS = new Set([
  'kill -9 of a server',
  'stop and start of a server',
  'power cut',
  'server stands still',
]);
/** Wrong PINs a day that may be tried against an account. */
const MAX_GUESSES = 10;

/** Lets people live in twenty homes while faults strike the machine, its disk, its clock and its networks. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { root, seed, seconds } = options;
  const chance = new SeededRandom(seed);
  const pair = await ChaosPair.start({
    ...{ root, chance, ...(options.onLine && { onLine: options.onLine }) },
    env: {
      ...{ EXECUTE_ANSWER_MS: String(ANSWER_MS), UNLOCK_SEND_MS: String(UNLOCK_SEND_MS) },
      ...{ QUERY_ANSWER_MS: String(ANSWER_MS), VERIFY_AFTER_SECONDS: '1,3,6' },
      ...{ SNAPSHOT_FRESH_SECONDS: '5', ALREADY_IN_STATE_SECONDS: '0' },
    },
    sifely: quickHomes(seed + 1),
  });
  const chaos = new Chaos(pair, chance, options.onLine);
  await chaos.begin();
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end && chaos.struck < (options.maxFaults ?? Number.POSITIVE_INFINITY))
    await chaos.round();
  const report = await chaos.finish();
  return { seed, seconds, ...report };
}

class Chaos {
  struck = 0;
  readonly #pair: ChaosPair;
  readonly #chance: SeededRandom;
  readonly #life: HomeLife;
  readonly #lag = new EventLoopLag();
  readonly #strikes: Strike[] = [];
  readonly #faults: Record<string, number> = {};
  readonly #guesser: GoogleUser;
  readonly #onLine: (line: string) => void;
  #guesses = 0;

  constructor(pair: ChaosPair, chance: SeededRandom, onLine: ChaosOptions['onLine']) {
    this.#onLine = onLine ?? (() => {});
    this.#pair = pair;
    this.#chance = chance;
    const { surroundings } = pair;
    const isExcused = (error: string) => /HTTP 503 instead of 200/.test(error);
    this.#life = new HomeLife({ surroundings, chance, restMs: REST_MS, isExcused, repeats: 0.3 });
    this.#guesser = surroundings.google.user('guesser');
  }

  async begin(): Promise<void> {
    await this.#life.begin();
    await linkHome(this.#guesser, HOMES.at(-1));
  }

  /** Makes some requests at once, and strikes in the middle of them. */
  async round(): Promise<void> {
    const names = [this.#chance.weighted(WEIGHTS), this.#chance.weighted(WEIGHTS)];
    const both =
      this.#chance.next() < 0.5 && !names.every((name) => PROCESS_FAULTS.has(name)) && names[0] !== names[1];
    const faults = (both ? names : names.slice(0, 1)).map((name) => this.#strike(name));
    const requests = [...this.#life.commandsOfSome(), ...this.#life.somethingElse(), ...this.#guess()];
    await Promise.all([...faults, ...requests]);
  }

  /** Ends all faults, lets everything end, and checks. */
  async finish(): Promise<Omit<ChaosReport, 'seed' | 'seconds'>> {
    // Work whose time was stored while the clock was ahead is due by then.
    this.#pair.set({ clockMs: MAX_JUMP_MS });
    const { surroundings, missingFollowUps } = this.#pair;
    const silent = await checkEnd(surroundings, this.#life, this.#chance, { wrong: 3 });
    const reasons = Map.groupBy(
      silent,
      (command) =>
        missingFollowUps.find(({ lockId, at }) => lockId === command.lockId && at > command.at)?.why ??
        'none',
    );
    const missing = reasons.get('none') ?? [];
    const { commands, requests, failures, followUps } = this.#life;
    const attempts = checkAttempts({
      ...{
        watch: this.#pair.watch,
        commands,
        lag: this.#lag,
        strikes: this.#strikes,
        limitMs: UNLOCK_SEND_MS,
      },
      ...{ startedAt: new Map(), onTheWayMs: (at) => this.#pair.sifely.delayAt(at) },
    });
    if (this.#guesses > MAX_GUESSES) failures.push(`${this.#guesses} wrong PINs were tried in a day`);
    const all = [...failures, ...this.#pair.mistakes.map((line) => `in a log: ${line}`)];
    this.#lag.close();
    await this.#pair.close();
    return {
      ...{ ...attempts, faults: this.#faults, requests, failures: all, pending: followUps.size },
      ...{ guesses: this.#guesses, lostBytes: this.#pair.lostBytes },
      lost: reasons.get('lost')?.length ?? 0,
      givenUp: reasons.get('given up')?.length ?? 0,
      withoutFollowUp: missing.map(({ lockId, action, requestId }) => `${action} ${lockId} ${requestId}`),
    };
  }

  async #strike(name: string): Promise<void> {
    await pause(this.#chance.between(0, ANSWER_MS + 200));
    this.struck++;
    count(this.#faults, name);
    this.#add(name);
    await FAULTS[name]?.(this.#pair, this.#chance);
    this.#add(`end of ${name}`);
  }

  #add(what: string): void {
    const at = Date.now();
    this.#strikes.push({ what, at });
    this.#onLine(`at ${at} ${what}`);
  }

  /** A guest of a household guesses its PIN. */
  #guess(): Promise<void>[] {
    if (this.#chance.next() < 0.8) return [];
    const [lockId = ''] = this.#guesser.devices.keys();
    const guess = async () => {
      try {
        const turn = await this.#guesser.turn(lockId, false, { challenge: { pin: '0000' } });
        if (turn.challenge === 'challengeFailedPinNeeded') this.#guesses++;
        else
          count(
            this.#life.requests,
            `a guess was answered ${turn.errorCode ?? turn.challenge ?? turn.status}`,
          );
      } catch (error) {
        if (error instanceof TryLaterError) return;
        count(this.#life.requests, 'guess lost');
      }
    };
    return [guess()];
  }
}
