import { englishOf } from '../../support/english.ts';
import { World } from '../../support/world.ts';
import { RawBrowser } from '../linking/raw-browser.ts';
import { atSignIn, DEMO, signedIn } from './owner.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const MINUTE_MS = 60_000;

/** A {@link RawBrowser} that signed in. */
async function rawSignIn() {
  const browser = new RawBrowser(world.url);
  const { page } = await browser.get('/account');
  const answer = await browser.post('/account/sign-in', browser.fields(page, DEMO));
  return { browser, answer };
}

describe('the owner of a linked account', () => {
  test('signs in and sees the account without further calls to Sifely', async () => {
    await world.link();
    const person = await atSignIn(world);
    expect(person.page.headings).toEqual(['Sign in to manage your locks']);
    await person.fill(DEMO).press('Sign in');
    expect(new URL(person.page.url).pathname).toBe('/account');
    expect(person.page.text).toContain('Signed in as demo@example.com');
    world.sifely.clearCalls();
    await person.open('/account');
    expect(world.sifely.calls).toEqual([]);
  });

  test('stays signed in until 15 minutes after the last visit', async () => {
    await world.link();
    const person = await signedIn(world);
    for (let visits = 0; visits < 4; visits++) {
      world.clock.advance(14 * MINUTE_MS);
      await person.open('/account');
      expect(person.page.text).toContain('Signed in as');
    }
    world.clock.advance(15 * MINUTE_MS);
    await person.open('/account');
    expect(person.page.text).toContain('Sifely password');
    expect(person.page.text).not.toContain('Front door');
  });

  test('gets an expired page after 15 minutes, and nothing is changed', async () => {
    await world.link('alice', { pin: '0412' });
    const person = await signedIn(world);
    await person.press('Manage voice PINs');
    await person.press('Change');
    world.clock.advance(15 * MINUTE_MS);
    await person.fill({ pin: '7391' }).press('Save');
    expect([person.page.status, person.page.headings]).toEqual([403, ['This page has expired']]);
    await person.press('Sign in');
    expect(person.page.text).toContain('Sifely password');
    expect((await world.google.user('alice').unlock('front door', { pin: '0412' })).status).toBe('SUCCESS');
  });

  test('signs out, which ends the session', async () => {
    await world.link();
    const { browser } = await rawSignIn();
    const { page } = await browser.get('/account');
    const before = browser.cookie;
    expect((await browser.post('/account/sign-out', browser.fields(page))).location).toBe('/account');
    expect((await browser.get('/account')).page.text).toContain('Sifely password');
    browser.cookie = before;
    expect((await browser.get('/account')).page.text).toContain('Sifely password');
  });

  test('renews refused credentials by signing in, and sees the message once', async () => {
    await world.link('alice', { pin: '0412' });
    world.sifely.account('demo@example.com').revokeRefreshTokens();
    world.sifely.account('demo@example.com').expireAccessTokens();
    world.clock.advance(MINUTE_MS);
    const alice = world.google.user('alice');
    expect((await alice.lock('front door')).errorCode).toBe('relinkRequired');
    await world.app.settled();
    const person = await signedIn(world);
    expect(person.page.alerts[0]).toContain('Reconnected to Sifely');
    expect(person.page.text).toContain('Sifely Connected.');
    expect((await alice.lock('front door')).status).toBe('SUCCESS');
    await person.open('/account');
    expect(person.page.alerts).toEqual([]);
  });
});

describe('a person whose Sifely account is not linked', () => {
  test('sees how to link, and is not signed in', async () => {
    const person = await signedIn(world);
    expect([person.page.status, person.page.headings[0]]).toEqual([200, 'Nothing is linked yet']);
    expect(person.page.text).toContain('Open the Google Home app');
    await person.press('Use another account');
    expect(person.page.text).toContain('Sifely password');
    await person.open('/account/pin');
    expect(person.page.text).toContain('Sifely password');
  });

  test('does not see another account of the household', async () => {
    await world.link();
    const person = await signedIn(world, { username: 'guest@example.com', password: 'guest-password' });
    expect(person.page.headings[0]).toBe('Nothing is linked yet');
    expect(person.page.text).not.toContain('Front door');
  });
});

