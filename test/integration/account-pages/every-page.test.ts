import { SCRIPT_ELEMENT } from '../../../functions/pages/browser/script.ts';
import { readPage } from '../../../simulators/google/linking/page.ts';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { World } from '../../support/world.ts';
import { RawBrowser } from '../linking/raw-browser.ts';
import { DEMO } from './owner.ts';

/** Another person with another account. */
const GUEST = { username: 'guest@example.com', password: 'guest-password' };

let world: World;
beforeAll(async () => {
  world = await World.start();
  await world.link('alice', { pin: '0412' });
  await world.google.user('alice').unlock('front door', { pin: ['1111', '2222', '3333', '4444', '5555'] });
  await world.link('carol', { ...GUEST, pin: '7391' });
});
afterAll(() => world.close());

const LOCK_PAGE = `/account/lock?id=${DEMO_LOCKS.frontDoor}`;
const TEST_PAGE = `/account/lock-test?id=${DEMO_LOCKS.frontDoor}`;

/** Each form with its page. */
const FORMS = [
  ['pin', '/account/pin'],
  ['guest-add', '/account/guest-add'],
  ['person-pin', '/account/person-pin'],
  ['remove-pin', '/account/remove-pin?id=household'],
  ['locks', '/account/locks'],
  ['lock', LOCK_PAGE],
  ['lock-test', TEST_PAGE],
  ['check', TEST_PAGE],
  ['webhook', '/account/webhook'],
  ['unlink', '/account/unlink'],
  ['lockout', '/account'],
  ['sign-out', '/account'],
] as const;

async function signedIn(who: { username: string; password: string } = DEMO) {
  const browser = new RawBrowser(world.url);
  const { page } = await browser.get('/account');
  await browser.post('/account/sign-in', browser.fields(page, who));
  return browser;
}

/** The fields of the form that goes to `/account/{name}`. */
async function formOf(browser: RawBrowser, name: string, path: string) {
  const { page } = await browser.get(path);
  const form = page.forms.find(({ action }) => action === `/account/${name}`);
  const fields = new URLSearchParams({ pin: '9517' });
  if (name !== 'pin') for (const field of ['pin']) fields.delete(field);
  for (const { name: field, value, checked } of form?.fields ?? []) {
    if (checked && !fields.has(field)) fields.append(field, value);
  }
  return fields;
}

/** The revisions of the stored documents, which must stay unchanged. */
async function revisions() {
  const id = world.google.user('alice').agentUserId ?? '';
  const documents = await world.store.get([
    { collection: 'accounts', id },
    { collection: 'states', id },
  ]);
  return documents.map((document) => document?.revision);
}

describe.each(FORMS)('the form %s', (name, path) => {
  test('is refused from another site, from another page of ours and from another person’s page', async () => {
    const browser = await signedIn();
    const form = await formOf(browser, name, path);
    expect(form.get('form_token')).toMatch(/^[\w-]{43}$/);
    const before = await revisions();
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
    ]) {
      const answer = await browser.post(
        `/account/${name}`,
        form,
        headers as unknown as Record<string, string>,
      );
      expect([answer.status, answer.page.headings]).toEqual([403, ['Please check again']]);
    }
    const carol = await signedIn(GUEST);
    const tokens = [
      '',
      'nonsense',
      (await formOf(carol, name, path === '/account' ? '/account/pin' : path)).get('form_token') ?? '',
      (
        await formOf(
          browser,
          name === 'pin' ? 'unlink' : 'pin',
          name === 'pin' ? '/account/unlink' : '/account/pin',
        )
      ).get('form_token') ?? '',
    ];
    for (const token of tokens) {
      const forged = new URLSearchParams(form);
      forged.set('form_token', token);
      expect((await browser.post(`/account/${name}`, forged)).status).toBe(403);
    }
    form.delete('form_token');
    expect((await browser.post(`/account/${name}`, form)).status).toBe(403);
    expect(await revisions()).toEqual(before);
  });

  test.each<[string, RequestInit, number]>([
    ['a huge form', { body: 'a'.repeat(3_000_000) }, 413],
    ['JSON', { headers: { 'content-type': 'application/json' }, body: '{}' }, 415],
    ['no body', {}, 403],
    ['a field twice', { body: 'form_token=a&form_token=b' }, 400],
    ['broken percent-encoding', { body: 'pin=%E0%A4%A&%' }, 403],
  ])('answers malformed input with a 4xx status: %s', async (_, init, expected) => {
    const browser = await signedIn();
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      cookie: browser.cookie,
      ...init.headers,
    };
    const response = await fetch(`${world.url}/account/${name}`, {
      method: 'POST',
      redirect: 'manual',
      ...init,
      headers,
    });
    expect(response.status).toBe(expected);
    const page = readPage(response.url, response.status, response.headers, await response.text());
    expect(page.headings).toHaveLength(1);
  });
});

