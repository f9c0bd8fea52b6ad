import type { Clock } from '../../clock.ts';
import { CallLimiter } from '../http/call-limiter.ts';
import type { SifelyCredentials } from './credentials.ts';

/** What this process remembers of one account between calls. Losing it costs a call, never correctness. */
export interface OwnerState {
  readonly limiter: CallLimiter;
  /** The renewal under way, shared by all who wait for it. */
  renewal?: Promise<SifelyCredentials>;
  /**
   * Renewed credentials that could not be stored in place of those with the token `instead`: stored first at the next
   * attempt, because Sifely may not take the old refresh token again.
   */
  unsaved?: { readonly credentials: SifelyCredentials; readonly instead: string };
  /** When a renewal ahead of time failed last; it is not tried again for a minute. */
  earlyRenewalFailedAt?: number;
  lastUsedAt: number;
}

const IDLE_MS = 30 * 60_000;
const SWEEP_MS = 60_000;

/** The states of all accounts that were used lately; idle ones are let go. */
export class OwnerStates {
  readonly #states = new Map<string, OwnerState>();
  readonly #clock: Clock;
  readonly #callsPerMinute: number;
  #sweptAt = 0;

  constructor(callsPerMinute: number, clock: Clock) {
    this.#callsPerMinute = callsPerMinute;
    this.#clock = clock;
  }

  /** The state of an owner, made at its first use. */
  of(owner: string): OwnerState {
    const now = this.#clock.now();
    this.#sweep(now);
    const state = this.#states.get(owner) ?? {
      limiter: new CallLimiter(this.#callsPerMinute, this.#clock),
      lastUsedAt: now,
    };
    state.lastUsedAt = now;
    this.#states.set(owner, state);
    return state;
  }

  /** How many owners are remembered. */
  get size(): number {
    return this.#states.size;
  }

  #sweep(now: number): void {
    if (now - this.#sweptAt < SWEEP_MS) return;
    this.#sweptAt = now;
    for (const [owner, state] of this.#states) {
      if (now - state.lastUsedAt >= IDLE_MS && !state.renewal && state.limiter.idle)
        this.#states.delete(owner);
    }
  }
}
