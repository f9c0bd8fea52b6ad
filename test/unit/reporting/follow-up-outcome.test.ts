import type { SharedLock } from '../../../functions/accounts/shared-lock.ts';
import type { CommandOutcome, LockState, Snapshot } from '../../../functions/locks/account-state.ts';
import { followUpOutcome } from '../../../functions/reporting/follow-up-outcome.ts';

const SENT = 1_000_000;
const SECOND = 1000;

const observed = (bolt: Snapshot['bolt'], more: Partial<Snapshot> = {}): Snapshot => ({
  bolt,
  jammed: false,
  online: true,
  source: 'gateway',
  happenedAt: SENT + 30 * SECOND,
  learnedAt: SENT + 31 * SECOND,
  ...more,
});

/** The outcome of an unlock, `after` seconds after it was sent. */
function endOf(
  outcome: CommandOutcome | undefined,
  snapshot: Snapshot | undefined,
  { after = 40, autoLockSeconds = 0, more = [] }: EndOptions = {},
) {
  const mark = { key: 'k', action: 'unlock', at: SENT, ...(outcome && { outcome }) } as const;
  const state: LockState = { commands: [mark, ...more], ...(snapshot && { snapshot }) };
  const relock = { autoLockSeconds, passageMode: false };
  const lock: SharedLock = { lockId: '1', details: { shared: true }, state, relock };
  const now = SENT + after * SECOND;
  return followUpOutcome(lock, mark, { since: SENT, now, mayBeUnsent: true });
}

interface EndOptions {
  readonly after?: number;
  readonly autoLockSeconds?: number;
  readonly more?: LockState['commands'];
}

const ACCEPTED = { kind: 'accepted' } as const;
const TIMED_OUT = { kind: 'unknown', reason: 'timed-out' } as const;
const UNLOCKED = { status: 'SUCCESS', isLocked: false };

test.each([
  ['accepted', ACCEPTED],
  ['without an answer', TIMED_OUT],
])('a command that was %s succeeded when the bolt was observed in place', (_, outcome) => {
  expect(endOf(outcome, observed('unlocked'))).toEqual(UNLOCKED);
});

test('an accepted command stays pending on an assumed state', () => {
  expect(endOf(ACCEPTED, observed('unlocked', { source: 'command' }))).toBe('pending');
  expect(endOf(ACCEPTED, undefined)).toBe('pending');
});

test('an observation before the command says nothing about it', () => {
  expect(endOf(ACCEPTED, observed('unlocked', { happenedAt: SENT - 1 }))).toBe('pending');
});

test('an offline or unknown lock says nothing about a command', () => {
  expect(endOf(TIMED_OUT, observed('unlocked', { online: false }))).toBe('pending');
  expect(endOf(TIMED_OUT, observed('unknown'))).toBe('pending');
});

test('a command failed when the bolt was observed where it was before', () => {
  expect(endOf(ACCEPTED, observed('locked'))).toEqual({ status: 'FAILURE', errorCode: 'unlockFailure' });
});

test('a jammed bolt is followed up as jammed', () => {
  const jammed = observed('unknown', { jammed: true });
  expect(endOf(ACCEPTED, jammed)).toEqual({ status: 'FAILURE', errorCode: 'deviceJammingDetected' });
});

test('a refusal is followed up with its reason at once', () => {
  const refused = { kind: 'failed', reason: 'lock-frozen' } as const;
  expect(endOf(refused, undefined, { after: 1 })).toEqual({
    status: 'FAILURE',
    errorCode: 'securityRestriction',
  });
  const unsent = { kind: 'failed', reason: 'not-sent' } as const;
  expect(endOf(unsent, undefined, { after: 1 })).toEqual({ status: 'FAILURE', errorCode: 'deviceBusy' });
});

test('while a command may still be sent, the bolt says nothing about it', () => {
  expect(endOf(undefined, observed('locked'))).toBe('pending');
  expect(endOf(undefined, observed('locked', { happenedAt: SENT + 100 * SECOND }), { after: 101 })).toEqual({
    status: 'FAILURE',
    errorCode: 'unlockFailure',
  });
});

test('a locked bolt does not prove that an unlock failed when the lock may have locked itself since', () => {
  expect(endOf(ACCEPTED, observed('locked'), { autoLockSeconds: 20 })).toBe('unknowable');
  expect(endOf(ACCEPTED, observed('locked'), { autoLockSeconds: 60 })).toMatchObject({ status: 'FAILURE' });
});

test('after a later command the other way the outcome is unknowable', () => {
  const later = { key: 'l', action: 'lock', at: SENT + 5 * SECOND, outcome: ACCEPTED } as const;
  expect(endOf(ACCEPTED, observed('locked'), { more: [later] })).toBe('unknowable');
  const refused = { ...later, outcome: { kind: 'failed', reason: 'lock-busy' } } as const;
  expect(endOf(ACCEPTED, observed('unlocked'), { more: [refused] })).toEqual(UNLOCKED);
});
