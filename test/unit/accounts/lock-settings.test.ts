import { houseZone } from '../../../functions/accounts/lock-rules.ts';
import {
  cleanVoice,
  lockSettings,
  MAX_NICKNAMES,
  namesakes,
  withLockSettings,
} from '../../../functions/accounts/lock-settings.ts';
import { EMPTY_ACCOUNT_STATE } from '../../../functions/locks/account-state.ts';
import { consentOf, linkedAccount } from './fixture.ts';

const NIGHT = { days: [1, 2, 3, 4, 5, 6, 7], from: 22 * 60, until: 6 * 60 };

test('a lock without settings may be unlocked at any time, under its name at Sifely', async () => {
  const { read } = await linkedAccount();
  const { account } = await read();
  expect(lockSettings(account, '11')).toEqual({ control: 'unlock', quietHours: [], voice: {} });
  expect(lockSettings(account, '404')).toBeUndefined();
});

test('settings are stored beside the facts of a lock, and defaults take no room', async () => {
  const { accounts, accountId, read } = await linkedAccount();
  await accounts.learn(accountId, { '11': { model: 'M102' } });
  await accounts.change(accountId, (account) =>
    withLockSettings(account, '11', { control: 'lock', quietHours: [NIGHT], voice: { room: ' Hall ' } }),
  );
  expect((await read()).account.locks['11']).toEqual({
    shared: true,
    model: 'M102',
    control: 'lock',
    quietHours: [NIGHT],
    voice: { room: 'Hall' },
  });
  await accounts.change(accountId, (account) =>
    withLockSettings(account, '11', { control: 'unlock', quietHours: [], voice: {} }),
  );
  expect((await read()).account.locks['11']).toEqual({ shared: true, model: 'M102' });
});

test('a change that changes nothing, or of a lock that is not shared, returns the same account', async () => {
  const { read } = await linkedAccount();
  const { account } = await read();
  expect(withLockSettings(account, '11', { control: 'unlock' })).toBe(account);
  expect(withLockSettings(account, '404', { control: 'tell' })).toBe(account);
  expect(withLockSettings(account, '__proto__', { control: 'tell' })).toBe(account);
});

test('a consent that names what Google may do changes it, and one that does not keeps it', async () => {
  const { accounts, read } = await linkedAccount();
  const user = 'ada@example.com';
  await accounts.consent(consentOf(user, { locks: { '11': { shared: true, control: 'tell' } } }));
  expect(lockSettings((await read()).account, '11')?.control).toBe('tell');
  await accounts.consent(consentOf(user, { locks: { '11': { shared: true } } }));
  expect(lockSettings((await read()).account, '11')?.control).toBe('tell');
  await accounts.consent(consentOf(user, { locks: { '11': { shared: true, control: 'unlock' } } }));
  expect(lockSettings((await read()).account, '11')?.control).toBe('unlock');
});

test('names are cleaned, and double or empty ones dropped', () => {
  expect(
    cleanVoice({
      name: ' Front\tdoor ',
      nicknames: ['', 'FRONT DOOR', 'main  door', 'Main door', '🔐', ...'abcdefg'],
      room: '\u202bHall\u202c',
    }),
  ).toEqual({ name: 'Front door', nicknames: ['main door', 'a', 'b', 'c', 'd'], room: 'Hall' });
  expect(cleanVoice({ name: ' ', nicknames: [' '], room: '--' })).toEqual({});
  expect(cleanVoice({ nicknames: [...'abcdefghij'] }).nicknames).toHaveLength(MAX_NICKNAMES);
  expect([...(cleanVoice({ name: '𝒜'.repeat(70) }).name ?? '')]).toHaveLength(60);
});

test('locks that sound alike are found by name and nickname', async () => {
  const { accounts, accountId, read } = await linkedAccount();
  await accounts.change(accountId, (account) => ({
    ...account,
    locks: {
      '11': { shared: true, voice: { name: 'Front door' } },
      '12': { shared: true, voice: { nicknames: ['FRONT  DOOR'] } },
      '13': { shared: true },
      '14': { shared: false, voice: { name: 'Front door' } },
      '15': { shared: true, voice: { name: 'Back door' } },
    },
  }));
  const { account } = await read();
  const listed = { name: 'front door', connection: 'gateway', operability: 'operable' } as const;
  const states = { ...EMPTY_ACCOUNT_STATE, locks: { '13': { commands: [], listed } } };
  expect(namesakes(account, states, '11')).toEqual(['12', '13']);
  expect(namesakes(account, states, '15')).toEqual([]);
});

test('the zone of a house is the chosen one, else that of a lock’s clock, else UTC', async () => {
  const { read } = await linkedAccount();
  const { account } = await read();
  const locks = { '11': { shared: true }, '12': { shared: true, utcOffsetMs: 20_700_000 } };
  expect(houseZone(account)).toBe('+00:00');
  expect(houseZone({ ...account, locks })).toBe('+05:45');
  expect(houseZone({ ...account, locks }, { utcOffsetMs: -18_000_000 })).toBe('-05:00');
  expect(houseZone({ ...account, locks, timeZone: 'Europe/Berlin' })).toBe('Europe/Berlin');
  expect(houseZone({ ...account, locks, timeZone: 'Mars/Olympus' })).toBe('+05:45');
});
