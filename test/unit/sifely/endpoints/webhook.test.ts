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
  description: { event: 'unlocked', how: 'card', succeeded: true, who: 'Front door card' },
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
    expect(parseWebhook(body, now).events).toEqual([event]);
  });

  test.each(['', '{', 'null', '[]', '{"records":7}', 'records=%5B', '{"records":[1,null,"x",[]]}'])(
    'of nonsense tells nothing: %s',
    (body) => {
      expect(parseWebhook(body, now).events).toEqual([]);
    },
  );

  test('keeps every digit of large ids', () => {
    const body = `{"records":[{"lockId":9007199254740993,"recordType":1,"success":1,"lockDate":${now}}]}`;
    expect(parseWebhook(body, now).events).toMatchObject([{ lockId: '9007199254740993' }]);
  });

  test('with a time ahead of the cloud happened when the cloud received it', () => {
    const body = JSON.stringify({ records: [{ ...record, lockDate: record.serverDate + 6000 }] });
    expect(parseWebhook(body, now).events).toMatchObject([{ happenedAt: record.serverDate }]);
  });

  test.each(['first', 'last'])(
    'with more records than are read says so, and yields the newest if it is the %s',
    (place) => {
      const old = { ...record, recordType: 4, lockDate: 1, serverDate: 1 };
      const others = Array.from({ length: 600 }, () => old);
      const records = place === 'first' ? [record, ...others] : [...others, record];
      const { events, incomplete } = parseWebhook(JSON.stringify({ ...outer, records }), now);
      expect([events.length, incomplete]).toEqual([500, 'size']);
      expect(events.at(place === 'first' ? 0 : -1)).toEqual(event);
      expect(
        parseWebhook(JSON.stringify({ ...outer, records: records.slice(0, 500) }), now),
      ).not.toHaveProperty('incomplete');
    },
  );

  test('yields the readable event among unreadable ones', () => {
    const body = JSON.stringify({ ...outer, records: [{ recordType: 1 }, record, 'x'] });
    expect(parseWebhook(body, now).events).toContainEqual(event);
  });

  test.each<[string, object]>([
    ['without a type', { ...record, recordType: undefined }],
    ['of a type in words', { ...record, recordType: 'unlock' }],
    ['without a time', { ...record, lockDate: undefined, serverDate: undefined }],
    ['with times in words', { ...record, lockDate: 'today', serverDate: 'today' }],
    ['that is no object', [7]],
  ])('with a record %s makes its lock be asked', (_what, unreadable) => {
    const { events } = parseWebhook(JSON.stringify({ ...outer, records: [unreadable] }), now);
    expect(events).toMatchObject([{ lockId: '532323' }]);
    expect(events).not.toMatchObject([{ effect: 'none' }]);
  });

  test.each([undefined, null, '[{"recordType":4,"succ', 7, record])(
    'whose records are %j makes its lock be asked',
    (records) => {
      const { events } = parseWebhook(JSON.stringify({ ...outer, records }), now);
      expect(events).toMatchObject([{ lockId: '532323', effect: 'read', receivedAt: now }]);
    },
  );

  test.each(['{', 'null', '[]', '{"records":7}', '--B', '{"records":[1]}', '{"data":{"lockId":532323}}'])(
    'that does not say which lock it is about may be about any: %s',
    (body) => {
      expect(parseWebhook(body, now).incomplete).toBe('unreadable');
    },
  );

  test.each(['', '{}', JSON.stringify({ ...outer, records: [] }), '{"notifyType":99}'])(
    'about nothing is about no lock: %s',
    (body) => {
      expect(parseWebhook(body, now)).toMatchObject({ events: [], hints: [] });
      expect(parseWebhook(body, now).incomplete).toBeUndefined();
    },
  );
});

