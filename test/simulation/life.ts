import type { Fault } from '../../simulators/sifely/index.ts';
import type { AllowedLag } from './allowed-lag.ts';
import { OWNER, PIN, type SimulatedHome } from './home.ts';
import { SeededRandom } from './seeded-random.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Events in a home with bad luck, per thousand. */
const HABITS = {
  voiceUnlock: 110,
  voiceLock: 130,
  homeApp: 40,
  passcode: 120,
  fingerprint: 100,
  card: 70,
  mechanicalKeyUnlock: 25,
  mechanicalKeyLock: 35,
  phoneUnlock: 40,
  phoneLock: 80,
  turnUnlock: 50,
  turnLock: 110,
  silentTurn: 5,
  wrongPasscode: 20,
  jam: 12,
  lostAnswer: 8,
  gatewayOutage: 5,
  lockOffline: 4,
  gatewayBusy: 6,
  gatewaySilent: 3,
  sifelyOutage: 3,
  tokensEnd: 8,
  battery: 6,
  webhookTrouble: 10,
} as const;

/** An event that can happen. */
export type Happening = keyof typeof HABITS;

/** Relative frequencies of events. */
export type Habits = Readonly<Partial<Record<Happening, number>>>;

/** A household that uses its locks in every way, with bad luck in technology. Random, from a seed. */
export class Life {
  /** Number of events of each kind. */
  readonly happened = new Map<Happening, number>();
  /** Failures that must never happen. */
  readonly failures: unknown[] = [];
  readonly #home: SimulatedHome;
  readonly #lag: AllowedLag;
  readonly #chance: SeededRandom;
  readonly #lockIds: readonly string[];
  readonly #gatewayIds: readonly string[];
  readonly #webhooks: boolean;
  readonly #habits: Habits;
  readonly #stuck = new Set<string>();
  #running = new Set<Promise<void>>();

  constructor(parts: {
    readonly home: SimulatedHome;
    readonly lag: AllowedLag;
    readonly seed: number;
    readonly lockIds: readonly string[];
    readonly gatewayIds: readonly string[];
    readonly webhooks: boolean;
    readonly habits?: Habits;
  }) {
    this.#home = parts.home;
    this.#lag = parts.lag;
    this.#chance = new SeededRandom(parts.seed);
    this.#lockIds = parts.lockIds;
    this.#gatewayIds = parts.gatewayIds;
    this.#webhooks = parts.webhooks;
    this.#habits = parts.habits ?? HABITS;
  }

