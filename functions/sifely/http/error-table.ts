import type { FailureReason, RetryClass } from '../../locks/cloud-failure-error.ts';

/** What one failure means, and what program and person can do about it. */
export interface ErrorRow {
  /** For logs: the vendor's meaning in our words. */
  readonly meaning: string;
  readonly reason: FailureReason;
  readonly retry: RetryClass;
  /** What the answer proves about a lock or unlock command; for reads it is always `no`. */
  readonly executed: 'no' | 'unknown';
  /** One sentence that a person can act on. */
  readonly advice: string;
}

type RowKind = Omit<ErrorRow, 'meaning'>;

const kinds = {
  gatewayMissing: {
    reason: 'gateway-missing',
    retry: 'later',
    executed: 'no',
    advice: 'Connect the lock to a gateway in the Sifely app.',
  },
  gatewayOffline: {
    reason: 'gateway-offline',
    retry: 'later',
    executed: 'no',
    advice: 'Check that the gateway has power and Wi-Fi.',
  },
  gatewayBusy: {
    reason: 'gateway-busy',
    retry: 'soon',
    executed: 'no',
    advice: 'The gateway is doing something else; try again in a few seconds.',
  },
  lockOffline: {
    reason: 'lock-offline',
    retry: 'later',
    executed: 'no',
    advice: 'Check the batteries of the lock and that its gateway or Wi-Fi is in reach.',
  },
  lockNotOnNetwork: {
    reason: 'lock-offline',
    retry: 'no',
    executed: 'no',
    advice: 'Set up the network of the lock in the Sifely app.',
  },
  lockBusy: {
    reason: 'lock-busy',
    retry: 'soon',
    executed: 'no',
    advice: 'The lock is doing something else; try again in a few seconds.',
  },
  frozen: {
    reason: 'lock-frozen',
    retry: 'no',
    executed: 'no',
    advice: 'The lock is frozen; its administrator can unfreeze it in the Sifely app.',
  },
  unsupported: {
    reason: 'not-supported',
    retry: 'no',
    executed: 'no',
    advice: 'The lock cannot do this, or remote unlocking is switched off in its settings in the Sifely app.',
  },
  lockUnknown: {
    reason: 'lock-unknown',
    retry: 'sync',
    executed: 'no',
    advice: 'The lock is no longer in this Sifely account; ask Google to sync your devices.',
  },
  outdated: {
    reason: 'lock-unknown',
    retry: 'sync',
    executed: 'no',
    advice: 'Something was changed in the Sifely app; ask Google to sync your devices.',
  },
  forbidden: {
    reason: 'not-permitted',
    retry: 'no',
    executed: 'no',
    advice: 'This Sifely account may not do that; ask the administrator of the lock.',
  },
  signIn: {
    reason: 'sign-in-refused',
    retry: 'no',
    executed: 'no',
    advice: 'Check the e-mail address or phone number and the password of the Sifely account.',
  },
  credentials: {
    reason: 'credentials-refused',
    retry: 'auth',
    executed: 'no',
    advice: 'Link the Sifely account again in the Google Home app.',
  },
  misconfigured: {
    reason: 'misconfigured',
    retry: 'no',
    executed: 'no',
    advice: 'Whoever runs this service must check its Sifely client id, secret and address.',
  },
  plan: {
    reason: 'plan-exceeded',
    retry: 'no',
    executed: 'no',
    advice: 'Check the plan of the Sifely account: it is inactive, used up, or over its number of locks.',
  },
  rateLimited: {
    reason: 'rate-limited',
    retry: 'later',
    executed: 'no',
    advice: 'Too many requests in a short time; try again in a minute.',
  },
  rejected: {
    reason: 'rejected',
    retry: 'no',
    executed: 'no',
    advice: 'Sifely refused the request; if it happens again, tell whoever runs this service.',
  },
  failed: {
    reason: 'failed',
    retry: 'soon',
    executed: 'unknown',
    advice: 'Look at the lock in the Sifely app, then try again.',
  },
  full: {
    reason: 'failed',
    retry: 'no',
    executed: 'no',
    advice: 'The memory of the lock is full; delete passcodes or cards in the Sifely app.',
  },
  unavailable: {
    reason: 'unavailable',
    retry: 'later',
    executed: 'unknown',
    advice: 'Sifely is out of order at the moment; try again in a minute.',
  },
  unavailableSoon: {
    reason: 'unavailable',
    retry: 'soon',
    executed: 'unknown',
    advice: 'Sifely is out of order at the moment; try again in a minute.',
  },
  timedOut: {
    reason: 'timed-out',
    retry: 'later',
    executed: 'unknown',
    advice: 'The answer took too long; look at the lock before trying again.',
  },
} as const satisfies Record<string, RowKind>;

