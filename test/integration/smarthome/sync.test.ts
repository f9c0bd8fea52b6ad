import { failure } from '../../support/scripted-cloud.ts';
import { SmartHomeWorld, type SmartHomeWorldOptions } from '../../support/smart-home-world.ts';
import { until } from '../../support/until.ts';

let world: SmartHomeWorld;
const start = async (options?: SmartHomeWorldOptions) => {
  world = await SmartHomeWorld.start(options);
  return world;
};
afterEach(() => world.close());

interface Devices {
  readonly devices: { id: string; name: { name: string }; traits: string[]; deviceInfo: object }[];
}
const ids = async () => ((await world.sync()) as Devices).devices.map(({ id }) => id);

test('SYNC describes a lock with all known facts', async () => {
  await start({
    locks: {
      '101': { name: 'Front door', groupName: 'Entrance', modelName: 'M102_ed8e8d', battery: 83 },
    },
  });
  expect((await world.intent('SYNC', undefined, { requestId: '6894439706274654512' })).json).toEqual({
    requestId: '6894439706274654512',
    payload: {
      agentUserId: world.accountId,
      devices: [
        {
          id: '101',
          type: 'action.devices.types.LOCK',
          traits: ['action.devices.traits.LockUnlock', 'action.devices.traits.EnergyStorage'],
          name: {
            name: 'Front door',
            defaultNames: ['Sifely smart lock', 'Sifely M102'],
            nicknames: ['Front door lock'],
          },
          willReportState: true,
          notificationSupportedByAgent: true,
          roomHint: 'Entrance',
          deviceInfo: { manufacturer: 'Sifely', model: 'M102' },
          attributes: { queryOnlyEnergyStorage: true, isRechargeable: false },
        },
      ],
    },
  });
});

test('SYNC omits EnergyStorage when no battery level is known', async () => {
  await start();
  expect(await world.sync()).toMatchObject({ devices: [{ traits: ['action.devices.traits.LockUnlock'] }] });
  expect(JSON.stringify(await world.sync())).not.toContain('attributes');
});

test('SYNCs of one account at the same time are answered with one list', async () => {
  await start();
  const listing = world.cloud.hold('list');
  const answers = [1, 2, 3].map(() => world.sync());
  await until(listing.reached);
  await world.calm();
  listing.release();
  for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ devices: [{ id: '101' }] });
  expect(world.cloud.count('list')).toBe(1);
  await world.sync();
  expect(world.cloud.count('list')).toBe(2);
});

test('SYNC has only shared locks that can be operated remotely, offline ones too, in a stable order', async () => {
  await start({
    locks: {
      '1000': {},
      '99': { online: false },
      '7': { operability: 'no-gateway', connection: 'none' },
      '8': { operability: 'key-expired' },
      '100': {},
    },
    shared: ['1000', '99', '7', '8'],
  });
  expect(await ids()).toEqual(['99', '1000']);
  expect(await ids()).toEqual(['99', '1000']);
});

test('SYNC keeps a lock that one list lacks, and does not share a new one by itself', async () => {
  await start({ locks: { '1': {}, '2': {} } });
  expect(await ids()).toEqual(['1', '2']);
  world.cloud.locks.delete('1');
  world.cloud.locks.set('3', {});
  expect(await ids()).toEqual(['1', '2']);
  expect(await world.lock('1')).toMatchObject([{ errorCode: 'deviceOffline' }]);
});

test('SYNC answers no devices when none is shared, without a call', async () => {
  await start({ shared: [] });
  expect(await world.sync()).toEqual({ agentUserId: world.accountId, devices: [] });
  expect(world.cloud.calls).toEqual([]);
});

