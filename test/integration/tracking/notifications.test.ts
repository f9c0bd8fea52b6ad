import { DEMO_GATEWAYS } from '../../../simulators/sifely/index.ts';
import { midMonth } from '../../support/offset-clock.ts';
import { BACK, DAY, FRONT, MINUTE, ObservedHome, STUDY } from './observed-home.ts';

const SECOND = 1000;
const GATEWAY_OFFLINE = { notifyType: '2', gatewayId: String(DEMO_GATEWAYS.hall), isOnline: 0 };
const GATEWAY_ONLINE = { ...GATEWAY_OFFLINE, isOnline: 1 };

let home: ObservedHome;
const start = async (locks: readonly string[], options = {}) => {
  home = await ObservedHome.start(locks, options);
  home.sendWebhooks();
};
afterEach(() => home.close());
const gateway = () => home.world.sifely.gateway(DEMO_GATEWAYS.hall);
const notify = (fields: Readonly<Record<string, unknown>>) => home.post(JSON.stringify(fields));

describe('a notification that a gateway is offline', () => {
  test.each(['json', 'form'] as const)(
    'makes every lock of it be asked and reported offline within seconds (%s)',
    async (style) => {
      await start([FRONT, BACK, STUDY]);
      home.sendWebhooks({ style });
      gateway().online = false;
      await home.pass(5 * SECOND);
      expect(home.atGoogle(FRONT)).toMatchObject({ online: false });
      expect(home.atGoogle(BACK)).toMatchObject({ online: false });
      expect(home.atGoogle(STUDY)).toMatchObject({ online: true });
      expect(home.calls()).toEqual(['lock/queryOpenState', 'lock/queryOpenState']);
    },
  );

  test('that is forged reports no lock offline, because each lock is asked first', async () => {
    await start([FRONT, BACK]);
    await notify(GATEWAY_OFFLINE);
    await home.pass(MINUTE);
    expect(home.calls()).toEqual(['lock/queryOpenState', 'lock/queryOpenState']);
    expect(home.world.google.homegraph.calls.map(({ body }) => JSON.stringify(body)).join()).not.toContain(
      '"online":false',
    );
    expect(home.atGoogle(FRONT)).toMatchObject({ online: true, isLocked: true });
  });

  test('that comes twice costs one call for each lock', async () => {
    await start([FRONT, BACK]);
    home.sendWebhooks({ copies: 2 });
    gateway().online = false;
    await home.pass(MINUTE);
    expect(home.calls()).toHaveLength(2);
  });

  test('asks the locks one after another', async () => {
    await start([FRONT, BACK]);
    gateway().online = false;
    await home.pass(5 * SECOND);
    const [first = 0, second = 0] = home.world.sifely.calls.map(({ at }) => at);
    expect(second - first).toBeGreaterThanOrEqual(SECOND - 50);
  });

  test('about another gateway asks no lock', async () => {
    await start([FRONT]);
    await notify({ ...GATEWAY_OFFLINE, gatewayId: String(DEMO_GATEWAYS.garage) });
    await notify({ ...GATEWAY_OFFLINE, gatewayId: '1' });
    await home.pass(MINUTE);
    expect(home.calls()).toEqual([]);
  });

  test('is followed again until Sifely answers', async () => {
    await start([FRONT]);
    const outage = home.world.sifely.fault({ kind: 'status', status: 503 });
    gateway().online = false;
    await home.pass(5 * SECOND);
    expect(home.atGoogle()).toMatchObject({ online: true });
    outage.remove();
    await home.pass(20 * SECOND);
    expect(home.atGoogle()).toMatchObject({ online: false });
  });

  test('makes no call once the calls of the month are used up', async () => {
    await start([FRONT], { monthlyCalls: 4, clock: midMonth() });
    gateway().online = false;
    await home.pass(10 * MINUTE);
    expect(home.calls()).toEqual([]);
    expect(home.world.jobs.failures).toEqual([]);
  });
});

