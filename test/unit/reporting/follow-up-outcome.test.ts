import type { SharedLock } from '../../../functions/accounts/shared-lock.ts';
import type { CommandOutcome, LockState, Snapshot } from '../../../functions/locks/account-state.ts';
import { followUpOutcome } from '../../../functions/reporting/follow-up-outcome.ts';

const SENT = 1_000_000;
const SECOND = 1000;

const seen = (bolt: Snapshot['bolt'], more: Partial<Snapshot> = {}): Snapshot => ({
  bolt,
  jammed: false,
  online: true,
  source: 'gateway',
  happenedAt: SENT + 30 * SECOND,
  learnedAt: SENT + 31 * SECOND,
  ...more,
});

/** How an unlock ended of which this is known so many seconds after it was sent. */
function endOf(
  outcome: CommandOutcome | undefined,
  snapshot: Snapshot | undefined,
  { after = 40, autoLockSeconds = 0, more = [] }: EndOptions = {},
) {
  const mark = { key: 'k', action: 'unlock', at: SENT, ...(outcome && { outcome }) } as const;
  const state: LockState = { commands: [mark, ...more], ...(snapshot && { snapshot }) };
  const relock = { autoLockSeconds, passageMode: false };
  const lock: SharedLock = { lockId: '1', details: { shared: true }, state, relock };
  return followUpOutcome(lock, mark, SENT, SENT + after * SECOND);
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
])('a command that was %s succeeded when the bolt was seen where it should be', (_, outcome) => {
  expect(endOf(outcome, seen('unlocked'))).toEqual(UNLOCKED);
});

test('that it was accepted is not enough: an assumed state is no sight of the bolt', () => {
  expect(endOf(ACCEPTED, seen('unlocked', { source: 'command' }))).toBe('pending');
  expect(endOf(ACCEPTED, undefined)).toBe('pending');
});

test('what was seen before the command says nothing about it', () => {
  expect(endOf(ACCEPTED, seen('unlocked', { happenedAt: SENT - 1 }))).toBe('pending');
});

test('neither does a lock that does not answer or does not know', () => {
  expect(endOf(TIMED_OUT, seen('unlocked', { online: false }))).toBe('pending');
  expect(endOf(TIMED_OUT, seen('unknown'))).toBe('pending');
});

test('it failed when the bolt was seen where it was', () => {
  expect(endOf(ACCEPTED, seen('locked'))).toEqual({ status: 'FAILURE', errorCode: 'unlockFailure' });
});

test('a bolt that stuck is told as that', () => {
  const jammed = seen('unknown', { jammed: true });
  expect(endOf(ACCEPTED, jammed)).toEqual({ status: 'FAILURE', errorCode: 'deviceJammingDetected' });
});

test('a refusal is told with its reason, at once', () => {
  const refused = { kind: 'failed', reason: 'lock-frozen' } as const;
  expect(endOf(refused, undefined, { after: 1 })).toEqual({
    status: 'FAILURE',
    errorCode: 'securityRestriction',
  });
  const unsent = { kind: 'failed', reason: 'not-sent' } as const;
  expect(endOf(unsent, undefined, { after: 1 })).toEqual({ status: 'FAILURE', errorCode: 'deviceBusy' });
});

test('while a command may still be sent, the bolt says nothing about it', () => {
  expect(endOf(undefined, seen('locked'))).toBe('pending');
  expect(endOf(undefined, seen('locked', { happenedAt: SENT + 100 * SECOND }), { after: 101 })).toEqual({
    status: 'FAILURE',
    errorCode: 'unlockFailure',
  });
});

test('a locked bolt does not prove that an unlock failed when the lock may have locked itself since', () => {
  expect(endOf(ACCEPTED, seen('locked'), { autoLockSeconds: 20 })).toBe('unknowable');
  expect(endOf(ACCEPTED, seen('locked'), { autoLockSeconds: 60 })).toMatchObject({ status: 'FAILURE' });
});

test('after a later command the other way nobody can tell', () => {
  const later = { key: 'l', action: 'lock', at: SENT + 5 * SECOND, outcome: ACCEPTED } as const;
  expect(endOf(ACCEPTED, seen('locked'), { more: [later] })).toBe('unknowable');
  const refused = { ...later, outcome: { kind: 'failed', reason: 'lock-busy' } } as const;
  expect(endOf(ACCEPTED, seen('unlocked'), { more: [refused] })).toEqual(UNLOCKED);
});
