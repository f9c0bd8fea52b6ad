import { withReturnedPins } from '../../../../functions/accounts/pins/pin-uses.ts';
import {
  type AccountState,
  type CommandOutcome,
  EMPTY_ACCOUNT_STATE,
} from '../../../../functions/locks/account-state.ts';
import { withLateFailure } from '../../../../functions/locks/commands/command-marks.ts';

const spent = { once: 'use', lockId: '11', key: 'command' };

/** States in which a command has used up a PIN and ended so. */
function states(outcome: CommandOutcome | undefined): AccountState {
  const mark = { key: 'command', action: 'unlock', at: 1000, ...(outcome && { outcome }) } as const;
  return {
    ...EMPTY_ACCOUNT_STATE,
    locks: { '11': { commands: [mark] } },
    pinUses: { cleaner: { usedAt: 1000, spent } },
  };
}

test.each<readonly [string, CommandOutcome | undefined, boolean]>([
  ['was never sent', { kind: 'failed', reason: 'not-sent' }, true],
  ['came into quiet hours', { kind: 'failed', reason: 'not-allowed' }, true],
  ['was refused by a busy gateway', { kind: 'failed', reason: 'gateway-busy' }, true],
  ['was accepted', { kind: 'accepted' }, false],
  ['has no known end', { kind: 'unknown', reason: 'timed-out' }, false],
  ['is under way', undefined, false],
])('a PIN whose unlock %s is given back, or is not: %j, %s', (_, outcome, isReturned) => {
  const before = states(outcome);
  const after = withReturnedPins(before);
  expect(after.pinUses?.['cleaner']).toEqual(isReturned ? { usedAt: 1000 } : { usedAt: 1000, spent });
  expect(after === before).toBe(!isReturned);
});

test('a PIN is not given back because a webhook, which anybody may send, says that its unlock failed', () => {
  const before = states(undefined);
  const lock = before.locks['11'];
  if (lock === undefined) throw new Error('no lock');
  const told = withLateFailure(lock, { reason: 'gateway-offline', executed: 'no' }, 2000);
  expect(told.commands).toMatchObject([{ outcome: { kind: 'failed' } }]);
  const after = { ...before, locks: { '11': told } };
  expect(withReturnedPins(after)).toBe(after);
});

test('a PIN whose unlock was forgotten stays used up', () => {
  const before = { ...states(undefined), locks: {} };
  expect(withReturnedPins(before)).toBe(before);
});
