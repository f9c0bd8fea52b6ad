import type { UnsentReason } from './account-state.ts';
import type { FailureReason } from './cloud-failure-error.ts';
import type { BoltState } from './lock-cloud.ts';

export interface FailurePolicy {
  /** `offline`: out of reach. `online`: only a lock or gateway within reach answers so. `unknown`: neither is proved. */
  readonly reach: 'offline' | 'online' | 'unknown';
  /** A command that was certainly not carried out is sent again within seconds. */
  readonly retriesSoon: boolean;
  /** The records are read when the gateway fails so. False if the cloud refuses every call, or this is all that is asked. */
  readonly readsRecords: boolean;
  /** Another observation would fail alike, so none is scheduled; a poll will try. */
  readonly permanent: boolean;
  /** The cloud did not pass the question on: an observation is repeated for as long as an outage may last. */
  readonly unanswered: boolean;
  /** Ends a poll at the first (every further call would fail alike) or second in a row (the first may be due to one lock). */
  readonly endsPoll: 'at-first' | 'at-second' | 'never';
  /** Ends a poll, after all its readings, if a reading met it: the account is over a limit. */
  readonly overLimit: boolean;
  /** The interval after such a poll. `plan`: time alone does not help (a refused sign-in, too). `cloud`: an outage. */
  readonly pollTrouble: 'plan' | 'cloud';
  /** The details of the next lock would fail alike: they are not read. */
  readonly endsDetails: boolean;
  /** `person`: their account or typing is the cause (pages answer 422). `service`: an outage, Sifely's or ours (503). */
  readonly causedBy: 'person' | 'service';
}

/** Failures of one lock that say nothing about other calls; the base of the rows below. */
const OF_ONE_LOCK = {
  reach: 'unknown',
  retriesSoon: false,
  readsRecords: true,
  permanent: false,
  unanswered: false,
  endsPoll: 'never',
  overLimit: false,
  pollTrouble: 'cloud',
  endsDetails: false,
  causedBy: 'service',
} as const satisfies FailurePolicy;

const OFFLINE = { ...OF_ONE_LOCK, reach: 'offline', readsRecords: false } as const satisfies FailurePolicy;
const BUSY = { ...OF_ONE_LOCK, reach: 'online', retriesSoon: true } as const satisfies FailurePolicy;
/** Failures of every call of the account, until a person or an operator acts. */
const OF_THE_ACCOUNT = {
  ...OF_ONE_LOCK,
  readsRecords: false,
  permanent: true,
  endsPoll: 'at-first',
  pollTrouble: 'plan',
  endsDetails: true,
} as const satisfies FailurePolicy;

/**
 * Every decision that depends on a failure's reason. Google's codes are in `smarthome/protocol/error-codes.ts`, sentences in
 * `pages/` and `account-pages/`, in tables as complete: a new reason does not compile until each has a row for it.
 */
export const FAILURE_POLICY = {
  'gateway-missing': OFFLINE,
  'gateway-offline': OFFLINE,
  'lock-offline': OFFLINE,
  'gateway-busy': BUSY,
  'lock-busy': BUSY,
  'lock-frozen': OF_ONE_LOCK,
  'not-supported': OF_ONE_LOCK,
  'lock-unknown': { ...OF_ONE_LOCK, readsRecords: false, permanent: true },
  'not-permitted': { ...OF_ONE_LOCK, readsRecords: false, permanent: true, causedBy: 'person' },
  // A refused sign-in never answers the reading of details; where it did, the next lock is tried.
  'sign-in-refused': { ...OF_THE_ACCOUNT, endsDetails: false, causedBy: 'person' },
  // Polling stops for these before an interval is chosen.
  'credentials-refused': { ...OF_THE_ACCOUNT, pollTrouble: 'cloud', causedBy: 'person' },
  misconfigured: OF_THE_ACCOUNT,
  'plan-exceeded': { ...OF_THE_ACCOUNT, overLimit: true, causedBy: 'person' },
  'rate-limited': { ...OF_THE_ACCOUNT, permanent: false, unanswered: true, overLimit: true },
  'timed-out': { ...OF_ONE_LOCK, unanswered: true, endsPoll: 'at-second' },
  unavailable: {
    ...OF_ONE_LOCK,
    readsRecords: false,
    unanswered: true,
    endsPoll: 'at-second',
    endsDetails: true,
  },
  rejected: OF_ONE_LOCK,
  failed: OF_ONE_LOCK,
} as const satisfies Record<FailureReason, FailurePolicy>;

/** Returns the policy of a failure; `undefined` for a bolt's state, and for a reason why the cloud was not called. */
export function policyOf(said: FailureReason | BoltState | UnsentReason): FailurePolicy | undefined {
  return isFailureReason(said) ? FAILURE_POLICY[said] : undefined;
}

/** True for a reason of a failure of the cloud. */
export function isFailureReason(said: string): said is FailureReason {
  return Object.hasOwn(FAILURE_POLICY, said);
}
