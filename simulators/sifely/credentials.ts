import type { Random } from '../../functions/random.ts';
import { md5 } from './secrets.ts';
import { addAccount, newApiKey } from './world/grow-world.ts';
import type { AccountState, Profile, World } from './world/world.ts';

/** The authenticated caller, and the generation of the API that it uses. */
interface Caller {
  readonly account: AccountState;
  readonly profile: Profile;
}

const CODE_MS = 10 * 60_000;

/** Passwords, keys and tokens of both generations. */
export class Credentials {
  /** Every token, code and key issued since the start. */
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

  /** Returns the account with this name and password (its MD5), if it may use the profile. */
  signIn(profile: Profile, username: string, password: string): AccountState | undefined {
    const account = this.#world.accounts.get(username);
    if (!account?.profiles.includes(profile)) return undefined;
    const plain = profile === 'oauth' && this.#acceptPlain && password === account.password;
    return plain || password === md5(account.password) ? account : undefined;
  }

  /** Issues a pair of tokens; `refreshToken` keeps an existing one. */
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

  /** Issues tokens for a refresh token; `undefined` if it is unknown, revoked or another client's. */
  refresh(token: string, clientId: string, now: number) {
    const held = this.#world.refreshTokens.get(token);
    if (!held || held.clientId !== clientId) return undefined;
    if (this.#rotate) this.#world.refreshTokens.delete(token);
    return this.issue(held.username, clientId, now, this.#rotate ? undefined : token);
  }

  /** Issues a code for authorize: valid for ten minutes and one use. */
  issueCode(username: string, clientId: string, now: number): string {
    const code = this.#random.bytes(16).toString('hex');
    this.issued.add(code);
    this.#world.codes.set(code, { username, clientId, expiresAt: now + CODE_MS });
    return code;
  }

  /** Issues tokens for a code; `undefined` if it is unknown, used, expired or another client's. */
  redeem(code: string, clientId: string, now: number) {
    const held = this.#world.codes.get(code);
    this.#world.codes.delete(code);
    if (!held || held.clientId !== clientId || held.expiresAt <= now) return undefined;
    return this.issue(held.username, clientId, now);
  }

  /** Creates an account for the receiver of a key; its password is the last six characters of the name. */
  createAccount(username: string): AccountState {
    const plan = { name: 'DEVELOPER', active: true };
    const account = {
      username,
      password: username.slice(-6),
      profiles: [...this.#profiles],
      plan,
      webhook: undefined,
    };
    return addAccount(this.#world, account, this.#random);
  }

  /** Issues an API key and revokes the old one. */
  rollKey(account: AccountState): string {
    this.issued.add(account.apiKey);
    account.apiKey = newApiKey(this.#random);
    return account.apiKey;
  }

  /** Guesses the generation of an Authorization header from its format. */
  profileOf(header: string | undefined): Profile {
    const [only] = this.#profiles;
    if (this.#profiles.length === 1 && only) return only;
    return header !== undefined && /^(Bearer\s+)?sk-/i.test(header) ? 'api-key' : 'oauth';
  }

  /**
   * Returns the caller of an Authorization header. Accepts API keys raw only, as documented; access tokens with `Bearer`
   * or raw.
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
