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

/** A person on the page of shared locks. */
async function atLocks() {
  const person = await signedIn(world);
  await person.press('Choose locks');
  return person;
}

/** Waits until the jobs that linking enqueued have run. */
async function settle() {
  await world.pass(60_000);
  expect(syncJobs()).toEqual([]);
}

describe('choosing the shared locks', () => {
  test('adds a lock to Google and removes another', async () => {
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

  test('may share no lock at all', async () => {
    await world.link('alice', { locks: [frontDoor] });
    await settle();
    const person = await atLocks();
    await person.uncheck('lock', String(frontDoor)).press('Save');
    expect(person.page.text).toContain('No locks are shared with Google');
    await world.pass(30_000);
    expect(names()).toEqual([]);
  });

  test('works while no Request Sync can be enqueued, and the page says so', async () => {
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

  test('requests no SYNC without a change', async () => {
    await world.link('alice');
    await settle();
    const person = await atLocks();
    await person.press('Save');
    expect(person.page.alerts[0]).toContain('Saved');
    expect(syncJobs()).toEqual([]);
  });

  test('twice in a row requests one SYNC', async () => {
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

  test('ignores locks that the page did not offer', async () => {
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

  test('redirects to the page if it was not shown before', async () => {
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

describe('a lock that Google cannot control', () => {
  test('cannot be shared, and the page says why', async () => {
    await world.link('alice');
    const { page } = await atLocks();
    expect(page.text).toContain('Garden shed No gateway nearby');
    expect(lockBoxes(page).map(([id]) => id)).not.toContain(String(shed));
  });

  test('stays shared until the owner unshares it', async () => {
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

describe('the page of shared locks', () => {
  test('shows the stored list while Sifely is down, and the owner can unshare locks', async () => {
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

  describe('while the calls of the account are used up', () => {
    let ticking: NodeJS.Timeout;
    beforeEach(async () => {
      await world.close();
      world = await World.start({ callsPerMinute: 3 });
      ticking = setInterval(() => world.clock.advance(500), 5);
      await world.link('alice', { locks: [frontDoor] });
      await world.pass(120_000);
    });
    afterEach(() => clearInterval(ticking));

    test('shows the stored list within seconds, and its age', async () => {
      const person = await atLocks();
      const before = world.clock.now();
      await person.open('/account/locks');
      expect(world.clock.now() - before).toBeLessThan(10_000);
      expect(person.page.alerts).toEqual([
        'We can’t load your locks from Sifely right now. Sifely took too long. Try again in a minute.',
      ]);
      expect(person.page.text).toMatch(
        /This is the last known list\. It was loaded (just now|\d+ minutes? ago)\./,
      );
      expect(lockBoxes(person.page)).toEqual([[String(frontDoor), true]]);
    });

    test('waits longer for a new list if the person asks for one', async () => {
      const person = await atLocks();
      await person.open('/account/locks');
      const before = world.clock.now();
      await person.press('Try again');
      expect(world.clock.now() - before).toBeGreaterThan(20_000);
      expect(world.clock.now() - before).toBeLessThan(35_000);
      expect(lockBoxes(person.page)).toEqual([[String(frontDoor), true]]);
    });
  });

  test('comes before readings: it does not wait when those have used up their share of the calls', async () => {
    await world.close();
    world = await World.start({ callsPerMinute: 25, config: { snapshotFreshMs: 0 } });
    await world.link('alice', { locks: [frontDoor] });
    await world.pass(180_000);
    const person = await signedIn(world);
    world.sifely.clearCalls();
    for (let before = -1; world.sifely.calls.length > before; ) {
      before = world.sifely.calls.length;
      await world.google.user('alice').query();
    }
    expect(world.sifely.calls.length).toBeGreaterThan(10);
    await person.press('Choose locks');
    expect(person.page.alerts).toEqual([]);
    expect(lockBoxes(person.page)).toHaveLength(4);
    // The reading that waits ends.
    world.clock.advance(120_000);
  });

  test('shows the remedy if Sifely refuses the credentials, and does not call it again', async () => {
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
