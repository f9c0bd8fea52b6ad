import type { Movement, SifelySimulator, WebhookDelivery } from '../../simulators/sifely/index.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How far Google may be behind the bolts, in ms. Measured at the simulators only, not in the product. */
export const ALLOWED = {
  /** From the first source of a movement (a webhook or a read) until Google knows. */
  afterDelivery: 15 * SECOND,
  /** How long `queryOpenState` may return the state before a movement. */
  stateLag: 20 * SECOND,
  /** From a command until Google and the bolt agree, if the bolt moves. */
  command: 20 * SECOND,
  /** The same if the bolt is stuck: after the last verification, at 60 s. */
  stuckCommand: 90 * SECOND,
  /** After a relock without a record: its margin, the state's lag, one more observation. */
  relock: 75 * SECOND,
  /** The longest interval between two polls: a movement without an event must be found by then. */
  poll: 360 * MINUTE,
  /** From the end of an outage until it is noticed: observations are 5 minutes apart at first, then as far as it lasted. */
  noticed: (outage: number) => Math.min(5 * MINUTE + outage, 60 * MINUTE) + MINUTE,
} as const;

/** A reason why Google may be wrong about a lock for a while. Times are ms since the epoch. */
export interface Excuse {
  readonly lockId: string;
  readonly cause: string;
  readonly at: number;
  /** True if the cloud gets a record of it. */
  readonly recorded: boolean;
  /** Time at which a source first delivered it. */
  deliveredAt?: number;
  /** It must be over by then, even without a source. */
  until: number;
}

interface Outage {
  readonly locks: ReadonlySet<string>;
  readonly from: number;
  to?: number;
}

/** Tracks the movements that Google cannot know yet. */
export class AllowedLag {
  /** All so far, oldest first. */
  readonly excuses: Excuse[] = [];
  readonly #sifely: SifelySimulator;
  readonly #now: () => number;
  readonly #outages: Outage[] = [];
  readonly #stop: readonly (() => void)[];
  readonly #relocking: ReadonlySet<string>;
  /** By lock: the time of the record and of its arrival at the cloud. */
  readonly #records = new Map<string, { readonly lockDate: number; readonly serverDate: number }[]>();
  #callsSeen = 0;

