import { DEMO_GATEWAYS } from '../../simulators/sifely/index.ts';
import { BACK, FRONT, MINUTE, ObservedHome } from '../integration/tracking/observed-home.ts';
import { SeededRandom } from './seeded-random.ts';

const SECOND = 1000;
const DELAYS = {
  moveMs: [0, 700, 3000],
  recordMs: [1000, 2500, 6000, 10_000],
  stateLagMs: [0, 1500, 5000, 12_000, 19_000],
} as const;
/** By so much the clock of the lock may be ahead or behind. */
const CLOCK_OFFSETS_MS = [0, 0, 0, 6000, -6000, 25_000, -25_000, 120_000, -120_000] as const;
/** The clock of a real lock was wrong by this (jbergler/hass-ttlock). */
const USUAL_OFFSET_MS = 6000;
const HAPPENINGS = ['hand', 'hand', 'code', 'lock', 'unlock', 'question', 'outage'] as const;
/** An unlock by Google has been reported by then, even while a late record leaves the bolt unknown. */
const UNLOCK_REPORTED_MS = 10 * SECOND;
/** Webhooks, looks and Sifely's own lag are over by then. */
const SETTLED_MS = 40 * SECOND;
/** The last verification is over by then. */
const END_MS = 7 * MINUTE;

/** One history at one door, and what Google had wrong. */
export interface HurriedDoor {
  /** What happened and what Google had, with the ms since the beginning. */
  readonly story: readonly string[];
  /** Moments at which Google had “locked” for an open door for longer than it takes to learn, and a wrong state at the end. */
  readonly wrong: readonly string[];
}

/**
 * Lets hands, codes, commands and outages follow each other within seconds at one door, with a slow motor, late records, a state that lags and
 * a clock that is wrong, and looks on until everything is verified.
 */
export async function hurryAtTheDoor(seed: number): Promise<HurriedDoor> {
  const random = new SeededRandom(seed);
  const timing = {
    moveMs: random.pick(DELAYS.moveMs),
    recordMs: random.pick(DELAYS.recordMs),
    stateLagMs: random.pick(DELAYS.stateLagMs),
  };
  const hasWebhooks = random.next() < 0.4;
  const clockOffsetMs = random.pick(CLOCK_OFFSETS_MS);
  // The back door locks itself after half a minute.
  const which = random.pick([FRONT, FRONT, BACK]);
  const home = await ObservedHome.start([which], { sifely: { timing } });
  try {
    const door = new Door(home, random, which);
    door.tell(JSON.stringify({ seed, which, timing, hasWebhooks, clockOffsetMs }));
    home.world.sifely.lock(which).set({ clockOffsetMs });
    if (hasWebhooks) home.sendWebhooks();
    await door.begin();
    for (let left = Math.round(random.between(2, 4)); left > 0; left--) await door.happen();
    await door.lookOn(hasWebhooks, Math.abs(clockOffsetMs) <= USUAL_OFFSET_MS);
    return door;
  } finally {
    await home.close();
  }
}

class Door implements HurriedDoor {
  readonly story: string[] = [];
  readonly wrong: string[] = [];
  readonly #home: ObservedHome;
  readonly #random: SeededRandom;
  readonly #id: string;
  readonly #startedAt: number;
  #movedAt: number;
  #movedBy: 'hand' | 'lock' | 'unlock' | undefined;

  constructor(home: ObservedHome, random: SeededRandom, id: string) {
    this.#id = id;
    this.#home = home;
    this.#random = random;
    this.#startedAt = this.#now;
    this.#movedAt = this.#now;
  }

  tell(what: string): void {
    this.story.push(`${this.#now - this.#startedAt} ${what}`);
  }

  /** Leaves records of earlier days, from which the clock of the lock may be known, and what Google last heard. */
  async begin(): Promise<void> {
    for (let left = Math.round(this.#random.between(0, 3)); left > 0; left--) {
      this.#lock.turnByHand(this.#random.pick(['lock', 'unlock']));
      await this.#home.pass(this.#between(1, 7, MINUTE));
    }
    await this.#home.world.google.user().query([this.#id]);
    await this.#home.pass(2 * MINUTE);
  }

  async happen(): Promise<void> {
    const what = this.#random.pick(HAPPENINGS);
    const user = this.#home.world.google.user();
    if (what === 'hand') {
      this.#lock.turnByHand(this.#lock.bolt === 'locked' ? 'unlock' : 'lock');
      this.#moved('hand');
    } else if (what === 'code') {
      this.#lock.enterPasscode();
      this.#moved('hand');
    } else if (what === 'question') {
      await user.query([this.#id]);
    } else if (what === 'outage') {
      const gateway = this.#home.world.sifely.gateway(DEMO_GATEWAYS.hall);
      gateway.online = false;
      await this.#home.pass(this.#between(0, 20, SECOND));
      gateway.online = true;
    } else {
      const before = this.#commands();
      const turn = await (what === 'lock' ? user.lock(this.#name) : user.unlock(this.#name, { pin: '4711' }));
      if (this.#commands() > before) this.#moved(what);
      this.tell(`Google: ${turn.status} ${turn.errorCode ?? ''}`);
    }
    this.tell(what);
    await this.#home.pass(this.#between(0, 9, SECOND));
    this.#look();
  }

  /** Looks at what Google has until everything is verified. */
  async lookOn(hasWebhooks: boolean, isClockRight: boolean): Promise<void> {
    for (let ago = 0; ago < END_MS; ago = this.#now - this.#movedAt) {
      await this.#home.pass(ago > MINUTE ? 20 * SECOND : 2.5 * SECOND);
      const isLocked = this.#look();
      const isKnownBy = hasWebhooks ? SETTLED_MS : Number.POSITIVE_INFINITY;
      const allowedMs = this.#movedBy === 'unlock' ? UNLOCK_REPORTED_MS : isKnownBy;
      if (isLocked && this.#lock.bolt === 'unlocked' && ago > allowedMs)
        this.wrong.push(`locked for an open door ${ago} ms after it was unlocked`);
    }
    // Of a hand on the bolt nothing tells but webhooks, until the next poll.
    const isToBeKnown = hasWebhooks || (this.#movedBy !== 'hand' && this.#movedBy !== undefined);
    const { bolt } = this.#lock;
    const isTrue = this.#home.atGoogle(this.#id)?.['isLocked'] === (bolt === 'locked');
    // Where the clock of the lock is wrong "unlocked" may stay until the next poll.
    if (isToBeKnown && !isTrue && (isClockRight || bolt === 'unlocked'))
      this.wrong.push(`${bolt} at the end, and not at Google`);
  }

  /** Returns a time in whole ms. */
  #between(least: number, most: number, unitMs: number): number {
    return Math.round(this.#random.between(least, most) * unitMs);
  }

  get #now(): number {
    return this.#home.world.clock.now();
  }

  get #name(): string {
    return this.#id === FRONT ? 'front door' : 'back door';
  }

  get #lock() {
    return this.#home.world.sifely.lock(this.#id);
  }

  #look(): boolean {
    const isLocked = this.#home.atGoogle(this.#id)?.['isLocked'] === true;
    this.tell(`bolt ${this.#lock.bolt}, at Google ${JSON.stringify(this.#home.atGoogle(this.#id))}`);
    return isLocked;
  }

  #commands(): number {
    return this.#home.calls().filter((call) => call === 'lock/lock' || call === 'lock/unlock').length;
  }

  #moved(by: 'hand' | 'lock' | 'unlock'): void {
    this.#movedAt = this.#now;
    this.#movedBy = by;
  }
}
