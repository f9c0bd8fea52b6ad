import { AccessRefusedError } from '../../../../../functions/guests/access-refusal.ts';
import { failureOf, hurry, inTurn } from '../../client.ts';
import { closeLittleServers } from '../../little-server.ts';

afterEach(closeLittleServers);

const T = 1_900_000_000_000;
const HOUR = 3_600_000;
const DONE = { body: { errcode: 0, errmsg: 'none error message', description: 'means yes' } };

/** The refusal of a change that must be refused. */
async function refusalOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.catch((reason: unknown) => reason);
  return error instanceof AccessRefusedError
    ? { refusal: error.refusal, executed: error.executed, message: error.message }
    : error;
}

describe('the codes of a lock', () => {
  const list = (codes: readonly unknown[]) => ({ list: codes, pageNo: 1, pages: 1, total: codes.length });

  test.each([
    ['bare', (page: unknown) => page],
    ['wrapped', (page: unknown) => ({ code: 200, message: 'success', data: page })],
  ])('are listed from a %s page, in our words', async (_form, reply) => {
    const { opens, server } = await inTurn({
      body: reply(
        list([
          {
            keyboardPwdId: 24242,
            lockId: 5,
            keyboardPwd: '004711',
            keyboardPwdName: 'Cleaner',
            keyboardPwdType: '3',
            startDate: T,
            endDate: String(T + HOUR),
            status: 1,
            isCustom: 1,
            senderUsername: 'owner@example.com',
          },
          { keyboardPwdId: '2', keyboardPwd: 123456, keyboardPwdType: 2, endDate: 0, status: 5, isCustom: 0 },
          { keyboardPwdId: 3, keyboardPwd: '12****', keyboardPwdType: 99, status: 42 },
          { keyboardPwdId: 4, keyboardPwdType: 3, startDate: T, endDate: 0, status: 1 },
        ]),
      ),
    });
    expect(await opens.codes.list('5')).toEqual([
      {
        id: '24242',
        digits: '004711',
        name: 'Cleaner',
        kind: 'period',
        from: T,
        until: T + HOUR,
        status: 'active',
        isCustom: true,
        sender: 'owner@example.com',
      },
      { id: '2', digits: '123456', kind: 'permanent', status: 'add-failed', isCustom: false },
      { id: '3', kind: 'unknown', status: 'unknown' },
      { id: '4', kind: 'permanent', from: T, status: 'active' },
    ]);
    expect(server.requests).toMatchObject([
      { method: 'GET', path: '/v3/lock/listKeyboardPwd', query: { lockId: '5', pageNo: '1' } },
    ]);
  });

  test('are never listed in part', async () => {
    const { opens } = await inTurn({ body: { list: [{ keyboardPwdId: 1 }], pages: 2 } }, { status: 500 });
    await expect(opens.codes.list('5')).rejects.toMatchObject({ reason: 'unavailable' });
  });
});

