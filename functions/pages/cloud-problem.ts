import type { KeyIn } from '../languages/message-types.ts';
import type { Words } from '../languages/words.ts';
import type { CloudFailureError, FailureReason } from '../locks/cloud-failure-error.ts';
import { FAILURE_POLICY } from '../locks/failure-policy.ts';

/** A page about a failure of the lock cloud. */
interface CloudProblem {
  readonly status: 422 | 503;
  readonly title: string;
  /** One sentence that the person can act on. */
  readonly message: string;
}

const TITLES = {
  'gateway-missing': 'errors.sifelyWrong',
  'gateway-offline': 'errors.sifelyWrong',
  'gateway-busy': 'errors.sifelyWrong',
  'lock-offline': 'errors.sifelyWrong',
  'lock-busy': 'errors.sifelyWrong',
  'lock-frozen': 'errors.sifelyWrong',
  'not-supported': 'errors.sifelyWrong',
  'lock-unknown': 'errors.sifelyWrong',
  'not-permitted': 'errors.sifelyForbids',
  'sign-in-refused': 'errors.sifelySignedOut',
  'credentials-refused': 'errors.sifelySignedOut',
  misconfigured: 'errors.misconfigured',
  'plan-exceeded': 'errors.planForbids',
  'rate-limited': 'errors.sifelyBusy',
  'timed-out': 'errors.sifelySilent',
  unavailable: 'errors.sifelySilent',
  rejected: 'errors.sifelyWrong',
  failed: 'errors.sifelyWrong',
} as const satisfies Record<FailureReason, KeyIn<'errors'>>;

/** Returns the page of a failure of the lock cloud. */
export function cloudProblem(words: Words, { reason }: Pick<CloudFailureError, 'reason'>): CloudProblem {
  return {
    status: FAILURE_POLICY[reason].causedBy === 'person' ? 422 : 503,
    title: words.text(TITLES[reason]),
    message: words.text(`errors.cloud.${reason}`),
  };
}
