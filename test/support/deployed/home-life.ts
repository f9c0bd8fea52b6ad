import { AnswerRefusedError, NotLinkedError } from '../../../simulators/google/failures.ts';
import type { GoogleUser } from '../../../simulators/google/index.ts';
import type { SeededRandom } from '../../simulation/seeded-random.ts';
import { PIN, type Surroundings } from '../deployment.ts';
import type { SentCommand } from './check-attempts.ts';
import { count, linkHome } from './home-steps.ts';
import { HOMES } from './row-of-homes.ts';

interface HomeLifeOptions {
  readonly surroundings: Surroundings;
  readonly chance: SeededRandom;
  /** An account gets no other command until every effect of the last one is over, ms. */
  readonly restMs: number;
  /** True for an answer that only the faults around the product explain. */
  readonly isExcused: (error: string) => boolean;
  /** How often Google sends an answered command once more, as after an answer that was lost; default never. */
  readonly repeats?: number;
}

/** People of twenty homes who link, lock, unlock, ask and refresh, while a deployment is stopped and damaged. */
export class HomeLife {
  readonly users: GoogleUser[];
  /** The commands as Google sent them. */
  readonly commands: SentCommand[] = [];
  /** The commands that were answered PENDING, by their follow-up tokens. */
  readonly followUps = new Map<string, SentCommand>();
  readonly requests: Record<string, number> = {};
  /** What must not happen. */
  readonly failures: string[] = [];
  readonly #options: HomeLifeOptions;
  readonly #restingUntil = new Map<string, number>();
  #links = 0;

  constructor(options: HomeLifeOptions) {
    this.#options = options;
    this.users = HOMES.map((name) => options.surroundings.google.user(name));
  }

  /** Links all homes. */
  async begin(): Promise<void> {
    const linkAll = async (users: readonly GoogleUser[]) => {
      for (const user of users) await linkHome(user);
    };
    await Promise.all([linkAll(this.users.slice(0, 10)), linkAll(this.users.slice(10))]);
  }

  /** Sends commands of some homes at once. */
  commandsOfSome(): Promise<void>[] {
    const now = Date.now();
    const commands: Promise<void>[] = [];
    for (let homes = Math.ceil(this.#options.chance.between(0, 3)); homes > 0; homes--) {
      const free = this.users.filter(
        ({ agentUserId = '' }) => (this.#restingUntil.get(agentUserId) ?? 0) < now,
      );
      if (free.length === 0) break;
      const user = this.#options.chance.pick(free);
      this.#restingUntil.set(user.agentUserId ?? '', now + this.#options.restMs);
      const [first, second] = user.devices.keys();
      // Both are behind one gateway.
      const lockIds =
        this.#options.chance.next() < 0.4 ? [first, second] : [this.#options.chance.pick([first, second])];
      for (const lockId of lockIds) if (lockId !== undefined) commands.push(this.#command(user, lockId));
    }
    return commands;
  }

  async #command(user: GoogleUser, lockId: string): Promise<void> {
    const { bolt } = this.#options.surroundings.sifely.lock(lockId);
    const action = bolt === 'locked' ? 'unlock' : 'lock';
    const requestId = String(BigInt(`0x${this.#options.chance.bytes(7).toString('hex')}`));
    const followUpToken = this.#options.chance.bytes(32).toString('base64');
    const ask = () => this.#turn(user, { lockId, action, requestId, at: Date.now() }, followUpToken);
    const answered = await this.#tolerate(`EXECUTE ${action}`, ask);
    // Google asks again where it got no answer; the repeat is the same command.
    const repeats = answered ? (this.#options.repeats ?? 0) : 0.3;
    if (this.#options.chance.next() >= repeats) return;
    await this.#tolerate(`EXECUTE ${action} again`, ask);
    // The first answer, which no client got, may have been the end: then no follow-up comes.
    this.followUps.delete(followUpToken);
  }

  async #turn(user: GoogleUser, command: SentCommand, followUp: string): Promise<void> {
    const { lockId, action, requestId } = command;
    this.commands.push(command);
    const turn = await user.turn(lockId, action === 'lock', {
      ...{ followUp, requestId },
      ...(action === 'unlock' && { challenge: { pin: PIN } }),
    });
    count(this.requests, `answered ${turn.status} ${turn.errorCode ?? ''}`.trim());
    if (turn.status === 'PENDING') this.followUps.set(followUp, command);
  }

  /** Sends a refresh, a QUERY or a link, or nothing. */
  somethingElse(): Promise<unknown>[] {
    const user = this.#options.chance.pick(this.users);
    const what = this.#options.chance.weighted({ refresh: 40, query: 20, link: 20, nothing: 20 });
    if (what === 'refresh') {
      const pattern = {
        concurrently: 2,
        adopt: this.#options.chance.pick(['first', 'last', 'none'] as const),
      };
      return [this.#tolerate('refresh', () => user.refresh(pattern))];
    }
    if (what === 'query') {
      return [
        this.#tolerate('QUERY', () => user.query([this.#options.chance.pick([...user.devices.keys()])])),
      ];
    }
    return what === 'link' ? [this.#tolerate('link', () => this.#linkOne())] : [];
  }

  async #linkOne(): Promise<void> {
    const guest = this.#options.surroundings.google.user(`guest ${++this.#links}`);
    await linkHome(guest, this.#options.chance.pick(HOMES));
    // It takes part from now on: another person of the household.
    this.users.push(guest);
  }

  /** Makes a request that a stop may cost; true if it was answered. What the product itself answers wrongly is a failure. */
  async #tolerate(what: string, request: () => Promise<unknown>): Promise<boolean> {
    try {
      await request();
      count(this.requests, what);
      return true;
    } catch (error) {
      const text = String(error);
      const isOfProduct = error instanceof AnswerRefusedError && !this.#options.isExcused(text);
      if (isOfProduct || error instanceof NotLinkedError) this.failures.push(`${what}: ${text}`);
      else count(this.requests, `${what} lost`);
      return false;
    }
  }
}
