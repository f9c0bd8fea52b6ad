import type { Clock } from '../../../functions/clock.ts';
import type { Random } from '../../../functions/random.ts';
import { dropOldest, keepNewest } from '../../keep-newest.ts';
import type { QueryEntry } from '../schemas/query-answer.ts';
import { type Report, reportViolations } from '../schemas/report.ts';
import type { SyncDevice } from '../schemas/sync-answer.ts';
import { traitOfState } from '../schemas/traits.ts';
import { HomeGraphError } from './home-graph-error.ts';

/** The five calls of the HomeGraph API. */
export type HomeGraphMethod = 'reportStateAndNotification' | 'requestSync' | 'query' | 'sync' | 'delete';

/** A recorded call with its response. `at` in ms since the epoch. */
export interface HomeGraphCall {
  readonly method: HomeGraphMethod;
  readonly agentUserId: string | undefined;
  readonly body: unknown;
  readonly at: number;
  readonly status: number;
  /** Google's status of a failure, such as `NOT_FOUND`, and the reason. */
  readonly error: string | undefined;
}

/** A follow-up that was reported for a command. */
export interface FollowUp {
  readonly deviceId: string;
  readonly status: 'SUCCESS' | 'FAILURE';
  readonly isLocked: boolean | undefined;
  readonly errorCode: string | undefined;
}

/** Google's sentence for an unknown account. */
const NOT_FOUND = 'Requested entity was not found.';

type States = Readonly<Record<string, unknown>>;

/** A call that Google carries out but answers late. */
interface HeldAnswer {
  /** Resolves when the call is carried out. */
  readonly carriedOut: Promise<void>;
  /** Sends the response. */
  release(): void;
}

interface Fault {
  readonly status: number;
  readonly method?: HomeGraphMethod | undefined;
  readonly reason?: string | undefined;
}

interface AgentUser {
  devices: ReadonlyMap<string, SyncDevice>;
  readonly states: Map<string, States>;
  /** The number of linked Google users. */
  readonly readyAt: number;
}

/** Google's store of every user's devices, with faults that tests can inject. */
export class HomeGraph {
  /** Requests per time window, over all users and all calls except the synchronous requestSync. */
  quota = { requests: 6000, perMs: 60_000 };
  /** The time after linking in which an `agentUserId` is still unknown: reports right after SYNC get a 404. */
  readyAfterMs = 0;
  /** True to say of a missing device what is said of a missing account, as Google may. */
  hasVagueErrors = false;
  /** The HTTP status with which every call fails; `undefined` while Google works. */
  outage: 429 | 500 | 503 | undefined;
  /** The remembered calls, oldest first. */
  readonly calls: HomeGraphCall[] = [];
  /** Called with every call when its result is known. */
  readonly callListeners = new Set<(call: HomeGraphCall) => void>();
  /** Number of reports that were accepted and forgotten. */
  lostReports = 0;
  /** When the newest of them was lost, ms since the epoch, by device. */
  readonly lostAt = new Map<string, number>();
  readonly #clock: Clock;
  readonly #isShared: (agentUserId: string) => boolean;
  readonly #maxRemembered: number;
  readonly #users = new Map<string, AgentUser>();
  readonly #faults: Fault[] = [];
  readonly #expected = new Map<string, string>();
  readonly #followUps = new Map<string, FollowUp>();
  readonly #waiting = new Map<string, ((followUp: FollowUp) => void)[]>();
  readonly #counted: number[] = [];
  #loss: { readonly share: number; readonly random: Random } | undefined;
  #held: { readonly carriedOut: () => void; readonly released: Promise<void> } | undefined;

  /** `isShared` is true if a Google user is still linked to an agent user. `maxRemembered` calls and follow-ups are kept. */
  constructor(
    clock: Clock,
    isShared: (agentUserId: string) => boolean,
    maxRemembered = Number.POSITIVE_INFINITY,
  ) {
    this.#clock = clock;
    this.#maxRemembered = maxRemembered;
    this.#isShared = isShared;
  }

