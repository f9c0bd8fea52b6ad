import type { Account } from '../../../functions/accounts/account.ts';
import { DEMO_LOCKS, type Fault } from '../../../simulators/sifely/index.ts';
import { World, type WorldOptions } from '../../support/world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FRONT = String(DEMO_LOCKS.frontDoor);
const HTML = '<html><head><title>403 Forbidden</title></head><body>403 Forbidden</body></html>';
const OWN = '{"code":401,"msg":"Authentication failed, unable to access system resources"}';

describe('a refusal of the credentials', () => {
  let world: World;

  async function start(options: WorldOptions = {}) {
    world = await World.start(options);
    await world.link('alice', { locks: [FRONT] });
  }

  afterEach(() => world.close());

  const queried = async () => (await world.google.user('alice').query([FRONT])).payload.devices[FRONT];
  const calls = (end: string) => world.sifely.calls.filter(({ endpoint }) => endpoint.endsWith(end)).length;

  const accountKey = () =>
    ({ collection: 'accounts', id: world.google.user('alice').agentUserId ?? '' }) as const;

  async function account(): Promise<Account> {
    const [document] = await world.store.get([accountKey()]);
    return document?.data as Account;
  }

  async function pollDueAt(): Promise<number | undefined> {
    const [due] = await world.store.dueKeys('states', { until: 4e12, limit: 1 });
    return due?.dueAt;
  }

  /** Moves time in steps of a minute, with the schedule of polls. */
  async function passTicking(ms: number, stepMs = MINUTE) {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await world.pass(stepMs);
      await world.app.tick();
      await world.runDueJobs();
    }
  }

  async function expectHealthy() {
    world.sifely.clearFaults();
    world.clock.advance(MINUTE);
    world.sifely.clearCalls();
    expect(await queried()).toMatchObject({ status: 'SUCCESS', isLocked: true });
    expect(calls('queryOpenState')).toBe(1);
    expect(await pollDueAt()).toBeDefined();
  }

  describe.each(['api-key', 'oauth'] as const)('in the profile %s', (profile) => {
    test.each<[string, Fault]>([
      ['a page of HTTP 403', { kind: 'status', status: 403, body: HTML }],
      ['HTTP 401 without a body', { kind: 'body', status: 401, body: '' }],
      ['a text of HTTP 200', { kind: 'body', body: 'Forbidden' }],
      ['HTTP 403 of an API gateway', { kind: 'body', status: 403, body: '{"message":"Forbidden"}' }],
      ['HTTP 401 of an API gateway', { kind: 'body', status: 401, body: '{"message":"Unauthorized"}' }],
      ['HTTP 200 of an API gateway', { kind: 'body', body: '{"message":"Forbidden"}' }],
      ['HTTP 403 of another API', { kind: 'body', status: 403, body: '{"status":403,"error":"Forbidden"}' }],
    ])('that a proxy makes with %s everywhere for a day never ends the link', async (_name, fault) => {
      await start({ profile });
      world.sifely.fault(fault);
      world.clock.advance(MINUTE);
      expect(await queried()).not.toMatchObject({ errorCode: 'relinkRequired' });
      const locked = await world.google.user('alice').lock('front door');
      expect(locked).not.toMatchObject({ errorCode: 'relinkRequired' });
      expect((await world.google.user('alice').sync()).payload.devices).toHaveLength(1);
      await passTicking(DAY, 6 * HOUR);
      expect((await account()).credentialsRefusedAt).toBeUndefined();
      await expectHealthy();
    });

    test.each([1, 2, 3, 4])(
      'of Sifely itself, %d times in a row, is forgotten at the next success',
      async (times) => {
        await start({ profile });
        world.sifely.fault({ kind: 'body', status: 401, body: OWN, times });
        world.clock.advance(MINUTE);
        await queried();
        await expectHealthy();
        expect((await account()).credentialsRefusedAt).toBeUndefined();
        await passTicking(DAY, HOUR);
        await expectHealthy();
      },
    );

    test('of Sifely itself that lasts is asked for at growing intervals, and ends by itself', async () => {
      await start({ profile, sifely: { authFailure: 'status' } });
      world.sifely.fault({ kind: 'body', status: 401, body: OWN });
      world.clock.advance(MINUTE);
      expect(await queried()).toMatchObject({ errorCode: 'relinkRequired' });
      await passTicking(7 * MINUTE);
      world.sifely.clearCalls();
      expect(await queried()).toMatchObject({ errorCode: 'relinkRequired' });
      expect(world.sifely.calls).toEqual([]);
      await passTicking(2 * DAY, 10 * MINUTE);
      expect(world.sifely.calls.length).toBeLessThan(120);
      expect(world.sifely.calls.length).toBeGreaterThan(10);
      world.sifely.clearFaults();
      await passTicking(7 * HOUR, 10 * MINUTE);
      await expectHealthy();
      expect((await account()).credentialsRefusedAt).toBeUndefined();
    });
  });

  test('that an earlier version recorded as final is probed by the next QUERY', async () => {
    await start();
    const key = accountKey();
    const [document] = await world.store.get([key]);
    const data = { ...(document?.data as object), credentialsRefusedAt: world.clock.now() - DAY };
    await world.store.replace(key, document?.revision ?? '', data);
    await expectHealthy();
    expect((await account()).credentialsRefusedAt).toBeUndefined();
  });

  test('that lasts is kept in Firestore as well, and ends by itself', async () => {
    await start({ store: 'firestore' });
    world.sifely.fault({ kind: 'body', status: 401, body: OWN });
    world.clock.advance(MINUTE);
    await queried();
    await passTicking(10 * MINUTE);
    expect((await account()).credentialRefusal?.count).toBeGreaterThan(1);
    world.sifely.clearFaults();
    await passTicking(HOUR, 10 * MINUTE);
    await expectHealthy();
  });
});
