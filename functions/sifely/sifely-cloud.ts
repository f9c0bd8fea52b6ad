import type { Clock } from '../clock.ts';
import type { AccessCloudProvider } from '../guests/access-cloud.ts';
import type { CredentialStore, KeyRoller, LockCloud, LockCloudProvider } from '../locks/lock-cloud.ts';
import type { Logger } from '../logs/logger.ts';
import type { Random } from '../random.ts';
import { openAccessCloud } from './access-cloud.ts';
import { AccountCalls } from './account-calls.ts';
import { apiKeySignIn } from './auth/api-key-login.ts';
import { OauthLogin } from './auth/oauth-login.ts';
import { OwnerStates } from './auth/owner-states.ts';
import { planOf } from './auth/plan.ts';
import { CloudSession } from './auth/session.ts';
import { userOf } from './auth/sign-in.ts';
import type { EndpointContext, ServerQuirks, SifelyTimeouts } from './endpoint-context.ts';
import { gatewayOnline } from './endpoints/gateway-detail.ts';
import { gatewaysOf } from './endpoints/gateways.ts';
import { listLocks } from './endpoints/list-locks.ts';
import { lockDetail } from './endpoints/lock-detail.ts';
import { openState } from './endpoints/open-state.ts';
import { operate } from './endpoints/operate.ts';
import { callRaw, checkSignIn, type RawCaller } from './endpoints/raw-call.ts';
import { lockRecords } from './endpoints/records.ts';
import { parseWebhook } from './endpoints/webhook.ts';
import { Transport } from './http/transport.ts';

export interface SifelyOptions {
  /** `oauth`: access and refresh tokens for a client id. `api-key`: one permanent key per account. */
  readonly profile: 'oauth' | 'api-key';
  /** The origin, with or without a trailing slash. */
  readonly baseUrl: string;
  readonly clientId?: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Maximum calls of one account in any minute; 25 by default. */
  readonly callsPerMinute?: number;
  /** Maximum calls of all accounts on the wire. */
  readonly maxCalls?: number | undefined;
  readonly timeouts?: Partial<SifelyTimeouts>;
}

const DEFAULT_TIMEOUTS: SifelyTimeouts = {
  readMs: 10_000,
  openStateMs: 15_000,
  commandMs: 20_000,
  loginMs: 10_000,
};

/** Creates the lock cloud for Sifely; makes no call. Throws `Error` for an invalid address, or `oauth` without a client id. */
export function createSifelyCloud(
  options: SifelyOptions,
): LockCloudProvider & AccessCloudProvider & KeyRoller & RawCaller {
  const { profile, clock, random, logger, clientId } = options;
  if (!/^https?:$/.test(URL.parse(options.baseUrl)?.protocol ?? ''))
    throw new Error('Sifely base URL is not an HTTP address');
  if (profile === 'oauth' && !clientId) throw new Error('Sifely profile "oauth" needs a client id');
  const timeouts: SifelyTimeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const listeners = new Set<(owner: string) => void>();
  const onCall = (owner: string) => {
    for (const listener of listeners) listener(owner);
  };
  const transport = new Transport({
    baseUrl: options.baseUrl,
    clock,
    logger,
    onCall,
    maxCalls: options.maxCalls,
  });
  const owners = new OwnerStates(options.callsPerMinute ?? 25, clock);
  const server: ServerQuirks = {
    wantsDate: false,
    detailByPost: false,
    generatorByGet: false,
    missing: new Map(),
  };
  const { loginMs } = timeouts;
  const renewingClientId = profile === 'oauth' ? clientId : undefined;
  const oauthLogin = renewingClientId
    ? new OauthLogin({ transport, clock, random, clientId: renewingClientId, timeoutMs: loginMs })
    : undefined;

  const sessionOf = (credentialStore: CredentialStore): CloudSession => {
    const state = owners.of(credentialStore.owner);
    const clientId = renewingClientId;
    return new CloudSession({ credentialStore, state, transport, clock, logger, loginMs, clientId });
  };
  const contextOf = (credentialStore: CredentialStore): EndpointContext => {
    const { owner } = credentialStore;
    const session = sessionOf(credentialStore);
    const state = owners.of(owner);
    const calls = new AccountCalls({ owner, session, limiter: state.limiter, transport, clock, server });
    return { calls, owner, clock, logger, timeouts, server };
  };

  return {
    profile,
    userOf,
    signIn: (username, password, call = {}) =>
      oauthLogin
        ? oauthLogin.signIn(username, password, call)
        : apiKeySignIn({ transport, timeoutMs: loginMs }, username, password, call),
    planOf,
    open: (credentialStore) => openCloud(contextOf(credentialStore), transport),
    openAccess: (credentialStore) => openAccessCloud(contextOf(credentialStore)),
    hasKey: ({ kind }) => kind === 'api-key',
    rollKey: (credentialStore, call = {}) => sessionOf(credentialStore).rollKey(call),
    callRaw: (credentialStore, request, call = {}) => callRaw(contextOf(credentialStore), request, call),
    checkSignIn: (credentialStore, call = {}) => checkSignIn(contextOf(credentialStore), call),
    parseWebhook,
    onCall: (listener) => void listeners.add(listener),
  };
}

function openCloud(context: EndpointContext, transport: Transport): LockCloud {
  return {
    list: (call = {}) => listLocks(context, call),
    openState: (lockId, call = {}) => openState(context, lockId, call),
    operate: (lockId, action, call = {}) => operate(context, lockId, action, call),
    records: (lockId, since, call = {}) => lockRecords(context, lockId, since, call),
    detail: (lockId, call = {}) => lockDetail(context, lockId, call),
    gateways: (lockId, call = {}) => gatewaysOf(context, lockId, call),
    gatewayOnline: (gatewayId, call = {}) => gatewayOnline(context, gatewayId, call),
    aheadMs: () => transport.aheadMs(),
  };
}