describe('while the cloud does not list locks', () => {
  test.each([
    'unavailable',
    'timed-out',
    'rate-limited',
    'plan-exceeded',
    'credentials-refused',
    'misconfigured',
  ] as const)(
    'answers the devices as they were listed last (%s), or Google would forget them',
    async (reason) => {
      await start({ locks: { '1': { name: 'Front door', battery: 50 }, '2': { name: 'Back door' } } });
      await world.sync();
      await world.settled();
      const before = await world.sync();
      world.cloud.failAlways('list', failure(reason));
      expect(await world.sync()).toEqual(before);
    },
  );

  test.each([
    ['unavailable', 'transientError'],
    ['credentials-refused', 'relinkRequired'],
    ['misconfigured', 'hardError'],
    ['plan-exceeded', 'actionNotAvailable'],
  ] as const)(
    'says so when nothing is remembered (%s: %s), rather than answering no devices',
    async (reason, errorCode) => {
      await start();
      world.cloud.failAlways('list', failure(reason));
      expect(await world.sync()).toEqual({ errorCode });
    },
  );

  test('does not bring back a lock that was gone from the list before', async () => {
    await start({ locks: { '1': {}, '2': {} } });
    world.cloud.locks.delete('1');
    await world.sync();
    world.cloud.failAlways('list', failure('unavailable'));
    expect(await ids()).toEqual(['2']);
  });

  test('answers the last list in time when the new one is late, and stores the late one', async () => {
    await start({ locks: { '1': { name: 'Old name' } } });
    await world.sync();
    world.cloud.locks.set('1', { name: 'New name' });
    const held = world.cloud.hold('list');
    const answer = world.sync();
    await until(held.reached);
    await world.clock.advance(4500);
    expect(await answer).toMatchObject({ devices: [{ name: { name: 'Old name' } }] });
    held.release();
    await world.settled();
    world.cloud.failAlways('list', failure('unavailable'));
    expect(await world.sync()).toMatchObject({ devices: [{ name: { name: 'New name' } }] });
  });

  test('makes no call after a second refusal of the credentials, a minute after the first, until the next probe', async () => {
    await start();
    world.cloud.failAlways('list', failure('credentials-refused'));
    await world.sync();
    await world.settled();
    await world.clock.advance(60_000);
    await world.sync();
    await world.settled();
    world.cloud.heal();
    const calls = world.cloud.calls.length;
    expect(await world.sync()).toEqual({ errorCode: 'relinkRequired' });
    expect(await world.query(['101'])).toMatchObject({
      '101': { status: 'ERROR', errorCode: 'relinkRequired' },
    });
    expect(await world.lock('101')).toMatchObject([{ errorCode: 'relinkRequired' }]);
    expect(world.cloud.calls.length).toBe(calls);
  });
});

describe('lock details', () => {
  const detail = {
    model: 'Deadbolt X',
    hardwareVersion: '1.2',
    firmwareVersion: '6.5',
    autoLockSeconds: 30,
    battery: 77,
  };

  test('are read after the answer and after all other calls, and are in the next answer', async () => {
    await start({ locks: { '1': { detail, gateways: ['9'] } } });
    expect(await world.sync()).toMatchObject({ devices: [{ deviceInfo: { manufacturer: 'Sifely' } }] });
    await world.settled();
    expect(await world.sync()).toMatchObject({
      devices: [
        {
          deviceInfo: { manufacturer: 'Sifely', model: 'Deadbolt X', hwVersion: '1.2', swVersion: '6.5' },
          attributes: { queryOnlyEnergyStorage: true },
        },
      ],
    });
    const learning = world.cloud.calls.filter(({ method }) => method === 'detail' || method === 'gateways');
    expect(learning.map(({ priority }) => priority)).toEqual(['background', 'background']);
    const loaded = await world.accounts.load(world.accountId);
    expect(loaded?.account.locks['1']).toMatchObject({ shared: true, gateways: ['9'], autoLockSeconds: 30 });
  });

  test('do not delay the answer, and are read once for concurrent SYNCs', async () => {
    await start({ locks: { '1': { detail } } });
    const held = world.cloud.hold('detail');
    await Promise.all([world.sync(), world.sync(), world.sync()]);
    const settled = world.settled();
    await until(held.reached);
    await world.sync();
    expect(world.cloud.count('detail')).toBe(1);
    held.release();
    await settled;
    await world.settled();
    expect(world.cloud.count('detail')).toBe(1);
  });

  test('are read again after a day', async () => {
    await start({ locks: { '1': { detail } } });
    await world.sync();
    await world.settled();
    await world.sync();
    await world.settled();
    expect(world.cloud.count('detail')).toBe(1);
    await world.clock.advance(24 * 3_600_000 + 1);
    await world.sync({ token: await world.grant() });
    await world.settled();
    expect(world.cloud.count('detail')).toBe(2);
  });

  test('that cannot be read for one lock do not stop the others; a rate limit stops all', async () => {
    await start({ locks: { '1': { detail }, '2': { detail }, '3': { detail } } });
    world.cloud.failOnce('detail', failure('not-supported'), failure('rate-limited'));
    await world.sync();
    await world.settled();
    expect(world.cloud.count('detail')).toBe(2);
    await world.clock.advance(60_000);
    await world.sync();
    await world.settled();
    expect(world.cloud.count('detail')).toBe(5);
  });

  test('take at most forty calls after one SYNC', async () => {
    await start({
      locks: Object.fromEntries(Array.from({ length: 30 }, (_, index) => [String(index), { detail }])),
    });
    await world.sync();
    await world.settled();
    expect(world.cloud.count('detail') + world.cloud.count('gateways')).toBe(40);
  });
});
