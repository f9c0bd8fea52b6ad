import type { FailureReason } from '../../locks/cloud-failure-error.ts';

export interface ErrorRow {
  /** For logs: the vendor's meaning in our words. */
  readonly meaning: string;
  readonly reason: FailureReason;
  /** `no` if it proves that a request was not carried out. Requests that change nothing always fail with `no`. */
  readonly executed: 'no' | 'unknown';
  /** True if the same call may succeed with renewed credentials. */
  readonly renewalMayHelp: boolean;
}

function row(reason: FailureReason, executed: ErrorRow['executed'], meaning: string): ErrorRow {
  return { meaning, reason, executed, renewalMayHelp: false };
}

function deniedCredentials(meaning: string): ErrorRow {
  return { meaning, reason: 'credentials-refused', executed: 'no', renewalMayHelp: true };
}

/** All known codes: Sifely's seven (Sifely docs, doc-6032179), TTLock's, the wrapper's. `no`: the bolt got no command. */
export const errorTable: Readonly<Record<number, ErrorRow>> = {
  // Sifely's published seven.
  [-1003]: row('lock-unknown', 'no', 'lock does not exist'),
  [-2025]: row('lock-frozen', 'no', 'lock is frozen'),
  [-3011]: row('rejected', 'no', 'locks cannot be transferred to oneself'),
  [-4043]: row('not-supported', 'no', 'function not supported for this lock'),
  [-4056]: row('failed', 'no', 'memory of the lock is full'),
  [-4067]: row('lock-offline', 'no', 'NB-IoT device not registered'),
  [-4082]: row('rejected', 'no', 'auto-lock period invalid'),
  // Gateways, Wi-Fi, connectivity.
  [-2012]: row('gateway-missing', 'no', 'lock is not connected to a gateway'),
  [-3002]: row('gateway-offline', 'no', 'gateway offline'),
  [-3003]: row('gateway-busy', 'no', 'gateway busy'),
  [-3016]: row('rejected', 'no', 'gateway cannot be transferred to oneself'),
  [-3034]: row('lock-offline', 'no', 'Wi-Fi lock has no network'),
  [-3035]: row('lock-offline', 'no', 'Wi-Fi lock is saving power'),
  [-3036]: row('lock-offline', 'no', 'lock offline'),
  [-3037]: row('lock-busy', 'no', 'lock busy'),
  [-4037]: row('gateway-missing', 'no', 'gateway does not exist'),
  // Authentication and application.
  10000: row('misconfigured', 'no', 'client id does not exist'),
  10001: row('misconfigured', 'no', 'client id or secret wrong'),
  10002: row('rejected', 'no', 'authorization code invalid or used'),
  10003: deniedCredentials('access token does not exist'),
  10004: deniedCredentials('access token invalid, expired or revoked'),
  10005: row('not-permitted', 'no', 'scope of the token is not enough'),
  10006: row('misconfigured', 'no', 'application not reviewed: test accounts only'),
  10007: row('sign-in-refused', 'no', 'account or password wrong'),
  10008: row('misconfigured', 'no', 'redirect URI invalid'),
  10009: row('misconfigured', 'no', 'response type not supported'),
  10010: row('misconfigured', 'no', 'grant type not supported'),
  10011: deniedCredentials('refresh token invalid'),
  20000: row('rejected', 'no', 'open id invalid'),
  30001: row('not-permitted', 'no', 'no permission for this interface'),
  30002: row('rejected', 'no', 'user name has other characters than letters and digits'),
  30003: row('rejected', 'no', 'user exists already'),
  30004: row('rejected', 'no', 'user to delete is invalid'),
  30005: row('rejected', 'no', 'password is not MD5'),
  30006: row('rate-limited', 'no', 'limit of calls exceeded'),
  30007: row('plan-exceeded', 'no', 'monthly limit exceeded'),
  30008: row('misconfigured', 'no', 'account belongs to another region'),
  401: deniedCredentials('authentication failed'),
  403: deniedCredentials('forbidden'),
  50504: row('plan-exceeded', 'no', 'over the device limit of the plan, or no plan'),
  // Permissions and ekeys.
  [-2018]: row('not-permitted', 'no', 'permission denied'),
  20001: row('lock-unknown', 'no', 'not a user of the lock'),
  20002: row('not-permitted', 'no', 'not the administrator of the lock'),
  20003: row('lock-unknown', 'no', 'key, lock and user do not belong together'),
  20004: row('lock-unknown', 'no', 'ekey does not exist'),
  20005: row('rejected', 'no', 'password of the key backup wrong'),
  20006: row('rejected', 'no', 'receiver does not exist'),
  20008: row('rejected', 'no', 'lock name invalid'),
  [-1008]: row('lock-unknown', 'no', 'ekey does not exist'),
  [-1016]: row('rejected', 'no', 'group name exists'),
  [-1018]: row('rejected', 'no', 'group does not exist'),
  [-3039]: row('rejected', 'no', 'own ekey ends before the one that is sent'),
  [-3046]: row('not-permitted', 'no', 'no right to unlock remotely'),
  [-1027]: row('rejected', 'no', 'account is bound to another account'),
  [-2019]: row('rejected', 'no', 'cannot send to oneself'),
  [-2020]: row('rejected', 'no', 'cannot send to an administrator'),
  [-2023]: row('rejected', 'no', 'period cannot be changed now'),
  [-4063]: row('rejected', 'no', 'delete or transfer all locks first'),
  [-4064]: row('rejected', 'no', 'receiver is not registered'),
  // Passcodes and cards.
  [-1007]: row('rejected', 'no', 'no passcode data for this lock'),
  [-1026]: row('rejected', 'no', 'offline passcode of this hour was deleted before'),
  [-1021]: row('rejected', 'no', 'card does not exist'),
  [-2032]: row('rejected', 'no', 'passcode too simple'),
  [-2009]: row('rejected', 'no', 'passcode does not exist'),
  [-3006]: row('rejected', 'no', 'passcode must have 4 to 9 digits'),
  [-3007]: row('rejected', 'no', 'passcode exists already'),
  [-3008]: row('rejected', 'no', 'passcode never used cannot be changed'),
  [-3009]: row('failed', 'no', 'no space for custom passcodes'),
  20007: row('rejected', 'no', 'passcode version invalid'),
  1: row('failed', 'unknown', 'failed, or means no'),
  [-3]: row('rejected', 'no', 'invalid parameter'),
  80000: row('misconfigured', 'no', 'date is more than five minutes off'),
  80002: row('rejected', 'no', 'JSON invalid'),
  90000: row('unavailable', 'unknown', 'internal server error'),
};

