import { AnswerRefusedError, NotLinkedError } from '../../../simulators/google/failures.ts';
import type { GoogleUser } from '../../../simulators/google/index.ts';
import { SeededRandom } from '../../simulation/seeded-random.ts';
import { PIN } from '../deployment.ts';
import { checkAttempts, type SentCommand, type StopReport, type Strike } from './check-attempts.ts';
import { CloudRun } from './cloud-run.ts';
import { EventLoopLag } from './event-loop-lag.ts';
import { checkEnd } from './final-check.ts';
import { INSTANCE_GONE } from './front.ts';
import { count, linkHome, pause } from './home-steps.ts';
import { HOMES, rowOfHomes } from './row-of-homes.ts';

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
  readonly #commands: SentCommand[] = [];
  readonly #followUps = new Map<string, SentCommand>();
  readonly #stops: Record<string, number> = {};
  readonly #requests: Record<string, number> = {};
  readonly #failures: string[] = [];
  readonly #users: GoogleUser[];
  readonly #restingUntil = new Map<string, number>();
  readonly #lag = new EventLoopLag();
  readonly #strikes: Strike[] = [];
  #links = 0;

  private constructor(run: CloudRun, chance: SeededRandom) {
    this.#run = run;
    this.#chance = chance;
    this.#users = HOMES.map((name) => run.surroundings.google.user(name));
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
      sifely: {
        seed: rowOfHomes(),
        random: new SeededRandom(seed + 1),
        timing: {
          ...{ operationMs: [50, 1200], moveMs: [20, 200], stateLagMs: [0, 300], recordMs: [50, 400] },
          timeoutMs: 3000,
        },
      },
    });
    const stops = new RandomStops(run, chance);
    const [one, other] = [stops.#users.slice(0, 10), stops.#users.slice(10)];
    const linkAll = async (users: readonly GoogleUser[]) => {
      for (const user of users) await linkHome(user);
    };
    await Promise.all([linkAll(one), linkAll(other)]);
    return stops;
  }

  /** Makes some requests at once, and stops a process in the middle of them. */
  async round(): Promise<void> {
    const fate = this.#chance.weighted(FATES);
    const target = this.#chance.next() < 0.8 || fate === 'stop' ? 'api' : 'jobs';
    const atAnswer = target === 'api' && this.#chance.next() < 0.3;
    count(this.#stops, `${fate} ${target}`);
    const stopped = atAnswer ? this.#stopAtAnswer(fate) : this.#stopAfter(fate, target);
    const requests = [...this.#someCommands(), ...this.#somethingElse()];
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
    const missing = await checkEnd({
      ...{ run: this.#run, users: this.#users, followUps: this.#followUps, commands: this.#commands },
      ...{ failures: this.#failures, requests: this.#requests, chance: this.#chance },
    });
    await this.#run.close();
    this.#lag.close();
    const withoutFollowUp = missing.map(
      ({ lockId, action, requestId }) => `${action} ${lockId} ${requestId}`,
    );
    const { doubled, late, sent } = checkAttempts({
      ...{ run: this.#run, commands: this.#commands, lag: this.#lag, strikes: this.#strikes },
      limitMs: UNLOCK_SEND_MS,
    });
    return {
      ...{ stops: this.#stops, requests: this.#requests, sent, doubled, late, withoutFollowUp },
      ...{ failures: this.#failures, pending: this.#followUps.size },
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

  #someCommands(): Promise<void>[] {
    const now = Date.now();
    const commands: Promise<void>[] = [];
    for (let homes = Math.ceil(this.#chance.between(0, 3)); homes > 0; homes--) {
      const free = this.#users.filter(
        ({ agentUserId = '' }) => (this.#restingUntil.get(agentUserId) ?? 0) < now,
      );
      if (free.length === 0) break;
      const user = this.#chance.pick(free);
      this.#restingUntil.set(user.agentUserId ?? '', now + REST_MS);
      const [first, second] = user.devices.keys();
      // Both are behind one gateway.
      const lockIds = this.#chance.next() < 0.4 ? [first, second] : [this.#chance.pick([first, second])];
      for (const lockId of lockIds) if (lockId !== undefined) commands.push(this.#command(user, lockId));
    }
    return commands;
  }

  async #command(user: GoogleUser, lockId: string): Promise<void> {
    const { bolt } = this.#run.surroundings.sifely.lock(lockId);
    const action = bolt === 'locked' ? 'unlock' : 'lock';
    const requestId = String(BigInt(`0x${this.#chance.bytes(7).toString('hex')}`));
    const followUpToken = this.#chance.bytes(32).toString('base64');
    const ask = () => this.#turn(user, { lockId, action, requestId, at: Date.now() }, followUpToken);
    const answered = await this.#tolerate(`EXECUTE ${action}`, ask);
    // Google asks again where it got no answer; the repeat is the same command.
    if (answered || this.#chance.next() > 0.3) return;
    await this.#tolerate(`EXECUTE ${action} again`, ask);
    // The first answer, which no client got, may have been the end: then no follow-up comes.
    this.#followUps.delete(followUpToken);
  }

  async #turn(user: GoogleUser, command: SentCommand, followUp: string): Promise<void> {
    const { lockId, action, requestId } = command;
    this.#commands.push(command);
    const turn = await user.turn(lockId, action === 'lock', {
      ...{ followUp, requestId },
      ...(action === 'unlock' && { challenge: { pin: PIN } }),
    });
    count(this.#requests, `answered ${turn.status} ${turn.errorCode ?? ''}`.trim());
    if (turn.status === 'PENDING') this.#followUps.set(followUp, command);
  }

  #somethingElse(): Promise<unknown>[] {
    const user = this.#chance.pick(this.#users);
    const what = this.#chance.weighted({ refresh: 40, query: 20, link: 20, nothing: 20 });
    if (what === 'refresh') {
      const pattern = { concurrently: 2, adopt: this.#chance.pick(['first', 'last', 'none'] as const) };
      return [this.#tolerate('refresh', () => user.refresh(pattern))];
    }
    if (what === 'query') {
      return [this.#tolerate('QUERY', () => user.query([this.#chance.pick([...user.devices.keys()])]))];
    }
    return what === 'link' ? [this.#tolerate('link', () => this.#linkOne())] : [];
  }

  async #linkOne(): Promise<void> {
    const guest = this.#run.surroundings.google.user(`guest ${++this.#links}`);
    await linkHome(guest, this.#chance.pick(HOMES));
    // It takes part from now on: another person of the household.
    this.#users.push(guest);
  }

  /** Makes a request that a stop may cost; true if it was answered. What the product itself answers wrongly is a failure. */
  async #tolerate(what: string, request: () => Promise<unknown>): Promise<boolean> {
    try {
      await request();
      count(this.#requests, what);
      return true;
    } catch (error) {
      const text = String(error);
      const isOfProduct = error instanceof AnswerRefusedError && !text.includes(INSTANCE_GONE);
      if (isOfProduct || error instanceof NotLinkedError) this.#failures.push(`${what}: ${text}`);
      else count(this.#requests, `${what} lost`);
      return false;
    }
  }
}
