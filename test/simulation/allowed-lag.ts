import type { Movement, SifelySimulator, WebhookDelivery } from '../../simulators/sifely/index.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * How far behind the bolts Google may be, in milliseconds. Nothing of the product is asked: everything is measured at
 * the simulators.
 */
export const ALLOWED = {
  /** From the moment something told of a movement (a webhook was taken, a read was made) until Google knows. */
  afterTold: 15 * SECOND,
  /** `queryOpenState` may go on telling the bolt of before a movement. */
  stateLag: 20 * SECOND,
  /** From a command until Google and the bolt agree, when it does what it was told. */
  command: 20 * SECOND,
  /** The same when the bolt is stuck: after the last verification, at 60 s. */
  stuckCommand: 90 * SECOND,
  /** After a relocking of which the cloud is not told: its margin, the state's lag, one more look. */
  relock: 75 * SECOND,
  /** The longest interval between two polls; what nothing told of must be found by then. */
  poll: 360 * MINUTE,
  /** From the end of an outage until it is noticed: looks are 5 minutes apart at first, then as far as it lasted. */
  noticed: (outage: number) => Math.min(5 * MINUTE + outage, 60 * MINUTE) + MINUTE,
} as const;

/** Why Google may be wrong about a lock for a while. Times are ms since the epoch. */
export interface Doubt {
  readonly lockId: string;
  readonly cause: string;
  readonly at: number;
  /** Whether the cloud gets a record of it. */
  readonly recorded: boolean;
  /** When something told of it first. */
  toldAt?: number;
  /** It must be over by then even if nothing told of it. */
  until: number;
}

interface Outage {
  readonly locks: ReadonlySet<string>;
  readonly from: number;
  to?: number;
}

/** Keeps account of what Google cannot know yet. */
export class AllowedLag {
  /** Everything so far, oldest first. */
  readonly doubts: Doubt[] = [];
  readonly #sifely: SifelySimulator;
  readonly #now: () => number;
  readonly #outages: Outage[] = [];
  readonly #stop: readonly (() => void)[];
  readonly #relocking: ReadonlySet<string>;
  /** By lock: when it happened and when it reached the cloud. */
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

  /** Somebody told a lock through Google to move; `stuck` when its bolt will not follow. */
  commanded(lockId: string, stuck: boolean): void {
    const at = this.#now();
    const until = at + (stuck ? ALLOWED.stuckCommand : ALLOWED.command);
    this.doubts.push({ lockId, cause: stuck ? 'command, stuck' : 'command', at, recorded: false, until });
  }

  /** Locks are out of reach from now on, or the whole cloud is; returns how to end that. */
  outage(lockIds: readonly string[]): () => void {
    const outage: Outage = { locks: new Set(lockIds), from: this.#now() };
    this.#outages.push(outage);
    return () => {
      outage.to = this.#now();
    };
  }

  /**
   * Why Google may be wrong about a lock now; `undefined` when it may not. An outage alone is no excuse: something must
   * have happened since shortly before it, or Google says that the lock is out of reach.
   */
  excuse(lockId: string, toldOffline: boolean): string | undefined {
    this.#readCalls();
    const now = this.#now();
    const outage = this.#outages.find(({ locks, from, to = now }) => {
      return locks.has(lockId) && now <= to + (to < now ? ALLOWED.noticed(to - from) : 0);
    });
    if (outage !== undefined && (toldOffline || this.#happenedSince(lockId, outage.from - 2 * MINUTE)))
      return 'outage';
    for (let index = this.doubts.length - 1; index >= 0; index--) {
      const doubt = this.doubts[index];
      if (doubt === undefined || doubt.at < now - ALLOWED.poll - MINUTE) return undefined;
      if (doubt.lockId === lockId && now < endOf(doubt)) return doubt.cause;
    }
    return undefined;
  }

  #happenedSince(lockId: string, at: number): boolean {
    return this.doubts.findLast((doubt) => doubt.lockId === lockId && doubt.at >= at) !== undefined;
  }

  /** The newest movement of a lock. */
  newest(lockId: string): Doubt | undefined {
    return this.doubts.findLast((doubt) => doubt.lockId === lockId && !doubt.cause.startsWith('command'));
  }

  #moved({ lockId, at, from, to, recordType }: Movement): void {
    if (from === to) return;
    const recorded = recordType !== undefined;
    const relock = !recorded && to === 'locked' && this.#relocking.has(lockId);
    const before = this.newest(lockId);
    const knownUnlockedAt = Math.max(at, (before?.toldAt ?? at) + ALLOWED.afterTold);
    const until = relock ? knownUnlockedAt + ALLOWED.relock : at + ALLOWED.poll + ALLOWED.afterTold;
    const cause = recorded ? `record ${recordType}` : relock ? 'relock without a record' : 'silent turn';
    this.doubts.push({ lockId, cause, at, recorded, until });
  }

  #delivered({ contentType, body, status }: WebhookDelivery): void {
    if (status !== 200) return;
    const isForm = contentType.includes('form');
    const { lockId, records } = isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body);
    const told: { lockDate: number }[] = typeof records === 'string' ? JSON.parse(records) : records;
    for (const { lockDate } of told)
      this.#tell(lockId, this.#now(), (doubt) => doubt.recorded && doubt.at <= lockDate);
  }

  /** Reads tell, too: each of what could be seen when it was made. */
  #readCalls(): void {
    const calls = this.#sifely.calls;
    for (; this.#callsSeen < calls.length; this.#callsSeen++) {
      const call = calls[this.#callsSeen];
      if (call === undefined || call.status === 0) return;
      const { endpoint, lockId, at, status, code = 0 } = call;
      if (lockId === undefined || status !== 200 || code !== 0) continue;
      if (endpoint === '/v3/lock/queryOpenState')
        this.#tell(lockId, at, (doubt) => doubt.at + ALLOWED.stateLag <= at);
      if (endpoint === '/v3/lockRecord/list') {
        const there = (this.#records.get(lockId) ?? []).filter(({ serverDate }) => serverDate <= at);
        const newest = there.reduce((latest, { lockDate }) => Math.max(latest, lockDate), 0);
        this.#tell(lockId, at, (doubt) => doubt.recorded && doubt.at <= newest);
      }
    }
  }

  #tell(lockId: string, at: number, ofWhich: (doubt: Doubt) => boolean): void {
    for (let index = this.doubts.length - 1; index >= 0; index--) {
      const doubt = this.doubts[index];
      if (doubt === undefined || doubt.at < at - ALLOWED.poll - MINUTE) return;
      if (doubt.lockId !== lockId || doubt.toldAt !== undefined || !ofWhich(doubt)) continue;
      doubt.toldAt = at;
    }
  }
}

function endOf({ toldAt, until, cause }: Doubt): number {
  // A command is no movement: what a read tells of it is what its verification is for.
  if (cause.startsWith('command') || toldAt === undefined) return until;
  return Math.min(until, toldAt + ALLOWED.afterTold);
}
