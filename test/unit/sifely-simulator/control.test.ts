import { request } from 'node:http';
import { backDoor, DEMO, data, frontDoor, GUEST, RawClient, simulators } from './raw-client.ts';

const start = simulators();
const PAGE = { pageNo: 1, pageSize: 20 };

test('the help page names every control with a command to copy', async () => {
  const { simulator, anonymous } = await start();
  const page = await anonymous.get('/_control');
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  for (const text of ['locks/:lockId/turn', 'faults', `${simulator.url}/_control/locks`, 'gateway-busy'])
    expect(page.text).toContain(text);
});

test('the help page lists the calls of the open fronts alone', async () => {
  const { anonymous } = await start({ profiles: ['oauth'] });
  const { text } = await anonymous.get('/_control');
  expect(text).toContain('<tr><td>POST /v3/lock/unlock</td><td>oauth</td></tr>');
  for (const call of ['/client/roll-token', '/oauth2/token']) expect(text).not.toContain(call);
  const every = await start({ profiles: ['oauth', 'api-key', 'ttlock'] });
  expect((await every.anonymous.get('/_control')).text).toContain(
    '<tr><td>POST /oauth2/token</td><td>ttlock</td></tr>',
  );
});

test('locks are listed with their physical state, without any secret', async () => {
  const { simulator, anonymous } = await start();
  simulator.lock(frontDoor).enterPasscode('Family');
  const list = await anonymous.control('GET', 'locks');
  const one = await anonymous.control('GET', `locks/${frontDoor}`);
  expect(one.body).toMatchObject({
    name: 'Front door',
    bolt: 'unlocked',
    recordsInCloud: 1,
    passcodes: ['Family', 'Cleaner'],
  });
  const answers = list.text + one.text + (await anonymous.control('GET', 'accounts')).text;
  expect(simulator.secrets.filter((secret) => answers.includes(secret))).toEqual([]);
  expect((await anonymous.control('GET', 'locks/999')).status).toBe(404);
});

test('hands: turning, keys, codes, fingers, cards, jamming', async () => {
  const { simulator, anonymous, demo } = await start();
  const lock = simulator.lock(frontDoor);
  const act = (what: string, body: unknown = {}) =>
    anonymous.control('POST', `locks/${frontDoor}/${what}`, body);
  expect((await act('turn', { to: 'unlock' })).body).toEqual({ done: true });
  expect(lock.bolt).toBe('unlocked');
  await act('key', { to: 'lock' });
  expect(lock.bolt).toBe('locked');
  for (const [what, name] of Object.entries({
    passcode: 'Family',
    fingerprint: 'Right thumb',
    card: 'Blue card',
  })) {
    await act(what, { name });
    expect(lock.bolt).toBe('unlocked');
    await act('turn', { to: 'lock' });
  }
  await act('jam');
  await demo.post('/v3/lock/unlock', { lockId: frontDoor });
  expect(lock.bolt).toBe('locked');
  await act('free');
  await demo.post('/v3/lock/unlock', { lockId: frontDoor });
  expect(lock.bolt).toBe('unlocked');
  expect((await act('turn', { to: 'sideways' })).status).toBe(400);
});

test('locks and gateways can be changed, with nothing misspelled', async () => {
  const { simulator, anonymous, demo } = await start();
  await anonymous.control('PATCH', `locks/${backDoor}`, { battery: 4, bolt: 'unlocked' });
  expect(simulator.lock(backDoor).state).toMatchObject({ battery: 4, bolt: 'unlocked' });
  await anonymous.control('PATCH', 'gateways/7101', { online: false });
  expect((await demo.post('/v3/lock/lock', { lockId: backDoor })).body['errcode']).toBe(-3002);
  expect((await anonymous.control('PATCH', 'gateways/7101', { onlin: true })).status).toBe(400);
  expect((await anonymous.control('PATCH', 'gateways/1', { online: true })).status).toBe(404);
});

