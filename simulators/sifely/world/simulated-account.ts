import type { Cloud } from '../cloud.ts';
import type { Notification } from '../webhooks.ts';
import type { Plan } from './seed/seed-schema.ts';
import type { AccountState } from './world.ts';

/** Controls an account as Sifely could, without its user. */
export class SimulatedAccount {
  readonly username: string;
  readonly #cloud: Cloud;
  readonly #state: AccountState;

  constructor(cloud: Cloud, state: AccountState) {
    this.username = state.username;
    this.#cloud = cloud;
    this.#state = state;
  }

  /** The current API key. */
  get apiKey(): string {
    return this.#state.apiKey;
  }

  /** `cli_…` */
  get clientId(): string {
    return this.#state.clientId;
  }

  get plan(): Plan {
    return { ...this.#state.plan };
  }

  /** Changes the plan; `undefined` removes a limit. */
  set plan(plan: Partial<Plan>) {
    this.#state.plan = { ...this.#state.plan, ...plan };
    this.#cloud.save();
  }

  /** Calls of this calendar month (UTC) that were counted against the plan. */
  get callsThisMonth(): number {
    return this.#state.used.calls;
  }

  /** Sets the number of calls of this month. */
  set callsThisMonth(calls: number) {
    this.#state.used = { month: new Date(this.#cloud.clock.now()).toISOString().slice(0, 7), calls };
    this.#cloud.save();
  }

  /** Expires every access token of the account; refresh tokens stay valid. */
  expireAccessTokens(): void {
    for (const held of this.#cloud.world.accessTokens.values())
      if (held.username === this.username) held.expiresAt = this.#cloud.clock.now();
    this.#cloud.save();
  }

  /** Revokes every refresh token of the account. */
  revokeRefreshTokens(): void {
    for (const [token, held] of this.#cloud.world.refreshTokens)
      if (held.username === this.username) this.#cloud.world.refreshTokens.delete(token);
    this.#cloud.save();
  }

  /** Replaces the API key, as if rotated elsewhere; returns the new one. */
  rotateKey(): string {
    const key = this.#cloud.credentials.rollKey(this.#state);
    this.#cloud.save();
    return key;
  }

  /** Posts any notification to its webhook address, also one of an unknown kind. */
  notify(notification: Notification): void {
    this.#cloud.webhooks.notify(this.username, notification);
  }

  /** Changes the password; tokens and keys stay valid. */
  changePassword(password: string): void {
    this.#state.password = password;
    delete this.#state.passwordHash;
    this.#cloud.save();
  }
}
