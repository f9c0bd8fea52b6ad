import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { World, type WorldOptions } from '../../support/world.ts';
import { changeStored, signedIn } from './owner.ts';

const MINUTE_MS = 60_000;
let world: World;
const start = async (options: WorldOptions = {}) => {
  world = await World.start(options);
};
afterEach(() => world.close());

describe('the overview of locks', () => {
  test('shows state, time, source and battery of each shared lock', async () => {
    await start();
    await world.link('alice', { pin: '0412', locks: [DEMO_LOCKS.frontDoor, DEMO_LOCKS.garage] });
    world.clock.advance(3 * MINUTE_MS);
    const { page } = await signedIn(world);
    expect(page.headings.slice(0, 4)).toEqual([
      'Your locks in Google',
      'Locks',
      'Front door Entrance',
      'Garage Garage',
    ]);
    expect(page.text).toContain(
      'Front door Entrance Locked 3 minutes ago, checked with the lock. Battery 85%, 3 minutes ago',
    );
    expect(page.text).not.toContain('Study');
  });

  test('shows the last commands with their outcomes, newest first', async () => {
    await start();
    await world.link('alice', { pin: '0412' });
    const alice = world.google.user('alice');
    await alice.unlock('front door', { pin: '0412' });
    world.clock.advance(MINUTE_MS);
    world.sifely.fault({
      kind: 'gateway-offline',
      lockId: DEMO_LOCKS.frontDoor,
      endpoint: 'lock/lock',
      times: 1,
    });
    await alice.lock('front door');
    world.clock.advance(2 * MINUTE_MS);
    const { page } = await signedIn(world);
    expect(page.lines.filter((line) => /^(Lock|Unlock), /.test(line))).toEqual([
      'Lock, 2 minutes ago: failed (the gateway is offline)',
      'Unlock, 3 minutes ago: accepted',
    ]);
    expect(page.text).toContain(
      'Front door Entrance Offline No answer from the lock or its gateway. Checked 2 minutes ago. Last known: unlocked 3 minutes ago, accepted by the gateway, not yet confirmed',
    );
  });

  test('shows "Unknown" after a command without an outcome', async () => {
    await start();
    await world.link('alice', { pin: '0412' });
    world.sifely.fault({
      kind: 'drop',
      lockId: DEMO_LOCKS.frontDoor,
      endpoint: 'lock/unlock',
      moment: 'after',
    });
    await world.google.user('alice').unlock('front door', { pin: '0412' });
    await world.app.settled();
    const { page } = await signedIn(world);
    expect(page.text).toContain(
      'Front door Entrance Unknown We sent “unlock” just now but it isn’t confirmed.',
    );
    expect(page.text).toContain('Before: locked');
    expect(page.text).toMatch(/Unlock, just now: not confirmed/);
  });

  test('says that an unlocked lock may have locked itself since', async () => {
    await start();
    await world.link('alice', { pin: '0412' });
    await world.google.user('alice').unlock('back door', { pin: '0412' });
    world.clock.advance(MINUTE_MS);
    const { page } = await signedIn(world);
    expect(page.text).toMatch(
      /Back door Kitchen Unlocked 1 minute ago, [^.]+\. It may have locked itself since\./,
    );
  });

  test('says why Google cannot control a shared lock', async () => {
    await start();
    await world.link();
    world.sifely.lock(DEMO_LOCKS.garage).set({ hasGateway: false, gatewayIds: [] });
    await world.google.user('alice').sync();
    await world.app.settled();
    const { page } = await signedIn(world);
    expect(page.text).toContain('Google can’t control it right now. No gateway nearby');
  });

  test('shows ages within a day and dates before that', async () => {
    await start();
    await world.link();
    world.clock.advance(5 * 60 * MINUTE_MS);
    expect((await signedIn(world)).page.text).toMatch(/Locked 5 hours ago \(\d\d:\d\d UTC\), checked/);
    world.clock.advance(3 * 24 * 60 * MINUTE_MS);
    expect((await signedIn(world)).page.text).toMatch(/Locked On \d+ \w+ \d{4}, \d\d:\d\d UTC, checked/);
  });

  test('escapes the names of locks', async () => {
    await start();
    world.sifely.lock(DEMO_LOCKS.frontDoor).set({ name: '<script>alert(1)</script> & "Co"' });
    await world.link();
    const person = await signedIn(world);
    expect(person.page.headings[2]).toContain('<script>alert(1)</script> & "Co"');
    expect(person.page.html).not.toContain('<script');
    await person.open('/account/locks');
    expect(person.page.text).toContain('<script>alert(1)</script> & "Co"');
    expect(person.page.html).not.toContain('<script');
  });
});

