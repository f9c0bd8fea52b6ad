import type { Clock } from '../../clock.ts';
import { CallLimiter } from '../http/call-limiter.ts';
import type { SifelyCredentials } from './credentials.ts';

/** The state of one account that this process keeps between calls. Losing it costs a call, never correctness. */
export interface OwnerState {
  readonly limiter: CallLimiter;
  /** The running renewal, shared by all callers. */
  renewal?: Promise<SifelyCredentials>;
  /** Renewed, but not stored over those with token `instead`. The next attempt stores them: the old refresh token may be dead. */
  unsaved?: { readonly credentials: SifelyCredentials; readonly instead: string };
  /** Time of the last failed renewal before expiry; it is not tried again for a minute. */
  earlyRenewalFailedAt?: number;
  lastUsedAt: number;
}

const IDLE_MS = 30 * 60_000;
const SWEEP_MS = 60_000;

/** The states of all accounts in use; those that are idle for half an hour are dropped. */
export class OwnerStates {
  readonly #states = new Map<string, OwnerState>();
  readonly #clock: Clock;
  readonly #callsPerMinute: number;
  #sweptAt = 0;

  constructor(callsPerMinute: number, clock: Clock) {
    this.#callsPerMinute = callsPerMinute;
    this.#clock = clock;
  }

  /** Returns the state of an owner; creates it at its first use. */
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
