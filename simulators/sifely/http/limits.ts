import type { SimulatorOptions } from '../options.ts';
import type { AccountState, Profile, World } from '../world/world.ts';
import { HttpError, PlatformError } from './failures.ts';

/** Plans and request rates: off unless the seed or the options set them. */
export class Limits {
  readonly #world: World;
  readonly #options: Pick<SimulatorOptions, 'rate' | 'overLimit'>;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(world: World, options: Pick<SimulatorOptions, 'rate' | 'overLimit'>) {
    this.#world = world;
    this.#options = options;
  }

  /** Counts a call of an account, or refuses it. Only accounts that use an API key have a plan. */
  admit(account: AccountState, profile: Profile, now: number): void {
    this.#admitRate(account.username, profile, now);
    if (profile !== 'api-key') return;
    const { active, devices, monthlyCalls } = account.plan;
    const month = new Date(now).toISOString().slice(0, 7);
    if (account.used.month !== month) account.used = { month, calls: 0 };
    account.used.calls += 1;
    if (!active) this.#refuse(402, 402, 'The subscription is not active.');
    const owned = [...this.#world.locks.values()].filter(({ owner }) => owner === account.username).length;
    if (devices !== undefined && owned > devices)
      this.#refuse(402, 50504, 'The number of devices exceeds the limit of the plan.');
    if (monthlyCalls !== undefined && account.used.calls > monthlyCalls)
      this.#refuse(429, 429, 'The monthly quota is exceeded.');
  }

  #admitRate(username: string, profile: Profile, now: number): void {
    const rate = this.#options.rate;
    if (!rate) return;
    const capacity = rate.burst ?? rate.perMinute;
    const perMs = rate.perMinute / 60_000;
    const bucket = this.#buckets.get(username) ?? { tokens: capacity, at: now };
    bucket.tokens = Math.min(capacity, bucket.tokens + Math.max(0, now - bucket.at) * perMs);
    bucket.at = now;
    this.#buckets.set(username, bucket);
    if (bucket.tokens < 1) {
      if (profile === 'ttlock') throw new PlatformError(30006);
      const seconds = Math.ceil((1 - bucket.tokens) / perMs / 1000);
      this.#refuse(429, 429, 'Too many requests.', rate.retryAfter ? { 'retry-after': String(seconds) } : {});
    }
    bucket.tokens -= 1;
  }

  #refuse(status: number, code: number, text: string, headers: Record<string, string> = {}): never {
    if (this.#options.overLimit === 'body') throw new PlatformError(code, 'code', text);
    throw new HttpError(status, { code, msg: text }, headers);
  }
}
