import type { Account } from '../../../../functions/accounts/account.ts';
import { type AccountState, EMPTY_ACCOUNT_STATE } from '../../../../functions/locks/account-state.ts';
import {
  type AuthorizedCommand,
  authorizeCommands,
} from '../../../../functions/smarthome/execute/authorize-commands.ts';
import { planDevices } from '../../../../functions/smarthome/execute/plan-commands.ts';

const PIN = '86420975';
const account = {
  id: 'account',
  locks: { '101': { shared: true } },
  pin: { salt: '', hash: '', keyId: '' },
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
  return authorizeCommands(account, states, plans, new Map([[PIN, true]]), 1_000_000, 5000);
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

test('an authorized command with a challenge reply does not compile', () => {
  const command: AuthorizedCommand = {
    action: 'unlock',
    key: 'k',
    // @ts-expect-error: the PIN ends at the authorization
    reply: { kind: 'pin', pin: PIN },
  };
  expect(command.key).toBe('k');
});