test('what webhooks tell besides records is triggered by hand', async () => {
  const { simulator, anonymous } = await start();
  const bodies: string[] = [];
  simulator.webhooks(DEMO.username, { url: 'http://127.0.0.1:1/webhook' });
  simulator.onWebhook(({ body }) => bodies.push(body));
  await anonymous.control('PATCH', 'gateways/7101', { online: false });
  await anonymous.control('POST', `locks/${frontDoor}/late-failure`, { errcode: -3036 });
  await anonymous.control('POST', `locks/${frontDoor}/door`, { to: 'open' });
  await anonymous.control('POST', `accounts/${DEMO.username}/notify`, { notifyType: '99', size: 3 });
  await simulator.flushWebhooks();
  const kinds = bodies.map((body) => JSON.parse(body).notifyType).sort();
  expect(kinds).toEqual(['2', '4', '7', '99']);
  expect((await anonymous.control('POST', `locks/${frontDoor}/door`, { to: 'ajar' })).status).toBe(400);
  expect((await anonymous.control('POST', `accounts/${DEMO.username}/notify`, {})).status).toBe(400);
});

test('faults are set, listed and removed', async () => {
  const { anonymous, demo } = await start();
  const { body } = await anonymous.control('POST', 'faults', {
    kind: 'status',
    status: 503,
    endpoint: 'lock/list',
    times: 5,
  });
  expect((await demo.post('/v3/lock/list', PAGE)).status).toBe(503);
  const listed = await anonymous.control('GET', 'faults');
  expect(JSON.parse(listed.text)).toMatchObject([{ id: body['id'], left: 4, fault: { kind: 'status' } }]);
  expect((await anonymous.control('DELETE', `faults/${body['id']}`)).status).toBe(200);
  expect((await demo.post('/v3/lock/list', PAGE)).status).toBe(200);
  expect((await anonymous.control('DELETE', `faults/${body['id']}`)).status).toBe(404);
  expect((await anonymous.control('POST', 'faults', { kind: 'gremlins' })).status).toBe(400);
  await anonymous.control('POST', 'faults', { kind: 'gateway-busy' });
  await anonymous.control('DELETE', 'faults');
  expect((await demo.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']).toBe(0);
});

test('accounts lose tokens and keys, and get webhooks', async () => {
  const { simulator, anonymous, demo } = await start();
  const { token, refreshToken } = data(await anonymous.login());
  const act = (what: string) =>
    anonymous.control('POST', `accounts/${encodeURIComponent(DEMO.username)}/${what}`);
  await act('expire-tokens');
  const byToken = new RawClient(simulator.url, `Bearer ${token}`);
  expect((await byToken.post('/v3/lock/list', PAGE)).body['code']).toBe(401);
  await act('revoke-refresh-tokens');
  const grant = { client_id: 'any-client', grant_type: 'refresh_token', refresh_token: String(refreshToken) };
  expect((await anonymous.post('/system/smart/oauthToken', grant)).body['errcode']).toBe(10011);
  await act('rotate-key');
  expect((await demo.post('/v3/lock/list', PAGE)).status).toBe(401);
  const webhook = `accounts/${GUEST.username}/webhook`;
  expect((await anonymous.control('PUT', webhook, { url: 'http://127.0.0.1:1/x', copies: 2 })).status).toBe(
    200,
  );
  expect((await anonymous.control('GET', 'accounts')).text).toContain('"copies": 2');
  await anonymous.control('DELETE', webhook);
  expect((await anonymous.control('GET', 'accounts')).text).not.toContain('copies');
});

test('calls are shown newest first, and can be forgotten', async () => {
  const { anonymous, demo } = await start();
  await demo.post('/v3/lock/list', PAGE);
  await demo.get('/v3/lock/queryOpenState', { lockId: frontDoor });
  const calls = JSON.parse((await anonymous.control('GET', 'calls')).text);
  expect(calls.map(({ endpoint }: { endpoint: string }) => endpoint)).toEqual([
    '/v3/lock/queryOpenState',
    '/v3/lock/list',
  ]);
  await anonymous.control('DELETE', 'calls');
  expect((await anonymous.control('GET', 'calls')).text).toBe('[]\n');
});

test('a web page elsewhere cannot reach it: not by a name of its own, not by a plain form', async () => {
  const { simulator, anonymous } = await start();
  const { port } = new URL(simulator.url);
  const status = await new Promise((resolve, reject) => {
    const headers = { host: 'evil.example' };
    request({ host: '127.0.0.1', port, path: '/_control/locks', headers }, ({ statusCode }) =>
      resolve(statusCode),
    )
      .once('error', reject)
      .end();
  });
  expect(status).toBe(403);
  const form = await anonymous.send(
    'POST',
    `/_control/locks/${frontDoor}/turn`,
    {},
    { body: '{"to":"unlock"}' },
  );
  expect([form.status, simulator.lock(frontDoor).bolt]).toEqual([415, 'locked']);
});
