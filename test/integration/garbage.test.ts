import { World } from '../support/world.ts';

describe('garbage at the fulfillment', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    await world.link('alice');
    await world.link('mallory', { username: 'guest@example.com', password: 'guest-password' });
  });

  afterAll(() => world.close());

  const sync = { requestId: '1', inputs: [{ intent: 'action.devices.SYNC' }] };

  test.each([
    ['malformed JSON', '{"requestId": "1", "inputs": ['],
    ['no JSON at all', 'hello'],
    ['an empty body', ''],
    ['null', 'null'],
    ['a number', '42'],
    ['a string', '"SYNC"'],
    ['an array', '[]'],
    ['an empty object', '{}'],
    ['missing inputs', { requestId: '1' }],
    ['empty inputs', { requestId: '1', inputs: [] }],
    ['inputs of a wrong type', { requestId: '1', inputs: 'SYNC' }],
    ['an input that is null', { requestId: '1', inputs: [null] }],
    ['a requestId of a wrong type', { requestId: { a: 1 }, inputs: [{ intent: 'action.devices.SYNC' }] }],
    ['an unknown intent', { requestId: '1', inputs: [{ intent: 'action.devices.REBOOT' }] }],
    ['the name of an inherited property as intent', { requestId: '1', inputs: [{ intent: 'constructor' }] }],
    ['QUERY without payload', { requestId: '1', inputs: [{ intent: 'action.devices.QUERY' }] }],
    [
      'QUERY of a string',
      { requestId: '1', inputs: [{ intent: 'action.devices.QUERY', payload: { devices: 'all' } }] },
    ],
    [
      'QUERY of a device without id',
      { requestId: '1', inputs: [{ intent: 'action.devices.QUERY', payload: { devices: [{}] } }] },
    ],
    [
      'EXECUTE without commands',
      { requestId: '1', inputs: [{ intent: 'action.devices.EXECUTE', payload: {} }] },
    ],
    [
      'EXECUTE with commands that are null',
      { requestId: '1', inputs: [{ intent: 'action.devices.EXECUTE', payload: { commands: [null] } }] },
    ],
  ])('%s is answered with 400 and no internals', async (_name, body) => {
    const response = await world.google.user('alice').raw(body);
    const text = await response.text();
    expect(response.status).toBe(400);
    expect(text).not.toMatch(/ at |node_modules|\.ts\b|TypeError|SyntaxError|undefined/);
  });

  test.each([
    ['no token', null],
    ['an empty token', ''],
    ['a token of nonsense', 'nonsense'],
    ['a token in a wrong shape', '../../etc/passwd'],
    ['a very long token', 'a'.repeat(6000)],
    ['a token that looks right', Buffer.alloc(48, 1).toString('base64url')],
  ])('%s is answered with 401, whatever the body', async (_name, token) => {
    for (const body of [sync, '{"requestId": ', 'x'.repeat(100_000)]) {
      const response = await world.google.user('alice').raw(body, { token });
      expect(response.status).toBe(401);
    }
  });

  test('a refresh token is no access token', async () => {
    const token = world.google.user('alice').tokens?.refreshToken ?? '';
    const response = await world.google.user('alice').raw(sync, { token });
    expect(response.status).toBe(401);
  });

  test('a huge body is answered with 413', async () => {
    const response = await world.google.user('alice').raw({ ...sync, padding: 'x'.repeat(2_000_000) });
    expect(response.status).toBe(413);
  });

  test('a wrong content type, encoding or method never makes a 5xx', async () => {
    const alice = world.google.user('alice');
    const form = await alice.raw('a=1', { headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    const packed = await alice.raw('{}', { headers: { 'content-encoding': 'br' } });
    const got = await fetch(`${world.url}/smarthome`);
    for (const { status } of [form, packed, got]) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
  });

  test('an unknown device and a device of someone else are both "not found", and neither moves', async () => {
    const mine = [...world.google.user('alice').devices.keys()];
    const foreign = mine.filter((id) => !world.google.user('mallory').devices.has(id));
    expect(foreign.length).toBeGreaterThan(0);
    const ids = [...foreign, '1', '__proto__', 'constructor'];
    const calls = world.sifely.calls.length;
    const { payload } = await world.google.user('mallory').query(ids);
    for (const id of ids) {
      expect(Object.getOwnPropertyDescriptor(payload.devices, id)?.value).toMatchObject({
        status: 'ERROR',
        errorCode: 'deviceNotFound',
      });
    }
    const executed = await world.google.user('mallory').execute([
      {
        devices: ids,
        execution: [{ command: 'action.devices.commands.LockUnlock', params: { lock: true } }],
      },
    ]);
    const results = executed.payload.commands.flatMap(({ ids: named, errorCode }) =>
      named.map(() => errorCode),
    );
    expect(results).toEqual(ids.map(() => 'deviceNotFound'));
    expect(world.sifely.calls.length).toBe(calls);
  });

  test.each([
    ['an unknown command', 'action.devices.commands.OnOff', { on: true }],
    ['LockUnlock without params', 'action.devices.commands.LockUnlock', undefined],
    ['a lock parameter that is a string', 'action.devices.commands.LockUnlock', { lock: 'true' }],
    ['a lock parameter that is null', 'action.devices.commands.LockUnlock', { lock: null }],
  ])('%s fails for its device alone and moves nothing', async (_name, command, params) => {
    const [id = ''] = world.google.user('alice').devices.keys();
    const before = world.sifely.lock(id).movements;
    const response = await world.google.user('alice').raw({
      requestId: '77',
      inputs: [
        {
          intent: 'action.devices.EXECUTE',
          payload: { commands: [{ devices: [{ id }], execution: [{ command, params }] }] },
        },
      ],
    });
    expect(response.status).toBe(200);
    const answer = await response.json();
    expect(answer).toMatchObject({
      requestId: '77',
      payload: { commands: [{ ids: [id], status: 'ERROR' }] },
    });
    expect(world.sifely.lock(id).movements).toBe(before);
  });

  test.each([
    '/',
    '/oauth/token',
    '/oauth/revoke',
    '/oauth/authorize',
    '/healthz',
    '/ready',
    '/nowhere',
    '/%E0%A4%A',
    '/..%2f',
  ])('any method, with any body, at %s never makes a 5xx', async (path) => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS']) {
      for (const type of [
        'application/json',
        'application/x-www-form-urlencoded',
        'text/plain; charset=nonsense',
      ]) {
        const response = await fetch(`${world.url}${path}`, {
          method,
          redirect: 'manual',
          headers: { 'content-type': type },
          ...(method === 'GET' ? {} : { body: '%=&&[a]=%zz{' }),
        });
        expect(response.status).toBeLessThan(500);
        expect(await response.text()).not.toMatch(/node_modules|\.ts:\d/);
      }
    }
  });
});
