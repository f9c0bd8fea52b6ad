import { readGatewayTree, signalStrength } from '../../functions/guests/gateway-tree.ts';
import { DEMO_GATEWAYS, DEMO_LOCKS, demoSeed, type SimulatorOptions } from '../../simulators/sifely/index.ts';
import { closeSifelyClients, type Profile, startSifelyClient } from '../support/sifely-client.ts';

const MINUTE = 60_000;
const HALL = String(DEMO_GATEWAYS.hall);

afterEach(closeSifelyClients);

/** A signed-in client, and a function that reads its tree and counts the calls at the cloud. */
async function world(profile: Profile, options: SimulatorOptions = {}, username = 'demo', account = 'demo') {
  const { sifely, clock, access, signIn } = await startSifelyClient(profile, options);
  const { credentialStore } = await signIn(`${username}@example.com`, `${account}-password`);
  let calls = 0;
  access.onCall(() => {
    calls++;
  });
  const locks = await access.open(credentialStore()).list();
  const { gateways } = access.openAccess(credentialStore());
  const read = async (maxCalls?: number) => {
    calls = 0;
    const tree = await readGatewayTree(gateways, locks, maxCalls === undefined ? {} : { maxCalls });
    return { tree, calls };
  };
  return { sifely, clock, read };
}

const names = (locks: readonly { readonly name?: string }[]) => locks.map(({ name }) => name);

describe.each<[Profile, SimulatorOptions]>([
  ['oauth', { replies: 'bare' }],
  ['api-key', { replies: 'wrapped', codesAsStrings: true }],
])('with the %s profile and %j', (profile, options) => {
  test('the tree shows gateways, the locks that they hear, and the locks that none hears', async () => {
    const { read } = await world(profile, options);
    const { tree, calls } = await read();
    expect(
      tree.gateways.map(({ name, isOnline, locks }) => ({ name, isOnline, locks: names(locks) })),
    ).toEqual([
      { name: 'Garage gateway', isOnline: true, locks: ['Garage'] },
      { name: 'Hall gateway', isOnline: true, locks: expect.arrayContaining(['Front door', 'Back door']) },
    ]);
    expect(tree.gateways[1]).toMatchObject({ gatewayId: HALL, model: 'G2 (Wi-Fi)', network: 'maple-wifi' });
    expect(names(tree.unheard)).toEqual(['Garden shed']);
    expect(names(tree.withWifi)).toEqual(['Study']);
    expect(tree).toMatchObject({ unchecked: [], isComplete: true, calls: 8 });
    expect(calls).toBe(8);
  });

  test('a lock between two gateways stands below both, with what each hears', async () => {
    const locks = demoSeed.locks?.map((lock) =>
      lock.lockId === DEMO_LOCKS.garage
        ? { ...lock, gatewayIds: [DEMO_GATEWAYS.garage, DEMO_GATEWAYS.hall] }
        : lock,
    );
    const { read, clock } = await world(profile, { ...options, seed: { ...demoSeed, locks } });
    const [garage, hall] = (await read()).tree.gateways;
    expect(garage?.locks).toMatchObject([{ name: 'Garage', signal: -62, strength: 'strong' }]);
    expect(hall?.locks.at(-1)).toMatchObject({ name: 'Garage', signal: -74, isOfAccount: true });
    expect(clock.now() - (hall?.locks[0]?.measuredAt ?? 0)).toBeLessThan(2 * MINUTE);
  });

  test('a gateway without power is shown offline as soon as the cloud says so', async () => {
    const { read, sifely, clock } = await world(profile, { ...options, presenceLagMs: 8 * MINUTE });
    sifely.gateway(HALL).online = false;
    const isHallOnline = async () =>
      (await read()).tree.gateways.find(({ gatewayId }) => gatewayId === HALL)?.isOnline;
    expect(await isHallOnline()).toBe(true);
    clock.advance(9 * MINUTE);
    expect(await isHallOnline()).toBe(false);
  });

  test('a tree that is cut short makes no more calls and says what is missing', async () => {
    const { read } = await world(profile, options);
    const { tree, calls } = await read(3);
    expect(calls).toBe(3);
    expect(tree).toMatchObject({ isComplete: false, calls: 3 });
    expect(tree.gateways.flatMap(({ locks }) => names(locks))).toEqual(
      expect.arrayContaining(['Front door', 'Back door']),
    );
    expect(names(tree.unchecked)).toEqual(['Garage', 'Garden shed']);
    expect(tree.unheard).toEqual([]);
  });
});

test('a guest sees who hears the shared locks, though not the gateway of the owner', async () => {
  const { read } = await world('api-key', {}, 'guest', 'guest');
  const { tree } = await read();
  expect(tree.isComplete).toBe(false);
  const hall = tree.gateways.find(({ gatewayId }) => gatewayId === HALL);
  expect(hall).toMatchObject({ name: 'Hall gateway', locks: expect.arrayContaining([expect.anything()]) });
  expect(hall).not.toHaveProperty('isOnline');
});

test('no more calls follow once the cloud refuses every one', async () => {
  const { read, sifely } = await world('api-key');
  sifely.fault({ kind: 'plan-exceeded' });
  sifely.clearCalls();
  await expect(read()).rejects.toMatchObject({ reason: 'plan-exceeded' });
  expect(sifely.calls).toHaveLength(1);
});

test('a lock that the cloud does not answer for is unchecked, and the others are read', async () => {
  const { read, sifely } = await world('api-key');
  sifely.fault({ kind: 'not-permitted', endpoint: 'gateway/listByLock', lockId: DEMO_LOCKS.shed });
  const { tree } = await read();
  expect(names(tree.unchecked)).toEqual(['Garden shed']);
  expect(tree).toMatchObject({ unheard: [], isComplete: false, gateways: [{}, {}] });
});

test('a signal in dBm is put in words', () => {
  expect([-60, -74, -75, -85, -86, undefined].map(signalStrength)).toEqual([
    'strong',
    'strong',
    'medium',
    'medium',
    'weak',
    'unknown',
  ]);
});
