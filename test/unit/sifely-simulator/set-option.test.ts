import { readCommandLine, USAGE } from '../../../simulators/sifely/command-line.ts';
import { md5, SifelySimulator } from '../../../simulators/sifely/index.ts';
import { SETTABLE } from '../../../simulators/sifely/set-option.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { Program } from '../../support/program.ts';
import { backDoor, DEMO, data, frontDoor, items, RawClient, shed } from './raw-client.ts';
import { TtlockClient } from './ttlock-client.ts';

const PAGE = { pageNo: 1, pageSize: 20 };
const FRONT = { lockId: frontDoor };
const tried = new Set<string>();
const running: SifelySimulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
});

/** Starts a cloud by a command line with these settings. */
async function startBy(sets: readonly string[], ...flags: readonly string[]) {
  for (const set of sets) tried.add(set.split('=')[0] ?? '');
  const line = ['--port', '0', '--timing', 'instant', ...flags, ...sets.flatMap((set) => ['--set', set])];
  const options = readCommandLine(line);
  if (options === 'help') throw new Error('no help was asked for');
  const clock = new OffsetClock();
  const simulator = await SifelySimulator.start({ ...options, clock });
  running.push(simulator);
  const anonymous = new RawClient(simulator.url);
  const demo = new RawClient(simulator.url, simulator.account(DEMO.username).apiKey);
  return { simulator, clock, anonymous, demo };
}

const signIn = (client: RawClient, password: string, clientId = 'app') =>
  client.post('/system/smart/login', { client_id: clientId, username: DEMO.username, password });

