import { client } from '../client.ts';
import { closeLittleServers, littleServer } from '../little-server.ts';

const T = 1_700_000_000_000;

afterEach(closeLittleServers);

describe.each(['oauth', 'api-key'] as const)('a record of the %s API', (profile) => {
  const described = async (record: object) => {
    const sent = { recordId: 1, lockDate: T, serverDate: T + 5, success: 1, ...record };
    const server = await littleServer(() => ({
      body: { code: 200, data: { list: [sent], pages: 1, total: 1 } },
    }));
    const [found] = await client(server.baseUrl, { profile }).cloud.records('5', 0);
    return found?.description;
  };

  test.each([
    [{ recordType: 1 }, 'unlocked', 'app'],
    [{ recordType: 12 }, 'unlocked', 'gateway'],
    [{ recordType: 4 }, 'unlocked', 'code'],
    [{ recordType: 7 }, 'unlocked', 'card'],
    [{ recordType: 8 }, 'unlocked', 'fingerprint'],
    [{ recordType: 67 }, 'unlocked', 'face'],
    [{ recordType: 10 }, 'unlocked', 'key'],
    [{ recordType: 32 }, 'unlocked', 'inside'],
    [{ recordType: 37 }, 'used', 'remote'],
    [{ recordType: 45 }, 'locked', 'automatic'],
    [{ recordType: 47 }, 'locked', 'button'],
    [{ recordType: 34 }, 'locked', 'code'],
    [{ recordType: 30 }, 'door-closed', 'sensor'],
    [{ recordType: 31 }, 'door-opened', 'sensor'],
    [{ recordType: 31, recordTypeFromLock: 64 }, 'door-left-open', 'sensor'],
    [{ recordTypeFromLock: 64 }, 'door-left-open', 'sensor'],
    [{ recordType: 44 }, 'tampered', undefined],
    [{ recordType: 29 }, 'forced', undefined],
    [{ recordType: 48, success: 0 }, 'locked-out', 'code'],
    [{ recordType: 4, recordTypeFromLock: 7, success: 0 }, 'refused', 'code'],
    [{ recordType: 7, recordTypeFromLock: 25, success: 0 }, 'refused', 'card'],
    [{ recordType: 51 }, 'refused', 'card'],
    [{ recordTypeFromLock: 4 }, 'unlocked', 'code'],
    [{ recordTypeFromLock: 7, success: 0 }, 'refused', 'code'],
    [{ recordTypeFromLock: 5 }, 'credential-changed', 'code'],
    [{ recordTypeFromLock: 55 }, 'used', 'remote'],
    [{ recordTypeFromLock: 79 }, 'other', 'fingerprint'],
    [{ recordType: 999 }, 'other', undefined],
    [{ recordType: 999, recordTypeFromLock: 17 }, 'other', 'card'],
    [{}, 'other', undefined],
  ])('%j says "%s" by "%s"', async (record, event, how) => {
    const found = await described(record);
    expect([found?.event, found?.how]).toEqual([event, how]);
  });

  test('names the person and the ekey', async () => {
    await expect(described({ recordType: 1, username: ' Anna  ', keyName: 'Annas key' })).resolves.toEqual({
      ...{ event: 'unlocked', how: 'app', succeeded: true },
      ...{ who: 'Anna', keyName: 'Annas key' },
    });
  });

  test.each([
    ['demo@example.com', 1, 'd***@example.com'],
    ['Anna (anna.smith@mail.example.org)', 12, 'Anna (a***@mail.example.org)'],
    ['+1 (555) 123-4567', 1, '***567'],
    ['15551234567', 12, '***567'],
    ['Apartment 1204', 4, 'Apartment 1204'],
    ['abcde_3f2a9c', 1, 'abcde_3f2a9c'],
    ['x'.repeat(500), 1, 'x'.repeat(100)],
    ['   ', 1, undefined],
  ])('shows the name "%s" of type %i as "%s"', async (username, recordType, shown) => {
    expect((await described({ recordType, username }))?.who).toBe(shown);
  });

  test.each([
    ['the digits that were entered', { recordType: 4, success: 0, username: '83****19' }],
    ['all digits that were entered', { recordType: 4, success: 0, username: '830219' }],
    ['the digits in a sentence', { recordType: 4, success: 0, username: 'Unknown code 830219' }],
    ['a code without a name', { recordType: 4, username: '830219' }],
    ['a code with its digits as a name', { recordType: 4, username: '830219', keyboardPwd: '830219' }],
    [
      'a code with its digits in its name',
      { recordType: 4, username: 'Cleaner 830219', keyboardPwd: 830219 },
    ],
    ['a card by its number', { recordType: 7, username: '830219', keyboardPwd: '830219' }],
    ['a fingerprint with a number', { recordType: 8, keyName: 'No 830219', keyboardPwd: '830219' }],
  ])('has no digit of %s', async (_what, record) => {
    const found = await described(record);
    expect(JSON.stringify(found)).not.toMatch(/83|19|0219/);
    expect(found).not.toHaveProperty('keyboardPwd');
  });

  test.each([{ username: 7 }, { username: {} }, { username: null, keyName: [] }, { keyboardPwd: {} }])(
    'with %j instead of a name is a record without one',
    async (fields) => {
      const found = await described({ recordType: 8, ...fields });
      expect(found).toMatchObject({ event: 'unlocked', how: 'fingerprint' });
      expect(found).not.toHaveProperty('keyName');
    },
  );
});