describe('a notification that a gateway is online', () => {
  test('makes its locks be asked and reported back within seconds, with what happened meanwhile', async () => {
    await start([FRONT, BACK]);
    gateway().online = false;
    await home.pass(5 * SECOND);
    home.world.sifely.lock(FRONT).set({ bolt: 'unlocked' });
    home.world.sifely.clearCalls();
    gateway().online = true;
    await home.pass(5 * SECOND);
    expect(home.atGoogle(FRONT)).toMatchObject({ online: true, isLocked: false });
    expect(home.atGoogle(BACK)).toMatchObject({ online: true, isLocked: true });
    expect(home.calls()).toEqual(['lock/queryOpenState', 'lock/queryOpenState']);
  });

  test('makes a lock uncertain whose outage was not noticed, until it answers', async () => {
    await start([FRONT]);
    home.world.sifely.lock(FRONT).set({ bolt: 'unlocked' });
    const silent = home.world.sifely.fault({ kind: 'status', status: 503 });
    await notify(GATEWAY_ONLINE);
    await home.pass(2 * SECOND);
    const { payload } = await home.world.google.user().query([FRONT]);
    expect(payload.devices[FRONT]).not.toHaveProperty('isLocked');
    silent.remove();
    await home.pass(20 * SECOND);
    expect(home.atGoogle()).toMatchObject({ online: true, isLocked: false });
  });

  test('does not leave a lock uncertain that cannot say where its bolt is', async () => {
    await start([FRONT]);
    home.world.sifely.lock(FRONT).set({ features: { openState: false } });
    await notify(GATEWAY_ONLINE);
    await home.pass(3 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ online: true, isLocked: true });
    expect((await home.known())?.uncertainSince).toBeUndefined();
  });

  test('while its locks still answer as if it were offline is followed again', async () => {
    await start([FRONT]);
    gateway().online = false;
    await home.pass(5 * SECOND);
    await notify(GATEWAY_ONLINE);
    await home.pass(5 * SECOND);
    expect(home.atGoogle()).toMatchObject({ online: false });
    home.sendWebhooks({ loss: 1 });
    gateway().online = true;
    await home.pass(30 * SECOND);
    expect(home.atGoogle()).toMatchObject({ online: true, isLocked: true });
  });
});

test('a Wi-Fi lock that goes and comes is reported within seconds', async () => {
  await start([FRONT, STUDY]);
  home.world.sifely.lock(STUDY).set({ online: false });
  await home.pass(5 * SECOND);
  expect(home.atGoogle(STUDY)).toMatchObject({ online: false });
  expect(home.atGoogle(FRONT)).toMatchObject({ online: true });
  home.world.sifely.lock(STUDY).set({ online: true });
  await home.pass(5 * SECOND);
  expect(home.atGoogle(STUDY)).toMatchObject({ online: true, isLocked: true });
  expect(home.calls()).toEqual(['lock/queryOpenState', 'lock/queryOpenState']);
});

describe('a notification that a command failed', () => {
  const study = () => home.world.sifely.lock(STUDY);
  const outcomes = async () => (await home.known(STUDY))?.commands.map(({ outcome }) => outcome);

  test('which the cloud had accepted ends it as failed, and the lock says where its bolt is', async () => {
    await start([STUDY]);
    study().jam({ times: 1 });
    await home.world.google.user().unlock('study', { pin: '4711' });
    await home.pass(2 * SECOND);
    expect(home.atGoogle(STUDY)).toMatchObject({ isLocked: false });
    study().failLater({ errcode: -3036 });
    await home.pass(2 * SECOND);
    expect(await outcomes()).toEqual([{ kind: 'failed', reason: 'lock-offline' }]);
    await home.pass(25 * SECOND);
    expect(home.atGoogle(STUDY)).toMatchObject({ online: true, isLocked: true });
  });

  test('which was not answered ends it, too', async () => {
    await start([STUDY]);
    home.world.sifely.fault({ kind: 'drop', moment: 'before', endpoint: 'lock/unlock', times: 1 });
    await home.world.google.user().unlock('study', { pin: '4711' });
    study().failLater({ errcode: -3037 });
    await home.pass(2 * SECOND);
    expect(await outcomes()).toEqual([{ kind: 'failed', reason: 'lock-busy' }]);
    await home.pass(30 * SECOND);
    expect(home.atGoogle(STUDY)).toMatchObject({ isLocked: true });
  });

  test('that is forged does not make an unlocked door look locked', async () => {
    await start([STUDY]);
    await home.world.google.user().unlock('study', { pin: '4711' });
    study().failLater({ errcode: -3036 });
    await home.pass(2 * MINUTE);
    expect(home.atGoogle(STUDY)).toMatchObject({ online: true, isLocked: false });
    const reports = home.world.google.homegraph.calls.map(({ body }) => JSON.stringify(body));
    const sinceUnlock = reports.slice(reports.findIndex((body) => body.includes('"isLocked":false')));
    expect(sinceUnlock.join()).not.toContain('"isLocked":true');
  });

  test.each([
    ['of a code', { objectType: 2, objectId: 9 }],
    ['of a card', { objectType: 3, objectId: 9 }],
  ])('is left alone if it is about a write %s', async (_of, object) => {
    await start([STUDY]);
    await home.world.google.user().unlock('study', { pin: '4711' });
    study().failLater({ errcode: -3036, ...object });
    await home.pass(2 * SECOND);
    expect(await outcomes()).toEqual([{ kind: 'accepted' }]);
  });

  test('without a command changes nothing', async () => {
    await start([STUDY]);
    const before = await home.known(STUDY);
    study().failLater({ errcode: -3036 });
    await home.pass(MINUTE);
    expect(await home.known(STUDY)).toEqual(before);
    expect(home.calls()).toEqual([]);
  });
});