const row = (kind: RowKind, meaning: string): ErrorRow => ({ meaning, ...kind });

/**
 * Every code that Sifely is known to send in `errcode` or `code`: the seven of its own list (Sifely docs,
 * doc-6032179), those of the TTLock platform under it, and the HTTP-like ones of its wrapper. `executed` is `no`
 * only where the answer proves that the command was turned away before it reached the bolt.
 */
export const errorTable: Readonly<Record<number, ErrorRow>> = {
  // Sifely's published seven.
  [-1003]: row(kinds.lockUnknown, 'lock does not exist'),
  [-2025]: row(kinds.frozen, 'lock is frozen'),
  [-3011]: row(kinds.rejected, 'locks cannot be transferred to oneself'),
  [-4043]: row(kinds.unsupported, 'function not supported for this lock'),
  [-4056]: row(kinds.full, 'memory of the lock is full'),
  [-4067]: row(kinds.lockNotOnNetwork, 'NB-IoT device not registered'),
  [-4082]: row(kinds.rejected, 'auto-lock period invalid'),
  // Gateways, Wi-Fi, connectivity.
  [-2012]: row(kinds.gatewayMissing, 'lock is not connected to a gateway'),
  [-3002]: row(kinds.gatewayOffline, 'gateway offline'),
  [-3003]: row(kinds.gatewayBusy, 'gateway busy'),
  [-3016]: row(kinds.rejected, 'gateway cannot be transferred to oneself'),
  [-3034]: row(kinds.lockNotOnNetwork, 'Wi-Fi lock has no network'),
  [-3035]: row(kinds.lockOffline, 'Wi-Fi lock is saving power'),
  [-3036]: row(kinds.lockOffline, 'lock offline'),
  [-3037]: row(kinds.lockBusy, 'lock busy'),
  [-4037]: row({ ...kinds.gatewayMissing, retry: 'sync' }, 'gateway does not exist'),
  // Authentication and application.
  10000: row(kinds.misconfigured, 'client id does not exist'),
  10001: row(kinds.misconfigured, 'client id or secret wrong'),
  10002: row(kinds.rejected, 'authorization code invalid or used'),
  10003: row(kinds.credentials, 'access token does not exist'),
  10004: row(kinds.credentials, 'access token invalid, expired or revoked'),
  10005: row(kinds.forbidden, 'scope of the token is not enough'),
  10006: row(kinds.misconfigured, 'application not reviewed: test accounts only'),
  10007: row(kinds.signIn, 'account or password wrong'),
  10008: row(kinds.misconfigured, 'redirect URI invalid'),
  10009: row(kinds.misconfigured, 'response type not supported'),
  10010: row(kinds.misconfigured, 'grant type not supported'),
  10011: row(kinds.credentials, 'refresh token invalid'),
  20000: row(kinds.rejected, 'open id invalid'),
  30001: row(kinds.forbidden, 'no permission for this interface'),
  30002: row(kinds.rejected, 'user name has other characters than letters and digits'),
  30003: row(kinds.rejected, 'user exists already'),
  30004: row(kinds.rejected, 'user to delete is invalid'),
  30005: row(kinds.rejected, 'password is not MD5'),
  30006: row(kinds.rateLimited, 'limit of calls exceeded'),
  30007: row(kinds.plan, 'monthly limit exceeded'),
  30008: row(kinds.misconfigured, 'account belongs to another region'),
  401: row(kinds.credentials, 'authentication failed'),
  403: row(kinds.credentials, 'forbidden'),
  50504: row(kinds.plan, 'over the device limit of the plan, or no plan'),
  // Permissions and ekeys.
  [-2018]: row(kinds.forbidden, 'permission denied'),
  20001: row(kinds.outdated, 'not a user of the lock'),
  20002: row(kinds.forbidden, 'not the administrator of the lock'),
  20003: row(kinds.outdated, 'key, lock and user do not belong together'),
  20004: row(kinds.outdated, 'ekey does not exist'),
  20005: row(kinds.rejected, 'password of the key backup wrong'),
  20006: row(kinds.rejected, 'receiver does not exist'),
  20008: row(kinds.rejected, 'lock name invalid'),
  [-1008]: row(kinds.outdated, 'ekey does not exist'),
  [-1016]: row(kinds.rejected, 'group name exists'),
  [-1018]: row({ ...kinds.rejected, retry: 'sync' }, 'group does not exist'),
  [-1027]: row(kinds.rejected, 'account is bound to another account'),
  [-2019]: row(kinds.rejected, 'cannot send to oneself'),
  [-2020]: row(kinds.rejected, 'cannot send to an administrator'),
  [-2023]: row(kinds.rejected, 'period cannot be changed now'),
  [-4063]: row(kinds.rejected, 'delete or transfer all locks first'),
  [-4064]: row(kinds.rejected, 'receiver is not registered'),
  // Passcodes and cards.
  [-1007]: row(kinds.rejected, 'no passcode data for this lock'),
  [-1021]: row({ ...kinds.rejected, retry: 'sync' }, 'card does not exist'),
  [-2009]: row({ ...kinds.rejected, retry: 'sync' }, 'passcode does not exist'),
  [-3006]: row(kinds.rejected, 'passcode must have 4 to 9 digits'),
  [-3007]: row(kinds.rejected, 'passcode exists already'),
  [-3008]: row(kinds.rejected, 'passcode never used cannot be changed'),
  [-3009]: row(kinds.full, 'no space for custom passcodes'),
  20007: row(kinds.rejected, 'passcode version invalid'),
  // General.
  1: row(kinds.failed, 'failed, or means no'),
  [-3]: row(kinds.rejected, 'invalid parameter'),
  80000: row(kinds.misconfigured, 'date is more than five minutes off'),
  80002: row(kinds.rejected, 'JSON invalid'),
  90000: row(kinds.unavailableSoon, 'internal server error'),
};