  /** Lets a number of events happen one by one, `apart` ms apart on average. */
  async goOn(times: number, apart: number): Promise<void> {
    for (let left = times; left > 0; left--) {
      await this.#pause(this.#chance.wait(apart));
      const what = this.#chance.weighted(this.#habits);
      this.happened.set(what, (this.happened.get(what) ?? 0) + 1);
      const done = this.#happen(what)
        .catch((error: unknown) => void this.failures.push(error))
        .finally(() => this.#running.delete(done));
      this.#running.add(done);
    }
  }

  /** Resolves once all troubles have ended. */
  async calm(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #happen(what: Happening): Promise<void> {
    const lockId = this.#chance.pick(this.#lockIds);
    const lock = this.#home.sifely.lock(lockId);
    switch (what) {
      case 'voiceUnlock':
        return this.#command(lockId, 'unlock');
      case 'voiceLock':
        return this.#command(lockId, 'lock');
      case 'homeApp':
        return void (await this.#home.user.query());
      case 'passcode':
        return lock.enterPasscode();
      case 'fingerprint':
        return lock.useFingerprint();
      case 'card':
        return lock.useCard();
      case 'mechanicalKeyUnlock':
        return lock.useMechanicalKey('unlock');
      case 'mechanicalKeyLock':
        return lock.useMechanicalKey('lock');
      case 'phoneUnlock':
        return lock.usePhone('unlock');
      case 'phoneLock':
        return lock.usePhone('lock');
      case 'turnUnlock':
        return lock.turnByHand('unlock');
      case 'turnLock':
        return lock.turnByHand('lock');
      case 'silentTurn':
        return lock.set({ bolt: lock.bolt === 'locked' ? 'unlocked' : 'locked' });
      case 'wrongPasscode':
        return lock.enterPasscode('unknown');
      case 'battery':
        return lock.set({ battery: Math.round(this.#chance.between(5, 100)) });
      case 'tokensEnd':
        return this.#home.sifely.account(OWNER.username).expireAccessTokens();
      default:
        return this.#trouble(what, lockId);
    }
  }

  async #trouble(what: Happening, lockId: string): Promise<void> {
    const { sifely } = this.#home;
    const lock = sifely.lock(lockId);
    const gateway = sifely.gateway(this.#chance.pick(this.#gatewayIds));
    const reached = this.#lockIds.filter((id) =>
      sifely.lock(id).state.gatewayIds.map(String).includes(gateway.gatewayId),
    );
    switch (what) {
      case 'jam':
        this.#stuck.add(lockId);
        lock.jam();
        await this.#command(lockId, lock.bolt === 'locked' ? 'unlock' : 'lock');
        await this.#pause(this.#chance.between(2, 5) * MINUTE);
        lock.free();
        this.#stuck.delete(lockId);
        return;
      case 'lostAnswer':
        return this.#during({ kind: 'drop', moment: 'after', endpoint: 'lock/unlock', lockId, times: 1 }, [
          lockId,
        ]);
      case 'gatewayOutage':
        gateway.online = false;
        await this.#outage(reached, 3, 60);
        gateway.online = true;
        return;
      case 'lockOffline':
        lock.set({ online: false });
        await this.#outage([lockId], 3, 60);
        return lock.set({ online: true });
      case 'gatewayBusy':
        gateway.busy = true;
        await this.#outage(reached, 0.5, 3);
        gateway.busy = false;
        return;
      case 'gatewaySilent':
        gateway.timesOut = true;
        await this.#outage(reached, 1, 10);
        gateway.timesOut = false;
        return;
      case 'sifelyOutage':
        return this.#during({ kind: 'status', status: 503 }, this.#lockIds);
      case 'webhookTrouble':
        return this.#webhookTrouble();
    }
  }

  async #command(lockId: string, action: 'lock' | 'unlock'): Promise<void> {
    this.#lag.commanded(lockId, this.#stuck.has(lockId));
    if (action === 'lock') await this.#home.user.lock(lockId);
    else await this.#home.user.unlock(lockId, { pin: PIN });
  }

  async #during(fault: Fault, lockIds: readonly string[]): Promise<void> {
    const { remove } = this.#home.sifely.fault(fault);
    await this.#outage(lockIds, 2, 20);
    remove();
  }

  async #outage(lockIds: readonly string[], least: number, most: number): Promise<void> {
    const over = this.#lag.outage(lockIds);
    await this.#pause(this.#chance.between(least, most) * MINUTE);
    over();
  }

  /** Delivers events twice, in the wrong order, late or not at all for a while. */
  async #webhookTrouble(): Promise<void> {
    if (!this.#webhooks) return;
    const trouble = this.#chance.pick([
      { copies: 2 },
      { copies: 3, style: 'form' },
      { reorder: true },
      { reorder: true, copies: 2 },
      { delayMs: Math.round(this.#chance.between(0.2, 15) * MINUTE) },
      { loss: 0.2 },
      { loss: 1 },
      { omitBattery: true, recordsAsArray: true },
    ] as const);
    await this.#home.setWebhooks(trouble);
    await this.#pause(this.#chance.between(10, 90) * MINUTE);
    await this.#home.setWebhooks({});
  }

  #pause(ms: number): Promise<void> {
    return this.#home.time.clock.delay(ms);
  }
}
