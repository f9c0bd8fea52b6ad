import type { Clock } from '../../clock.ts';
import type { CallOptions, CloudSignIn } from '../../locks/lock-cloud.ts';
import type { Random } from '../../random.ts';
import { isTransient } from '../http/decode-reply.ts';
import { SifelyError } from '../http/sifely-error.ts';
import type { SifelyRequest, Transport } from '../http/transport.ts';
import { REASON_POLICY } from '../reason-policy.ts';
import { authorizeRequest } from './authorize.ts';
import type { OauthCredentials } from './credentials.ts';
import { readTokens, tokenRequest } from './oauth-tokens.ts';
import { passwordHash } from './password-hash.ts';
import { asSignInRefused, isDenied, nameOf, signInContext, userOf } from './sign-in.ts';

interface OauthLoginDeps {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly clientId: string;
  readonly timeoutMs: number;
}

/** Time for which `authorize` is not tried after a deployment turned out to lack it. */
const ABSENT_MS = 60 * 60_000;

/**
 * Signs in by `authorize` and a code, or else by Login: `POST /system/smart/login`, in the query `client_id`, `username` and `password`
 * (MD5, lower-case hex); replies with `token`, `refreshToken` and maybe `expires_in` in seconds (clients; Sifely's page could not be
 * read). Wrong credentials are HTTP 401, or `code` 401 in HTTP 200. Remembers which works: a wrong password costs one attempt, not two.
 */
export class OauthLogin {
  readonly #deps: OauthLoginDeps;
  #authorizeWorks = false;
  #authorizeAbsentUntil = 0;

  constructor(deps: OauthLoginDeps) {
    this.#deps = deps;
  }

  /** Rejects with `sign-in-refused` if name or password is wrong. */
  async signIn(username: string, password: string, options: CallOptions): Promise<CloudSignIn> {
    const login = { username: nameOf(username), password: passwordHash(password) };
    try {
      const credentials = (await this.#byCode(login, options)) ?? (await this.#byLogin(login, options));
      return { user: userOf(username), credentials };
    } catch (error) {
      throw asSignInRefused(error);
    }
  }

  async #byCode(login: Login, options: CallOptions): Promise<OauthCredentials | undefined> {
    const { transport, clock, random, clientId, timeoutMs } = this.#deps;
    if (clock.now() < this.#authorizeAbsentUntil) return undefined;
    const state = random.bytes(16).toString('base64url');
    const context = signInContext(options);
    try {
      const code = await transport.send(
        authorizeRequest({ client_id: clientId, ...login, state }, timeoutMs),
        context,
      );
      const timing = { timeoutMs, now: () => clock.now() };
      const credentials = await transport.send(tokenRequest({ code }, clientId, timing), context);
      this.#authorizeWorks = true;
      return credentials;
    } catch (error) {
      if (!(error instanceof SifelyError) || this.#isFinal(error)) throw error;
      if (isMissing(error)) this.#authorizeAbsentUntil = clock.now() + ABSENT_MS;
      return undefined;
    }
  }

  #byLogin(login: Login, options: CallOptions): Promise<OauthCredentials> {
    const { transport, clock, clientId, timeoutMs } = this.#deps;
    const request: SifelyRequest<OauthCredentials> = {
      endpoint: '/system/smart/login',
      method: 'POST',
      query: { client_id: clientId, ...login },
      timeoutMs,
      idempotent: false,
      changes: false,
      read: (reply) => readTokens(reply, clock.now(), undefined),
    };
    return transport.send(request, signInContext(options));
  }

  /** True if Login would fail alike. Until `authorize` has worked, "authentication failed" may mean a missing token. */
  #isFinal(error: SifelyError): boolean {
    if (error.kind === 'timeout' || error.kind === 'network' || error.kind === 'aborted') return true;
    if (isTransient(error.status) || isTransient(error.code)) return true;
    if (error.code !== undefined && FINAL_CODES.has(error.code)) return true;
    if (REASON_POLICY[error.reason].endsSignIn) return true;
    return isDenied(error) && this.#authorizeWorks;
  }
}

interface Login {
  readonly username: string;
  readonly password: string;
}

/** Client id unknown, client invalid, application not reviewed, password wrong, region wrong: the same at every endpoint. */
const FINAL_CODES: ReadonlySet<number> = new Set([10000, 10001, 10006, 10007, 30008]);

/** True if a deployment has no usable `authorize`. */
function isMissing({ kind, status, code }: SifelyError): boolean {
  const gone = [status, code].some((number) => number === 404 || number === 410 || number === 501);
  return gone || kind === 'method' || kind === 'empty' || kind === 'unreadable';
}
