import type { Random } from '../../functions/random.ts';
import { dropOldest } from '../keep-newest.ts';
import { md5 } from './secrets.ts';
import { addAccount, newApiKey } from './world/grow-world.ts';
import type { AccountState, Generation, Profile, World } from './world/world.ts';

/** The authenticated caller, and the generation of the API that it uses. */
interface Caller {
  readonly account: AccountState;
  readonly profile: Profile;
}

const DEVELOPER = { name: 'DEVELOPER', active: true } as const;
const CODE_MS = 10 * 60_000;
/** Lifetimes of access tokens in seconds. TTLock's is documented. */
const TOKEN_SECONDS = { oauth: 7200, ttlock: 7_776_000 } as const;

/** The front that a call speaks to, and the credential that it carries. */
export interface Approach {
  readonly profile: Profile;
  /** The Authorization header of Sifely's generations, the parameter `accessToken` of TTLock's dialect. */
  readonly credential: string | undefined;
}

/** A client that gets tokens, by its id and the front that it speaks to (default: oauth). */
interface TokenClient {
  readonly clientId: string;
  readonly profile?: 'oauth' | 'ttlock';
}

/** Passwords, keys and tokens of every front. */
export class Credentials {
  /** The tokens, codes and keys issued since the start. */
  readonly issued = new Set<string>();
  readonly #world: World;
  readonly #random: Random;
  readonly #generations: readonly Generation[];
  readonly #tokenSeconds: number | undefined;
  readonly #rotate: boolean;
  readonly #acceptPlain: boolean;
  readonly #maxRemembered: number;

  constructor(
    world: World,
    random: Random,
    settings: {
      readonly generations: readonly Generation[];
      readonly tokenSeconds: number | undefined;
      readonly rotateRefreshToken: boolean;
      readonly acceptPlainPassword: boolean;
      readonly maxRemembered: number;
    },
  ) {
    this.#world = world;
    this.#random = random;
    this.#generations = settings.generations;
    this.#tokenSeconds = settings.tokenSeconds;
    this.#rotate = settings.rotateRefreshToken;
    this.#acceptPlain = settings.acceptPlainPassword;
    this.#maxRemembered = settings.maxRemembered;
  }

  /** Returns the account with this name and password (its MD5), if it may use the profile. */
  signIn(profile: Profile, username: string, password: string): AccountState | undefined {
    const account = this.#world.accounts.get(username);
    if (!account || (profile !== 'ttlock' && !account.profiles.includes(profile))) return undefined;
    const { passwordHash = md5(account.password) } = account;
    const plain = profile !== 'api-key' && this.#acceptPlain && password === account.password;
    return plain || password === passwordHash ? account : undefined;
  }

  /** Issues a pair of tokens; `refreshToken` keeps an existing one. */
  issue(username: string, { clientId, profile = 'oauth' }: TokenClient, now: number, refreshToken?: string) {
    const seconds = this.#tokenSeconds ?? TOKEN_SECONDS[profile];
    for (const [token, { expiresAt }] of this.#world.accessTokens)
      if (expiresAt <= now) this.#world.accessTokens.delete(token);
    const access = `sim-access-${this.#random.bytes(24).toString('hex')}`;
    const refresh = refreshToken ?? `sim-refresh-${this.#random.bytes(24).toString('hex')}`;
    this.#remember(access);
    this.#remember(refresh);
    this.#world.accessTokens.set(access, { username, expiresAt: now + seconds * 1000 });
    this.#world.refreshTokens.set(refresh, { username, clientId });
    return { access, refresh, seconds };
  }

  /** Issues tokens for a refresh token; `undefined` if it is unknown, revoked or another client's. */
  refresh(token: string, client: TokenClient, now: number) {
    const held = this.#world.refreshTokens.get(token);
    if (!held || held.clientId !== client.clientId) return undefined;
    if (this.#rotate) this.#world.refreshTokens.delete(token);
    return this.issue(held.username, client, now, this.#rotate ? undefined : token);
  }

  /** Issues a code for authorize: valid for ten minutes and one use. */
  issueCode(username: string, clientId: string, now: number): string {
    const code = this.#random.bytes(16).toString('hex');
    this.#remember(code);
    this.#world.codes.set(code, { username, clientId, expiresAt: now + CODE_MS });
    return code;
  }

  /** Issues tokens for a code; `undefined` if it is unknown, used, expired or another client's. */
  redeem(code: string, clientId: string, now: number) {
    const held = this.#world.codes.get(code);
    this.#world.codes.delete(code);
    if (!held || held.clientId !== clientId || held.expiresAt <= now) return undefined;
    return this.issue(held.username, { clientId }, now);
  }

  /** Creates an account for the receiver of a key; its password is the last six characters of the name. */
  createAccount(username: string): AccountState {
    const account = {
      username,
      password: username.slice(-6),
      profiles: [...this.#generations],
      plan: DEVELOPER,
      webhook: undefined,
    };
    return addAccount(this.#world, account, this.#random);
  }

  /** Creates an account whose password only the client knows that registers it. */
  register(username: string, passwordHash: string): void {
    const account = { username, password: '', profiles: [...this.#generations], plan: DEVELOPER };
    addAccount(this.#world, { ...account, webhook: undefined }, this.#random).passwordHash = passwordHash;
  }

  /** Issues an API key and revokes the old one. */
  rollKey(account: AccountState): string {
    this.#remember(account.apiKey);
    account.apiKey = newApiKey(this.#random);
    return account.apiKey;
  }

  #remember(secret: string): void {
    this.issued.add(secret);
    dropOldest(this.issued, this.#maxRemembered);
  }

  /** Returns the caller of a credential. Accepts API keys raw only, as documented; Sifely's tokens with `Bearer` or raw. */
  caller({ profile, credential }: Approach, now: number): Caller | undefined {
    if (credential === undefined) return undefined;
    if (profile === 'api-key') {
      for (const account of this.#world.accounts.values())
        if (account.apiKey === credential && account.profiles.includes('api-key'))
          return { account, profile };
      return undefined;
    }
    const token = profile === 'oauth' ? credential.replace(/^Bearer\s+/i, '') : credential;
    const held = this.#world.accessTokens.get(token);
    const account = held && held.expiresAt > now ? this.#world.accounts.get(held.username) : undefined;
    return account && { account, profile };
  }

  /** Returns TTLock's code of a refused token: 10003 for none or an unknown one, 10004 for an expired one. */
  tokenFailure(token: string | undefined): 10003 | 10004 {
    return token !== undefined && this.#world.accessTokens.has(token) ? 10004 : 10003;
  }
}
