import type { FailureReason } from '../locks/cloud-failure-error.ts';

/** Decisions of this client that depend on a failure's reason; those of the product are in `locks/failure-policy.ts`. */
interface ReasonPolicy {
  /** Refusing a sign-in for this reason means that the user name or password is wrong. */
  readonly deniesSignIn: boolean;
  /** Login would refuse a sign-in for this reason as `authorize` did, so it is not tried. */
  readonly endsSignIn: boolean;
  /** Refusing a renewal for this reason means that the refresh token is not valid any more. */
  readonly deniesRenewal: boolean;
  /** When an idempotent call is repeated: after HTTP 502 to 504 (`outage`), or after a short `Retry-After` (`limit`). */
  readonly repeat: 'outage' | 'limit' | 'never';
}

const OTHER = {
  deniesSignIn: false,
  endsSignIn: false,
  deniesRenewal: false,
  repeat: 'never',
} as const satisfies ReasonPolicy;
const OUTAGE = { ...OTHER, repeat: 'outage' } as const satisfies ReasonPolicy;

/** By reason. A new reason does not compile until it has a policy. */
export const REASON_POLICY = {
  'gateway-missing': OTHER,
  'gateway-offline': OTHER,
  'gateway-busy': OTHER,
  'lock-offline': OTHER,
  'lock-busy': OTHER,
  'lock-frozen': OTHER,
  'not-supported': OTHER,
  'lock-unknown': OTHER,
  'not-permitted': { ...OTHER, deniesRenewal: true },
  'sign-in-refused': { ...OTHER, deniesSignIn: true, endsSignIn: true, deniesRenewal: true },
  'credentials-refused': { ...OTHER, deniesSignIn: true, deniesRenewal: true },
  misconfigured: OTHER,
  'plan-exceeded': { ...OTHER, endsSignIn: true },
  'rate-limited': { ...OTHER, endsSignIn: true, repeat: 'limit' },
  'timed-out': OUTAGE,
  unavailable: OUTAGE,
  rejected: { ...OTHER, deniesRenewal: true },
  failed: OTHER,
} as const satisfies Record<FailureReason, ReasonPolicy>;