  /** Makes the next calls (of one method, or of any) fail with an HTTP status: 400, 403, 404, 429, 500 or 503; with a reason of Google. */
  failNext(
    status: number,
    { times = 1, ...fault }: { times?: number; method?: HomeGraphMethod; reason?: string } = {},
  ): void {
    for (let left = times; left > 0; left--) this.#faults.push({ status, ...fault });
  }

  /** Removes every failure that has not happened yet. */
  failNoMore(): void {
    this.#faults.length = 0;
  }

  /** From now on accepts this share (0 to 1) of the reports with 200 and forgets them. */
  loseReports(share: number, random: Random): void {
    this.#loss = { share, random };
  }

  /** Carries out the next successful call, but holds its response until released. */
  holdNextAnswer(): HeldAnswer {
    const carriedOut = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    this.#held = { carriedOut: carriedOut.resolve, released: released.promise };
    return { carriedOut: carriedOut.promise, release: released.resolve };
  }

  /** Await this between carrying out a call and answering it. */
  async mayAnswer(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    held?.carriedOut();
    await held?.released;
  }

  /** Records a call. */
  record(call: HomeGraphCall): void {
    keepNewest(this.calls, call, this.#maxRemembered);
    for (const listener of this.callListeners) listener(call);
  }

  /** All agent users. */
  get agentUserIds(): string[] {
    return [...this.#users.keys()];
  }

  /** Returns the devices of an agent user from the newest SYNC; empty if unknown. */
  devices(agentUserId: string): ReadonlyMap<string, SyncDevice> {
    return this.#users.get(agentUserId)?.devices ?? new Map();
  }

  /** Returns the stored states of a device. */
  states(agentUserId: string, deviceId: string): States | undefined {
    return this.#users.get(agentUserId)?.states.get(deviceId);
  }

  /** Waits for the follow-up of a command and returns it. */
  followUp(token: string, signal?: AbortSignal): Promise<FollowUp> {
    const there = this.#followUps.get(token);
    if (there !== undefined) return Promise.resolve(there);
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#waiting.set(token, [...(this.#waiting.get(token) ?? []), resolve]);
    });
  }

