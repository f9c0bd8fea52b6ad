import { FAULT_CODES, FAULT_KINDS, type Fault, INSTANT_TIMING } from '../../../simulators/sifely/index.ts';
import { type Answer, backDoor, frontDoor, GUEST, garage, simulators } from './raw-client.ts';

const start = simulators();
const PAGE = { pageNo: 1, pageSize: 20 };
const brief = ({ status, body }: Answer) => [status, body['errcode'] ?? body['code'] ?? 'fine'];

describe('every kind of fault', () => {
  const seen = new Set<string>();

  test.each(Object.entries(FAULT_CODES))('%s is platform code %d, and nothing moves', async (kind, code) => {
    seen.add(kind);
    const { simulator, demo } = await start();
    const fault = simulator.fault({ kind: kind as keyof typeof FAULT_CODES });
    expect((await demo.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']).toBe(code);
    expect((await demo.get('/v3/lock/queryOpenState', { lockId: frontDoor })).body['code']).toBe(code);
    const detail = await demo.get('/v3/lock/detail', { lockId: frontDoor });
    expect(brief(detail)).toEqual([200, kind === 'unknown-lock' ? code : 'fine']);
    expect(brief(await demo.post('/v3/lock/list', PAGE))).toEqual([200, 'fine']);
    expect(simulator.lock(frontDoor).movements).toBe(0);
    fault.remove();
    expect((await demo.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']).toBe(0);
  });

  const HTTP_FAULTS: readonly [Fault, status: number, type: string, text: RegExp][] = [
    [{ kind: 'plan-exceeded' }, 402, 'application/json', /"code":50504/],
    [{ kind: 'rate-limited' }, 429, 'application/json', /"code":429/],
    [
      { kind: 'auth-text' },
      200,
      'application/json',
      /^\{"msg":"Authentication failed, unable to access system resources"\}$/,
    ],
    [{ kind: 'status', status: 502 }, 502, 'text/html', /^<html>.*502/],
    [{ kind: 'status', status: 503 }, 503, 'text/html', /503/],
    [{ kind: 'status', status: 400, body: 'failed or means no' }, 400, 'text/plain', /^failed or means no$/],
    [{ kind: 'non-json' }, 200, 'text/html', /^<html>/],
    [{ kind: 'body', body: '{"state":"0"}' }, 200, 'application/json', /^\{"state":"0"\}$/],
    [{ kind: 'body', status: 201, body: '' }, 201, 'application/json', /^$/],
  ];
  test.each(HTTP_FAULTS)('%o answers %d as %s', async (fault, status, type, text) => {
    seen.add(fault.kind);
    const { simulator, demo } = await start();
    simulator.fault({ ...fault, times: 1 });
    const answer = await demo.post('/v3/lock/unlock', { lockId: frontDoor });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      status,
      expect.stringContaining(type),
    ]);
    expect(answer.text).toMatch(text);
    expect(simulator.lock(frontDoor).bolt).toBe('locked');
    expect((await demo.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']).toBe(0);
  });

  test('any platform code, in code or errcode, for any endpoint', async () => {
    seen.add('code');
    const { simulator, demo } = await start();
    simulator.fault({ kind: 'code', code: -4056, carrier: 'errcode', endpoint: 'lock/list', times: 1 });
    expect((await demo.post('/v3/lock/list', PAGE)).body).toMatchObject({ errcode: -4056 });
    simulator.fault({ kind: 'code', code: 90000, carrier: 'code', endpoint: '/v3/lock/unlock', times: 1 });
    expect((await demo.post('/v3/lock/unlock', { lockId: frontDoor })).body).toMatchObject({ code: 90000 });
    simulator.fault({ kind: 'gateway-busy', endpoint: 'lock/detail' });
    expect((await demo.get('/v3/lock/detail', { lockId: frontDoor })).body['code']).toBe(-3003);
  });

  test('jam: the command succeeds and the bolt stays', async () => {
    seen.add('jam');
    const { simulator, demo } = await start();
    simulator.fault({ kind: 'jam', gatewayId: 7101 });
    for (const lockId of [frontDoor, garage])
      expect((await demo.post('/v3/lock/unlock', { lockId })).body['errcode']).toBe(0);
    expect([simulator.lock(frontDoor).bolt, simulator.lock(garage).bolt]).toEqual(['locked', 'unlocked']);
  });

  test('a wrong content type carries the right answer', async () => {
    seen.add('wrong-content-type');
    const { simulator, demo } = await start();
    simulator.fault({ kind: 'wrong-content-type' });
    const answer = await demo.post('/v3/lock/unlock', { lockId: frontDoor });
    expect([answer.headers.get('content-type'), answer.body['errcode']]).toEqual(['text/html', 0]);
    expect(simulator.lock(frontDoor).bolt).toBe('unlocked');
  });

  test('slow: the answer waits for the simulator’s clock, and then is right', async () => {
    seen.add('slow');
    const { simulator, clock, demo } = await start();
    simulator.fault({ kind: 'slow', ms: 60_000 });
    let answered = false;
    const answer = demo.get('/v3/lock/queryOpenState', { lockId: frontDoor }).finally(() => {
      answered = true;
    });
    while (simulator.calls.length === 0) await new Promise(setImmediate);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(answered).toBe(false);
    clock.advance(60_000);
    expect((await answer).body).toEqual({ state: 0 });
  });

  test('drop: the connection is cut without an answer', async () => {
    seen.add('drop');
    const { simulator, demo } = await start();
    simulator.fault({ kind: 'drop', times: 1 });
    await expect(demo.post('/v3/lock/unlock', { lockId: frontDoor })).rejects.toThrow('fetch failed');
    expect([simulator.lock(frontDoor).bolt, simulator.calls[0]?.status]).toEqual(['locked', 0]);
  });

  test.each(['hang', 'stall'] as const)(
    '%s: the answer never comes to its end, until the simulator closes',
    async (kind) => {
      seen.add(kind);
      const { simulator, demo } = await start();
      simulator.fault({ kind });
      const init = { signal: AbortSignal.timeout(50) };
      const call = demo.send('POST', '/v3/lock/unlock', { lockId: frontDoor }, init);
      await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
      const forgotten = demo.post('/v3/lock/unlock', { lockId: frontDoor }).catch((error: Error) => error);
      while (simulator.calls.length < 2) await new Promise(setImmediate);
      await simulator.close();
      expect(await forgotten).toMatchObject({
        name: 'TypeError',
        message: expect.stringMatching(/fetch failed|terminated/),
      });
      expect(simulator.lock(frontDoor).bolt).toBe('locked');
    },
  );

  test('and no kind was left out here', () => {
    expect([...seen].sort()).toEqual([...FAULT_KINDS].sort());
  });
});

describe('after the work is done', () => {
  test.each<Fault>([
    { kind: 'status', status: 504 },
    { kind: 'code', code: 1 },
    { kind: 'gateway-busy' },
    { kind: 'drop' },
  ])('%o replaces the answer though the bolt moved', async (fault) => {
    const { simulator, demo } = await start();
    simulator.fault({ ...fault, moment: 'after', times: 1 });
    const answer = await demo.post('/v3/lock/unlock', { lockId: frontDoor }).catch(() => undefined);
    expect(answer?.body['errcode']).not.toBe(0);
    expect(simulator.lock(frontDoor).bolt).toBe('unlocked');
  });
});

describe('where and how often', () => {
  test('a fault keeps to its lock, gateway, endpoint and account', async () => {
    const { simulator, demo, key } = await start();
    const unlock = async (lockId: number, client = demo) =>
      (await client.post('/v3/lock/unlock', { lockId })).body['errcode'];
    const set = [
      simulator.fault({ kind: 'lock-offline', lockId: frontDoor }),
      simulator.fault({ kind: 'gateway-offline', gatewayId: '7102' }),
    ];
    expect([await unlock(frontDoor), await unlock(backDoor), await unlock(garage)]).toEqual([
      -3036, 0, -3002,
    ]);
    for (const fault of set) fault.remove();
    simulator.fault({ kind: 'status', status: 503, account: GUEST.username });
    expect(await unlock(frontDoor)).toBe(0);
    expect((await key(GUEST.username).post('/v3/key/list', PAGE)).status).toBe(503);
    simulator.clearFaults();
    simulator.fault({ kind: 'status', status: 503, endpoint: 'lock/lock' });
    expect((await demo.post('/v3/lock/lock', { lockId: frontDoor })).status).toBe(503);
    expect(await unlock(frontDoor)).toBe(0);
  });

  test('counted faults follow one another', async () => {
    const { simulator, demo } = await start();
    simulator.fault({ kind: 'gateway-busy', times: 2 });
    simulator.fault({ kind: 'lock-busy', times: 1 });
    const codes: unknown[] = [];
    for (let i = 0; i < 4; i++)
      codes.push((await demo.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']);
    expect(codes).toEqual([-3003, -3003, -3037, 0]);
  });

  test('an outage strikes sign-in and refused credentials too', async () => {
    const { simulator, anonymous } = await start();
    simulator.fault({ kind: 'status', status: 503 });
    expect((await anonymous.login()).status).toBe(503);
    expect((await anonymous.keyLogin()).status).toBe(503);
    expect((await anonymous.post('/v3/lock/list', PAGE)).status).toBe(503);
  });

  test('a rate limit can have a retry time', async () => {
    const { simulator, demo } = await start();
    simulator.fault({ kind: 'rate-limited', retryAfterSeconds: 7 });
    expect((await demo.post('/v3/lock/list', PAGE)).headers.get('retry-after')).toBe('7');
  });

  test('a fault without what it needs is refused when it is set', async () => {
    const { simulator } = await start({ timing: INSTANT_TIMING });
    expect(() => simulator.fault({ kind: 'code' })).toThrow('needs a code');
    expect(() => simulator.fault({ kind: 'body' })).toThrow('needs a body');
  });
});
