import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { World } from '../../support/world.ts';
import { RawBrowser } from '../linking/raw-browser.ts';
import { accountId, DEMO, lockBoxes, signedIn } from './owner.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const { frontDoor, backDoor, garage, study, shed } = DEMO_LOCKS;
const names = () => [...world.google.user('alice').devices.values()].map(({ name }) => name.name);
const syncJobs = () => world.jobs.ofKind('request-sync');

/** A person on the page about sharing. */
async function atLocks() {
  const person = await signedIn(world);
  await person.press('Choose locks');
  return person;
}

/** Everything that linking had to tell Google is told. */
async function settle() {
  await world.pass(60_000);
  expect(syncJobs()).toEqual([]);
}

describe('sharing', () => {
  test('of another lock brings it to Google, of one no longer takes it away', async () => {
    await world.link('alice', { locks: [frontDoor, backDoor] });
    await settle();
    const person = await atLocks();
    expect(lockBoxes(person.page)).toEqual([
      [String(frontDoor), true],
      [String(backDoor), true],
      [String(garage), false],
      [String(study), false],
    ]);
    await person.uncheck('lock', String(backDoor)).check('lock', String(study)).press('Save');
    expect(person.page.alerts).toEqual(['Saved. Google updates within 30 seconds.']);
    await world.pass(30_000);
    expect(names()).toEqual(['Front door', 'Study']);
    await person.open('/account');
    expect(person.page.headings).toContain('Study Upstairs');
  });

  test('of no lock at all is possible', async () => {
    await world.link('alice', { locks: [frontDoor] });
    await settle();
    const person = await atLocks();
    await person.uncheck('lock', String(frontDoor)).press('Save');
    expect(person.page.text).toContain('No locks are shared with Google.');
    await world.pass(30_000);
    expect(names()).toEqual([]);
  });

  test('ends although Google cannot be told of it now, and the page says so', async () => {
    await world.link('alice', { locks: [frontDoor, backDoor] });
    await settle();
    const person = await atLocks();
    world.jobs.refuseNext('request-sync');
    await person.uncheck('lock', String(backDoor)).press('Save');
    expect(person.page.alerts).toEqual([
      'Saved. We couldn’t reach Google, so it may show the old list. Say “Hey Google, sync my devices”.',
    ]);
    expect(world.logLines.filter((line) => line.includes('could not enqueue a Request Sync'))).toHaveLength(
      1,
    );
    expect((await world.google.user('alice').lock('back door')).errorCode).toBe('deviceNotFound');
    await person.press('Choose locks');
    expect(lockBoxes(person.page)).toContainEqual([String(backDoor), false]);
  });

  test('saved without a change asks nothing of Google', async () => {
    await world.link('alice');
    await settle();
    const person = await atLocks();
    await person.press('Save');
    expect(person.page.alerts[0]).toContain('Saved');
    expect(syncJobs()).toEqual([]);
  });

  test('twice in a row asks Google once', async () => {
    await world.link('alice');
    await settle();
    const person = await atLocks();
    await person.uncheck('lock', String(garage)).press('Save');
    await person.press('Choose locks');
    await person.uncheck('lock', String(study)).press('Save');
    expect(syncJobs().length).toBeLessThanOrEqual(2);
    await world.pass(30_000);
    expect(names()).toEqual(['Front door', 'Back door']);
  });

  test('is refused for locks that the page did not offer', async () => {
    await world.link('alice', { locks: [frontDoor] });
    const browser = new RawBrowser(world.url);
    const opened = await browser.get('/account');
    await browser.post('/account/sign-in', browser.fields(opened.page, DEMO));
    const { page } = await browser.get('/account/locks');
    const form = browser.fields(page);
    for (const lock of [shed, DEMO_LOCKS.cabin, '__proto__', '../1']) form.append('lock', String(lock));
    expect((await browser.post('/account/locks', form)).status).toBe(303);
    const [account] = await world.store.get([{ collection: 'accounts', id: accountId(world) }]);
    const shared = /"(\d+)":\{[^{}]*"shared":true/g;
    const ids = [...JSON.stringify(account?.data).matchAll(shared)].map(([, id]) => id);
    expect(ids).toEqual([String(frontDoor)]);
  });

  test('before the page was ever shown leads to the page', async () => {
    await world.link('alice', { locks: [frontDoor] });
    const browser = new RawBrowser(world.url);
    const first = await browser.get('/account');
    await browser.post('/account/sign-in', browser.fields(first.page, DEMO));
    const { page } = await browser.get('/account/locks');
    const form = browser.fields(page);
    const again = await browser.get('/account');
    await browser.post('/account/sign-out', browser.fields(again.page));
    const signIn = await browser.get('/account');
    await browser.post('/account/sign-in', browser.fields(signIn.page, DEMO));
    form.delete('lock');
    const answer = await browser.post('/account/locks', form);
    expect([answer.status, answer.location]).toEqual([303, '/account/locks']);
    await world.pass(30_000);
    expect(names()).toEqual(['Front door']);
  });
});

describe('a lock that Google cannot operate', () => {
  test('cannot be shared, and the page says why', async () => {
    await world.link('alice');
    const { page } = await atLocks();
    expect(page.text).toContain('Garden shed No gateway nearby');
    expect(lockBoxes(page).map(([id]) => id)).not.toContain(String(shed));
  });

  test('but is shared can be taken back, and stays shared as long as nobody does', async () => {
    await world.link('alice');
    world.sifely.lock(garage).set({ hasGateway: false, gatewayIds: [] });
    const person = await atLocks();
    expect(person.page.text).toContain('Garage Garage No gateway nearby');
    expect(lockBoxes(person.page)).toContainEqual([String(garage), true]);
    await person.press('Save');
    await person.press('Choose locks');
    expect(lockBoxes(person.page)).toContainEqual([String(garage), true]);
    await person.uncheck('lock', String(garage)).press('Save');
    await person.press('Choose locks');
    expect(lockBoxes(person.page).map(([id]) => id)).not.toContain(String(garage));
  });
});

describe('while Sifely does not answer', () => {
  test('the page shows what is remembered, says so, and locks can be taken back', async () => {
    await world.link('alice', { locks: [frontDoor, backDoor] });
    await settle();
    const person = await signedIn(world);
    const fault = world.sifely.fault({ kind: 'status', status: 502 });
    await person.press('Choose locks');
    expect(person.page.status).toBe(200);
    expect(person.page.alerts[0]).toContain('We can’t load your locks from Sifely right now.');
    expect(person.page.text).toContain('This is the last known list.');
    expect(lockBoxes(person.page)).toEqual([
      [String(frontDoor), true],
      [String(backDoor), true],
    ]);
    await person.uncheck('lock', String(backDoor)).press('Save');
    expect(person.page.alerts[0]).toContain('Saved');
    fault.remove();
    await world.pass(30_000);
    expect(names()).toEqual(['Front door']);
    await person.press('Choose locks');
    expect(person.page.alerts).toEqual([]);
    expect(lockBoxes(person.page)).toHaveLength(4);
  });

  test('for 25 seconds, because its limit lets no call through, the page is shown from memory', async () => {
    await world.close();
    world = await World.start({ callsPerMinute: 3 });
    const ticking = setInterval(() => world.clock.advance(500), 5);
    await world.link('alice', { locks: [frontDoor] });
    await world.pass(120_000);
    const person = await atLocks();
    const before = world.clock.now();
    await person.open('/account/locks');
    clearInterval(ticking);
    expect(world.clock.now() - before).toBeLessThan(35_000);
    expect(person.page.alerts).toEqual([
      'We can’t load your locks from Sifely right now. Sifely took too long. Try again in a minute.',
    ]);
    expect(lockBoxes(person.page)).toEqual([[String(frontDoor), true]]);
  });

  test('or refuses our credentials, it is told what to do, and is not called again', async () => {
    await world.link('alice');
    const person = await signedIn(world);
    world.sifely.account('demo@example.com').revokeRefreshTokens();
    world.sifely.account('demo@example.com').expireAccessTokens();
    await person.press('Choose locks');
    expect(person.page.alerts).toEqual([
      'We’re disconnected from Sifely. Sign out and back in to reconnect.',
    ]);
    world.sifely.clearCalls();
    await person.press('Try again');
    expect(world.sifely.calls).toEqual([]);
    await person.press('Back');
    await person.press('Sign out');
    await person.fill(DEMO).press('Sign in');
    await person.press('Choose locks');
    expect(person.page.alerts).toEqual([]);
  });
});
