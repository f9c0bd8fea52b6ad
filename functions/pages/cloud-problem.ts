import type { CloudFailureError, FailureReason } from '../locks/cloud-failure-error.ts';
import { FAILURE_POLICY } from '../locks/failure-policy.ts';

/** Words for a person whose page cannot be shown because the lock cloud failed. */
interface ProblemWords {
  readonly title: string;
  /** One sentence that the person can act on. */
  readonly message: string;
}

const SIGN_IN_ENDED = 'Sifely ended your sign-in';
const NO_ANSWER = 'Sifely does not answer';
const COULD_NOT = 'Sifely could not do this';

const WORDS = {
  'gateway-missing': { title: COULD_NOT, message: 'Connect the lock to a gateway in the Sifely app.' },
  'gateway-offline': { title: COULD_NOT, message: 'Check that the gateway has power and Wi-Fi.' },
  'gateway-busy': {
    title: COULD_NOT,
    message: 'The gateway is doing something else; try again in a few seconds.',
  },
  'lock-offline': {
    title: COULD_NOT,
    message: 'Check the batteries of the lock and that its gateway or Wi-Fi is in reach.',
  },
  'lock-busy': {
    title: COULD_NOT,
    message: 'The lock is doing something else; try again in a few seconds.',
  },
  'lock-frozen': {
    title: COULD_NOT,
    message: 'The lock is frozen; its administrator can unfreeze it in the Sifely app.',
  },
  'not-supported': {
    title: COULD_NOT,
    message:
      'The lock cannot do this, or remote unlocking is switched off in its settings in the Sifely app.',
  },
  'lock-unknown': {
    title: COULD_NOT,
    message: 'The lock is no longer in this Sifely account; ask Google to sync your devices.',
  },
  'not-permitted': {
    title: 'Sifely does not allow this',
    message: 'This Sifely account may not do that; ask the administrator of the lock.',
  },
  'sign-in-refused': {
    title: SIGN_IN_ENDED,
    message: 'Check the e-mail address or phone number and the password of the Sifely account.',
  },
  'credentials-refused': {
    title: SIGN_IN_ENDED,
    message: 'Link the Sifely account again in the Google Home app.',
  },
  misconfigured: {
    title: 'This service is not set up correctly',
    message: 'Whoever runs this service must check its Sifely client id, secret and address.',
  },
  'plan-exceeded': {
    title: 'Your Sifely plan does not allow this',
    message: 'Check the plan of the Sifely account: it is inactive, used up, or over its number of locks.',
  },
  'rate-limited': {
    title: 'Sifely is busy',
    message: 'Too many requests in a short time; try again in a minute.',
  },
  'timed-out': { title: NO_ANSWER, message: 'Sifely took too long to answer; try again in a minute.' },
  unavailable: {
    title: NO_ANSWER,
    message: 'Sifely is out of order at the moment; try again in a minute.',
  },
  rejected: {
    title: COULD_NOT,
    message: 'Sifely refused the request; if it happens again, tell whoever runs this service.',
  },
  failed: { title: COULD_NOT, message: 'Look at the lock in the Sifely app, then try again.' },
} as const satisfies Record<FailureReason, ProblemWords>;

/** Returns the status and the words of a page that cannot be shown because the lock cloud failed. */
export function cloudProblem({ reason }: CloudFailureError): ProblemWords & { readonly status: 422 | 503 } {
  return { status: FAILURE_POLICY[reason].causedBy === 'person' ? 422 : 503, ...WORDS[reason] };
}