const PAGES = [
  '/account/guests',
  '/account/guest-add',
  '/account',
  '/account/activity',
  LOCK_PAGE,
  TEST_PAGE,
  '/account/locks',
  '/account/pin',
  '/account/pins',
  '/account/person-pin',
  '/account/remove-pin?id=household',
  '/account/webhook',
  '/account/unlink',
];

test('HEAD of the overview leaves its notice for the person', async () => {
  const browser = await signedIn();
  const { page } = await browser.get('/account/locks');
  await browser.post('/account/locks', browser.fields(page));
  const head = await browser.head('/account');
  const shown = await browser.get('/account');
  expect([head.status, head.headers.get('content-length')]).toEqual([
    200,
    shown.headers.get('content-length'),
  ]);
  expect(shown.page.alerts).not.toEqual([]);
  expect((await browser.get('/account')).page.alerts).toEqual([]);
});

describe.each(PAGES)('the page %s', (path) => {
  test('answers HEAD like GET, without a body', async () => {
    const browser = await signedIn();
    const shown = await browser.get(path);
    const head = await browser.head(path);
    const answerOf = ({ status, headers }: typeof head) => [
      status,
      headers.get('content-type'),
      headers.get('content-length'),
    ];
    expect(answerOf(head)).toEqual(answerOf(shown));
    expect(head.page.text).toBe('');
  });

  test('has protective headers', async () => {
    const { headers } = await (await signedIn()).get(path);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none';style-src 'sha256-[\w+/=]+';script-src 'sha256-[\w+/=]+';connect-src 'self';img-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'$/,
    );
    expect(headers.get('cache-control')).toMatch(/(^|, )no-store$/);
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  test('works without scripts, on a phone and with a screen reader', async () => {
    const { page } = await (await signedIn()).get(path);
    expect(page.status).toBe(200);
    const markup = page.html.replace(SCRIPT_ELEMENT.toString(), '');
    expect(markup).not.toMatch(/<script|\son\w+=|javascript:|\sstyle=/);
    expect(page.html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    for (const [, id] of page.html.matchAll(/<input (?:type="(?:checkbox|radio)" )?id="([^"]+)"/g)) {
      expect(page.html).toContain(`<label for="${id}">`);
    }
    const ids = [...page.html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('shows no secret', async () => {
    const { page, headers } = await (await signedIn()).get(path);
    const id = world.google.user('alice').agentUserId ?? '-';
    const tokens = world.google.user('alice').tokens;
    const seen = page.html + JSON.stringify([...headers]);
    const keys = [tokens?.accessToken, tokens?.refreshToken, '0412', DEMO.password];
    for (const secret of [...keys, world.sifely.account(DEMO.username).apiKey]) {
      expect(seen).not.toContain(secret ?? '-');
    }
    if (path !== '/account') expect(seen).not.toContain(id);
    expect(/\/webhooks\//.test(page.html)).toBe(path === '/account');
  });
});

test('the log of the account pages contains no PIN, password, user name or cookie', async () => {
  const browser = await signedIn();
  await browser.post('/account/pin', await formOf(browser, 'pin', '/account/pin'));
  const lines = world.logLines.filter((line) => line.includes('account call')).join('');
  expect(lines).toContain('"outcome":"pin-set"');
  const [, browserId = '-', secret = '-'] = /=([\w-]+)\.([\w-]+)/.exec(browser.cookie) ?? [];
  for (const word of ['9517', DEMO.password, 'demo@example.com', browserId, secret]) {
    expect(lines).not.toContain(word);
  }
});
