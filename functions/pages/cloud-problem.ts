import type { CloudFailureError, FailureReason } from '../locks/cloud-failure-error.ts';

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

/** What a person's own account or typing is the cause of; all else is an outage, theirs or ours. */
const OF_THE_PERSON: ReadonlySet<FailureReason> = new Set([
  'sign-in-refused',
  'credentials-refused',
  'plan-exceeded',
  'not-permitted',
]);

/** How a page tells that the lock cloud did not do what it was asked. */
export function cloudProblem(failure: CloudFailureError): {
  readonly status: 422 | 503;
  readonly title: string;
  readonly message: string;
} {
  return {
    status: OF_THE_PERSON.has(failure.reason) ? 422 : 503,
    title: TITLES[failure.reason] ?? 'Sifely could not do this',
    message: failure.advice,
  };
}
