import { texts } from '../../../functions/languages/texts/failures/en.ts';
import type { FailureReason } from '../../../functions/locks/cloud-failure-error.ts';
import {
  FAILURE_POLICY,
  type FailurePolicy,
  isFailureReason,
  policyOf,
} from '../../../functions/locks/failure-policy.ts';
import { FAILURE_ANSWERS } from '../../../functions/smarthome/protocol/error-codes.ts';

const reasons = Object.keys(FAILURE_POLICY) as FailureReason[];

/** The reasons for which a policy says this. */
const where = <K extends keyof FailurePolicy>(property: K, value: FailurePolicy[K]) =>
  reasons.filter((reason) => policyOf(reason)?.[property] === value).sort();

test('every table by reason has the same reasons', () => {
  expect(Object.keys(FAILURE_ANSWERS).sort()).toEqual(reasons.toSorted());
  // The other texts are for commands that were never sent, or that a gateway accepted and that did nothing.
  const others = ['not-sent', 'not-allowed', 'jammed', 'not-moved'];
  expect(Object.keys(texts).sort()).toEqual([...reasons, ...others].sort());
});

test('a table of policies that lacks a reason does not compile', () => {
  const { failed: _, ...others } = FAILURE_POLICY;
  // @ts-expect-error The reason `failed` has no policy.
  const incomplete: Record<FailureReason, FailurePolicy> = others;
  expect(Object.keys(incomplete)).toHaveLength(reasons.length - 1);
});

test('a policy that leaves a property open does not compile', () => {
  const { reach: _, ...rest } = FAILURE_POLICY.failed;
  // @ts-expect-error `reach` is not decided.
  const open: FailurePolicy = rest;
  expect(open.reach).toBeUndefined();
});

test.each(['locked', 'unlocked', 'unknown', 'not-sent'] as const)('"%s" is not a failure reason', (said) => {
  expect(isFailureReason(said)).toBe(false);
  expect(policyOf(said)).toBeUndefined();
});

test('reasons of a lock out of reach, and of one that must be within reach', () => {
  expect(where('reach', 'offline')).toEqual(['gateway-missing', 'gateway-offline', 'lock-offline']);
  expect(where('reach', 'online')).toEqual(['gateway-busy', 'lock-busy']);
});

test('only a busy gateway or lock is sent the command again within seconds', () => {
  expect(where('retriesSoon', true)).toEqual(['gateway-busy', 'lock-busy']);
});

test('the records are not read when the cloud refuses everything or the lock is offline', () => {
  expect(where('readsRecords', false)).toEqual([
    'credentials-refused',
    'gateway-missing',
    'gateway-offline',
    'lock-offline',
    'lock-unknown',
    'misconfigured',
    'not-permitted',
    'plan-exceeded',
    'rate-limited',
    'sign-in-refused',
    'unavailable',
  ]);
});

test('observations end at permanent failures and go on through an outage', () => {
  expect(where('permanent', true)).toEqual([
    'credentials-refused',
    'lock-unknown',
    'misconfigured',
    'not-permitted',
    'plan-exceeded',
    'sign-in-refused',
  ]);
  expect(where('unanswered', true)).toEqual(['rate-limited', 'timed-out', 'unavailable']);
});

test('polls end at failures of the account, and at the second outage in a row', () => {
  expect(where('endsPoll', 'at-first')).toEqual([
    'credentials-refused',
    'misconfigured',
    'plan-exceeded',
    'rate-limited',
    'sign-in-refused',
  ]);
  expect(where('endsPoll', 'at-second')).toEqual(['timed-out', 'unavailable']);
  expect(where('overLimit', true)).toEqual(['plan-exceeded', 'rate-limited']);
  expect(where('pollTrouble', 'plan')).toEqual([
    'misconfigured',
    'plan-exceeded',
    'rate-limited',
    'sign-in-refused',
  ]);
});

test('the details of the next lock are not read when they would fail alike', () => {
  expect(where('endsDetails', true)).toEqual([
    'credentials-refused',
    'misconfigured',
    'plan-exceeded',
    'rate-limited',
    'unavailable',
  ]);
});

test('a person can act on a sign-in, credentials, a plan and a permission', () => {
  expect(where('causedBy', 'person')).toEqual([
    'credentials-refused',
    'not-permitted',
    'plan-exceeded',
    'sign-in-refused',
  ]);
});
