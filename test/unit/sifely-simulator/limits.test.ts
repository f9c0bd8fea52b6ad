import { DEMO, data, frontDoor, RawClient, simulators } from './raw-client.ts';

const start = simulators();
const PAGE = { pageNo: 1, pageSize: 20 };

describe('the plan of an account', () => {
  test('has no limits unless they are set', async () => {
    const { simulator, demo } = await start();
    simulator.account(DEMO.username).callsThisMonth = 1_000_000;
    expect((await demo.post('/v3/lock/list', PAGE)).status).toBe(200);
  });

  test('more locks than it allows: HTTP 402 with 50504, for every call', async () => {
    const { simulator, demo } = await start();
    simulator.account(DEMO.username).plan = { devices: 4 };
    for (const answer of [
      await demo.post('/v3/lock/list', PAGE),
      await demo.post('/v3/lock/unlock', { lockId: frontDoor }),
    ])
      expect([answer.status, answer.body['code']]).toEqual([402, 50504]);
    expect(simulator.lock(frontDoor).bolt).toBe('locked');
    simulator.account(DEMO.username).plan = { devices: 5 };
    expect((await demo.post('/v3/lock/list', PAGE)).status).toBe(200);
  });

  test('a used-up month: HTTP 429 until the month ends', async () => {
    const { simulator, demo, clock } = await start();
    const account = simulator.account(DEMO.username);
    account.plan = { monthlyCalls: 2 };
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) statuses.push((await demo.post('/v3/lock/list', PAGE)).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect(account.callsThisMonth).toBe(3);
    clock.advance(31 * 86_400_000);
    expect((await demo.post('/v3/lock/list', PAGE)).status).toBe(200);
    expect(account.callsThisMonth).toBe(1);
  });

  test('a cancelled subscription: HTTP 402, for sign-in too', async () => {
    const { simulator, demo, anonymous } = await start();
    simulator.account(DEMO.username).plan = { active: false };
    expect((await demo.post('/v3/lock/list', PAGE)).status).toBe(402);
    expect((await anonymous.keyLogin()).status).toBe(402);
  });

  test('a plan over its limit can answer HTTP 200 with a code in the body', async () => {
    const { simulator, demo } = await start({ overLimit: 'body' });
    simulator.account(DEMO.username).plan = { devices: 1 };
    const answer = await demo.post('/v3/lock/list', PAGE);
    expect([answer.status, answer.body['code']]).toEqual([200, 50504]);
  });

  test('tokens have no plan', async () => {
    const { simulator, anonymous } = await start();
    simulator.account(DEMO.username).plan = { active: false, devices: 1, monthlyCalls: 0 };
    const client = new RawClient(simulator.url, `Bearer ${data(await anonymous.login())['token']}`);
    expect((await client.post('/v3/lock/list', PAGE)).status).toBe(200);
  });
});

test('calls above the rate are HTTP 429, each account by itself, until time has passed', async () => {
  const { demo, key, clock } = await start({ rate: { perMinute: 30, burst: 3, retryAfter: true } });
  const list = async (client = demo) => client.post('/v3/key/list', PAGE);
  for (let i = 0; i < 3; i++) expect((await list()).status).toBe(200);
  const refused = await list();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2']);
  expect((await list(key('guest@example.com'))).status).toBe(200);
  clock.advance(2_000);
  expect((await list()).status).toBe(200);
  expect((await list()).status).toBe(429);
  clock.advance(3_600_000);
  for (let i = 0; i < 3; i++) expect((await list()).status).toBe(200);
  expect((await list()).status).toBe(429);
});
