import type { AuthClient } from 'google-auth-library';
import type { Clock } from '../../clock.ts';

/** `authorization`, and `x-goog-user-project` if another project is billed. */
export type IdentityHeaders = Readonly<Record<string, string>>;

/** Minimum remaining validity of a token that is sent, in milliseconds: a call takes three seconds, and clocks differ. */
const MIN_VALIDITY_MS = 10_000;

/** How long calls share a token request under way, in ms: half a call's timeout. Metadata servers answer within a few ms. */
const SHARE_MS = 1500;

/** From `renewAt` on, the library may have a newer token. */
interface CachedToken {
  readonly headers: IdentityHeaders;
  readonly renewAt: number;
  readonly expiresAt: number;
}

interface TokenRequest {
  readonly since: number;
  readonly headers: Promise<IdentityHeaders>;
}

/**
 * Tokens for Firestore. On Cloud Run the library waits for the metadata server without a timeout, for all callers: a client that
 * does not answer is replaced. A token that is still valid is used during its renewal, without waiting.
 */
export class FirestoreTokens {
  readonly #find: () => Promise<AuthClient>;
  readonly #clock: Clock;
  /** The current client; `undefined` after one was abandoned. */
  #auth: AuthClient | undefined;
  #cached: CachedToken | undefined;
  #request: TokenRequest | undefined;

  /** @param find creates another client like `auth` */
  constructor(auth: AuthClient, find: () => Promise<AuthClient>, clock: Clock) {
    this.#auth = auth;
    this.#find = find;
    this.#clock = clock;
  }

  async headers(): Promise<IdentityHeaders> {
    const now = this.#clock.now();
    const cached = this.#cached;
    if (cached !== undefined && now < cached.renewAt) return cached.headers;
    const requested = this.#requestToken(now);
    if (cached === undefined || now >= cached.expiresAt - MIN_VALIDITY_MS) return requested;
    // If it fails, the next call requests one again.
    requested.catch(() => {});
    return cached.headers;
  }

  /** Returns headers with a new token after one was refused; `undefined` if there is no other. */
  async renewedHeaders(refused: IdentityHeaders): Promise<IdentityHeaders | undefined> {
    const credentials = this.#auth?.credentials;
    // A fixed bearer and a self-signed token would be the same again.
    if (!credentials?.access_token || !credentials.refresh_token) return undefined;
    // Of several refused calls the first expires the token; the others find it renewed.
    if (refused['authorization']?.endsWith(` ${credentials.access_token}`)) {
      credentials.expiry_date = 1;
      this.#cached = undefined;
    }
    const renewed = await this.headers();
    return renewed['authorization'] === refused['authorization'] ? undefined : renewed;
  }

  #requestToken(now: number): Promise<IdentityHeaders> {
    const before = this.#request;
    // If the clock was set back since, the age of the request is unknown.
    if (before !== undefined && now >= before.since && now < before.since + SHARE_MS) return before.headers;
    if (before !== undefined) this.#auth = undefined;
    const request: TokenRequest = { since: now, headers: this.#fetch() };
    this.#request = request;
    const ended = () => {
      if (this.#request === request) this.#request = undefined;
    };
    request.headers.then(ended, ended);
    return request.headers;
  }

  async #fetch(): Promise<IdentityHeaders> {
    this.#auth ??= await this.#find();
    const auth = this.#auth;
    const headers = Object.fromEntries(await auth.getRequestHeaders());
    // Also from a client that was abandoned: it has answered after all.
    this.#auth = auth;
    const expiresAt = auth.credentials.expiry_date ?? 0;
    this.#cached = { headers, expiresAt, renewAt: expiresAt - auth.eagerRefreshThresholdMillis };
    return headers;
  }
}