  /** Stores the devices of a SYNC; drops the states of devices that are gone. */
  synced(agentUserId: string, devices: readonly SyncDevice[]): void {
    const user = this.#users.get(agentUserId) ?? {
      devices: new Map(),
      states: new Map<string, States>(),
      readyAt: this.#clock.now() + this.readyAfterMs,
    };
    user.devices = new Map(devices.map((device) => [device.id, device]));
    for (const id of user.states.keys()) if (!user.devices.has(id)) user.states.delete(id);
    this.#users.set(agentUserId, user);
  }

  /** Stores the states of the QUERY after linking: trait states and `online` only. */
  filled(agentUserId: string, entries: Readonly<Record<string, QueryEntry>>): void {
    for (const [id, entry] of Object.entries(entries)) {
      const traits = this.devices(agentUserId).get(id)?.traits ?? [];
      const states = Object.entries(entry).filter(
        ([state]) => state === 'online' || traitOfState(state, traits) !== undefined,
      );
      this.#users.get(agentUserId)?.states.set(id, Object.fromEntries(states));
    }
  }

  /** Loses a device that a SYNC named; the next SYNC brings it back. */
  loseDevice(agentUserId: string, deviceId: string): void {
    const user = this.#users.get(agentUserId);
    if (user === undefined) return;
    user.devices = new Map([...user.devices].filter(([id]) => id !== deviceId));
    user.states.delete(deviceId);
  }

  /** Loses an agent user without a DISCONNECT. */
  loseUser(agentUserId: string): void {
    this.#users.delete(agentUserId);
  }

  /** Returns the failure of a call that names an unknown device. */
  deviceNotFound(deviceId: string): HomeGraphError {
    return new HomeGraphError(404, this.hasVagueErrors ? NOT_FOUND : `Device ${deviceId} was not found.`);
  }

  /** Removes a Google user's link; the last one deletes everything of the agent user. */
  left(agentUserId: string): void {
    if (!this.#isShared(agentUserId)) this.#users.delete(agentUserId);
  }

  /** Accepts a follow-up with this token for this device. */
  expectFollowUp(token: string, deviceId: string): void {
    this.#expected.set(token, deviceId);
    dropOldest(this.#expected, this.#maxRemembered);
  }

  /** Counts a call against the quota and applies injected faults. Throws {@link HomeGraphError}. */
  admit(method: HomeGraphMethod, countsAgainstQuota: boolean): void {
    const fault = this.#faults.findIndex((each) => each.method === undefined || each.method === method);
    const [injected] = fault < 0 ? [] : this.#faults.splice(fault, 1);
    if (this.outage !== undefined) throw new HomeGraphError(this.outage, 'The service is unavailable.');
    if (injected !== undefined) {
      throw new HomeGraphError(injected.status, 'Injected by the test.', injected.reason);
    }
    if (!countsAgainstQuota) return;
    const now = this.#clock.now();
    const old = this.#counted.findIndex((at) => at > now - this.quota.perMs);
    this.#counted.splice(0, old < 0 ? this.#counted.length : old);
    if (this.#counted.length >= this.quota.requests) {
      throw new HomeGraphError(429, 'Resource has been exhausted (e.g. check quota).');
    }
    this.#counted.push(now);
  }

  /** Returns the devices and states of an agent user. Throws 404 if no user is linked, or the link is too new. */
  require(agentUserId: string): { devices: ReadonlyMap<string, SyncDevice>; states: Map<string, States> } {
    const user = this.#users.get(agentUserId);
    if (user === undefined || user.readyAt > this.#clock.now()) {
      throw new HomeGraphError(404, NOT_FOUND);
    }
    return user;
  }

  /** Checks a report and overwrites the states of every trait in it. */
  report(report: Report): void {
    const user = this.require(report.agentUserId);
    const { states = {}, notifications = {} } = report.payload.devices ?? {};
    for (const id of [...Object.keys(states), ...Object.keys(notifications)]) {
      if (!user.devices.has(id)) throw this.deviceNotFound(id);
    }
    const violations = reportViolations(report, user.devices, this.#expected);
    if (violations.length > 0) throw new HomeGraphError(400, violations.join('; '));
    if (this.#loss !== undefined && this.#loss.random.next() < this.#loss.share) {
      this.lostReports++;
      for (const id of Object.keys(states)) this.lostAt.set(id, this.#clock.now());
      return;
    }
    for (const [id, reported] of Object.entries(states)) {
      const traits = user.devices.get(id)?.traits ?? [];
      const overwritten = new Set(Object.keys(reported).map((state) => traitOfState(state, traits)));
      const kept = Object.entries(user.states.get(id) ?? {}).filter(
        ([state]) => state === 'online' || !overwritten.has(traitOfState(state, traits)),
      );
      user.states.set(id, { ...Object.fromEntries(kept), ...reported });
    }
    for (const [deviceId, { LockUnlock }] of Object.entries(notifications)) {
      const { followUpToken, status } = LockUnlock.followUpResponse;
      const { isLocked, errorCode } = {
        isLocked: undefined,
        errorCode: undefined,
        ...LockUnlock.followUpResponse,
      };
      this.#followedUp(followUpToken, { deviceId, status, isLocked, errorCode });
    }
  }

  #followedUp(token: string, followUp: FollowUp): void {
    this.#expected.delete(token);
    this.#followUps.set(token, followUp);
    dropOldest(this.#followUps, this.#maxRemembered);
    for (const resolve of this.#waiting.get(token) ?? []) resolve(followUp);
    this.#waiting.delete(token);
  }
}