describe('a notification', () => {
  const read = (fields: Readonly<Record<string, unknown>>) => {
    const form = new URLSearchParams(
      Object.entries(fields).map(([key, value]): [string, string] => [key, String(value)]),
    );
    const read = [JSON.stringify(fields), form.toString(), ` ${JSON.stringify(fields)}\n`].map((body) =>
      parseWebhook(body, now),
    );
    expect(read).toEqual(read.map(() => read[0]));
    return read[0];
  };
  const gateway = {
    ...{ gatewayId: 7101, gatewayName: 'Hall', gatewayMac: 'AA:BB', gatewayVersion: 2 },
    ...{ networkName: 'home-wifi', admin: 'owner@example.com' },
  };
  const failure = { notifyType: 4, lockId: 532304, lockMac: 'AA:BB', uid: 4711, errcode: -3036 };

  test.each([
    [1, true],
    ['1', true],
    [true, true],
    ['true', true],
    ['Online', true],
    [0, false],
    ['0', false],
    [false, false],
    ['FALSE', false],
    ['offline', false],
    [2, false],
  ])('of a gateway is read with isOnline %p', (isOnline, online) => {
    expect(read({ ...gateway, notifyType: '2', isOnline })).toEqual({
      ...{ kind: 'gateway', events: [] },
      hints: [{ kind: 'gateway', gatewayId: '7101', online }],
    });
  });

  test.each([2, '2', ' 2 '])('is recognized by a number or a string: %p', (notifyType) => {
    expect(read({ ...gateway, notifyType, isOnline: 1 })?.kind).toBe('gateway');
  });

  test('of a gateway without a readable isOnline still names the gateway', () => {
    const named = [{ kind: 'gateway', gatewayId: '7101' }];
    expect(read({ ...gateway, notifyType: 2, isOnline: 'perhaps' })?.hints).toEqual(named);
    expect(read({ ...gateway, notifyType: 2 })?.hints).toEqual(named);
  });

  test('of a Wi-Fi lock is read', () => {
    const fields = { lockId: '532304', lockAlias: 'Study', networkName: 'home-wifi', admin: 'x@example.com' };
    expect(read({ ...fields, notifyType: 3, isOnline: 0 })).toEqual({
      ...{ kind: 'lock', events: [] },
      hints: [{ kind: 'lock', lockId: '532304', online: false }],
    });
  });

  test.each([
    ['without a type', {}],
    ['with type 0', { objectType: 0 }],
  ])('of a failure %s is about the lock itself', (_what, object) => {
    expect(read({ ...failure, ...object })?.hints).toEqual([
      { kind: 'command-failed', lockId: '532304', reason: 'lock-offline', executed: 'no' },
    ]);
  });

  test.each([
    [2, 'code'],
    ['3', 'card'],
    [4, 'fingerprint'],
    [5, 'palm'],
    [6, 'face'],
    [7, 'remote'],
    [99, 'other'],
  ])('of a failure with type %p is about a %s', (objectType, object) => {
    expect(read({ ...failure, objectType, objectId: 12 })?.hints).toEqual([
      { kind: 'write-failed', lockId: '532304', object, objectId: '12', reason: 'lock-offline' },
    ]);
  });

  test('of a failure with an id but no type is not about the bolt', () => {
    expect(read({ ...failure, objectId: 12 })?.hints).toMatchObject([{ kind: 'write-failed' }]);
  });

  test.each([
    ['that is not listed', -9999, 'rejected', 'unknown'],
    ['that is missing', undefined, 'failed', 'unknown'],
    ['as a string', '-3037', 'lock-busy', 'no'],
  ])(
    'of a failure with a code %s has its reason from the error table',
    (_what, errcode, reason, executed) => {
      const { errcode: _, ...rest } = failure;
      const hints = read({ ...rest, ...(errcode !== undefined && { errcode }) })?.hints;
      expect(hints).toMatchObject([{ kind: 'command-failed', reason, executed }]);
    },
  );

  test('of a failure with code 0 is no failure', () => {
    expect(read({ ...failure, errcode: 0 })?.hints).toEqual([]);
  });

  test.each([
    [{ doorStatus: 1 }, { open: true }],
    [{ doorStatus: '0' }, { open: false }],
    [{ doorSensorStatus: 1 }, { open: true }],
    [{ isOpen: true }, { open: true }],
    [{ recordType: 30 }, { open: false }],
    [{ recordType: '31' }, { open: true }],
    [{ electricQuantity: 80 }, {}],
  ])('of a door sensor is read as far as its fields are known: %p', (fields, door) => {
    expect(read({ notifyType: 7, lockId: 532304, ...fields })).toEqual({
      ...{ kind: 'door', events: [] },
      hints: [{ kind: 'door', lockId: '532304', ...door }],
    });
  });

  test.each([2, 3, 4, 7])(
    'of kind %d without an id, or with nonsense in its place, tells nothing',
    (notifyType) => {
      const nonsense = [{}, { lockId: null, gatewayId: [] }, { lockId: '', gatewayId: 'x' }];
      for (const fields of nonsense)
        expect(parseWebhook(JSON.stringify({ notifyType, isOnline: 1, ...fields }), now).hints).toEqual([]);
    },
  );

  test.each([
    [5, { number: 5 }],
    ['99', { number: 99 }],
    [-1, { number: -1 }],
    ['owner@example.com', {}],
    [[2], {}],
  ])('of an unknown kind is named by its number alone: %p', (notifyType, number) => {
    const body = JSON.stringify({ notifyType, lockId: 532304, secret: 'content' });
    expect(parseWebhook(body, now)).toEqual({ kind: 'unknown', ...number, events: [], hints: [] });
  });

  test('keeps no names, addresses and users', () => {
    const secrets = { lockAlias: 'Study', networkName: 'home-wifi', admin: 'owner@example.com', uid: 4711 };
    for (const notifyType of [2, 3, 4, 7, 8]) {
      const body = JSON.stringify({ notifyType, lockId: 1, gatewayId: 2, lockMac: 'AA:BB', ...secrets });
      expect(JSON.stringify(parseWebhook(body, now))).not.toMatch(/Study|home-wifi|owner|4711|AA:BB/);
    }
  });
});
