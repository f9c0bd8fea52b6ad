import { failureOf, inTurn } from '../../client.ts';
import { closeLittleServers } from '../../little-server.ts';

afterEach(closeLittleServers);

const DONE = { body: { errcode: 0 } };
const MISSING = { status: 404 };
const WORKDAYS = [1, 2, 3, 4, 5];

describe('the passage mode of a lock', () => {
  test.each([
    ['a list', (periods: unknown) => periods],
    ['the text of a list', (periods: unknown) => JSON.stringify(periods)],
  ])('is read with several periods, given as %s', async (_form, given) => {
    const periods = [
      { isAllDay: 2, startTime: 540, endTime: 1020, weekDays: WORKDAYS },
      { isAllDay: 1, weekDays: '[6]' },
    ];
    const { opens, server } = await inTurn({
      body: { passageMode: 1, autoUnlock: 2, cyclicConfig: given(periods) },
    });
    expect(await opens.settings.passageMode('5')).toEqual({
      isOn: true,
      opensItself: false,
      openHours: [{ days: WORKDAYS, hours: { from: 540, until: 1020 } }, { days: [6] }],
    });
    expect(server.requests).toMatchObject([
      { method: 'GET', path: '/v3/lock/getPassageModeConfiguration', query: { lockId: '5' } },
    ]);
  });

  test('is read with a single period where Sifely has the older call alone', async () => {
    const one = {
      passageMode: '1',
      startDate: 540,
      endDate: 1020,
      isAllDay: 2,
      weekDays: [1],
      autoUnlock: 1,
    };
    const { opens, server } = await inTurn(MISSING, { body: { code: 200, data: one } });
    const mode = {
      isOn: true,
      opensItself: true,
      openHours: [{ days: [1], hours: { from: 540, until: 1020 } }],
    };
    expect(await opens.settings.passageMode('5')).toEqual(mode);
    expect(await opens.settings.passageMode('5')).toEqual(mode);
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/v3/lock/getPassageModeConfiguration',
      '/v3/lock/getPassageModeConfig',
      '/v3/lock/getPassageModeConfig',
    ]);
  });

  test('is not supported where Sifely has neither call', async () => {
    const { opens } = await inTurn(MISSING);
    expect(await failureOf(opens.settings.passageMode('5'))).toMatchObject({ reason: 'not-supported' });
  });

  test('that is off has no periods', async () => {
    const { opens } = await inTurn({ body: { passageMode: 2, cyclicConfig: null } });
    expect(await opens.settings.passageMode('5')).toEqual({ isOn: false, openHours: [] });
  });

  test('is set with several periods, through the gateway', async () => {
    const { opens, server } = await inTurn(DONE);
    await opens.settings.setPassageMode('5', {
      isOn: true,
      opensItself: true,
      openHours: [{ days: WORKDAYS, hours: { from: 540, until: 1020 } }, { days: [6] }],
    });
    expect(server.requests).toMatchObject([{ method: 'POST', path: '/v3/lock/configurePassageMode' }]);
    const { cyclicConfig, ...query } = server.requests[0]?.query ?? {};
    expect(query).toEqual({ lockId: '5', passageMode: '1', autoUnlock: '1', type: '2' });
    expect(JSON.parse(cyclicConfig ?? '')).toEqual([
      { isAllDay: 2, startTime: 540, endTime: 1020, weekDays: WORKDAYS },
      { isAllDay: 1, weekDays: [6] },
    ]);
  });

  test('is set with a single period where Sifely has the older call alone', async () => {
    const { opens, server } = await inTurn(MISSING, DONE);
    const openHours = [{ days: [1, 2], hours: { from: 540, until: 1020 } }];
    await opens.settings.setPassageMode('5', { isOn: true, openHours });
    expect(server.requests[1]).toMatchObject({ method: 'POST', path: '/v3/lock/configPassageMode' });
    expect(server.requests[1]?.query).toEqual({
      lockId: '5',
      passageMode: '1',
      isAllDay: '2',
      startDate: '540',
      endDate: '1020',
      weekDays: '[1,2]',
      type: '2',
    });
  });

  test('of several periods is not supported where Sifely has the older call alone', async () => {
    const { opens, server } = await inTurn(MISSING, DONE);
    const work = opens.settings.setPassageMode('5', {
      isOn: true,
      openHours: [{ days: [1] }, { days: [2] }],
    });
    expect(await failureOf(work)).toMatchObject({ reason: 'not-supported', executed: 'no' });
    expect(server.requests).toHaveLength(1);
  });

  test('that may have been set is not set by the older call', async () => {
    const { opens, server } = await inTurn({ status: 504 }, DONE);
    const failure = await failureOf(opens.settings.setPassageMode('5', { isOn: false, openHours: [] }));
    expect(failure).toMatchObject({ executed: 'unknown' });
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['without a period', []],
    ['of an eighth day', [{ days: [8] }]],
    ['of no day', [{ days: [] }]],
    ['that ends before it begins', [{ days: [1], hours: { from: 60, until: 60 } }]],
    ['of six periods', Array(6).fill({ days: [1] })],
  ])('%s is not sent', async (_which, openHours) => {
    const { opens, server } = await inTurn(DONE);
    const failure = await failureOf(opens.settings.setPassageMode('5', { isOn: true, openHours }));
    expect(failure).toMatchObject({ reason: 'rejected', executed: 'no' });
    expect(server.requests).toHaveLength(0);
  });
});

describe('the time after which a lock locks itself', () => {
  test.each([0, 5, 900])('is set to %i seconds through the gateway', async (seconds) => {
    const { opens, server } = await inTurn(DONE);
    await opens.settings.setAutoLock('5', seconds);
    expect(server.requests).toMatchObject([{ method: 'POST', path: '/v3/lock/setAutoLockTime' }]);
    expect(server.requests[0]?.query).toEqual({ lockId: '5', seconds: String(seconds), type: '2' });
  });

  test.each([-1, 1.5, Number.NaN])('of %d seconds is not sent', async (seconds) => {
    const { opens, server } = await inTurn(DONE);
    await expect(opens.settings.setAutoLock('5', seconds)).rejects.toMatchObject({
      refusal: 'seconds-not-allowed',
      executed: 'no',
    });
    expect(server.requests).toHaveLength(0);
  });

  test('that the lock does not allow is refused', async () => {
    const { opens } = await inTurn({ body: { code: -4082 } });
    await expect(opens.settings.setAutoLock('5', 1)).rejects.toMatchObject({
      refusal: 'seconds-not-allowed',
    });
  });

  test('cannot be set where Sifely does not have the call', async () => {
    const { opens } = await inTurn(MISSING);
    const failure = await failureOf(opens.settings.setAutoLock('5', 5));
    expect(failure).toMatchObject({ reason: 'not-supported', executed: 'no' });
  });
});
