import { AnswerRefusedError, NotLinkedError } from '../../simulators/google/failures.ts';
import { type GoogleUser, Person } from '../../simulators/google/index.ts';
import type { Seed } from '../../simulators/sifely/index.ts';
import { SeededRandom } from '../simulation/seeded-random.ts';
import { CloudRun } from './cloud-run.ts';
import { PIN } from './deployment.ts';
import { EventLoopLag } from './event-loop-lag.ts';
import { INSTANCE_GONE } from './front.ts';
import { walkThroughLinking } from './link-walk.ts';

/** The ways to stop a process: until the next request, for a while, or for good. */
const FATES = { stop: 30, pause: 45, kill: 25 } as const;
/** Shorter than the defaults, so that a pause may be longer than an unlock may wait. */
const ANSWER_MS = 600;
const UNLOCK_SEND_MS = 1500;
/** How late this machine may be in noticing what was sent in time. */
const SLACK_MS = 400;
/** A lock gets no other command until every effect of the last one is over. */
const REST_MS = UNLOCK_SEND_MS + 5000;

/** Few commands per account: its calls to Sifely are limited to one a second. */
const ACCOUNTS = ['one', 'two', 'three', 'four', 'five'];
const LOCKS_PER_ACCOUNT = 6;

/** One command as Google sent it: a repeat is another one. */
interface SentCommand {
  readonly lockId: string;
  readonly action: 'lock' | 'unlock';
  readonly requestId: string;
  readonly at: number;
}

/** The results of a run. */
export interface StopReport {
  readonly stops: Record<string, number>;
  readonly requests: Record<string, number>;
  /** Commands that Sifely got, without those that it refused as busy. */
  readonly sent: number;
  /** Unlocks and locks that reached Sifely more than once. */
  readonly doubled: readonly string[];
  /** Unlocks that were begun after their limit. */
  readonly late: readonly string[];
  /** Answers that must never be given, links that are lost, states that are wrong at the end. */
  readonly failures: readonly string[];
  /** Commands that were answered PENDING, and those of them whose end was never reported. */
  readonly pending: number;
  readonly withoutFollowUp: number;
}

/** A deployment whose processes are stopped at random while people link, lock and unlock. */
export class RandomStops {
  readonly #run: CloudRun;
  readonly #chance: SeededRandom;
  readonly #commands: SentCommand[] = [];
  readonly #followUps: string[] = [];
  readonly #stops: Record<string, number> = {};
  readonly #requests: Record<string, number> = {};
  readonly #failures: string[] = [];
  readonly #users: GoogleUser[];
  readonly #restingUntil = new Map<string, number>();
  readonly #checked = new Set<string>();
  readonly #lag = new EventLoopLag();
  /** Every stop: what, and when, ms since the epoch. */
  readonly #strikes: { readonly what: string; readonly at: number }[] = [];
  #links = 0;

  private constructor(run: CloudRun, chance: SeededRandom) {
    this.#run = run;
    this.#chance = chance;
    this.#users = ACCOUNTS.map((name) => run.surroundings.google.user(name));
  }

