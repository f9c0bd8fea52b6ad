import type { Random } from '../../functions/random.ts';
import { md5 } from './secrets.ts';
import { newApiKey } from './world/grow-world.ts';
import type { AccountState, Profile, World } from './world/world.ts';

/** Who makes a call, and how it was proved. */
interface Caller {
  readonly account: AccountState;
  readonly profile: Profile;
}

const CODE_MS = 10 * 60_000;

/** Passwords, keys and tokens of both generations. */
export class Credentials {
  /** Every token, code and key given out since the start. */
  readonly issued = new Set<string>();
  readonly #world: World;
  readonly #random: Random;
  readonly #profiles: readonly Profile[];
  readonly #tokenSeconds: number;
  readonly #rotate: boolean;
  readonly #acceptPlain: boolean;

  constructor(
    world: World,
    random: Random,
    settings: {
      readonly profiles: readonly Profile[];
      readonly tokenSeconds: number;
      readonly rotateRefreshToken: boolean;
      readonly acceptPlainPassword: boolean;
    },
  ) {
    this.#world = world;
    this.#random = random;
    this.#profiles = settings.profiles;
    this.#tokenSeconds = settings.tokenSeconds;
    this.#rotate = settings.rotateRefreshToken;
    this.#acceptPlain = settings.acceptPlainPassword;
  }

  /** The account with this name and password (its MD5), if it may use the profile. */
  signIn(profile: Profile, username: string, password: string): AccountState | undefined {
    const account = this.#world.accounts.get(username);
    if (!account?.profiles.includes(profile)) return undefined;
    const plain = profile === 'oauth' && this.#acceptPlain && password === account.password;
    return plain || password === md5(account.password) ? account : undefined;
  }

  /** A new pair of tokens; `refreshToken` keeps an existing one alive. */
  issue(username: string, clientId: string, now: number, refreshToken?: string) {
    for (const [token, { expiresAt }] of this.#world.accessTokens)
      if (expiresAt <= now) this.#world.accessTokens.delete(token);
    const access = `sim-access-${this.#random.bytes(24).toString('hex')}`;
    const refresh = refreshToken ?? `sim-refresh-${this.#random.bytes(24).toString('hex')}`;
    this.issued.add(access).add(refresh);
    this.#world.accessTokens.set(access, { username, expiresAt: now + this.#tokenSeconds * 1000 });
    this.#world.refreshTokens.set(refresh, { username, clientId });
    return { access, refresh, seconds: this.#tokenSeconds };
  }

  /** New tokens for a refresh token; `undefined` when it is unknown, revoked or another client's. */
  refresh(token: string, clientId: string, now: number) {
    const held = this.#world.refreshTokens.get(token);
    if (!held || held.clientId !== clientId) return undefined;
    if (this.#rotate) this.#world.refreshTokens.delete(token);
    return this.issue(held.username, clientId, now, this.#rotate ? undefined : token);
  }

  /** A code for authorize: good for ten minutes and one use. */
  issueCode(username: string, clientId: string, now: number): string {
    const code = this.#random.bytes(16).toString('hex');
    this.issued.add(code);
    this.#world.codes.set(code, { username, clientId, expiresAt: now + CODE_MS });
    return code;
  }

  /** Tokens for a code; `undefined` when it is unknown, used, too old or another client's. */
  redeem(code: string, clientId: string, now: number) {
    const held = this.#world.codes.get(code);
    this.#world.codes.delete(code);
    if (!held || held.clientId !== clientId || held.expiresAt <= now) return undefined;
    return this.issue(held.username, clientId, now);
  }

  /** A new API key; the old one is dead at once. */
  rollKey(account: AccountState): string {
    this.issued.add(account.apiKey);
    account.apiKey = newApiKey(this.#random);
    return account.apiKey;
  }

  /** Which generation an Authorization header belongs to, by its looks. */
  profileOf(header: string | undefined): Profile {
    const [only] = this.#profiles;
    if (this.#profiles.length === 1 && only) return only;
    return header !== undefined && /^(Bearer\s+)?sk-/i.test(header) ? 'api-key' : 'oauth';
  }

  /**
   * Who an Authorization header stands for. API keys are taken raw only, as the documentation demands; access tokens
   * with `Bearer` or raw.
   */
  caller(header: string | undefined, now: number): Caller | undefined {
    if (header === undefined) return undefined;
    if (this.profileOf(header) === 'api-key') {
      for (const account of this.#world.accounts.values())
        if (account.apiKey === header && account.profiles.includes('api-key'))
          return { account, profile: 'api-key' };
      return undefined;
    }
    const held = this.#world.accessTokens.get(header.replace(/^Bearer\s+/i, ''));
    const account = held && held.expiresAt > now ? this.#world.accounts.get(held.username) : undefined;
    return account && { account, profile: 'oauth' };
  }
}
