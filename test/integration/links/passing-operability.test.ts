import type { Operability } from '../../../functions/locks/lock-cloud.ts';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { failure } from '../../support/scripted-cloud.ts';
import { SmartHomeWorld } from '../../support/smart-home-world.ts';
import { World } from '../../support/world.ts';

const DAY = 24 * 3_600_000;
const FRONT = String(DEMO_LOCKS.frontDoor);
const PASSING: readonly (Operability | 'gone')[] = [
  'no-gateway',
  'remote-disabled',
  'key-not-yet-valid',
  'key-expired',
  'key-frozen',
  'key-not-active',
  'gone',
];

describe('a lock that Google knows and that cannot be operated now', () => {
  let world: SmartHomeWorld;

  beforeEach(async () => {
    world = await SmartHomeWorld.start({ locks: { '1': { name: 'Front door' }, '2': {} } });
    await world.sync();
    await world.query(['1', '2']);
  });
  afterEach(() => world.close());

  const devices = async () =>
    ((await world.sync()) as { devices: { id: string; name: object }[] }).devices.map(({ id, name }) => [
      id,
      name,
    ]);

  function become(operability: Operability | 'gone') {
    if (operability === 'gone') world.cloud.locks.delete('1');
    else world.cloud.locks.set('1', { name: 'Front door', operability });
  }

  test.each(PASSING)('stays in SYNC as it was, and is offline (%s)', async (operability) => {
    const before = await devices();
    become(operability);
    expect(await devices()).toEqual(before);
    expect(await devices()).toEqual(before);
    expect(await world.query(['1'])).toEqual({ '1': { status: 'OFFLINE', online: false } });
    expect(await world.unlock('1', '4711')).toMatchObject([{ status: 'ERROR' }]);
    await world.pass(5000);
    expect(world.reports.at(-1)?.payload.devices.states).toMatchObject({ '1': { online: false } });
  });

  test.each(PASSING)('is observed and reported when it can be operated again (%s)', async (operability) => {
    become(operability);
    await world.sync();
    await world.pass(5000);
    world.cloud.locks.set('1', { name: 'Front door', bolt: 'unlocked' });
    await world.sync();
    await world.pass(10_000);
    expect(world.reports.at(-1)?.payload.devices.states).toMatchObject({
      '1': { online: true, isLocked: false },
    });
    expect(await world.query(['1'])).toMatchObject({ '1': { status: 'SUCCESS', isLocked: false } });
  });

  test.each(PASSING)(
    'stays also for a member of the household who links meanwhile (%s)',
    async (operability) => {
      become(operability);
      const token = await world.grant();
      expect(await world.sync({ token })).toMatchObject({ devices: [{ id: '1' }, { id: '2' }] });
    },
  );

  test.each(PASSING.filter((each) => each !== 'gone'))('stays for weeks (%s)', async (operability) => {
    become(operability);
    for (let day = 0; day < 30; day++) {
      await world.clock.advance(DAY);
      expect(await world.sync({ token: await world.grant() })).toMatchObject({
        devices: [{ id: '1' }, { id: '2' }],
      });
    }
  });

  test('that lists lack leaves SYNC after days, and comes back if it is listed again', async () => {
    become('gone');
    for (let day = 0; day < 4; day++) {
      expect(await world.sync({ token: await world.grant() })).toMatchObject({
        devices: [{ id: '1' }, { id: '2' }],
      });
      await world.clock.advance(DAY);
    }
    await world.clock.advance(2 * DAY);
    const token = await world.grant();
    expect(await world.sync({ token })).toMatchObject({ devices: [{ id: '2' }] });
    expect(await world.query(['1'], { token })).toMatchObject({ '1': { errorCode: 'deviceNotFound' } });
    world.cloud.locks.set('1', { name: 'Front door' });
    expect(await world.sync({ token })).toMatchObject({ devices: [{ id: '1' }, { id: '2' }] });
  });

  test('that one list lacked stays while Sifely lists nothing for a week', async () => {
    become('gone');
    await world.sync();
    world.cloud.failAlways('list', failure('unavailable'));
    await world.clock.advance(7 * DAY);
    expect(await world.sync({ token: await world.grant() })).toMatchObject({
      devices: [{ id: '1' }, { id: '2' }],
    });
  });

  test('that two lists lacked stays if there was none in between for days', async () => {
    become('gone');
    await world.sync();
    await world.clock.advance(6 * DAY);
    expect(await world.sync({ token: await world.grant() })).toMatchObject({
      devices: [{ id: '1' }, { id: '2' }],
    });
    world.cloud.locks.set('1', { name: 'Front door' });
    expect(await world.sync({ token: await world.grant() })).toMatchObject({
      devices: [{ id: '1' }, { id: '2' }],
    });
  });

  test('leaves SYNC when its owner takes it back', async () => {
    become('no-gateway');
    await world.sync();
    await world.accounts.change(world.accountId, (account) => ({
      ...account,
      locks: { ...account.locks, '1': { shared: false } },
    }));
    expect(await world.sync()).toMatchObject({ devices: [{ id: '2' }] });
  });
});

describe.each(['sqlite', 'firestore'] as const)('in the store %s', (store) => {
  let world: World;
  const alice = () => world.google.user('alice');

  beforeEach(async () => {
    world = await World.start({ store });
    await world.link();
  });
  afterEach(() => world.close());

  test('a gateway that is missing in one list costs no device at Google', async () => {
    const { gatewayIds } = world.sifely.lock(FRONT).state;
    world.sifely.lock(FRONT).set({ hasGateway: false, gatewayIds: [] });
    expect((await alice().sync()).payload.devices).toHaveLength(4);
    await world.pass(10_000);
    expect(world.google.homegraph.states(alice().agentUserId ?? '', FRONT)).toMatchObject({ online: false });
    expect((await alice().query([FRONT])).payload.devices[FRONT]).toMatchObject({ online: false });
    world.sifely.lock(FRONT).set({ hasGateway: true, gatewayIds });
    expect((await alice().sync()).payload.devices).toHaveLength(4);
    await world.pass(30_000);
    expect(world.google.homegraph.states(alice().agentUserId ?? '', FRONT)).toMatchObject({
      online: true,
      isLocked: true,
    });
    expect(await alice().unlock('front door', { pin: '4711' })).toMatchObject({ status: 'SUCCESS' });
  });

  test('an empty list of all locks costs no device at Google', async () => {
    world.sifely.fault({ kind: 'body', endpoint: 'lock/list', body: '{"code":200,"data":null}' });
    world.sifely.fault({ kind: 'body', endpoint: 'key/list', body: '{"code":200,"data":null}' });
    expect((await alice().sync()).payload.devices).toHaveLength(4);
    await world.pass(10_000);
    world.sifely.clearFaults();
    expect((await alice().sync()).payload.devices).toHaveLength(4);
    await world.pass(30_000);
    expect(await alice().unlock('front door', { pin: '4711' })).toMatchObject({ status: 'SUCCESS' });
  });

  test('a SYNC after lost states lists a lock that has no gateway just then', async () => {
    await world.pass(2 * 3_600_000);
    const id = alice().agentUserId ?? '';
    const [states] = await world.store.get([{ collection: 'states', id }]);
    await world.store.delete({ collection: 'states', id }, states?.revision ?? '');
    world.sifely.lock(FRONT).set({ hasGateway: false });
    expect((await alice().sync()).payload.devices).toHaveLength(4);
  });
});
