import type { CloudFailureError, FailureReason } from '../locks/cloud-failure-error.ts';
import { FAILURE_POLICY } from '../locks/failure-policy.ts';

interface ProblemWords {
  readonly title: string;
  /** One sentence that the person can act on. */
  readonly message: string;
}

const SIGNED_OUT = 'Sifely signed you out';
const NO_ANSWER = 'Sifely isn’t responding';
const SOMETHING_WRONG = 'Something went wrong at Sifely';

const WORDS = {
  'gateway-missing': { title: SOMETHING_WRONG, message: 'Connect the lock to a gateway in the Sifely app.' },
  'gateway-offline': { title: SOMETHING_WRONG, message: 'Check that the gateway has power and Wi-Fi.' },
  'gateway-busy': { title: SOMETHING_WRONG, message: 'The gateway is busy. Try again in a few seconds.' },
  'lock-offline': {
    title: SOMETHING_WRONG,
    message: 'Check the lock’s batteries, and that its gateway or Wi-Fi is in range.',
  },
  'lock-busy': { title: SOMETHING_WRONG, message: 'The lock is busy. Try again in a few seconds.' },
  'lock-frozen': {
    title: SOMETHING_WRONG,
    message: 'The lock is frozen. Its administrator can unfreeze it in the Sifely app.',
  },
  'not-supported': {
    title: SOMETHING_WRONG,
    message: 'The lock can’t do this, or remote unlocking is off in its settings in the Sifely app.',
  },
  'lock-unknown': {
    title: SOMETHING_WRONG,
    message: 'This lock is no longer in your Sifely account. Say “Hey Google, sync my devices”.',
  },
  'not-permitted': {
    title: 'Sifely doesn’t allow this',
    message: 'Your Sifely account may not do that. Ask the lock’s administrator.',
  },
  'sign-in-refused': {
    title: SIGNED_OUT,
    message:
      'That e-mail or phone number and password don’t match. Try again, or reset your password in the Sifely app.',
  },
  'credentials-refused': {
    title: SIGNED_OUT,
    message: 'Link your Sifely account again in the Google Home app.',
  },
  misconfigured: {
    title: 'This service isn’t set up correctly',
    message: 'This service isn’t set up correctly. Please tell the person who runs it.',
  },
  'plan-exceeded': {
    title: 'Your Sifely plan doesn’t allow this',
    message: 'Your Sifely plan is inactive, used up, or covers fewer locks than you have.',
  },
  'rate-limited': { title: 'Sifely is busy', message: 'Too many requests. Try again in a minute.' },
  'timed-out': { title: NO_ANSWER, message: 'Sifely took too long. Try again in a minute.' },
  unavailable: { title: NO_ANSWER, message: 'Sifely isn’t responding. Try again in a minute.' },
  rejected: {
    title: SOMETHING_WRONG,
    message: 'Sifely refused the request. If it keeps happening, tell the person who runs this service.',
  },
  failed: { title: SOMETHING_WRONG, message: 'Check the lock in the Sifely app, then try again.' },
} as const satisfies Record<FailureReason, ProblemWords>;

/** Returns the page of a failure of the lock cloud. */
export function cloudProblem({ reason }: CloudFailureError): ProblemWords & { readonly status: 422 | 503 } {
  return { status: FAILURE_POLICY[reason].causedBy === 'person' ? 422 : 503, ...WORDS[reason] };
}
