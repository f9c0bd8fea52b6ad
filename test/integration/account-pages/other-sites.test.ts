import { request } from 'node:http';
import { World } from '../../support/world.ts';
import { RawBrowser } from '../linking/raw-browser.ts';
import { DEMO } from './owner.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
  await world.link('alice', { pin: '0412' });
});
afterEach(() => world.close());

async function signedIn(): Promise<RawBrowser> {
  const browser = new RawBrowser(world.url);
  const { page } = await browser.get('/account');
  await browser.post('/account/sign-in', browser.fields(page, DEMO));
  return browser;
}

/** Sends a request with exactly these headers: `fetch` has a mode of its own. */
const ask = (path: string, headers: Record<string, string>) =>
  new Promise<{ status: number | undefined; headers: object }>((resolve, reject) => {
    const sent = request(`${world.url}${path}`, { headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, headers: response.headers });
    });
    sent.on('error', reject).end();
  });

const READABLE = ['/account', '/account/data', '/account/activity.json', '/account/events', '/account/locks'];
const CROSS = { 'sec-fetch-site': 'cross-site' };

describe.each(READABLE)('another site, with the cookie of a person who is signed in, at %s', (path) => {
  test.each<[string, Record<string, string>]>([
    ['a fetch', { ...CROSS, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
    ['a script', { ...CROSS, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }],
    [
      'a picture of a sibling domain',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    ],
    ['a frame', { ...CROSS, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
  ])('reads nothing by %s', async (_, headers) => {
    const browser = await signedIn();
    const answer = await browser.get(path, headers);
    expect([answer.status, answer.page.text]).toEqual([403, '{"error":"forbidden"}']);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('can lead a person here by a link, and the page is not for it to read or frame', async () => {
    const browser = await signedIn();
    const link = { ...CROSS, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    const { status, headers } = await ask(path, { ...link, cookie: browser.cookie });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'cache-control': expect.stringContaining('no-store'),
    });
  });
});

test('a form of another site, which comes without the cookie, gets none that would replace it', async () => {
  for (const path of ['/account/sign-in', '/account/sign-out', '/account/pin', '/oauth/consent?lang=de']) {
    const answer = await fetch(`${world.url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...CROSS, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'form_token=x',
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
});

describe('a session', () => {
  test('cannot be fixed: what a browser brings is no session after the sign-in', async () => {
    const planted = `${'A'.repeat(22)}.${'B'.repeat(43)}`;
    const browser = new RawBrowser(world.url);
    browser.cookie = `__session=${planted}`;
    const { page } = await browser.get('/account');
    expect(page.text).toContain('Sifely password');
    await browser.post('/account/sign-in', browser.fields(page, DEMO));
    expect(browser.cookie).not.toContain('B'.repeat(43));
    const attacker = new RawBrowser(world.url);
    attacker.cookie = `__session=${planted}`;
    expect((await attacker.get('/account')).page.text).toContain('Sifely password');
  });

  test('has a new secret after each sign-in, and the old one is worth nothing', async () => {
    const browser = await signedIn();
    const first = browser.cookie;
    const { page } = await browser.get('/account');
    const form = page.forms.find(({ action }) => action === '/account/sign-out');
    await browser.post('/account/sign-out', browser.fields({ ...page, forms: form ? [form] : [] }));
    const again = await browser.get('/account');
    await browser.post('/account/sign-in', browser.fields(again.page, DEMO));
    expect(browser.cookie).not.toBe(first);
    const thief = new RawBrowser(world.url);
    thief.cookie = first;
    expect((await thief.get('/account/pin')).status).toBe(303);
  });

  test('does not outlive the sign-out: neither its pages, nor its forms, files or events answer', async () => {
    const browser = await signedIn();
    const thief = new RawBrowser(world.url);
    thief.cookie = browser.cookie;
    const { page: pinPage } = await thief.get('/account/pin');
    const { page } = await browser.get('/account');
    const form = page.forms.find(({ action }) => action === '/account/sign-out');
    await browser.post('/account/sign-out', browser.fields({ ...page, forms: form ? [form] : [] }));
    for (const path of ['/account/data', '/account/locks', '/account/activity.csv', '/account/unlink']) {
      expect((await thief.get(path)).status).toBe(303);
    }
    expect((await thief.get('/account/events')).status).toBe(401);
    const answer = await thief.post('/account/pin', thief.fields(pinPage, { pin: '7391' }));
    expect(answer.status).toBe(403);
    expect((await world.google.user('alice').unlock('front door', { pin: '7391' })).status).toBe('ERROR');
  });

  test('changes nothing by GET, whatever the address says', async () => {
    const browser = await signedIn();
    const id = world.google.user('alice').agentUserId ?? '';
    const revisions = async () =>
      (
        await world.store.get([
          { collection: 'accounts', id },
          { collection: 'states', id },
        ])
      ).map((document) => document?.revision);
    const before = await revisions();
    const query = `?id=1&lock=1&pin=7391&unlocking=off&form_token=x`;
    const pages = [
      'pin',
      'webhook',
      'unlink',
      'link',
      'lock',
      'lock-now',
      'check',
      'lockout',
      'sign-out-everywhere',
      'data',
      'events',
    ];
    for (const page of pages) await browser.get(`/account/${page}${query}`);
    expect(await revisions()).toEqual(before);
    expect((await browser.get('/account')).page.text).toContain('Signed in as');
  });
});
