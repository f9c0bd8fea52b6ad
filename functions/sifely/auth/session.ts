import type { Clock } from '../../clock.ts';
import type { CallOptions, CloudCredentials, CredentialStore } from '../../locks/lock-cloud.ts';
import type { Logger } from '../../logs/logger.ts';
import { isOutage } from '../http/decode-reply.ts';
import { otherFailures } from '../http/error-table.ts';
import { SifelyError } from '../http/sifely-error.ts';
import type { Transport } from '../http/transport.ts';
import { untilAborted } from '../http/until-aborted.ts';
import { REASON_POLICY } from '../reason-policy.ts';
import { authorizationHeader, readCredentials, type SifelyCredentials } from './credentials.ts';
import { tokenRequest } from './oauth-tokens.ts';
import type { OwnerState } from './owner-states.ts';
import { noKeyToRoll, rollKeyRequest } from './roll-key.ts';

interface SessionDeps {
  readonly credentialStore: CredentialStore;
  readonly state: OwnerState;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Absent in the `api-key` profile, whose keys cannot be renewed. */
  readonly clientId: string | undefined;
  readonly loginMs: number;
}

const ENDPOINT = '/system/smart/oauthToken';
const EARLY_RENEWAL_PAUSE_MS = 60_000;
/** Pauses before the stored tokens are read again after a refusal, in ms: another process that got the new ones stores them first. */
const RELOAD_AFTER_MS = [0, 50, 150, 300] as const;
/** Pauses before a new key is stored again, in ms: the old one is dead, and the new one is nowhere else. */
const SAVE_AGAIN_AFTER_MS = [100, 400, 1000] as const;

/**
 * An account's credentials during one request. Renewal is shared within the process, asks the store if another process was
 * first, and stores new credentials before they are used.
 */
