import { Person } from '../../../simulators/google/index.ts';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { choose, signIn } from '../../support/link-walk.ts';
import { World, type WorldOptions } from '../../support/world.ts';
import { DEMO, signedIn } from './owner.ts';

const MINUTE = 60_000;
const ROLL = 'client/roll-token';
const FRONT = String(DEMO_LOCKS.frontDoor);

let world: World;
afterEach(() => world.close());

async function start(options: WorldOptions = {}) {
  world = await World.start({ profile: 'api-key', ...options });
  await world.link('alice', { locks: [FRONT] });
}

const key = () => world.sifely.account(DEMO.username).apiKey;
const rolls = () => world.sifely.calls.filter(({ endpoint }) => endpoint.endsWith(ROLL)).length;
/** The answer of a lock that has to be asked. */
const states = async () => {
  world.clock.advance(5 * MINUTE);
  return (await world.google.user('alice').query([FRONT])).payload.devices[FRONT];
};

/** The answer once Sifely has refused the key: one that is slow to do so is not waited for, and the last known state is answered. */
async function refusedStates(tries = 10): Promise<unknown> {
  const answer = await states();
  return tries === 1 || answer?.status === 'ERROR' ? answer : refusedStates(tries - 1);
}

/** The page after the button was pressed. */
async function press() {
  const person = await signedIn(world);
  await person.press('Make a new API key…');
  await person.press('Make a new key');
  return person.page;
}

describe.each(['sqlite', 'firestore'] as const)('on %s, the key of an account', (store) => {
  test('is replaced by a button, after a confirmation, and Google goes on', async () => {
    await start({ store });
    const person = await signedIn(world);
    const old = key();
    await person.press('Make a new API key…');
    expect(person.page.headings).toEqual(['Make a new API key?']);
    await person.press('Keep current key');
    expect(key()).toBe(old);
    await person.press('Make a new API key…');
    await person.press('Make a new key');
    expect(person.page.alerts[0]).toContain('New API key made.');
    expect(key()).not.toBe(old);
    expect(await states()).toMatchObject({ status: 'SUCCESS', isLocked: true });
    expect(JSON.stringify([world.logLines, person.page.text])).not.toMatch(new RegExp(`${old}|${key()}`));
  });

  test('that got lost on its way asks for a sign-in, which brings everything back', async () => {
    await start({ store });
    world.sifely.fault({ kind: 'drop', endpoint: ROLL, moment: 'after' });
    const page = await press();
    expect([page.status, page.headings]).toEqual([503, ['Please sign in again']]);
    expect(rolls()).toBe(1);
    expect(await refusedStates()).toMatchObject({ errorCode: 'relinkRequired' });
    world.sifely.clearFaults();
    const person = await signedIn(world);
    expect(person.page.alerts[0]).toContain('Reconnected');
    expect(await states()).toMatchObject({ status: 'SUCCESS', isLocked: true });
  });
});

describe.each(['sqlite', 'firestore'] as const)('on %s, a person who signed in to link', (store) => {
  /** Links the account a second time; `between` happens after the sign-in and before the consent. */
  const linkAgain = (between: () => Promise<unknown>) =>
    world.google.user('bob').linkAs(new Person({ clock: world.clock }), async (person) => {
      await signIn(person);
      await between();
      choose(person, { pin: 'keep' });
      await person.press('Agree and link');
    });

  test('before the key was replaced, and agrees afterwards, leaves the new key in place', async () => {
    await start({ store });
    const old = key();
    expect(await linkAgain(press)).toMatchObject({ linked: true });
    expect(key()).not.toBe(old);
    expect(await states()).toMatchObject({ status: 'SUCCESS', isLocked: true });
    const signedInSince = await linkAgain(async () => {});
    expect(signedInSince).toMatchObject({ linked: true });
    expect(await states()).toMatchObject({ status: 'SUCCESS', isLocked: true });
  });

  test('after the key was lost brings everything back', async () => {
    await start({ store });
    world.sifely.fault({ kind: 'drop', endpoint: ROLL, moment: 'after' });
    await press();
    expect(await refusedStates()).toMatchObject({ errorCode: 'relinkRequired' });
    world.sifely.clearFaults();
    expect(await linkAgain(async () => {})).toMatchObject({ linked: true });
    expect(await states()).toMatchObject({ status: 'SUCCESS', isLocked: true });
  });
});

test('a key whose replacement never reached Sifely stays, and is not taken for lost', async () => {
  await start();
  world.sifely.fault({ kind: 'drop', endpoint: ROLL });
  const page = await press();
  expect([page.status, page.headings]).toEqual([503, ['No new key yet']]);
  expect(page.text).toContain('the current one still works');
  expect(await states()).toMatchObject({ status: 'SUCCESS' });
});

test('a refusal to replace a key changes nothing, and the next attempt may follow at once', async () => {
  await start();
  world.sifely.fault({ kind: 'rate-limited', endpoint: ROLL, times: 1 });
  const page = await press();
  expect([page.status, page.text]).toEqual([503, expect.stringContaining('Your key was not changed.')]);
  expect((await press()).alerts[0]).toContain('New API key made.');
  expect(rolls()).toBe(2);
});

test('two people who replace a key at once get one new key, in whichever process', async () => {
  await start({ instances: 2 });
  const [one, other] = await Promise.all([signedIn(world), signedIn(world)]);
  await one.press('Make a new API key…');
  await other.open(`${world.instances[1]?.url}/account`);
  await other.press('Make a new API key…');
  const old = key();
  world.sifely.fault({ kind: 'slow', ms: 300, endpoint: ROLL, moment: 'after' });
  await Promise.all([one.press('Make a new key'), other.press('Make a new key')]);
  const titles = [one, other].map(({ page }) => page.headings[0]);
  expect(titles.sort()).toEqual(['A new key is being made', 'Your locks in Google']);
  expect(rolls()).toBe(1);
  expect(key()).not.toBe(old);
  expect(await states()).toMatchObject({ status: 'SUCCESS' });
});

test('the page says why an account is disconnected whose process died while its key was replaced', async () => {
  await start();
  const person = await signedIn(world);
  const accountId = world.google.user('alice').agentUserId ?? '';
  const [document] = await world.store.get([{ collection: 'accounts', id: accountId }]);
  // As that process left it: the beginning is stored, Sifely has another key, and no end was stored.
  const data = { ...(document?.data as object), keyRoll: { startedAt: world.clock.now() } };
  await world.store.replace({ collection: 'accounts', id: accountId }, document?.revision ?? '', data);
  world.sifely.account(DEMO.username).rotateKey();
  expect(await refusedStates()).toMatchObject({ errorCode: 'relinkRequired' });
  await world.app.settled();
  const lines = world.logLines.filter((line) => line.includes('Sifely refused the credentials'));
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ confirmed: true }]);
  await person.open('/account');
  expect(person.page.text).toContain('A new API key was made but didn’t reach us. Disconnected');
  await person.press('Sign out');
  await person.fill(DEMO).press('Sign in');
  expect(person.page.alerts[0]).toContain('Reconnected');
  expect(person.page.text).toContain('Sifely Connected.');
  expect(await states()).toMatchObject({ status: 'SUCCESS' });
});

test('an account with tokens has no button for a key', async () => {
  world = await World.start();
  await world.link();
  const person = await signedIn(world);
  expect(person.page.text).not.toContain('API key');
  await person.open(`${world.url}/account/key`);
  expect([person.page.status, person.page.headings]).toEqual([404, ['No API key']]);
});
