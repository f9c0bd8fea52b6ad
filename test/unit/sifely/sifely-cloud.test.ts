import { inspect } from 'node:util';
import { Trace } from '../../../functions/logs/trace.ts';
import { createSifelyCloud } from '../../../functions/sifely/index.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { client, fixedRandom, KeptLog } from './client.ts';
import { closeLittleServers, littleServer, type SeenRequest } from './little-server.ts';

afterEach(closeLittleServers);

const secretNames = [
  'adminPwd',
  'noKeyPwd',
  'deletePwd',
  'aesKeyStr',
  'lockKey',
  'lockData',
  'keyboardPwd',
  'username',
  'lockMac',
  'adminPs',
  'senderUsername',
  'gatewayMac',
  'networkName',
  'nbInitSuccess',
  'password',
  'remarks',
];
const secrets = Object.fromEntries(secretNames.map((name) => [name, `SECRET-${name}`]));
const words = {
  message: 'SECRET-message',
  msg: 'SECRET-msg',
  errmsg: 'SECRET-errmsg',
  description: 'SECRET-description',
};

const happy = ({ path }: SeenRequest) => {
  if (path.endsWith('/list') && path.includes('Record')) {
    // Of a record the name is read, which its owner may have chosen badly.
    const named = { username: `Anna ${secrets['keyboardPwd']}` };
    const record = { ...named, recordId: 1, recordType: 4, success: 1, lockDate: 1e12, serverDate: 1e12 };
    return { body: { ...secrets, list: [{ ...secrets, ...record }] } };
  }
  if (path.includes('gateway'))
    return { body: { list: [{ ...secrets, gatewayId: 3, rssi: -50 }, { ...secrets }] } };
  if (path.includes('group')) return { body: { list: [{ ...secrets, groupId: 4, groupName: 'Home' }] } };
  if (path.endsWith('/list'))
    return { body: { list: [{ ...secrets, lockId: 5, groupId: 4, hasGateway: 1 }, { ...secrets }] } };
  if (path.endsWith('/detail')) return { body: { ...secrets, lockId: 5, autoLockTime: 5, hasGateway: 1 } };
  if (path.endsWith('/authorize')) return { body: { ...secrets, data: 'SECRET-code', code: 200 } };
  if (path.endsWith('/oauthToken'))
    return { body: { ...secrets, access_token: 'SECRET-access', refresh_token: 'SECRET-refresh' } };
  return { body: { ...secrets, errcode: 0, state: 1 } };
};

const unhappy: [string, (request: SeenRequest) => object][] = [
  ['nothing fails', happy],
  ['everything is refused', () => ({ body: { ...secrets, ...words, errcode: -3003 } })],
  ['the credentials are refused', () => ({ status: 401, body: { ...secrets, ...words } })],
  ['everything is unreadable', () => ({ body: `{"list": SECRET-json ${JSON.stringify(secrets)}` })],
  [
    'everything has another shape',
    () => ({ body: { list: 'SECRET-list', state: undefined, data: secrets } }),
  ],
  ['everything is a page', () => ({ status: 500, body: '<h1>SECRET-page</h1>' })],
  [
    'a redirect leads elsewhere',
    () => ({ status: 302, headers: { location: 'http://127.0.0.1:9/?code=&SECRET-location' } }),
  ],
  ['the connection drops', () => ({ fault: 'drop' as const })],
];

describe('no secret leaves the client', () => {
  test.each(unhappy)('when %s', async (_name, answer) => {
    const server = await littleServer(answer);
    const { access, kept, log, clock } = client(server.baseUrl);
    kept.stored = { kind: 'oauth', token: 'SECRET-token', refreshToken: 'SECRET-refresh-token' };
    const cloud = access.open(kept.credentialStore());
    const trace = new Trace('request-1', clock);
    const signedIn = access.signIn('SECRET-user', 'SECRET-password', { trace });
    const work = [
      signedIn.then(() => 'signed in'),
      cloud.list({ trace }),
      cloud.openState('5', { trace }),
      cloud.operate('5', 'unlock', { trace }),
      cloud.records('5', 0, { trace }),
      cloud.detail('5', { trace }),
      cloud.gateways('5', { trace }),
    ];
    let waiting = true;
    const settled = Promise.allSettled(work).finally(() => {
      waiting = false;
    });
    while (waiting) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      clock.advance(1000);
    }
    const results = await settled;
    expect(log.lines.length).toBeGreaterThan(6);
    // `inspect` sees causes, stacks and fields that JSON leaves out.
    const seen = inspect([results, log.lines], { depth: null, showHidden: true, maxStringLength: null });
    expect(seen).not.toContain('SECRET-');
    expect(seen).not.toContain('lockId=');
    if (answer === happy) expect(results.map(({ status }) => status)).toEqual(Array(7).fill('fulfilled'));
  });
});

describe('options that cannot work', () => {
  const parts = { clock: new OffsetClock(), random: fixedRandom, logger: new KeptLog() };
  test('are refused when the client is made', () => {
    expect(() => createSifelyCloud({ ...parts, profile: 'oauth', baseUrl: 'http://x.example' })).toThrow(
      'client id',
    );
    expect(() => createSifelyCloud({ ...parts, profile: 'api-key', baseUrl: 'x.example' })).toThrow(
      'HTTP address',
    );
    expect(() => createSifelyCloud({ ...parts, profile: 'api-key', baseUrl: 'file:///x' })).toThrow(
      'HTTP address',
    );
  });
});
