import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { until } from '../../support/until.ts';
import { World } from '../../support/world.ts';
import { callsOf, forgetCalls, loggedAt } from './homegraph-calls.ts';

const FRONT = String(DEMO_LOCKS.frontDoor);
const BACK = String(DEMO_LOCKS.backDoor);
const MINUTE = 60_000;

describe('Google is asked to SYNC', () => {
  let world: World;
  const user = (name: string) => world.google.user(name);
  const nameOf = (name: string) => user(name).devices.get(FRONT)?.name.name;
  const requests = () => callsOf(world, 'requestSync');

  beforeEach(async () => {
    world = await World.start();
    await world.link('alice', { locks: [FRONT] });
    await world.link('bob', { pin: 'keep', locks: [FRONT] });
    await world.pass(2 * MINUTE);
    forgetCalls(world);
  });
  afterEach(() => world.close());

  test('when the SYNC of one Google user had a new name, once, for the others', async () => {
    world.sifely.lock(FRONT).set({ name: 'Main entrance' });
    await user('alice').sync();
    await world.app.settled();
    expect([nameOf('alice'), nameOf('bob')]).toEqual(['Main entrance', 'Front door']);
    await world.pass(5 * MINUTE);
    expect([nameOf('alice'), nameOf('bob')]).toEqual(['Main entrance', 'Main entrance']);
    expect(requests()).toMatchObject([
      { status: 200, body: { agentUserId: user('alice').agentUserId, async: true } },
    ]);
  });

  test('once for all changes within some seconds', async () => {
    world.sifely.lock(FRONT).set({ name: 'Main entrance' });
    await user('alice').sync();
    world.sifely.lock(FRONT).set({ name: 'Big door' });
    await user('alice').sync();
    await world.app.settled();
    await world.pass(5 * MINUTE);
    expect(nameOf('bob')).toBe('Big door');
    expect(requests().length).toBeLessThanOrEqual(2);
    expect(requests().length).toBeGreaterThan(0);
  });

  test('not when every Google user had the change by SYNC already', async () => {
    world.sifely.lock(FRONT).set({ name: 'Main entrance' });
    await user('alice').sync();
    await user('bob').sync();
    await world.app.settled();
    await world.pass(5 * MINUTE);
    expect(requests()).toEqual([]);
  });

  test('not when a lock cannot be operated for a while: Google keeps it', async () => {
    world.sifely.lock(FRONT).set({ hasGateway: false });
    await user('alice').sync();
    await world.app.settled();
    await world.pass(MINUTE);
    expect(user('bob').devices.has(FRONT)).toBe(true);
    world.sifely.lock(FRONT).set({ hasGateway: true });
    await user('alice').sync();
    await world.app.settled();
    await world.pass(MINUTE);
    expect(user('bob').devices.has(FRONT)).toBe(true);
    expect(requests()).toHaveLength(0);
  });

  test('when lists lacked a lock for days, and when it is listed again', async () => {
    const empty = { kind: 'body', body: '{"code":200,"data":null}' } as const;
    world.sifely.fault({ ...empty, endpoint: 'lock/list' });
    world.sifely.fault({ ...empty, endpoint: 'key/list' });
    await user('alice').sync();
    await world.pass(MINUTE);
    expect(user('bob').devices.has(FRONT)).toBe(true);
    for (const _twoDays of [1, 2, 3]) {
      world.clock.advance(2 * 24 * 60 * MINUTE);
      await user('alice').sync();
      await world.app.settled();
      await world.pass(MINUTE);
    }
    expect(user('bob').devices.has(FRONT)).toBe(false);
    world.sifely.clearFaults();
    await user('alice').sync();
    await world.app.settled();
    await world.pass(MINUTE);
    expect(user('bob').devices.has(FRONT)).toBe(true);
    expect(requests()).toHaveLength(2);
  });

  test('when the list came too late for the SYNC that was answered', async () => {
    await user('bob').disconnect();
    world.sifely.lock(FRONT).set({ name: 'Main entrance' });
    world.sifely.clearCalls();
    world.sifely.fault({ kind: 'slow', ms: 6000, times: 1, endpoint: 'lock/list' });
    const answered = user('alice').sync();
    await until(() => world.sifely.calls.some(({ endpoint }) => endpoint === '/v3/lock/list'), 'the list');
    world.clock.advance(5000);
    await answered;
    expect(nameOf('alice')).toBe('Front door');
    world.clock.advance(2000);
    await world.app.settled();
    await world.pass(MINUTE);
    expect(nameOf('alice')).toBe('Main entrance');
    expect(requests()).toHaveLength(1);
  });

  test('when a member of the household chooses other locks', async () => {
    await world.link('carol', { pin: 'keep', locks: [FRONT, BACK] });
    expect(user('alice').devices.has(BACK)).toBe(false);
    await world.pass(MINUTE);
    expect(user('alice').devices.has(BACK)).toBe(true);
    expect(user('bob').devices.has(BACK)).toBe(true);
    expect(requests()).toHaveLength(1);
  });

  test('not when the choice stays as it was', async () => {
    await world.link('carol', { pin: 'keep', locks: [FRONT] });
    await world.pass(MINUTE);
    expect(requests()).toEqual([]);
  });

  test('for a newly shared lock, whose states are reported although they are unchanged', async () => {
    await world.link('carol', { pin: 'keep', locks: [FRONT, BACK] });
    await world.pass(2 * MINUTE);
    const accountId = user('alice').agentUserId ?? '';
    expect(world.google.homegraph.states(accountId, BACK)).toMatchObject({ isLocked: true });
  });

  test.each([429, 503])('again later, when Google cannot take it now (%d)', async (status) => {
    world.google.homegraph.failNext(status, { times: 2, method: 'requestSync' });
    world.sifely.lock(FRONT).set({ name: 'Main entrance' });
    await user('alice').sync();
    await world.app.settled();
    for (let runs = 0; runs < 4; runs++) {
      await world.pass(2 * MINUTE);
      await world.app.tick();
    }
    expect(nameOf('bob')).toBe('Main entrance');
    expect(requests().map((call) => call.status)).toEqual([status, status, 200]);
  });

  test.each([400, 403])(
    'not again when Google refuses it, which is logged for the operator (%d)',
    async (status) => {
      world.google.homegraph.failNext(status, { method: 'requestSync' });
      world.sifely.lock(FRONT).set({ name: 'Main entrance' });
      await user('alice').sync();
      await world.app.settled();
      await world.pass(30 * MINUTE);
      expect(requests().map((call) => call.status)).toEqual([status]);
      expect(loggedAt(world, 'ERROR').join()).toMatch(/this is a bug|let this deployment call/);
    },
  );

  test('no more when the last Google user has unlinked', async () => {
    world.sifely.lock(FRONT).set({ name: 'Main entrance' });
    await user('alice').sync();
    await user('alice').disconnect();
    await user('bob').disconnect();
    await world.pass(5 * MINUTE);
    expect(requests()).toEqual([]);
  });
});
