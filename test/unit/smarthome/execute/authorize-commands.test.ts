import type { Account } from '../../../../functions/accounts/account.ts';
import { HOUSEHOLD_PIN_ID } from '../../../../functions/accounts/pins/pin.ts';
import {
  type AccountState,
  COMMAND_MARK_MS,
  EMPTY_ACCOUNT_STATE,
} from '../../../../functions/locks/account-state.ts';
import { countMarks, MAX_MARKS } from '../../../../functions/locks/commands/command-marks.ts';
import {
  type AuthorizedCommand,
  authorizeCommands,
} from '../../../../functions/smarthome/execute/authorize-commands.ts';
import { planDevices } from '../../../../functions/smarthome/execute/plan-commands.ts';

const PIN = '86420975';
const account = {
  id: 'account',
  locks: { '101': { shared: true } },
} as unknown as Account;
const unlock = {
  deviceId: '101',
  command: 'action.devices.commands.LockUnlock',
  params: { lock: false, followUpToken: 'token' },
  challenge: { pin: PIN },
};

/** Authorizes an unlock with its PIN on these states. */
function authorize(states: AccountState) {
  const plans = planDevices(account, states, 'request', [unlock], 1_000_000);
  expect(JSON.stringify(plans)).toContain(PIN);
  return authorizeCommands(account, states, plans, new Map([[PIN, HOUSEHOLD_PIN_ID]]), 1_000_000, {
    ...{ alreadyInStateMs: 5000, grantId: 'grant', zoneOf: () => 'UTC' },
    pins: [{ id: HOUSEHOLD_PIN_ID, name: 'Household' }],
  });
}

test('an authorized command holds action, key and follow-up token, and no PIN', () => {
  const authorization = authorize(EMPTY_ACCOUNT_STATE);
  expect(authorization.devices).toEqual([
    {
      deviceId: '101',
      authorized: [{ action: 'unlock', key: expect.any(String), followUpToken: 'token' }],
    },
  ]);
  expect(JSON.stringify(authorization)).not.toContain(PIN);
});

test('a repeated command holds the stored outcome in addition, and no PIN', () => {
  const repeated = authorize(authorize(EMPTY_ACCOUNT_STATE).states);
  expect(repeated.devices).toEqual([
    {
      deviceId: '101',
      authorized: [
        {
          action: 'unlock',
          key: expect.any(String),
          followUpToken: 'token',
          repeat: { outcome: undefined },
        },
      ],
    },
  ]);
  expect(JSON.stringify(repeated)).not.toContain(PIN);
});

/** States whose other lock has so many commands of this age. */
function crowded(marks: number, ageMs: number): AccountState {
  const commands = Array.from({ length: marks }, (_, index) => ({
    ...{ key: `mark ${index}`, action: 'lock' as const, at: 1_000_000 - ageMs },
  }));
  return { ...EMPTY_ACCOUNT_STATE, locks: { '102': { commands } } };
}

test('a command beyond those that fit into the account is refused as busy, and leaves no mark', () => {
  const before = crowded(MAX_MARKS, 60_000);
  const { states, devices } = authorize(before);
  expect(devices).toEqual([{ deviceId: '101', refused: expect.objectContaining({ reason: 'too-many' }) }]);
  expect(countMarks(states)).toBe(MAX_MARKS);
});

test('commands of more than ten minutes ago make room, at whichever lock they were', () => {
  const { states, devices } = authorize(crowded(MAX_MARKS, COMMAND_MARK_MS + 1));
  expect(devices).toEqual([{ deviceId: '101', authorized: [expect.objectContaining({ action: 'unlock' })] }]);
  expect(countMarks(states)).toBe(1);
});

test('an authorized command with a challenge reply does not compile', () => {
  const command: AuthorizedCommand = {
    action: 'unlock',
    key: 'k',
    // @ts-expect-error: the PIN ends at the authorization
    reply: { kind: 'pin', pin: PIN },
  };
  expect(command.key).toBe('k');
});
