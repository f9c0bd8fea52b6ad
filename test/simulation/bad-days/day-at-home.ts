import { type Home, MINUTE, SECOND, type Street } from './street.ts';

/** An unlock is sent four seconds after its request at the latest; then Sifely (two seconds on a slow day), gateway and motor take their time. */
const LAST_UNLOCK_MS = 8 * SECOND;
/** A lock command only makes a home safer: it may be sent for a minute. */
const LAST_LOCK_MS = MINUTE + 2 * SECOND;
/** The record types of a bolt that is turned by hand. */
const BY_HAND: readonly (number | undefined)[] = [46, 47];

/** A question whether the door is locked. Times are ms. */
interface Question {
  readonly home: Home;
  readonly answeredMs: number;
  /** False if the answer was that it is not known, or the lock offline. */
  readonly isKnown: boolean;
}

/** A command that a person spoke. */
interface Command {
  readonly home: Home;
  readonly action: 'lock' | 'unlock';
  /** Ms since the epoch. */
  readonly at: number;
  readonly answeredMs: number;
  readonly status: string;
  /** When the speaker heard how a pending command ended, ms since the epoch. */
  followedUpAt: number | undefined;
  /** What it heard. */
  followUp: 'SUCCESS' | 'FAILURE' | undefined;
}

/** What the people of a street do, and how they are served. */
export class DayAtHome {
  readonly questions: Question[] = [];
  readonly commands: Command[] = [];
  /** Requests without any answer, or with a wrong one. */
  readonly failures: unknown[] = [];
  readonly #street: Street;
  readonly #running = new Set<Promise<void>>();

  constructor(street: Street) {
    this.#street = street;
  }

  /** Asks whether the door is locked. */
  ask(home: Home): void {
    this.#run(async () => {
      const at = this.#street.now;
      const { payload } = await home.user.query([home.lockId]);
      const isKnown = payload.devices[home.lockId]?.['isLocked'] !== undefined;
      this.questions.push({ home, answeredMs: this.#street.now - at, isKnown });
    });
  }

  /** Tells the door to lock or unlock, at a speaker. */
  say(home: Home, action: 'lock' | 'unlock'): void {
    this.#run(async () => {
      const at = this.#street.now;
      const turn = await home.user.turn(home.lockId, action === 'lock', {
        followUp: true,
        ...(action === 'unlock' && { challenge: { pin: this.#street.pin } }),
      });
      const answeredMs = this.#street.now - at;
      const { status, followUpToken } = turn;
      const command: Command = {
        home,
        action,
        at,
        answeredMs,
        status,
        followedUpAt: undefined,
        followUp: undefined,
      };
      this.commands.push(command);
      if (status !== 'PENDING' || followUpToken === undefined) return;
      void this.#street.google.homegraph.followUp(followUpToken).then((followUp) => {
        command.followedUpAt = this.#street.now;
        command.followUp = followUp.status;
      });
    });
  }

  /** Turns the bolt by hand to where it is not. */
  turn({ lockId }: Home): void {
    const lock = this.#street.sifely.lock(lockId);
    lock.turnByHand(lock.bolt === 'locked' ? 'unlock' : 'lock');
  }

  /** Lets time pass. After each `everyMs` the next deed is done, again from the first after the last. */
  async live(deeds: readonly (() => void)[], ms: number, everyMs: number): Promise<void> {
    for (let turn = 0; turn < ms / everyMs; turn++) {
      deeds[turn % deeds.length]?.();
      await this.#street.pass(everyMs);
    }
  }

  /** Resolves when every request is answered. */
  async answered(): Promise<void> {
    await this.#street.finish(Promise.all(this.#running));
  }

  /**
   * Returns the commands whose end nobody heard of within so many ms: neither the answer nor a follow-up said it, nor does the log say
   * that it cannot be known.
   */
  lost(withinMs: number): Command[] {
    const givenUp = this.#street.lines('follow-up given up: how the command ended is not known');
    return this.commands.filter(({ home, status, at, followedUpAt }) => {
      const isInTime = (endedAt: number) => endedAt >= at && endedAt <= at + withinMs;
      if (status !== 'PENDING' || isInTime(followedUpAt ?? 0)) return false;
      return !givenUp.some((line) => line.fields['accountId'] === home.accountId && isInTime(line.at));
    });
  }

  /** Returns the movements by command that no command asked for at that time: late ones, and second ones. */
  lateOrDoubled(): unknown[] {
    const unused = new Set(this.commands);
    return this.#street.movements
      .filter(({ recordType }) => !BY_HAND.includes(recordType))
      .filter((movement) => {
        const cause = [...unused].find(({ home, action, at }) => {
          const lastAt = at + (action === 'unlock' ? LAST_UNLOCK_MS : LAST_LOCK_MS);
          const isWanted = (action === 'lock') === (movement.to === 'locked');
          return home.lockId === movement.lockId && isWanted && movement.at >= at && movement.at <= lastAt;
        });
        return cause === undefined || !unused.delete(cause);
      });
  }

  /** Returns the longest time to an answer, ms. */
  slowest(of: 'questions' | 'commands', homes: readonly Home[] = this.#street.homes): number {
    const own = this[of].filter(({ home }) => homes.includes(home));
    return Math.max(0, ...own.map(({ answeredMs }) => answeredMs));
  }

  #run(deed: () => Promise<void>): void {
    const running = deed()
      .catch((error: unknown) => void this.failures.push(error))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }
}

/** Returns the most of some events in any second. */
export function mostPerSecond(events: readonly { readonly at: number }[]): number {
  const perSecond = new Map<number, number>();
  for (const { at } of events) {
    const second = Math.floor(at / SECOND);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  return Math.max(0, ...perSecond.values());
}