describe('adding a code', () => {
  const added = { body: { keyboardPwdId: 24242, keyboardPwd: null } };

  test.each([
    ['gateway', '2'],
    ['phone', '1'],
    ['nb-iot', '3'],
    ['when-awake', '4'],
  ] as const)('by %s sends both dates of its period and addType %s', async (way, addType) => {
    const { opens, server } = await inTurn(added);
    const period = { from: T, until: T + HOUR };
    expect(await opens.codes.add('5', { digits: '0472', name: 'Cleaner', period }, way)).toBe('24242');
    expect(server.requests).toMatchObject([{ method: 'POST', path: '/v3/keyboardPwd/add', body: '' }]);
    expect(server.requests[0]?.query).toEqual({
      lockId: '5',
      keyboardPwd: '0472',
      keyboardPwdName: 'Cleaner',
      keyboardPwdType: '3',
      startDate: String(T),
      endDate: String(T + HOUR),
      addType,
    });
  });

  test('without a period makes it permanent, with an end of 0', async () => {
    const { opens, server } = await inTurn({ body: { code: 200, data: { keyboardPwdId: '7' } } });
    expect(await opens.codes.add('5', { digits: '0472' }, 'gateway')).toBe('7');
    expect(server.requests[0]?.query).toMatchObject({ keyboardPwdType: '2', endDate: '0' });
  });

  test('whose period has begun is sent as one that begins in a minute', async () => {
    const { opens, server, clock } = await inTurn(added);
    const now = clock.now();
    await opens.codes.add(
      '5',
      { digits: '0472', period: { from: now - HOUR, until: now + HOUR } },
      'gateway',
    );
    const startDate = Number(server.requests[0]?.query['startDate']);
    expect(startDate).toBeGreaterThanOrEqual(now + 60_000);
    expect(startDate).toBeLessThan(now + HOUR);
  });

  test.each(['', '123', '1234567890', '12a4', '１２３４'])('of the digits %j is not sent', async (digits) => {
    const { opens, server } = await inTurn(added);
    expect(await refusalOf(opens.codes.add('5', { digits }, 'gateway'))).toMatchObject({
      refusal: 'code-length',
      executed: 'no',
    });
    expect(server.requests).toHaveLength(0);
  });

  test('for a period that is over, or to what is no lock, is not sent', async () => {
    const { opens, server } = await inTurn(added);
    const over = { digits: '0472', period: { from: 1, until: 2 } };
    expect(await failureOf(opens.codes.add('5', over, 'gateway'))).toMatchObject({
      reason: 'rejected',
      executed: 'no',
    });
    const failure = await failureOf(opens.codes.add('5?x', { digits: '0472' }, 'gateway'));
    expect(failure).toMatchObject({ reason: 'lock-unknown', executed: 'no' });
    expect(server.requests).toHaveLength(0);
  });

  test.each([
    [{ errcode: -3007, errmsg: 'The same passcode already exists. 0472' }, 'code-taken'],
    [{ code: -3007, message: 'exists' }, 'code-taken'],
    [{ errcode: -2032 }, 'code-too-simple'],
    [{ errcode: '-3009' }, 'lock-full'],
    [{ errcode: -4056 }, 'lock-full'],
    [{ errcode: -3006 }, 'code-length'],
  ])('that is answered %j is refused, with no digits in the error', async (body, refusal) => {
    const { opens, server, log } = await inTurn({ body });
    const refused = await refusalOf(opens.codes.add('5', { digits: '0472' }, 'gateway'));
    expect(refused).toMatchObject({ refusal, executed: 'no' });
    expect(server.requests).toHaveLength(1);
    expect(JSON.stringify([refused, log.lines])).not.toContain('0472');
  });

  test.each([
    [{ body: { code: -2012, msg: 'The Lock is not connected to any Gateway.' } }, 'gateway-missing', 'no'],
    [{ status: 400, body: 'The Device is not connected to any Gateway.' }, 'gateway-missing', 'unknown'],
    [{ body: { errcode: -3002 } }, 'gateway-offline', 'no'],
    [{ body: { errcode: -3003 } }, 'gateway-busy', 'no'],
    [{ body: { errcode: -3035 } }, 'lock-offline', 'no'],
    [{ status: 504 }, 'timed-out', 'unknown'],
    [{ body: { errcode: 0 } }, 'unavailable', 'unknown'],
  ] as const)('that is answered %j fails and is not sent again', async (reply, reason, executed) => {
    const { opens, server } = await inTurn(reply);
    const failure = await failureOf(opens.codes.add('5', { digits: '0472' }, 'gateway'));
    expect(failure).toMatchObject({ reason, executed });
    expect(server.requests).toHaveLength(1);
  });

  test('that is never answered is not sent again, and may have been made', async () => {
    const { opens, server, clock } = await inTurn({ fault: 'silent' });
    const work = failureOf(opens.codes.add('5', { digits: '0472' }, 'gateway'));
    await server.seen(1);
    expect(await hurry(clock, work)).toMatchObject({ reason: 'timed-out', executed: 'unknown' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('changing a code', () => {
  test('by its name alone is no matter of the lock', async () => {
    const { opens, server } = await inTurn(DONE);
    await opens.codes.change('5', '24242', { name: 'Anna' }, 'gateway');
    expect(server.requests).toMatchObject([{ method: 'POST', path: '/v3/keyboardPwd/change' }]);
    expect(server.requests[0]?.query).toEqual({
      lockId: '5',
      keyboardPwdId: '24242',
      keyboardPwdName: 'Anna',
    });
  });

  test('in digits and period says how the lock learns of it', async () => {
    const { opens, server } = await inTurn({ body: { code: 200, data: true } });
    const period = { from: T, until: T + HOUR };
    await opens.codes.change('5', '24242', { digits: '0815', period }, 'gateway');
    expect(server.requests[0]?.query).toEqual({
      lockId: '5',
      keyboardPwdId: '24242',
      newKeyboardPwd: '0815',
      startDate: String(T),
      endDate: String(T + HOUR),
      changeType: '2',
    });
  });

  test('in nothing, or of what is no code, is not sent', async () => {
    const { opens, server } = await inTurn(DONE);
    expect(await failureOf(opens.codes.change('5', '1', {}, 'gateway'))).toMatchObject({ executed: 'no' });
    expect(await refusalOf(opens.codes.change('5', 'x', { name: 'a' }, 'gateway'))).toMatchObject({
      refusal: 'not-found',
    });
    expect(server.requests).toHaveLength(0);
  });

  test('that was generated and never used is refused', async () => {
    const { opens } = await inTurn({ body: { errcode: -3008 } });
    const work = opens.codes.change('5', '1', { digits: '0815' }, 'gateway');
    expect(await refusalOf(work)).toMatchObject({ refusal: 'code-never-used', executed: 'no' });
  });

  test('is done only if the reply says so', async () => {
    const { opens } = await inTurn({ body: {} });
    const failure = await failureOf(opens.codes.change('5', '1', { name: 'a' }, 'gateway'));
    expect(failure).toMatchObject({ reason: 'unavailable', executed: 'unknown' });
  });
});

describe('removing a code', () => {
  test('is a POST with its id and the way', async () => {
    const { opens, server } = await inTurn(DONE);
    await opens.codes.remove('5', '24242', 'gateway');
    await opens.codes.remove('5', '24242', 'phone');
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v3/keyboardPwd/delete',
      'POST /v3/keyboardPwd/delete',
    ]);
    expect(server.requests.map(({ query }) => query)).toEqual([
      { lockId: '5', keyboardPwdId: '24242', deleteType: '2' },
      { lockId: '5', keyboardPwdId: '24242', deleteType: '1' },
    ]);
  });

  test('by its digits is a POST with the digits, which no log holds', async () => {
    const { opens, server, log } = await inTurn(DONE);
    await opens.codes.removeByDigits('5', '0472', 'gateway');
    expect(server.requests).toMatchObject([{ method: 'POST', path: '/v3/keyboardPwd/deleteByCode' }]);
    expect(server.requests[0]?.query).toEqual({ lockId: '5', keyboardPwd: '0472', deleteType: '2' });
    expect(JSON.stringify(log.lines)).not.toContain('0472');
  });

  test('that is not there is refused as not found', async () => {
    const { opens } = await inTurn({ body: { errcode: -2009 } });
    expect(await refusalOf(opens.codes.remove('5', '1', 'gateway'))).toMatchObject({ refusal: 'not-found' });
  });
});

describe('a code without a gateway', () => {
  const made = { body: { keyboardPwd: '081547', keyboardPwdId: 9 } };
  const NOT_ALLOWED = { status: 405, body: { code: 405, message: "Request method 'POST' not supported" } };

  test.each([
    ['one-time', '1', false],
    ['permanent', '2', false],
    ['period', '3', true],
    ['erase', '4', false],
    ['daily', '6', true],
    ['sunday', '14', true],
  ] as const)('of the kind %s is asked for as type %s', async (kind, type, hasEnd) => {
    const { opens, server } = await inTurn(made);
    const code = await opens.codes.generate('5', { kind, from: T, until: T + HOUR, name: 'Guest' });
    expect(code).toEqual({ id: '9', digits: '081547' });
    expect(server.requests).toMatchObject([{ method: 'POST', path: '/v3/keyboardPwd/get' }]);
    expect(server.requests[0]?.query).toEqual({
      lockId: '5',
      keyboardPwdType: type,
      keyboardPwdName: 'Guest',
      startDate: String(T),
      ...(hasEnd ? { endDate: String(T + HOUR) } : {}),
    });
  });

  test('is asked for by GET where POST is not allowed, from then on at once', async () => {
    const { opens, server } = await inTurn(NOT_ALLOWED, made);
    const code = { kind: 'one-time', from: T } as const;
    await opens.codes.generate('5', code);
    await opens.codes.generate('5', code);
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET']);
  });

  test('that needs an end and lacks it is not sent', async () => {
    const { opens, server } = await inTurn(made);
    const failure = await failureOf(opens.codes.generate('5', { kind: 'period', from: T }));
    expect(failure).toMatchObject({ executed: 'no' });
    expect(server.requests).toHaveLength(0);
  });

  test.each([
    [-1007, 'no-offline-codes'],
    [-1026, 'hours-used-before'],
    [20007, 'no-offline-codes'],
  ])('that is answered %i is refused', async (errcode, refusal) => {
    const { opens } = await inTurn({ body: { errcode } });
    const work = opens.codes.generate('5', { kind: 'one-time', from: T });
    expect(await refusalOf(work)).toMatchObject({ refusal, executed: 'no' });
  });

  test('whose answer cannot be read may have been made, and is not asked for again', async () => {
    const { opens, server } = await inTurn({ body: 'OK 081547' });
    const failure = await failureOf(opens.codes.generate('5', { kind: 'one-time', from: T }));
    expect(failure).toMatchObject({ reason: 'unavailable', executed: 'unknown' });
    expect(failure.message).not.toContain('081547');
    expect(server.requests).toHaveLength(1);
  });
});
