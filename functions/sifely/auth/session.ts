import type { Clock } from '../../clock.ts';
import type { CallOptions, CredentialKeeper } from '../../locks/lock-cloud.ts';
import type { Logger } from '../../logs/logger.ts';
import { isOutage } from '../http/decode-reply.ts';
import { otherFailures } from '../http/error-table.ts';
import { SifelyError } from '../http/sifely-error.ts';
import type { Transport } from '../http/transport.ts';
import { untilAborted } from '../http/until-aborted.ts';
import { REASON_POLICY } from '../reason-policy.ts';
import { readCredentials, type SifelyCredentials } from './credentials.ts';
import { tokenRequest } from './oauth-tokens.ts';
import type { OwnerState } from './owner-states.ts';

/** What a session is made of. */
interface SessionDeps {
  readonly keeper: CredentialKeeper;
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

/**
 * The credentials of one account for as long as one request works with them. A renewal is shared by all requests of
 * the account in this process, looks first whether another process was faster, and is stored before it is used.
 */
export class CloudSession {
  readonly #deps: SessionDeps;
  #current: SifelyCredentials | undefined;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
  }

  /** Whether there is anything to renew with. */
  get isRenewable(): boolean {
    const { clientId } = this.#deps;
    return clientId !== undefined && this.#current?.kind === 'oauth' && Boolean(this.#current.refreshToken);
  }

  /** The token to call with; renewed first when its end is near. */
  async token(options: CallOptions): Promise<string> {
    this.#current ??= readCredentials(await this.#store(async () => this.#deps.keeper.credentials));
    if (!this.#isDue(this.#current)) return this.#current.token;
    try {
      await this.renew(this.#current.token, options);
    } catch (error) {
      // What still holds is still good; a call that finds otherwise says so.
      const expiresAt = this.#current.kind === 'oauth' ? this.#current.expiresAt : undefined;
      const now = this.#deps.clock.now();
      if (options.signal?.aborted || expiresAt === undefined || expiresAt <= now) throw error;
      this.#deps.state.earlyRenewalFailedAt = now;
    }
    return this.#current.token;
  }

  /**
   * Gets credentials other than those that have the token `refused`. Rejects with `credentials-refused` when there are none,
   * and with the failure of the way there otherwise.
   */
  async renew(refused: string, options: CallOptions): Promise<void> {
    const { state } = this.#deps;
    for (;;) {
      const shared = state.renewal;
      const flight = shared ?? this.#startRenewal(refused, options);
      const wait = () => untilAborted(flight, ENDPOINT, options.signal);
      const renewed = await (options.trace ? options.trace.upstream(wait) : wait());
      this.#current = renewed;
      // A flight that somebody began for an older token may have brought the one that was refused here.
      if (renewed.token !== refused || !shared) return;
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
    const { state } = this.#deps;
    const flight = this.#renewOnce(refused, options).finally(() => {
      if (state.renewal === flight) delete state.renewal;
    });
    state.renewal = flight;
    // Whoever still waits hears of a failure; that nobody does must not end the process.
    flight.catch(() => {});
    return flight;
  }

  async #renewOnce(refused: string, { trace }: CallOptions): Promise<SifelyCredentials> {
    const { state, clock, transport, clientId, loginMs, keeper } = this.#deps;
    const stored = await this.#reload();
    const unsaved = state.unsaved;
    if (unsaved?.instead === stored.token) return this.#save(unsaved.credentials, stored.token);
    delete state.unsaved;

    if (stored.token !== refused && !this.#isOver(stored)) return stored;
    if (stored.kind !== 'oauth' || !stored.refreshToken || clientId === undefined) throw noRenewal();
    const grant = { refreshToken: stored.refreshToken };
    const request = tokenRequest(grant, clientId, { timeoutMs: loginMs, now: () => clock.now() });
    try {
      state.limiter.count();
      // The signal of one caller must not end what others wait for.
      const renewed = await transport.send(request, { owner: keeper.owner, ...(trace ? { trace } : {}) });
      return await this.#save(renewed, stored.token);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // Another process may have used the refresh token up a moment ago.
      const other = await this.#reload();
      if (other.token !== stored.token && other.token !== refused) return other;
      throw noRenewal(error);
    }
  }

  #isOver(credentials: SifelyCredentials): boolean {
    const expiresAt = credentials.kind === 'oauth' ? credentials.expiresAt : undefined;
    return expiresAt !== undefined && expiresAt <= this.#deps.clock.now();
  }

  async #reload(): Promise<SifelyCredentials> {
    const stored = await this.#store(() => this.#deps.keeper.reload());
    if (stored === undefined) throw noRenewal();
    return readCredentials(stored);
  }

  async #save(renewed: SifelyCredentials, instead: string): Promise<SifelyCredentials> {
    const { state, keeper } = this.#deps;
    state.unsaved = { credentials: renewed, instead };
    await this.#store(() => keeper.save(renewed));
    delete state.unsaved;
    delete state.earlyRenewalFailedAt;
    return renewed;
  }

  async #store<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      this.#deps.logger.error('sifely credentials not read or stored', {
        accountId: this.#deps.keeper.owner,
        error: cause,
      });
      throw new SifelyError(otherFailures.notStored, { endpoint: ENDPOINT, kind: 'network', cause });
    }
  }
}

/** Whether Sifely turned the refresh token down, rather than being out of order or wrongly addressed. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof SifelyError) || error.kind !== 'refused') return false;
  if (isOutage(error.status) || isOutage(error.code)) return false;
  return REASON_POLICY[error.reason].deniesRenewal;
}

function noRenewal(cause?: unknown): SifelyError {
  const row = { ...otherFailures.noCredentials, renewalMayHelp: false };
  const { code, status } = cause instanceof SifelyError ? cause : {};
  return new SifelyError(row, { endpoint: ENDPOINT, kind: 'refused', code, status, cause });
}