test('a door that opens or closes says nothing of the bolt', async () => {
  await start([FRONT]);
  const before = (await home.known())?.snapshot;
  home.world.sifely.lock(FRONT).swingDoor('open');
  home.world.sifely.lock(FRONT).swingDoor('closed');
  await home.pass(MINUTE);
  expect((await home.known())?.snapshot).toEqual(before);
  expect(home.calls()).toEqual([]);
  expect(home.world.logLines.filter((line) => line.includes('"kind":"door"'))).toHaveLength(2);
});

test('a notification of an unknown kind is counted, and logged once without its content', async () => {
  await start([FRONT]);
  for (let times = 0; times < 3; times++)
    home.world.sifely.account('demo@example.com').notify({ notifyType: '55', text: 'Cleaning lady' });
  await notify({ notifyType: 'Cleaning lady' });
  await home.pass(DAY / 24);
  const lines = home.world.logLines.filter((line) => line.includes('webhook of an unknown kind'));
  expect(lines.map((line) => JSON.parse(line).number)).toEqual([55, undefined]);
  expect(home.world.logLines.find((line) => line.includes('"kind":"unknown","count":4'))).toBeDefined();
  expect(home.world.logLines.join()).not.toContain('Cleaning');
  expect(home.world.jobs.failures).toEqual([]);
});

test.each([
  ['an unknown encoding', { 'content-encoding': 'utf-8' }],
  ['gzip that is none', { 'content-encoding': 'gzip' }],
  ['an unknown charset', { 'content-type': 'application/json; charset=martian' }],
  ['no type that exists', { 'content-type': ';;;' }],
  ['another language', { accept: 'image/png', 'accept-encoding': 'identity;q=0' }],
])('a webhook whose headers name %s is answered with success', async (_what, headers) => {
  await start([FRONT]);
  const response = await fetch(home.webhookUrl, {
    ...{ method: 'POST', headers, body: JSON.stringify(GATEWAY_OFFLINE) },
  });
  expect([response.status, await response.text()]).toEqual([200, 'success']);
});

test('a body with a wrong encoding in its header is read all the same', async () => {
  await start([FRONT]);
  home.sendWebhooks({ loss: 1 });
  gateway().online = false;
  await fetch(home.webhookUrl, {
    ...{ method: 'POST', headers: { 'content-encoding': 'utf-8' }, body: JSON.stringify(GATEWAY_OFFLINE) },
  });
  await home.pass(5 * SECOND);
  expect(home.atGoogle()).toMatchObject({ online: false });
});

test.each([
  ['names no gateway', { notifyType: 2, isOnline: 0 }],
  ['names a gateway in a form that is not known', { notifyType: 2, gatewayId: { id: 1 }, isOnline: 0 }],
  ['names no lock', { notifyType: 3, isOnline: 0 }],
])('a notification of something offline that %s makes every lock be asked', async (_what, body) => {
  await start([FRONT]);
  home.sendWebhooks({ loss: 1 });
  gateway().online = false;
  await notify(body);
  await home.pass(30 * SECOND);
  expect(home.atGoogle()).toMatchObject({ online: false });
});

test('no name, address or user of a notification is stored or logged', async () => {
  await start([FRONT, STUDY]);
  const secrets = {
    admin: 'owner-name@example.com',
    networkName: 'secret-net',
    uid: 987654,
    lockMac: 'AA:BB:CC',
  };
  for (const notifyType of ['2', '3', '4', '7', '9'])
    await notify({
      notifyType,
      lockId: STUDY,
      gatewayId: DEMO_GATEWAYS.hall,
      isOnline: 0,
      errcode: 1,
      ...secrets,
    });
  const stored = JSON.stringify(home.world.jobs.waiting);
  await home.pass(MINUTE);
  const everything = [stored, JSON.stringify(await home.loaded()), ...home.world.logLines].join('\n');
  expect(everything).not.toMatch(/owner-name|secret-net|987654|AA:BB:CC/);
});
