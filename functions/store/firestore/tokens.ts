import type { AuthClient } from 'google-auth-library';
import type { Clock } from '../../clock.ts';

/** `authorization`, and `x-goog-user-project` where another project pays. */
export type IdentityHeaders = Readonly<Record<string, string>>;

/** A token that ends sooner than this is not sent any more, in milliseconds: a call takes three seconds, and clocks differ. */
const LAST_USE_MS = 10_000;

/**
 * How long calls that come join a request for a token that is under way, in milliseconds. The metadata server of a platform
 * answers within a few; half of what a call may take.
 */
const PATIENCE_MS = 1500;

/** What a client of the library gave, until when it holds, and from when on there may be a newer one. */
interface Held {
  readonly headers: IdentityHeaders;
  readonly renewAt: number;
  readonly endsAt: number;
}

/** A request for a token that is under way. */
interface Asking {
  readonly since: number;
  readonly headers: Promise<IdentityHeaders>;
}

/**
 * The tokens of the library's clients, so that neither a request for one that is never answered nor a failing renewal
 * takes the store away. On Cloud Run the library waits for its metadata server without end, and every caller of a client
 * for the one request that it has made: so a client that does not answer is left for another. A token that still
 * holds is used while the next one is asked for, and no call waits then.
 */
export class FirestoreTokens {
  readonly #find: () => Promise<AuthClient>;
  readonly #clock: Clock;
  /** The client to ask; none after one was left. */
  #auth: AuthClient | undefined;
  #held: Held | undefined;
  #asking: Asking | undefined;

  /** `find` makes another client like `auth`. */
  constructor(auth: AuthClient, find: () => Promise<AuthClient>, clock: Clock) {
    this.#auth = auth;
    this.#find = find;
    this.#clock = clock;
  }

  /** Headers with a token that holds. */
  async headers(): Promise<IdentityHeaders> {
    const now = this.#clock.now();
    const held = this.#held;
    if (held !== undefined && now < held.renewAt) return held.headers;
    const asked = this.#ask(now);
    if (held === undefined || now >= held.endsAt - LAST_USE_MS) return asked;
    // Whatever comes of it: the next call asks again.
    asked.catch(() => {});
    return held.headers;
  }

  /** Headers with a new token in place of one that was refused; `undefined` where there is no other. */
  async renewedHeaders(refused: IdentityHeaders): Promise<IdentityHeaders | undefined> {
    const credentials = this.#auth?.credentials;
    // Neither a fixed bearer nor what a key signs for itself would be another one the next time.
    if (!credentials?.access_token || !credentials.refresh_token) return undefined;
    // Of several calls that were refused at once the first one ends the token; the others find it renewed.
    if (refused['authorization']?.endsWith(` ${credentials.access_token}`)) {
      credentials.expiry_date = 1;
      this.#held = undefined;
    }
    const renewed = await this.headers();
    return renewed['authorization'] === refused['authorization'] ? undefined : renewed;
  }

  #ask(now: number): Promise<IdentityHeaders> {
    const before = this.#asking;
    // A clock that was set back since says nothing of how long it has been.
    if (before !== undefined && now >= before.since && now < before.since + PATIENCE_MS)
      return before.headers;
    if (before !== undefined) this.#auth = undefined;
    const asking: Asking = { since: now, headers: this.#fetch() };
    this.#asking = asking;
    const ended = () => {
      if (this.#asking === asking) this.#asking = undefined;
    };
    asking.headers.then(ended, ended);
    return asking.headers;
  }

  async #fetch(): Promise<IdentityHeaders> {
    this.#auth ??= await this.#find();
    const auth = this.#auth;
    const headers = Object.fromEntries(await auth.getRequestHeaders());
    // However late it comes: of a client that was left, too.
    this.#auth = auth;
    const endsAt = auth.credentials.expiry_date ?? 0;
    this.#held = { headers, endsAt, renewAt: endsAt - auth.eagerRefreshThresholdMillis };
    return headers;
  }
}
