import type { CloudFailureError, FailureReason } from '../locks/cloud-failure-error.ts';
import { FAILURE_POLICY } from '../locks/failure-policy.ts';

const TITLES: Partial<Record<FailureReason, string>> = {
  'credentials-refused': 'Sifely ended your sign-in',
  'sign-in-refused': 'Sifely ended your sign-in',
  misconfigured: 'This service is not set up correctly',
  'plan-exceeded': 'Your Sifely plan does not allow this',
  'not-permitted': 'Sifely does not allow this',
  'rate-limited': 'Sifely is busy',
  'timed-out': 'Sifely does not answer',
  unavailable: 'Sifely does not answer',
};

/** How a page tells that the lock cloud did not do what it was asked. */
export function cloudProblem(failure: CloudFailureError): {
  readonly status: 422 | 503;
  readonly title: string;
  readonly message: string;
} {
  return {
    status: FAILURE_POLICY[failure.reason].causedBy === 'person' ? 422 : 503,
    title: TITLES[failure.reason] ?? 'Sifely could not do this',
    message: failure.advice,
  };
}