describe('the sign-in of the account pages', () => {
  test('reports a wrong password and keeps the user name', async () => {
    await world.link();
    const person = await signedIn(world, { ...DEMO, password: 'not-the-password' });
    expect(person.page.status).toBe(422);
    expect(person.page.alerts[0]).toMatch(/password/i);
    expect(person.page.html).not.toContain('not-the-password');
    await person.fill({ password: DEMO.password }).press('Sign in');
    expect(person.page.text).toContain('Signed in as');
  });

  test('shares its throttle with the linking pages', async () => {
    for (let attempt = 0; attempt < 4; attempt++) {
      const person = await signedIn(world, { ...DEMO, password: 'wrong-password' });
      expect(person.page.status).toBe(422);
      await person.open(world.google.user('alice').authorizeUrl());
      await person.fill({ ...DEMO, password: 'wrong-password' }).press('Sign in');
      expect(person.page.status).toBe(422);
    }
    const person = await signedIn(world);
    expect(person.page.status).toBe(429);
    expect(person.page.alerts).toEqual([
      `Too many sign-in attempts. Try again after ${englishOf('en-US').timeAfter(world.clock.now() + 15 * MINUTE_MS)}.`,
    ]);
  });

  test('reports an outage of Sifely, and works again afterwards', async () => {
    await world.link();
    const fault = world.sifely.fault({ kind: 'status', status: 502 });
    const person = await signedIn(world);
    expect(person.page.status).toBe(503);
    expect(person.page.alerts).toHaveLength(1);
    fault.remove();
    await person.fill({ password: DEMO.password }).press('Sign in');
    expect(person.page.text).toContain('Signed in as');
  });

  test.each([
    ['of another site', { 'sec-fetch-site': 'cross-site' }, {}],
    ['of another origin', { origin: 'https://evil.example' }, {}],
    ['with another form token', {}, { form_token: 'nonsense' }],
  ])('refuses a form %s', async (_, headers, fields) => {
    await world.link();
    const browser = new RawBrowser(world.url);
    const { page } = await browser.get('/account');
    const form = browser.fields(page, { ...DEMO, ...fields });
    world.sifely.clearCalls();
    const answer = await browser.post('/account/sign-in', form, headers as Record<string, string>);
    expect(answer.status).toBe(403);
    expect(world.sifely.calls).toEqual([]);
  });

  test('refuses the form token of the linking pages', async () => {
    await world.link();
    const browser = new RawBrowser(world.url);
    const { page } = await browser.get(world.google.user('bob').authorizeUrl());
    expect((await browser.post('/account/sign-in', browser.fields(page, DEMO))).status).toBe(403);
  });

  test('is separate from the sign-in of the linking pages', async () => {
    await world.link();
    const person = await atSignIn(world);
    await person.open(world.google.user('bob').authorizeUrl());
    await person.fill(DEMO).press('Sign in');
    expect(person.page.text).toContain('Which locks may Google control?');
    await person.open('/account');
    expect(person.page.text).toContain('Sifely password');
    await person.fill(DEMO).press('Sign in');
    const consent = world.google.user('bob').authorizeUrl().replace('/authorize', '/consent');
    await person.open(consent);
    expect(person.page.headings).toEqual(['This page has expired']);
  });

  test('sets cookies that scripts and other sites cannot use, new with each sign-in', async () => {
    await world.link();
    const first = await rawSignIn();
    expect(first.answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__session=[\w-]{22}\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
      expect.stringMatching(/^__known=[\w-]{22}\.[\w-]{35}; Max-Age=\d+; Path=\/; .*HttpOnly; SameSite=Lax$/),
    ]);
    const before = first.browser.cookie;
    const { page } = await first.browser.get('/account');
    await first.browser.post('/account/sign-out', first.browser.fields(page));
    const again = (await first.browser.get('/account')).page;
    await first.browser.post('/account/sign-in', first.browser.fields(again, DEMO));
    expect(first.browser.cookie).not.toBe(before);
  });

  test('is required for every page: a GET redirects to it, a POST is refused', async () => {
    await world.link();
    for (const name of ['locks', 'pin', 'webhook', 'unlink', 'lockout', 'sign-out', 'sign-in']) {
      const browser = new RawBrowser(world.url);
      const opened = await browser.get(`/account/${name}`);
      expect([name, opened.status, opened.location]).toEqual([name, 303, '/account']);
      const sent = await browser.post(`/account/${name}`, { form_token: 'x' });
      expect([name, sent.status]).toEqual([name, 403]);
    }
  });
});
