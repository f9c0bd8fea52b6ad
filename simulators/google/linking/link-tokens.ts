import type { Clock } from '../../../functions/clock.ts';
import { NotLinkedError, TryLaterError } from '../failures.ts';
import type { Tokens } from '../schemas/token-answer.ts';
import type { TokenClient } from './token-client.ts';

/** The saved tokens of a link. `expiresAt` in ms since the epoch. */
export interface SavedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: number;
}

/** A pattern of concurrent refreshes, and the response that wins, as if responses were late or out of order. */
export interface RefreshPattern {
  /** The number of concurrent refreshes. Default: 1. */
  readonly concurrently?: number;
  /** The response whose access token is used from now on; `none` keeps the old one, as if every response was lost. */
  readonly adopt?: 'first' | 'last' | 'none';
}

/** The tokens that Google holds for one link: refreshed on expiry and after a 401, dropped on `invalid_grant`. */
export class LinkTokens {
  readonly #client: TokenClient;
  readonly #clock: Clock;
  readonly #onEnd: () => void;
  #held: SavedTokens | undefined;

  /** `onEnd` is called when the token endpoint ends the link. */
  constructor(client: TokenClient, clock: Clock, onEnd: () => void) {
    this.#client = client;
    this.#clock = clock;
    this.#onEnd = onEnd;
  }

  /** The current tokens; `undefined` without a link. */
  get held(): SavedTokens | undefined {
    return this.#held;
  }

  /** Starts a link with the response to a code. */
  start({ accessToken, refreshToken, expiresIn }: Tokens): void {
    if (refreshToken === undefined) throw new NotLinkedError('The response to a code has no refresh token');
    this.#held = { accessToken, refreshToken, expiresAt: this.#clock.now() + expiresIn * 1000 };
  }

  /** Restores a saved link, or drops the current one. */
  restore(saved: SavedTokens | undefined): void {
    this.#held = saved;
  }

  /** Returns an access token that has not expired by our clock; with `proactive` false, the current one. */
  async fresh(proactive: boolean): Promise<string> {
    if (proactive && this.#require().expiresAt <= this.#clock.now()) await this.refresh();
    return this.#require().accessToken;
  }

  /** Refreshes and returns every new access token. Throws `NotLinkedError` or `TryLaterError`. */
  async refresh({ concurrently = 1, adopt = 'last' }: RefreshPattern = {}): Promise<string[]> {
    const { refreshToken } = this.#require();
    const outcomes = await Promise.all(
      Array.from({ length: concurrently }, () => this.#client.refresh(refreshToken)),
    );
    if (outcomes.some(({ kind }) => kind === 'refused')) {
      if (this.#held?.refreshToken === refreshToken) {
        this.#held = undefined;
        this.#onEnd();
      }
      throw new NotLinkedError('The refresh token was refused with invalid_grant: the link is gone');
    }
    const tokens = outcomes.flatMap((outcome) => (outcome.kind === 'tokens' ? [outcome.tokens] : []));
    const adopted = adopt === 'first' ? tokens.at(0) : tokens.at(-1);
    if (adopted === undefined)
      throw new TryLaterError('The token endpoint is out of order; the link is kept');
    if (adopt !== 'none' && this.#held?.refreshToken === refreshToken) {
      this.start({ ...adopted, refreshToken });
    }
    return tokens.map(({ accessToken }) => accessToken);
  }

  #require(): SavedTokens {
    if (this.#held === undefined) throw new NotLinkedError('Not linked yet');
    return this.#held;
  }
}