/**
 * What an HTTP status means when the body has no code that says more, and what the HTTP-like codes 100 to 599 of
 * Sifely's wrapper mean.
 */
export const httpStatusTable: Readonly<Record<number, ErrorRow>> = {
  400: row({ ...kinds.rejected, executed: 'unknown' }, 'bad request'),
  401: row(kinds.credentials, 'unauthorized'),
  402: row(kinds.plan, 'subscription inactive, cancelled or expired'),
  403: row(kinds.credentials, 'forbidden'),
  404: row(kinds.misconfigured, 'no such path'),
  405: row(kinds.rejected, 'method not supported'),
  408: row(kinds.timedOut, 'request timed out'),
  429: row(kinds.rateLimited, 'rate limit or quota exceeded'),
  500: row(kinds.unavailable, 'server fault'),
  502: row(kinds.unavailable, 'bad gateway'),
  503: row(kinds.unavailable, 'service unavailable'),
  // The gateway at home mostly did not answer, not Sifely's own servers.
  504: row(kinds.timedOut, 'no answer in time'),
};

/** The row of an HTTP status or HTTP-like code, listed or not. */
export function httpStatusRow(status: number): ErrorRow {
  const listed = httpStatusTable[status];
  if (listed) return listed;
  if (status >= 500) return row(kinds.unavailable, `HTTP ${status}`);
  if (status >= 400) return row({ ...kinds.rejected, executed: 'unknown' }, `HTTP ${status}`);
  return row({ ...kinds.misconfigured, executed: 'unknown' }, `HTTP ${status}, a redirect or not a reply`);
}

/** Failures that have no number of their own. */
export const otherFailures = {
  unlistedCode: row({ ...kinds.rejected, executed: 'unknown' }, 'a code that nobody documented'),
  /** A token that has ended may be told as a fault; a fault may be told in such words. */
  supposedRefusal: row({ ...kinds.unavailable, retry: 'auth' }, 'server fault, in words of a refusal'),
  missingParameter: row(kinds.rejected, 'a required parameter was not sent'),
  unreadable: row(kinds.unavailable, 'the reply is not what the documentation says'),
  timeout: row(kinds.timedOut, 'no answer in time'),
  unreachable: row({ ...kinds.unavailable, executed: 'no' }, 'no connection'),
  connectionLost: row(kinds.unavailable, 'connection lost'),
  aborted: row(kinds.timedOut, 'the caller gave up waiting'),
  notStored: row({ ...kinds.unavailable, executed: 'no' }, 'stored credentials cannot be read or written'),
  noCredentials: row(kinds.credentials, 'no usable credentials are stored'),
  notALock: row(kinds.lockUnknown, 'not the id of a lock'),
} as const satisfies Record<string, ErrorRow>;