/** HTTP statuses, for replies whose body has no code that says more, and the HTTP-like codes 100 to 599 of Sifely's wrapper. */
export const httpStatusTable: Readonly<Record<number, ErrorRow>> = {
  400: row('rejected', 'unknown', 'bad request'),
  401: deniedCredentials('unauthorized'),
  402: row('plan-exceeded', 'no', 'subscription inactive, cancelled or expired'),
  403: deniedCredentials('forbidden'),
  404: row('misconfigured', 'no', 'no such path'),
  405: row('rejected', 'no', 'method not supported'),
  408: row('timed-out', 'unknown', 'request timed out'),
  429: row('rate-limited', 'no', 'rate limit or quota exceeded'),
  500: row('unavailable', 'unknown', 'server fault'),
  502: row('unavailable', 'unknown', 'bad gateway'),
  503: row('unavailable', 'unknown', 'service unavailable'),
  // Usually the gateway in the home did not answer, rather than Sifely's servers.
  504: row('timed-out', 'unknown', 'no answer in time'),
};

/** Returns the row of an HTTP status or HTTP-like code; a general one if it is not listed. */
export function httpStatusRow(status: number): ErrorRow {
  const listed = httpStatusTable[status];
  if (listed) return listed;
  if (status >= 500) return row('unavailable', 'unknown', `HTTP ${status}`);
  if (status >= 400) return row('rejected', 'unknown', `HTTP ${status}`);
  return row('misconfigured', 'unknown', `HTTP ${status}, a redirect or not a reply`);
}

/** Failures without a number of their own. */
export const otherFailures = {
  unlistedCode: row('rejected', 'unknown', 'an undocumented code'),
  /** Either an expired token that Sifely reports as a server fault, or a server fault in words of a refusal. */
  supposedRefusal: {
    ...row('unavailable', 'unknown', 'server fault, in words of a refusal'),
    renewalMayHelp: true,
  },
  /** Words or a status of a refusal, but not from Sifely: a proxy's. Proves nothing. */
  foreignRefusal: {
    ...row('unavailable', 'unknown', 'a refusal that is not in Sifely’s form'),
    renewalMayHelp: true,
  },
  missingParameter: row('rejected', 'no', 'a required parameter was not sent'),
  unreadable: row('unavailable', 'unknown', 'the reply is not what the documentation says'),
  timeout: row('timed-out', 'unknown', 'no answer in time'),
  unreachable: row('unavailable', 'no', 'no connection'),
  connectionLost: row('unavailable', 'unknown', 'connection lost'),
  aborted: row('timed-out', 'unknown', 'the caller gave up waiting'),
  tooMany: row('unavailable', 'no', 'too many calls are under way'),
  notStored: row('unavailable', 'no', 'stored credentials cannot be read or written'),
  noCredentials: deniedCredentials('no usable credentials are stored'),
  notALock: row('lock-unknown', 'no', 'not the id of a lock'),
} as const satisfies Record<string, ErrorRow>;
