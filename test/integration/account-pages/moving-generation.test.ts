import type { SifelyProfile } from '../../../functions/config/config.ts';
import { DEMO_LOCKS, demoSeed } from '../../../simulators/sifely/index.ts';
import { World, type WorldOptions } from '../../support/world.ts';
import { accountId, changeStored, DEMO, signedIn } from './owner.ts';

const MINUTE = 60_000;
const FRONT = String(DEMO_LOCKS.frontDoor);
const BACK = String(DEMO_LOCKS.backDoor);
const CABIN = String(DEMO_LOCKS.cabin);

let world: World;
afterEach(() => world.close());

/** A linked account at a deployment that then changes to the other generation of Sifely's API. */
async function start(from: SifelyProfile, to: SifelyProfile, options: WorldOptions = {}) {
  world = await World.start({ profile: from, laterProfile: to, ...options });
  await world.link('alice', { locks: [FRONT, BACK], pin: '0412' });
}

const alice = () => world.google.user('alice');
const state = async (lockId = FRONT) => {
  world.clock.advance(5 * MINUTE);
  return (await alice().query([lockId])).payload.devices[lockId];
};
const rooms = async () => (await alice().sync()).payload;
const accounts = async () => (await world.store.list('accounts', { limit: 10 })).length;

describe.each([
  ['sqlite', 'oauth', 'api-key'],
  ['firestore', 'oauth', 'api-key'],
  ['sqlite', 'api-key', 'oauth'],
] as const)('on %s, an account that moves from %s to %s', (store, from, to) => {
  test('asks for a sign-in, and keeps id, links, locks and PIN by one at the account page', async () => {
    await start(from, to, { store });
    const before = await rooms();
    const id = accountId(world);
    world.redeploy();
    world.sifely.clearCalls();
    expect(await state()).toMatchObject({ errorCode: 'relinkRequired' });
    expect(await alice().lock('front door')).toMatchObject({ errorCode: 'relinkRequired' });
    expect(world.sifely.calls).toEqual([]);

    const person = await signedIn(world);
    expect(person.page.alerts[0]).toContain('Reconnected');
    expect(person.page.text).toContain('Sifely Connected.');
    expect(await state()).toMatchObject({ status: 'SUCCESS', isLocked: true });
    expect(await rooms()).toEqual(before);
    expect(accountId(world)).toBe(id);
    expect((await alice().unlock('front door', { pin: '0412' })).status).toBe('SUCCESS');
    expect(world.sifely.lock(FRONT).bolt).toBe('unlocked');
    expect(await accounts()).toBe(1);
  });

  test('keeps them by linking again, also for the other members of the household', async () => {
    await start(from, to, { store });
    await world.link('bob', { locks: [FRONT, BACK], pin: 'keep' });
    world.redeploy();
    expect(await state()).toMatchObject({ errorCode: 'relinkRequired' });
    await world.link('bob', { locks: [FRONT, BACK], pin: 'keep' });
    expect(await state()).toMatchObject({ status: 'SUCCESS' });
    expect(world.google.user('bob').agentUserId).toBe(alice().agentUserId);
    expect(await accounts()).toBe(1);
  });
});

test('an account comes back without a sign-in when its deployment goes back to its generation', async () => {
  await start('oauth', 'api-key');
  world.redeploy();
  expect(await state()).toMatchObject({ errorCode: 'relinkRequired' });
  await world.pass(30 * MINUTE);
  world.redeploy();
  expect(await state()).toMatchObject({ status: 'SUCCESS', isLocked: true });
});

test('an account that moved is found by the next sign-in, and can move back', async () => {
  await start('oauth', 'api-key');
  world.redeploy();
  await signedIn(world);
  await signedIn(world);
  expect(await state()).toMatchObject({ status: 'SUCCESS' });
  world.redeploy();
  const person = await signedIn(world);
  expect(person.page.alerts[0]).toContain('Reconnected');
  expect(await state()).toMatchObject({ status: 'SUCCESS' });
  expect(await accounts()).toBe(1);
});

test('a sign-in of the same name with other locks takes no account over', async () => {
  await start('oauth', 'api-key');
  // As if the same name were somebody else's there: the stored account shares locks that this sign-in does not have.
  await changeStored(world, 'accounts', (data) => ({ ...data, locks: { [CABIN]: { shared: true } } }));
  world.redeploy();
  const person = await signedIn(world);
  expect(person.page.text).not.toContain('Voice unlocking');
  expect(await state()).toMatchObject({ errorCode: expect.any(String) });
  expect(world.logLines.some((line) => line.includes('did not prove whose account'))).toBe(true);
});

test('a guest who has a key to every shared lock takes the account of that name along', async () => {
  world = await World.start({ profile: 'oauth', laterProfile: 'api-key' });
  const guest = { username: 'guest@example.com', password: 'guest-password' };
  await world.link('alice', { ...guest, locks: [FRONT] });
  world.redeploy();
  const person = await signedIn(world, guest);
  expect(person.page.alerts[0]).toContain('Reconnected');
  expect(await state()).toMatchObject({ status: 'SUCCESS' });
});

test('a guest named by a phone number, which may be another person’s elsewhere, does not', async () => {
  const phone = { username: '5550100', password: 'phone-password' };
  const seed = {
    ...demoSeed,
    accounts: [...(demoSeed.accounts ?? []), phone],
    locks: (demoSeed.locks ?? []).map((lock) =>
      lock.lockId === DEMO_LOCKS.frontDoor ? { ...lock, sharedWith: [{ username: '5550100' }] } : lock,
    ),
  };
  world = await World.start({ profile: 'oauth', laterProfile: 'api-key', sifely: { seed } });
  await world.link('alice', { ...phone, locks: [FRONT] });
  world.redeploy();
  const person = await signedIn(world, phone);
  expect(person.page.text).not.toContain('Voice unlocking');
  expect(await state()).toMatchObject({ errorCode: 'relinkRequired' });
});

test('no second account appears while Sifely does not list the locks of a sign-in', async () => {
  await start('oauth', 'api-key');
  world.redeploy();
  world.sifely.fault({ kind: 'status', status: 400, endpoint: 'key/list' });
  world.sifely.fault({ kind: 'status', status: 400, endpoint: 'lock/list' });
  const person = await signedIn(world);
  expect(person.page.status).toBe(503);
  world.sifely.clearFaults();
  await person.fill(DEMO).press('Sign in');
  expect(person.page.alerts[0]).toContain('Reconnected');
  expect(await accounts()).toBe(1);
});
