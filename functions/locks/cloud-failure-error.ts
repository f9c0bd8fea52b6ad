/** The reasons for which a lock cloud fails. Every decision that depends on one is in `failure-policy.ts`. */
export type FailureReason =
  | 'gateway-missing'
  /** The gateway does not answer the cloud. */
  | 'gateway-offline'
  /** The gateway runs another operation: the command was not carried out. */
  | 'gateway-busy'
  /** The lock does not answer its gateway or its Wi-Fi. */
  | 'lock-offline'
  /** The lock runs another operation: the command was not carried out. */
  | 'lock-busy'
  /** Frozen by its administrator. */
  | 'lock-frozen'
  /** The lock cannot do this, or remote operation is switched off in it. */
  | 'not-supported'
  /** No such lock, or not one of this account any more. */
  | 'lock-unknown'
  | 'not-permitted'
  /** The user name or password that was just entered is wrong. */
  | 'sign-in-refused'
  /** Stored credentials are refused and could not be renewed: the person must link again. */
  | 'credentials-refused'
  /** This deployment's client id, secret or address is wrong: the operator's fault. */
  | 'misconfigured'
  /** The account's plan is used up, over its device limit, or not active. */
  | 'plan-exceeded'
  | 'rate-limited'
  /** No answer in time: a command may have been carried out. */
  | 'timed-out'
  /** The cloud or the network is down. */
  | 'unavailable'
  /** The request was refused as wrong: our fault, or an undocumented code. */
  | 'rejected'
  /** The cloud says only that it failed. */
  | 'failed';

interface CloudFailureDetail {
  readonly reason: FailureReason;
  /** `no` if it is certain that nothing was carried out. */
  readonly executed: 'no' | 'unknown';
  readonly cause?: unknown;
}

/** The only error of a lock cloud. `message` is for logs and holds no secret. */
export class CloudFailureError extends Error {
  override readonly name: string = 'CloudFailureError';
  readonly reason: FailureReason;
  readonly executed: 'no' | 'unknown';

  constructor(message: string, detail: CloudFailureDetail) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.reason = detail.reason;
    this.executed = detail.executed;
  }
}
