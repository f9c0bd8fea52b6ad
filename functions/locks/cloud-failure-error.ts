/**
 * Why a lock cloud did not do what it was asked, in the words of this product. Each has one Google error code
 * (`smarthome/`) and one sentence for pages (`linking/`); the numbers of Sifely stay in `sifely/`.
 */
export type FailureReason =
  /** No gateway near the lock. */
  | 'gateway-missing'
  /** The gateway does not answer the cloud. */
  | 'gateway-offline'
  /** The gateway runs another operation. Proves that nothing happened. */
  | 'gateway-busy'
  /** The lock does not answer its gateway or its Wi-Fi. */
  | 'lock-offline'
  /** The lock runs another operation. Proves that nothing happened. */
  | 'lock-busy'
  /** Frozen by its administrator. */
  | 'lock-frozen'
  /** The lock cannot do this, or remote operation is switched off in it. */
  | 'not-supported'
  /** No such lock, or not one of this account any more. */
  | 'lock-unknown'
  /** The account has no right to do this. */
  | 'not-permitted'
  /** The user name or password given just now is wrong. */
  | 'sign-in-refused'
  /** Stored credentials are refused and could not be renewed: the person must link again. */
  | 'credentials-refused'
  /** This deployment's client id, secret or address is wrong: the operator's fault. */
  | 'misconfigured'
  /** The account's plan is used up, over its device limit, or not active. */
  | 'plan-exceeded'
  /** Too many calls in a short time. */
  | 'rate-limited'
  /** No answer in time: a command may have been carried out. */
  | 'timed-out'
  /** The cloud, or the way to it, is out of order. */
  | 'unavailable'
  /** The request was refused as wrong: our fault, or a code nobody documented. */
  | 'rejected'
  /** The cloud says "failed" and no more. */
  | 'failed';

/** What {@link CloudFailureError} is made of. */
interface CloudFailureDetail {
  readonly reason: FailureReason;
  /** `no` when the answer proves that nothing was carried out; `unknown` otherwise. */
  readonly executed: 'no' | 'unknown';
  readonly cause?: unknown;
}

/** The one error of a lock cloud. `message` is for logs and holds no secret. */
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
