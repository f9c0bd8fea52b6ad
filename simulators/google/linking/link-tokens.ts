import type { Clock } from '../../../functions/clock.ts';
import { NotLinkedError, TryLaterError } from '../failures.ts';
import type { Tokens } from '../schemas/token-answer.ts';
import type { TokenClient } from './token-client.ts';

/** The tokens of a link as they are saved. `expiresAt` in ms since the epoch. */
export interface SavedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: number;
}

/** How several refreshes at once are made and which of their answers counts, as when answers come late or out of order. */
export interface RefreshPattern {
  /** How many refreshes run at the same time: 1 unless told. */
  readonly concurrently?: number;
  /** Whose access token is used from now on; `none` goes on with the old one, as if every answer had been lost. */
  readonly adopt?: 'first' | 'last' | 'none';
}

/** The tokens that Google holds for one link: refreshed on expiry and after a 401, dropped on `invalid_grant`. */
export class LinkTokens {
  readonly #client: TokenClient;
  readonly #clock: Clock;
  readonly #onEnd: () => void;
  #held: SavedTokens | undefined;

  /** `onEnd` is called when the token endpoint ended the link. */
  constructor(client: TokenClient, clock: Clock, onEnd: () => void) {
    this.#client = client;
    this.#clock = clock;
    this.#onEnd = onEnd;
  }

  /** What is held now; `undefined` when there is no link. */
  get held(): SavedTokens | undefined {
    return this.#held;
  }

  /** Begins a link with the answer to a code. */
  start({ accessToken, refreshToken, expiresIn }: Tokens): void {
    if (refreshToken === undefined) throw new NotLinkedError('The answer to a code has no refresh token');
    this.#held = { accessToken, refreshToken, expiresAt: this.#clock.now() + expiresIn * 1000 };
  }

  /** Takes up a link that was saved, or drops the one there is. */
  restore(saved: SavedTokens | undefined): void {
    this.#held = saved;
  }

  /** An access token that has not expired by our clock. With `proactive` false: whichever there is. */
  async fresh(proactive: boolean): Promise<string> {
    if (proactive && this.#require().expiresAt <= this.#clock.now()) await this.refresh();
    return this.#require().accessToken;
  }

  /** Refreshes; returns every access token that was handed out. Rejects with `NotLinkedError` or `TryLaterError`. */
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