describe('--set on the command line', () => {
  test('replies: of one path, or of all', async () => {
    const one = await startBy(['replies={"/v3/lock/detail": "wrapped"}']);
    expect(data(await one.demo.get('/v3/lock/detail', FRONT))).toMatchObject(FRONT);
    expect((await one.demo.get('/v3/lock/queryOpenState', FRONT)).body).toEqual({ state: 0 });
    const all = await startBy(['replies=wrapped']);
    expect(data(await all.demo.get('/v3/lock/queryOpenState', FRONT))).toEqual({ state: 0 });
  });

  test('publicLogin, messageKey, codesAsStrings and omitFromPages: the looks of replies', async () => {
    const sets = [
      'publicLogin=flat',
      'messageKey=message',
      'codesAsStrings=true',
      'omitFromPages=pages,total',
    ];
    const { anonymous, demo } = await startBy(sets);
    expect((await anonymous.keyLogin()).body).toMatchObject({ account: DEMO.username });
    expect((await demo.get('/v3/lock/detail', { lockId: 9 })).body).toEqual({
      code: '-1003',
      message: 'Lock does not exist.',
    });
    expect(Object.keys((await demo.post('/v3/lock/list', PAGE)).body)).toEqual([
      'list',
      'pageNo',
      'pageSize',
    ]);
  });

  test('authFailure, signInFailureCode and acceptPlainPassword: a refused sign-in', async () => {
    const { anonymous } = await startBy(['signInFailureCode=10007', 'acceptPlainPassword=true']);
    expect((await signIn(anonymous, 'wrong')).body['code']).toBe(10007);
    expect(data(await signIn(anonymous, DEMO.password))).toMatchObject({ expires_in: '7200' });
    const strict = await startBy(['authFailure=status']);
    expect((await signIn(strict.anonymous, 'wrong')).status).toBe(401);
  });

  test('tokenSeconds and rotateRefreshToken: the life of tokens', async () => {
    const { anonymous } = await startBy(['tokenSeconds=60', 'rotateRefreshToken=true']);
    const tokens = data(await signIn(anonymous, md5(DEMO.password)));
    expect(tokens['expires_in']).toBe('60');
    const grant = {
      client_id: 'app',
      grant_type: 'refresh_token',
      refresh_token: String(tokens['refreshToken']),
    };
    const { body } = await anonymous.post('/system/smart/oauthToken', grant);
    expect(body['refresh_token']).not.toBe(tokens['refreshToken']);
  });

  test('authorize and clients: who may sign in, and how a code comes', async () => {
    const { simulator, anonymous } = await startBy(
      [
        'authorize=json',
        'clients=[{"clientId": "app", "clientSecret": "s", "redirectUris": ["https://a.example/"]}]',
      ],
      '--profile',
      'all',
    );
    const credentials = { username: DEMO.username, password: md5(DEMO.password) };
    const authorized = await anonymous.post('/system/smart/authorize', { client_id: 'app', ...credentials });
    expect(data(authorized)).toEqual({ code: expect.any(String) });
    expect((await signIn(anonymous, credentials.password, 'other')).body['code']).toBe(10000);
    const ttlock = new TtlockClient(simulator.url, Date.now);
    expect((await ttlock.signIn({ clientSecret: 'wrong' })).body['errcode']).toBe(10001);
  });

  test('detailMethod, pagesOptional and requireDate: what a call needs', async () => {
    const { demo, clock } = await startBy(['detailMethod=POST', 'pagesOptional=true', 'requireDate=true']);
    const now = { date: clock.now() };
    expect((await demo.get('/v3/lock/detail', { ...FRONT, ...now })).status).toBe(405);
    expect((await demo.post('/v3/lock/detail', { ...FRONT, ...now })).body).toMatchObject(FRONT);
    expect(items(await demo.get('/v3/lock/listKeyboardPwd', { ...FRONT, ...now }))).toHaveLength(2);
    expect((await demo.get('/v3/lock/listKeyboardPwd', FRONT)).body['code']).toBe(80000);
  });

  test('earlyRead, timing and autoLockRecord: what follows a command', async () => {
    const { simulator, demo, clock } = await startBy([
      'earlyRead=bad-request',
      'timing={"stateLagMs": 20000}',
      'autoLockRecord=47',
    ]);
    await demo.post('/v3/lock/unlock', { lockId: backDoor });
    expect((await demo.get('/v3/lock/queryOpenState', { lockId: backDoor })).status).toBe(400);
    clock.advance(60_000);
    expect((await demo.get('/v3/lock/queryOpenState', { lockId: backDoor })).body).toEqual({ state: 0 });
    expect(simulator.lock(backDoor).records.at(-1)).toMatchObject({ recordType: 47 });
  });

  test('rate and overLimit: how many calls a minute, and how the next is refused', async () => {
    const { demo } = await startBy(['rate={"perMinute": 1, "burst": 2, "retryAfter": true}']);
    await demo.post('/v3/lock/list', PAGE);
    await demo.post('/v3/lock/list', PAGE);
    const refused = await demo.post('/v3/lock/list', PAGE);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([
      429,
      expect.stringMatching(/^\d+$/),
    ]);
    const inBody = await startBy(['rate={"perMinute": 1}', 'overLimit=body']);
    await inBody.demo.post('/v3/lock/list', PAGE);
    expect(await inBody.demo.post('/v3/lock/list', PAGE)).toMatchObject({ status: 200, body: { code: 429 } });
  });

  test('gatewayChoice, presenceLagMs and relationMs: gateways', async () => {
    const sets = ['gatewayChoice=random', 'presenceLagMs=[480000, 1800000]', 'relationMs=600000'];
    const { simulator, demo, clock } = await startBy(sets);
    simulator.lock(frontDoor).set({ gatewayIds: [7101, 7102] });
    simulator.gateway(7101).busy = true;
    const codes = new Set<unknown>();
    for (let tries = 0; codes.size < 2 && tries < 100; tries++)
      codes.add((await demo.post('/v3/lock/lock', FRONT)).body['errcode']);
    expect([...codes].sort()).toEqual([-3003, 0]);
    simulator.gateway(7101).online = false;
    const gateway = async () => (await demo.get('/v3/gateway/detail', { gatewayId: 7101 })).body;
    clock.advance(470_000);
    expect(await gateway()).toMatchObject({ isOnline: 1, lockNum: 2 });
    clock.advance(1_340_000);
    expect(await gateway()).toMatchObject({ isOnline: 0, lockNum: 0 });
  });

  test('maxRemembered: so many of the newest calls and tokens are kept', async () => {
    const { simulator, demo } = await startBy(['maxRemembered=3']);
    for (let n = 0; n < 4; n += 1) await demo.get('/v3/gateway/list', PAGE);
    await demo.get('/v3/lock/detail', FRONT);
    expect(simulator.calls.map(({ endpoint }) => endpoint)).toEqual([
      ...['/v3/gateway/list', '/v3/gateway/list', '/v3/lock/detail'],
    ]);
  });

  test('platformExtras, unknownPasscode and permanentWithoutDates: what is undocumented', async () => {
    const { demo } = await startBy([
      'platformExtras=absent',
      'unknownPasscode=refused',
      'permanentWithoutDates=true',
    ]);
    expect((await demo.get('/v3/lock/getPassageModeConfig', FRONT)).status).toBe(404);
    const unknown = { lockId: shed, keyboardPwdId: 1, deleteType: 1 };
    expect((await demo.post('/v3/keyboardPwd/delete', unknown)).body['errcode']).toBe(-2009);
    const permanent = { ...FRONT, keyboardPwd: '582914', keyboardPwdType: 2, addType: 2 };
    expect((await demo.post('/v3/keyboardPwd/add', permanent)).body).toEqual({
      keyboardPwdId: expect.any(Number),
    });
  });

  test('passcodesHidden: the list does not tell the digits of codes', async () => {
    const codes = async (...options: string[]) => {
      const { demo } = await startBy(options);
      return JSON.stringify(
        await demo.get('/v3/lock/listKeyboardPwd', { ...FRONT, pageNo: 1, pageSize: 20 }),
      );
    };
    expect(await codes()).toMatch(/"keyboardPwd":"\d+"/);
    expect(await codes('passcodesHidden=true')).not.toContain('"keyboardPwd":');
  });

  test('has no option that was not tried here, and the help names each', () => {
    expect([...tried].sort()).toEqual(Object.keys(SETTABLE).sort());
    for (const [name, values] of Object.entries(SETTABLE))
      expect(USAGE).toMatch(new RegExp(`^  ${name} +${values.replace(/[^\w ,]/g, '.')}$`, 'm'));
  });

  test.each([
    ['publicLogin', '--set publicLogin: write NAME=VALUE'],
    ['colour=red', '--set colour: must be one of replies, publicLogin, '],
    ['publicLogin=round', /^--set publicLogin: .*"flat".*; write wrapped or flat$/],
    ['tokenSeconds=soon', '--set tokenSeconds: a whole number is expected; write a whole number'],
    ['rate=fast', '--set rate: JSON is expected; write {"perMinute": 30'],
    ['rate={"perMinute": 0}', '--set rate.perMinute: '],
    ['timing={"moveSeconds": 1}', '--set timing.moveSeconds: '],
    ['presenceLagMs=[1]', '--set presenceLagMs: milliseconds are expected; write 480000'],
    ['omitFromPages=list', '--set omitFromPages.0: '],
  ])('refuses %s', (set, message) => {
    expect(() => readCommandLine(['--set', set])).toThrow(message);
  });
});

test('realistic timing sees gateways as late as the platform says', () => {
  expect(readCommandLine(['--timing', 'realistic'])).toMatchObject({
    presenceLagMs: [60_000, 480_000],
    relationMs: 1_800_000,
  });
  expect(readCommandLine(['--timing', 'realistic', '--set', 'presenceLagMs=5'])).toMatchObject({
    presenceLagMs: 5,
  });
});

test('the command opens the three fronts with its settings', async () => {
  const args = ['--port', '0', '--profile', 'all', '--set', 'publicLogin=flat', '--set', 'relationMs=1000'];
  const program = Program.node(['simulators/sifely/main.ts', ...args]);
  const [url] = await program.until(/http:\/\/127\.0\.0\.1:\d+(?=\/_control)/);
  expect((await new RawClient(url).keyLogin()).body['clientToken']).toMatch(/^sk-/);
  const ttlock = new TtlockClient(url, Date.now);
  await ttlock.signIn();
  expect(items(await ttlock.get('/v3/gateway/list', PAGE))).toHaveLength(2);
  expect(await program.stop()).toBe(0);
});