  static async start(folder: string, seed: number): Promise<RandomStops> {
    const chance = new SeededRandom(seed);
    const run = await CloudRun.start({
      folder,
      env: {
        ...{ EXECUTE_ANSWER_MS: String(ANSWER_MS), UNLOCK_SEND_MS: String(UNLOCK_SEND_MS) },
        ...{ EXECUTE_DEADLINE_MS: String(UNLOCK_SEND_MS), QUERY_DEADLINE_MS: '1200' },
        ...{ VERIFY_AFTER_SECONDS: '1,3,6', SNAPSHOT_FRESH_SECONDS: '5', ALREADY_IN_STATE_SECONDS: '0' },
      },
      sifely: {
        seed: town(),
        random: new SeededRandom(seed + 1),
        timing: {
          ...{ operationMs: [50, 1200], moveMs: [20, 200], stateLagMs: [0, 300], recordMs: [50, 400] },
          timeoutMs: 3000,
        },
      },
    });
    const stops = new RandomStops(run, chance);
    for (const user of stops.#users) await link(user);
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
    await this.#calm();
    await Promise.all(this.#users.map((user) => this.#checkLink(user)));
    const withoutFollowUp = await this.#missingFollowUps();
    await this.#run.close();
    this.#lag.close();
    const { doubled, late, sent } = this.#countAttempts();
    return {
      ...{ stops: this.#stops, requests: this.#requests, sent, doubled, late, withoutFollowUp },
      ...{ failures: this.#failures, pending: this.#followUps.length },
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
    const free = this.#users
      .flatMap((user) => [...user.devices.keys()].map((lockId) => ({ user, lockId })))
      .filter(({ lockId }) => (this.#restingUntil.get(lockId) ?? 0) < now);
    const commands: Promise<void>[] = [];
    for (let left = Math.ceil(this.#chance.between(1, 4)); left > 0 && free.length > 0; left--) {
      // Neighbours share a gateway.
      const first = commands.length > 0 && this.#chance.next() < 0.5 ? 0 : undefined;
      const index = first ?? Math.floor(this.#chance.next() * free.length);
      const [each] = free.splice(index, 1);
      if (each !== undefined) commands.push(this.#command(each.user, each.lockId));
    }
    return commands;
  }

  async #command(user: GoogleUser, lockId: string): Promise<void> {
    this.#restingUntil.set(lockId, Date.now() + REST_MS);
    const { bolt } = this.#run.surroundings.sifely.lock(lockId);
    const action = bolt === 'locked' ? 'unlock' : 'lock';
    const requestId = String(BigInt(`0x${this.#chance.bytes(7).toString('hex')}`));
    const ask = () => this.#turn(user, { lockId, action, requestId, at: Date.now() });
    const answered = await this.#tolerate(`EXECUTE ${action}`, ask);
    // Google asks again where it got no answer; the repeat is the same command.
    if (!answered && this.#chance.next() < 0.3) await this.#tolerate(`EXECUTE ${action} again`, ask);
  }

  async #turn(user: GoogleUser, command: SentCommand): Promise<void> {
    const { lockId, action, requestId } = command;
    this.#commands.push(command);
    const turn = await user.turn(lockId, action === 'lock', {
      ...{ followUp: true, requestId },
      ...(action === 'unlock' && { challenge: { pin: PIN } }),
    });
    count(this.#requests, `answered ${turn.status} ${turn.errorCode ?? ''}`.trim());
    if (turn.status === 'PENDING') this.#followUps.push(turn.followUpToken ?? '');
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
    await link(guest, this.#chance.pick(ACCOUNTS));
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

  /** Waits until Sifely was not asked for a while. */
  async #calm(): Promise<void> {
    const { calls } = this.#run.surroundings.sifely;
    const giveUpAt = Date.now() + 30_000;
    while (Date.now() < giveUpAt && Date.now() - (calls.at(-1)?.at ?? 0) < 4000) await pause(100);
  }

  /** A link that survived refreshes its token, tells the truth and moves a bolt. */
  async #checkLink(user: GoogleUser): Promise<void> {
    try {
      await user.refresh();
      await this.#checkStates(user);
      const lockId = [...user.devices.keys()].find((id) => !this.#checked.has(id));
      if (lockId === undefined) return;
      this.#checked.add(lockId);
      const requestId = String(BigInt(`0x${this.#chance.bytes(7).toString('hex')}`));
      this.#commands.push({ lockId, action: 'lock', requestId, at: Date.now() });
      const turn = await user.turn(lockId, true, { requestId });
      if (turn.status === 'ERROR') this.#failures.push(`${user.name} cannot lock: ${turn.errorCode}`);
    } catch (error) {
      this.#failures.push(`${user.name} is no longer linked: ${error}`);
    }
  }

  /**
   * QUERY tells where every bolt is; gateways are slow, so some locks are asked for again. A lock whose command was under way
   * in a process that died may stay unknown for a while.
   */
  async #checkStates(user: GoogleUser): Promise<void> {
    let left = [...user.devices.keys()];
    for (let tries = 1; left.length > 0 && tries <= 4; tries++) {
      const { devices } = (await user.query(left)).payload;
      const unknown = left.filter((lockId) => devices[lockId]?.isLocked === undefined);
      for (const lockId of left) {
        const { bolt } = this.#run.surroundings.sifely.lock(lockId);
        if (!unknown.includes(lockId) && devices[lockId]?.isLocked !== (bolt === 'locked'))
          this.#failures.push(`${lockId} is ${bolt}, QUERY says ${JSON.stringify(devices[lockId])}`);
      }
      left = unknown;
      if (left.length > 0) await pause(1500);
    }
    count(this.#requests, 'known at the end', user.devices.size - left.length);
    count(this.#requests, 'unknown at the end', left.length);
  }

  async #missingFollowUps(): Promise<number> {
    const { homegraph } = this.#run.surroundings.google;
    const until = AbortSignal.timeout(8000);
    const reported = await Promise.allSettled(
      this.#followUps.map((token) => homegraph.followUp(token, until)),
    );
    return reported.filter(({ status }) => status === 'rejected').length;
  }

  #countAttempts(): Pick<StopReport, 'doubled' | 'late' | 'sent'> {
    const startedAt = requestTimes(this.#run.output);
    const doubled: string[] = [];
    const late: string[] = [];
    let sent = 0;
    const byKey = Map.groupBy(this.#commands, ({ lockId, action }) => `${lockId} ${action}`);
    for (const [key, commands] of byKey) {
      const [lockId = '', action = ''] = key.split(' ');
      const calls = this.#run.attempts(lockId).filter(({ endpoint }) => endpoint.endsWith(`/${action}`));
      const carriedOut = new Map<string, number>();
      for (const { at, code } of calls) {
        const cause = commands.findLast((command) => command.at <= at);
        const isBusy = code === -3003 || code === -3037;
        if (!isBusy) sent++;
        if (cause === undefined) {
          doubled.push(`${key} without a request at ${at}`);
          continue;
        }
        const times = [cause.at, ...(startedAt.get(cause.requestId) ?? [])];
        const came = Math.max(...times.filter((time) => time <= at));
        const age = at - this.#lag.before(at) - came;
        if (action === 'unlock' && age > UNLOCK_SEND_MS + SLACK_MS) {
          const strikes = this.#strikes.filter((strike) => strike.at > came - 3000 && strike.at < at);
          const events = strikes.map((strike) => `${strike.what} ${strike.at - came}`);
          late.push(`${key} ${age} (${at - came}) ms after ${cause.requestId} came: ${events.join(', ')}`);
        }
        if (isBusy) continue;
        const times_ = (carriedOut.get(cause.requestId) ?? 0) + 1;
        carriedOut.set(cause.requestId, times_);
        if (times_ === 2) doubled.push(`${key} by request ${cause.requestId}`);
      }
    }
    return { doubled, late, sent };
  }
}

/** When the product began with each request, ms since the epoch, by its log: a stopped process does so late. */
function requestTimes(output: string): Map<string, number[]> {
  const times = new Map<string, number[]>();
  for (const line of output.split('\n')) {
    if (!line.includes('"message":"intent"')) continue;
    const { time, requestId, ourMs, upstreamMs } = JSON.parse(line);
    const at = Date.parse(time) - ourMs - upstreamMs;
    times.set(requestId, [...(times.get(requestId) ?? []), at]);
  }
  return times;
}

async function link(user: GoogleUser, account = user.name): Promise<void> {
  const choices = { username: `${account}@example.com`, password: `${account}-password`, pin: PIN };
  const walk = (person: Person) => walkThroughLinking(person, choices);
  const linked = await user.linkAs(new Person(), walk);
  if (!linked.linked) throw new Error(`Linking ended with ${linked.error}`);
}

/** Every gateway reaches two locks. */
function town(): Seed {
  const gateways = ACCOUNTS.flatMap((_, home) =>
    Array.from({ length: LOCKS_PER_ACCOUNT / 2 }, (__, index) => {
      const gatewayId = 9000 + 100 * home + index;
      return { gatewayId, name: `Gateway ${gatewayId}` };
    }),
  );
  const locks = ACCOUNTS.flatMap((name, home) =>
    Array.from({ length: LOCKS_PER_ACCOUNT }, (_, index) => ({
      ...{ lockId: 1000 + 100 * home + index, name: `Door ${home} ${index}`, owner: `${name}@example.com` },
      gatewayIds: [9000 + 100 * home + Math.floor(index / 2)],
    })),
  );
  const accounts = ACCOUNTS.map((name) => ({
    username: `${name}@example.com`,
    password: `${name}-password`,
  }));
  return { accounts, gateways, locks };
}

function count(counts: Record<string, number>, what: string, times = 1): void {
  counts[what] = (counts[what] ?? 0) + times;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
