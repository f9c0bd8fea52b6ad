import { parseWebhook } from '../../../../functions/sifely/endpoints/webhook.ts';

const now = 1_760_000_010_000;
const record = {
  ...{ lockId: 532323, electricQuantity: 85, serverDate: 1_760_000_003_000, recordTypeFromLock: 17 },
  ...{ recordType: 7, success: 1, lockMac: '68:9E:19:00:67:81', keyboardPwd: '123456' },
  ...{ lockDate: 1_760_000_000_000, username: 'Front door card' },
};
const outer = { lockId: '532323', lockMac: '68:9E:19:00:67:81', notifyType: '1', admin: 'owner@example.com' };
const event = {
  ...{ lockId: '532323', happenedAt: 1_760_000_000_000, receivedAt: 1_760_000_003_000 },
  ...{ type: 7, effect: 'unlocked', battery: 85 },
};

describe('a webhook', () => {
  test.each([
    ['JSON with a string of records', JSON.stringify({ ...outer, records: JSON.stringify([record]) })],
    ['JSON with a list of records', JSON.stringify({ ...outer, records: [record] })],
    ['a form', new URLSearchParams({ ...outer, records: JSON.stringify([record]) }).toString()],
    [
      'numbers as strings',
      JSON.stringify({
        ...outer,
        records: [Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)]))],
      }),
    ],
    ['no kind of notification', JSON.stringify({ lockId: '532323', records: [record] })],
    [
      'the lock named outside only',
      JSON.stringify({ ...outer, records: [{ ...record, lockId: undefined }] }),
    ],
  ])('is read as %s', (_what, body) => {
    expect(parseWebhook(body, now)).toEqual([event]);
  });

  test.each(['', '{', 'null', '[]', '{"records":7}', 'records=%5B', '{"records":[1,null,"x",[]]}'])(
    'of nonsense tells nothing: %s',
    (body) => {
      expect(parseWebhook(body, now)).toEqual([]);
    },
  );

  test('keeps every digit of large ids', () => {
    const body = `{"records":[{"lockId":9007199254740993,"recordType":1,"success":1,"lockDate":${now}}]}`;
    expect(parseWebhook(body, now)).toMatchObject([{ lockId: '9007199254740993' }]);
  });

  test('with a time ahead of the cloud happened when the cloud received it', () => {
    const body = JSON.stringify({ records: [{ ...record, lockDate: record.serverDate + 6000 }] });
    expect(parseWebhook(body, now)).toMatchObject([{ happenedAt: record.serverDate }]);
  });

  test('yields the readable event among unreadable ones', () => {
    const body = JSON.stringify({ ...outer, records: [{ recordType: 1 }, record, 'x'] });
    expect(parseWebhook(body, now)).toEqual([event]);
  });
});