  constructor(sifely: SifelySimulator, lockIds: readonly string[], now: () => number) {
    this.#sifely = sifely;
    this.#now = now;
    this.#relocking = new Set(lockIds.filter((lockId) => sifely.lock(lockId).state.autoLockSeconds > 0));
    this.#stop = [
      sifely.onRecord((lockId, { lockDate, serverDate }) => {
        const records = this.#records.get(lockId) ?? [];
        records.push({ lockDate, serverDate });
        this.#records.set(lockId, records);
      }),
      sifely.onMovement((movement) => this.#moved(movement)),
      sifely.onWebhook((delivery) => this.#delivered(delivery)),
    ];
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  /** Adds a command through Google; `stuck` if the bolt will not follow. */
  commanded(lockId: string, stuck: boolean): void {
    const at = this.#now();
    const until = at + (stuck ? ALLOWED.stuckCommand : ALLOWED.command);
    this.excuses.push({ lockId, cause: stuck ? 'command, stuck' : 'command', at, recorded: false, until });
  }

  /** Starts an outage of some locks or of the whole cloud; returns the function that ends it. */
  outage(lockIds: readonly string[]): () => void {
    const outage: Outage = { locks: new Set(lockIds), from: this.#now() };
    this.#outages.push(outage);
    return () => {
      outage.to = this.#now();
    };
  }

  /**
   * Returns the reason why Google may be wrong about a lock now; `undefined` if there is none. An outage alone is no excuse: the
   * lock must have moved since shortly before it, or Google must know it as offline.
   */
  excuse(lockId: string, reportedOffline: boolean): string | undefined {
    this.#readCalls();
    const now = this.#now();
    const outage = this.#outages.find(({ locks, from, to = now }) => {
      return locks.has(lockId) && now <= to + (to < now ? ALLOWED.noticed(to - from) : 0);
    });
    if (outage !== undefined && (reportedOffline || this.#happenedSince(lockId, outage.from - 2 * MINUTE)))
      return 'outage';
    for (let index = this.excuses.length - 1; index >= 0; index--) {
      const each = this.excuses[index];
      if (each === undefined || each.at < now - ALLOWED.poll - MINUTE) return undefined;
      if (each.lockId === lockId && now < endOf(each)) return each.cause;
    }
    return undefined;
  }

  #happenedSince(lockId: string, at: number): boolean {
    return this.excuses.findLast((each) => each.lockId === lockId && each.at >= at) !== undefined;
  }

  /** Returns the newest movement of a lock. */
  newest(lockId: string): Excuse | undefined {
    return this.excuses.findLast((each) => each.lockId === lockId && !each.cause.startsWith('command'));
  }

  #moved({ lockId, at, from, to, recordType }: Movement): void {
    if (from === to) return;
    const recorded = recordType !== undefined;
    const relock = !recorded && to === 'locked' && this.#relocking.has(lockId);
    const before = this.newest(lockId);
    const knownUnlockedAt = Math.max(at, (before?.deliveredAt ?? at) + ALLOWED.afterDelivery);
    const until = relock ? knownUnlockedAt + ALLOWED.relock : at + ALLOWED.poll + ALLOWED.afterDelivery;
    const cause = recorded ? `record ${recordType}` : relock ? 'relock without a record' : 'silent turn';
    this.excuses.push({ lockId, cause, at, recorded, until });
  }

  #delivered({ contentType, body, status }: WebhookDelivery): void {
    if (status !== 200) return;
    const isForm = contentType.includes('form');
    const { lockId, records } = isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body);
    // Only webhooks of records tell of movements.
    if (records === undefined) return;
    const delivered: { lockDate: number }[] = typeof records === 'string' ? JSON.parse(records) : records;
    for (const { lockDate } of delivered)
      this.#deliver(lockId, this.#now(), (each) => each.recorded && each.at <= lockDate);
  }

  /** Reads are sources too: of every movement that was visible at their time. */
  #readCalls(): void {
    const calls = this.#sifely.calls;
    for (; this.#callsSeen < calls.length; this.#callsSeen++) {
      const call = calls[this.#callsSeen];
      if (call === undefined || call.status === 0) return;
      const { endpoint, lockId, at, status, code = 0 } = call;
      if (lockId === undefined || status !== 200 || code !== 0) continue;
      if (endpoint === '/v3/lock/queryOpenState')
        this.#deliver(lockId, at, (each) => each.at + ALLOWED.stateLag <= at);
      if (endpoint === '/v3/lockRecord/list') {
        const there = (this.#records.get(lockId) ?? []).filter(({ serverDate }) => serverDate <= at);
        const newest = there.reduce((latest, { lockDate }) => Math.max(latest, lockDate), 0);
        this.#deliver(lockId, at, (each) => each.recorded && each.at <= newest);
      }
    }
  }

  #deliver(lockId: string, at: number, ofWhich: (each: Excuse) => boolean): void {
    for (let index = this.excuses.length - 1; index >= 0; index--) {
      const each = this.excuses[index];
      if (each === undefined || each.at < at - ALLOWED.poll - MINUTE) return;
      if (each.lockId !== lockId || each.deliveredAt !== undefined || !ofWhich(each)) continue;
      each.deliveredAt = at;
    }
  }
}

function endOf({ deliveredAt, until, cause }: Excuse): number {
  // A command is no movement: reads of it are its verification.
  if (cause.startsWith('command') || deliveredAt === undefined) return until;
  return Math.min(until, deliveredAt + ALLOWED.afterDelivery);
}
