import { Person } from '../../../simulators/google/index.ts';
import { World } from '../../support/world.ts';
import { DEMO, forge, signedIn } from './owner.ts';

describe.each(['sqlite', 'firestore'] as const)('signing out everywhere, in %s', (store) => {
  let world: World;
  beforeEach(async () => {
    world = await World.start({ store, instances: 2 });
    await world.link();
  });
  afterEach(() => world.close());

  test('ends the sessions of all browsers, in every process at once', async () => {
    const here = await signedIn(world);
    const there = new Person({ clock: world.clock });
    await there.open(`${world.instances[1]?.url}/account`);
    await there.fill(DEMO).press('Sign in');
    expect(there.page.text).toContain('Signed in as demo@example.com');
    await there.open('/account/pin');

    await here.press('Sign out everywhere');
    expect(here.page.headings[0]).toBe('You’re signed out everywhere');

    await there.check('unlocking', 'pin').fill({ pin: '7391' }).press('Save');
    expect([there.page.status, there.page.headings[0]]).toEqual([403, 'This page has expired']);
    await there.open('/account');
    expect(there.page.text).toContain('Sifely password');
    await here.open('/account/locks');
    expect(here.page.text).toContain('Sifely password');
    expect((await world.google.user('alice').unlock('front door', { pin: '7391' })).status).toBe('ERROR');
  });

  test('leaves the link, and sessions that begin later', async () => {
    const here = await signedIn(world);
    await here.press('Sign out everywhere');
    const again = await signedIn(world);
    await again.open('/account/pin');
    expect(again.page.headings[0]).toBe('Change the voice PIN');
    await again.open('/account');
    await again.press('Sign out everywhere');
    await again.open('/account');
    expect(again.page.text).toContain('Sifely password');
    expect((await world.google.user('alice').lock('front door')).status).toBe('SUCCESS');
  });

  test('needs the form: neither GET nor a form without its token signs out', async () => {
    const here = await signedIn(world);
    await here.open('/account/sign-out-everywhere');
    expect(here.page.text).toContain('Signed in as');
    forge(here, 'form_token', 'x');
    await here.press('Sign out everywhere');
    expect(here.page.status).toBe(403);
    await here.open('/account');
    expect(here.page.text).toContain('Signed in as');
  });
});