describe('the connection section', () => {
  test('counts links as links, with the date of each, and no longer those that ended', async () => {
    await start();
    await world.link('alice');
    world.clock.advance(3 * 24 * 60 * MINUTE_MS);
    await world.link('alice', { pin: 'keep' });
    await world.link('bob', { pin: 'keep' });
    world.clock.advance(2 * MINUTE_MS);
    const person = await signedIn(world);
    expect(person.page.text).toContain('Google 3 links.');
    const linked = () => person.page.lines.filter((line) => line.startsWith('Linked '));
    expect(linked()).toEqual([
      'Linked 2 minutes ago, last used 2 minutes ago End this link',
      'Linked 2 minutes ago, last used 2 minutes ago End this link',
      expect.stringMatching(/^Linked on \d+ \w+ \d{4}, \d\d:\d\d UTC, last used on .* End this link$/),
    ]);
    await world.google.user('bob').disconnect();
    await person.open('/account');
    expect(person.page.text).toContain('Google 2 links.');
    expect(linked()).toHaveLength(2);
  });

  test('shows the number of links, the last SYNC and the used calls', async () => {
    await start();
    await world.link('alice');
    await world.link('bob', { pin: 'keep' });
    world.clock.advance(10 * MINUTE_MS);
    const { page } = await signedIn(world);
    expect(page.text).toContain('Sifely Connected.');
    expect(page.text).toContain('Google 2 links. Last synced 10 minutes ago.');
    const [, used, budget] = /Calls to Sifely (\d+) of (\d+) used in \w+ \d{4}/.exec(page.text) ?? [];
    expect(Number(used)).toBeGreaterThan(3);
    expect(budget).toBe('8000');
  });

  test('says that the monthly calls are used up, and starts at zero each month', async () => {
    await start();
    await world.link('alice');
    const month = new Date(world.clock.now()).toISOString().slice(0, 7);
    await changeStored(world, 'states', (states) => ({ ...states, usage: { month, calls: 8000 } }));
    const person = await signedIn(world);
    expect(person.page.text).toMatch(/Calls to Sifely 80\d\d of 8000 used/);
    expect(person.page.text).toContain('Monthly limit reached');
    world.clock.advance(32 * 24 * 60 * MINUTE_MS);
    expect((await signedIn(world)).page.text).toMatch(/Calls to Sifely \d of 8000 used/);
  });

  test('says that Sifely refuses the credentials, noticed on a page of the owner', async () => {
    await start();
    await world.link('alice');
    const person = await signedIn(world);
    world.sifely.account('demo@example.com').revokeRefreshTokens();
    world.sifely.account('demo@example.com').expireAccessTokens();
    await person.press('Choose locks');
    expect(person.page.alerts[0]).toContain('We’re disconnected from Sifely');
    await person.press('Back');
    expect(person.page.text).toContain('Disconnected, noticed just now');
    expect(person.page.text).toContain('Sign out and back in to reconnect');
  });

  test('says that Google no longer has the link', async () => {
    await start();
    await world.link('alice');
    const alice = world.google.user('alice');
    const id = alice.agentUserId ?? '';
    alice.forget();
    world.clock.advance(10 * MINUTE_MS);
    world.sifely.lock(DEMO_LOCKS.frontDoor).turnByHand('unlock');
    await world.app.runJob({
      kind: 'observe',
      accountId: id,
      lockId: String(DEMO_LOCKS.frontDoor),
      because: 'surprise',
      since: world.clock.now(),
      round: 0,
    });
    await world.pass(30_000);
    const { page } = await signedIn(world);
    expect(page.text).toContain('Google no longer has this link, noticed');
  });
});
