import { data, frontDoor, items, shed, simulators } from './raw-client.ts';

const start = simulators();
const PAGE = { pageNo: 1, pageSize: 20 };

test('replies are bare by default: a page, an object, yes or no', async () => {
  const { demo } = await start();
  expect(Object.keys((await demo.post('/v3/lock/list', PAGE)).body)).toEqual([
    'list',
    'pageNo',
    'pageSize',
    'pages',
    'total',
  ]);
  expect((await demo.get('/v3/lock/queryOpenState', { lockId: frontDoor })).body).toEqual({ state: 0 });
  expect((await demo.post('/v3/lock/unlock', { lockId: frontDoor })).body).toEqual({
    errcode: 0,
    errmsg: 'none error message',
    description: 'none error message or means yes',
  });
});

test('wrapped replies carry the same payload in data; yes is code 200 with nothing in it', async () => {
  const bare = await start();
  const wrapped = await start({ replies: 'wrapped', clock: bare.clock });
  const plain = await bare.demo.get('/v3/gateway/detail', { gatewayId: 7101 });
  const inside = await wrapped.demo.get('/v3/gateway/detail', { gatewayId: 7101 });
  expect(inside.body).toEqual({ code: 200, message: 'success', data: plain.body });
  const page = data(await wrapped.demo.post('/v3/key/list', PAGE));
  expect(page).toMatchObject({ pageNo: 1, total: 5 });
  const command = await wrapped.demo.post('/v3/lock/unlock', { lockId: frontDoor });
  expect(command.body).toEqual({ code: 200, message: 'success', data: null });
});

test('one endpoint can answer wrapped while the others are bare', async () => {
  const { demo } = await start({ replies: { '/v3/lock/queryOpenState': 'wrapped' } });
  expect(data(await demo.get('/v3/lock/queryOpenState', { lockId: frontDoor }))).toEqual({ state: 0 });
  expect(items(await demo.post('/v3/lock/list', PAGE))).toHaveLength(5);
});

test('a platform code travels in errcode from bare commands and in code from everything else', async () => {
  const { demo } = await start();
  const command = await demo.post('/v3/lock/unlock', { lockId: shed });
  const text = 'The Lock is not connected to any Gateway.';
  expect([command.status, command.body]).toEqual([200, { errcode: -2012, errmsg: text, description: text }]);
  const read = await demo.get('/v3/lock/queryOpenState', { lockId: shed });
  expect([read.status, read.body]).toEqual([200, { code: -2012, msg: text }]);
  const wrapped = await (await start({ replies: 'wrapped' })).demo.post('/v3/lock/unlock', { lockId: shed });
  expect(wrapped.body).toEqual({ code: -2012, msg: text });
});

test('the text is in msg or message throughout, as chosen', async () => {
  for (const messageKey of ['msg', 'message'] as const) {
    const { demo, anonymous } = await start({ messageKey, replies: 'wrapped' });
    expect(await demo.post('/v3/lock/unlock', { lockId: frontDoor })).toMatchObject({
      body: { [messageKey]: 'success' },
    });
    expect((await demo.get('/v3/lock/queryOpenState', { lockId: shed })).body).toHaveProperty(messageKey);
    expect((await anonymous.post('/v3/lock/list', PAGE)).body).toHaveProperty(messageKey);
  }
});

test('codes can be strings', async () => {
  const { demo, anonymous } = await start({ codesAsStrings: true });
  expect((await demo.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']).toBe('0');
  expect((await demo.post('/v3/lock/unlock', { lockId: shed })).body['errcode']).toBe('-2012');
  expect((await anonymous.login()).body['code']).toBe('200');
});

test('pages can lack their totals', async () => {
  const { demo } = await start({ omitFromPages: ['pages', 'total'] });
  expect(Object.keys((await demo.post('/v3/lock/list', PAGE)).body)).toEqual(['list', 'pageNo', 'pageSize']);
});
