import { failureOf, inTurn } from '../../client.ts';
import { closeLittleServers } from '../../little-server.ts';

afterEach(closeLittleServers);

const T = 1_900_000_000_000;
const HOUR = 3_600_000;
const DONE = { body: { errcode: 0 } };
const NUMBER = '03661413478';

describe('the cards of a lock', () => {
  test('are listed in our words', async () => {
    const { opens, server } = await inTurn({
      body: {
        code: 200,
        data: {
          list: [
            {
              cardId: 7,
              lockId: 5,
              cardNumber: NUMBER,
              cardName: 'Anna',
              cardType: 1,
              startDate: T,
              endDate: T + HOUR,
              status: 1,
              senderUsername: 'owner@example.com',
            },
            {
              cardId: '8',
              cardNumber: 1723612378,
              cardType: 4,
              cyclicConfig: [{ weekDay: 1, startTime: 60, endTime: 120 }],
              startDate: 0,
              endDate: 0,
              status: 4,
            },
          ],
          total: 2,
        },
      },
    });
    expect(await opens.cards.list('5')).toEqual([
      {
        id: '7',
        number: NUMBER,
        name: 'Anna',
        isRecurring: false,
        from: T,
        until: T + HOUR,
        status: 'active',
        sender: 'owner@example.com',
      },
      { id: '8', number: '1723612378', isRecurring: true, status: 'adding' },
    ]);
    expect(server.requests).toMatchObject([
      { method: 'GET', path: '/v3/identityCard/list', query: { lockId: '5', pageNo: '1' } },
    ]);
  });
});

describe('adding a card', () => {
  test.each([
    ['lock', '/v3/identityCard/add'],
    ['reader', '/v3/identityCard/addForReversedCardNumber'],
  ] as const)('whose number a %s read is a POST to %s', async (readBy, path) => {
    const { opens, server, log } = await inTurn({ body: { cardId: 7 } });
    const card = { number: NUMBER, readBy, name: 'Anna', period: { from: T, until: T + HOUR } };
    expect(await opens.cards.add('5', card, 'gateway')).toBe('7');
    expect(server.requests).toMatchObject([{ method: 'POST', path }]);
    expect(server.requests[0]?.query).toEqual({
      lockId: '5',
      cardNumber: NUMBER,
      cardName: 'Anna',
      startDate: String(T),
      endDate: String(T + HOUR),
      addType: '2',
    });
    expect(JSON.stringify(log.lines)).not.toContain(NUMBER);
  });

  test('without a period makes it permanent', async () => {
    const { opens, server } = await inTurn({ body: { code: 200, data: { cardId: '8' } } });
    expect(await opens.cards.add('5', { number: NUMBER, readBy: 'lock' }, 'phone')).toBe('8');
    expect(server.requests[0]?.query).toMatchObject({ startDate: '0', endDate: '0', addType: '1' });
  });

  test.each(['', '12a', '123456789012345678901'])('of the number %j is not sent', async (number) => {
    const { opens, server } = await inTurn({ body: { cardId: 7 } });
    const failure = await failureOf(opens.cards.add('5', { number, readBy: 'lock' }, 'gateway'));
    expect(failure).toMatchObject({ reason: 'rejected', executed: 'no' });
    expect(server.requests).toHaveLength(0);
  });

  test('to a full lock is refused', async () => {
    const { opens } = await inTurn({ body: { errcode: -4056 } });
    const work = opens.cards.add('5', { number: NUMBER, readBy: 'lock' }, 'gateway');
    await expect(work).rejects.toMatchObject({ refusal: 'lock-full', executed: 'no' });
  });

  test('that is answered by an outage may have been done, and is not sent again', async () => {
    const { opens, server } = await inTurn({ status: 504 });
    const failure = await failureOf(opens.cards.add('5', { number: NUMBER, readBy: 'lock' }, 'gateway'));
    expect(failure).toMatchObject({ executed: 'unknown' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a card', () => {
  test('is removed by a POST with its id and the way', async () => {
    const { opens, server } = await inTurn(DONE);
    await opens.cards.remove('5', '7', 'gateway');
    expect(server.requests).toMatchObject([{ method: 'POST', path: '/v3/identityCard/delete' }]);
    expect(server.requests[0]?.query).toEqual({ lockId: '5', cardId: '7', deleteType: '2' });
  });

  test('that is not there is refused as not found', async () => {
    const { opens } = await inTurn({ body: { errcode: -1021 } });
    await expect(opens.cards.remove('5', '7', 'gateway')).rejects.toMatchObject({ refusal: 'not-found' });
  });

  test('gets another period where Sifely has that', async () => {
    const { opens, server } = await inTurn(DONE, { status: 404 });
    const period = { from: T, until: T + HOUR };
    await opens.cards.changePeriod('5', '7', period, 'gateway');
    expect(server.requests).toMatchObject([{ method: 'POST', path: '/v3/identityCard/changePeriod' }]);
    expect(server.requests[0]?.query).toEqual({
      lockId: '5',
      cardId: '7',
      startDate: String(T),
      endDate: String(T + HOUR),
      changeType: '2',
    });
    const failure = await failureOf(opens.cards.changePeriod('5', '7', period, 'gateway'));
    expect(failure).toMatchObject({ reason: 'not-supported', executed: 'no' });
  });
});

test('the fingerprints of a lock are listed in our words', async () => {
  const { opens, server } = await inTurn({
    body: {
      list: [
        {
          fingerprintId: 7,
          fingerprintNumber: '12345',
          fingerprintName: 'Anna, thumb',
          fingerprintType: 1,
          startDate: 0,
          endDate: 0,
          status: 1,
        },
        { fingerprintId: '8', fingerprintType: '4', startDate: T, endDate: T + HOUR, status: 2 },
      ],
      pages: 1,
    },
  });
  expect(await opens.fingerprints.list('5')).toEqual([
    { id: '7', name: 'Anna, thumb', isRecurring: false, status: 'active' },
    { id: '8', isRecurring: true, from: T, until: T + HOUR, status: 'ended' },
  ]);
  expect(server.requests).toMatchObject([
    { method: 'GET', path: '/v3/fingerprint/list', query: { lockId: '5', pageNo: '1' } },
  ]);
});