export class CloudSession {
  readonly #deps: SessionDeps;
  #current: SifelyCredentials | undefined;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
  }

  get isRenewable(): boolean {
    const { clientId } = this.#deps;
    return clientId !== undefined && this.#current?.kind === 'oauth' && Boolean(this.#current.refreshToken);
  }

  /** Returns the token to call with; renews it first if it expires soon. */
  async token(options: CallOptions): Promise<string> {
    this.#current ??= this.#ofProfile(
      readCredentials(await this.#store(async () => this.#deps.credentialStore.credentials)),
    );
    if (!this.#isDue(this.#current)) return this.#current.token;
    try {
      await this.renew(this.#current.token, options);
    } catch (error) {
      // A token that has not expired is still good; if Sifely refuses it, the call says so.
      const expiresAt = this.#current.kind === 'oauth' ? this.#current.expiresAt : undefined;
      const now = this.#deps.clock.now();
      if (options.signal?.aborted || expiresAt === undefined || expiresAt <= now) throw error;
      this.#deps.state.earlyRenewalFailedAt = now;
    }
    return this.#current.token;
  }

  /** Gets credentials with another token than `refused`. Rejects with `credentials-refused` or the failure of the attempt. */
  async renew(refused: string, options: CallOptions): Promise<void> {
    const { state } = this.#deps;
    for (;;) {
      const shared = state.renewal;
      const flight = shared ?? this.#startRenewal(refused, options);
      const wait = () => untilAborted(flight, ENDPOINT, options.signal);
      const renewed = await (options.trace ? options.trace.upstream(wait) : wait());
      this.#current = renewed;
      // A renewal that another request started for an older token may have brought the one that was refused here.
      if (renewed.token !== refused || !shared) return;
    }
  }

  /**
   * Replaces the API key by a new one, which is stored before it is used; the old one ends at once. If no answer comes, or the new
   * key cannot be stored before this process ends, the account must sign in again. Rejects with `not-supported` for tokens.
   */
  async rollKey(options: CallOptions): Promise<void> {
    const { state } = this.#deps;
    // One after another: each call needs the key that the one before brought.
    while (state.renewal) await state.renewal.catch(() => {});
    const rolling = this.#rollOnce(options);
    // As a renewal, so that calls that are refused meanwhile wait for the new key. Its failure says nothing of theirs.
    const shared = this.#share(
      rolling.catch((error: unknown) => {
        throw error instanceof SifelyError ? error.as({ executed: 'no' }) : error;
      }),
    );
    await Promise.allSettled([shared]);
    this.#current = await rolling;
  }

  async #rollOnce({ trace }: CallOptions): Promise<SifelyCredentials> {
    const { state, transport, loginMs, credentialStore } = this.#deps;
    const stored = await this.#reload();
    if (stored.kind !== 'api-key') throw noKeyToRoll();
    if (state.unsaved?.instead === stored.token) return this.#save(state.unsaved.credentials, stored.token);
    state.limiter.count();
    let token: string;
    try {
      // No signal: an answer that nobody waits for would be lost, and the key with it.
      token = await transport.send(rollKeyRequest(loginMs), {
        owner: credentialStore.owner,
        authorization: authorizationHeader(stored.token),
        priority: 'command',
        ...(trace ? { trace } : {}),
      });
    } catch (error) {
      // Another process may have just replaced the key.
      const other = isRefusal(error) ? await this.#storedSince([stored.token]) : undefined;
      if (other === undefined) throw error;
      return other;
    }
    return this.#saveKey({ ...stored, token }, stored.token);
  }

  /** Stores a new key unless a sign-in stored newer credentials meanwhile. Rejects with `executed: 'unknown'`. */
  async #saveKey(renewed: SifelyCredentials, instead: string): Promise<SifelyCredentials> {
    for (const ms of SAVE_AGAIN_AFTER_MS) {
      try {
        return await this.#save(renewed, instead);
      } catch {
        await this.#deps.clock.delay(ms);
      }
    }
    try {
      return await this.#save(renewed, instead);
    } catch (error) {
      throw error instanceof SifelyError ? error.as({ executed: 'unknown' }) : error;
    }
  }

  #isDue(credentials: SifelyCredentials): boolean {
    if (credentials.kind !== 'oauth' || credentials.renewAt === undefined || !credentials.refreshToken)
      return false;
    const now = this.#deps.clock.now();
    if (now < credentials.renewAt) return false;
    const failedAt = this.#deps.state.earlyRenewalFailedAt;
    const paused = failedAt !== undefined && now - failedAt < EARLY_RENEWAL_PAUSE_MS;
    return !paused || (credentials.expiresAt !== undefined && credentials.expiresAt <= now);
  }

  #startRenewal(refused: string, options: CallOptions): Promise<SifelyCredentials> {
    return this.#share(this.#renewOnce(refused, options));
  }

  /** Lets all callers wait for one renewal. */
  #share(renewal: Promise<SifelyCredentials>): Promise<SifelyCredentials> {
    const { state } = this.#deps;
    const flight = renewal.finally(() => {
      if (state.renewal === flight) delete state.renewal;
    });
    state.renewal = flight;
    // Callers that still wait get the failure; without one, an unhandled rejection would end the process.
    flight.catch(() => {});
    return flight;
  }

  async #renewOnce(refused: string, { trace }: CallOptions): Promise<SifelyCredentials> {
    const { state, clock, transport, clientId, loginMs, credentialStore } = this.#deps;
    const stored = this.#ofProfile(await this.#reload());
    const unsaved = state.unsaved;
    if (unsaved?.instead === stored.token) return this.#save(unsaved.credentials, stored.token);
    delete state.unsaved;

    if (stored.token !== refused && !this.#isExpired(stored)) return stored;
    if (stored.kind === 'api-key') {
      const other = await this.#storedSince([stored.token], RELOAD_AFTER_MS.slice(1));
      if (other === undefined) throw noRenewal();
      return other;
    }
    if (!stored.refreshToken || clientId === undefined) throw noRenewal();
    const grant = { refreshToken: stored.refreshToken };
    const request = tokenRequest(grant, clientId, { timeoutMs: loginMs, now: () => clock.now() });
    try {
      state.limiter.count();
      // No signal: one caller's abort must not end what others wait for.
      const renewed = await transport.send(request, {
        owner: credentialStore.owner,
        // Commands may wait for it, and an account has one at a time.
        priority: 'command',
        ...(trace ? { trace } : {}),
      });
      return await this.#save(renewed, stored.token);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // Another process may have just used the refresh token.
      const other = await this.#storedSince([stored.token, refused]);
      if (other === undefined) throw noRenewal(error);
      return other;
    }
  }

  /** Returns credentials with none of these tokens that another process is just storing; `undefined` if none come. */
  async #storedSince(
    tokens: readonly string[],
    pausesMs: readonly number[] = RELOAD_AFTER_MS,
  ): Promise<SifelyCredentials | undefined> {
    for (const ms of pausesMs) {
      if (ms > 0) await this.#deps.clock.delay(ms);
      const other = this.#ofProfile(await this.#reload());
      if (!tokens.includes(other.token)) return other;
    }
    return undefined;
  }

  /** Returns credentials of this deployment's generation of the API. Throws for those of the other: its server is not asked. */
  #ofProfile(credentials: SifelyCredentials): SifelyCredentials {
    const isOfProfile = (credentials.kind === 'oauth') === (this.#deps.clientId !== undefined);
    if (!isOfProfile) throw noRenewal();
    return credentials;
  }

  #isExpired(credentials: SifelyCredentials): boolean {
    const expiresAt = credentials.kind === 'oauth' ? credentials.expiresAt : undefined;
    return expiresAt !== undefined && expiresAt <= this.#deps.clock.now();
  }

  async #reload(): Promise<SifelyCredentials> {
    const stored = await this.#store(() => this.#deps.credentialStore.reload());
    if (stored === undefined) throw noRenewal();
    return readCredentials(stored);
  }

  async #save(renewed: SifelyCredentials, instead: string): Promise<SifelyCredentials> {
    const { state, credentialStore } = this.#deps;
    state.unsaved = { credentials: renewed, instead };
    const isOutdated = (stored: CloudCredentials) => isReplacedBy(renewed, stored, instead);
    await this.#store(() => credentialStore.save(renewed, isOutdated));
    const stored = renewed.kind === 'api-key' ? await this.#reload() : renewed;
    delete state.unsaved;
    delete state.earlyRenewalFailedAt;
    return stored;
  }

  async #store<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      this.#deps.logger.error('could not read or store Sifely credentials', {
        accountId: this.#deps.credentialStore.owner,
        error: cause,
      });
      throw new SifelyError(otherFailures.notStored, { endpoint: ENDPOINT, kind: 'network', cause });
    }
  }
}

/**
 * True if renewed credentials may replace stored ones: not those of another generation of the API, and a key only the one that ended
 * with it. What else is stored came from a sign-in meanwhile.
 */
function isReplacedBy(renewed: SifelyCredentials, stored: CloudCredentials, instead: string): boolean {
  const { kind, token } = stored;
  return kind === renewed.kind && (renewed.kind === 'oauth' || token === instead);
}

/** True if Sifely refused the refresh token; false for an outage, a wrong setup, or the page of a proxy. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof SifelyError) || error.kind !== 'refused' || !error.isOwnForm) return false;
  if (isOutage(error.status) || isOutage(error.code)) return false;
  return REASON_POLICY[error.reason].deniesRenewal;
}

function noRenewal(cause?: unknown): SifelyError {
  const row = { ...otherFailures.noCredentials, renewalMayHelp: false };
  const { code, status } = cause instanceof SifelyError ? cause : {};
  return new SifelyError(row, { endpoint: ENDPOINT, kind: 'refused', code, status, cause });
}
