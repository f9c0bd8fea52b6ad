import { parse } from 'node-html-parser';
import type { Form, Page } from '../../../simulators/google/linking/page.ts';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { waitingJobs } from '../../support/waiting-jobs.ts';
import { World } from '../../support/world.ts';
import { RawBrowser } from '../linking/raw-browser.ts';

const TOKEN = 'a-token-of-the-operator-0001';
const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

/** The fields of the form that goes to this address. */
function formOf(page: Page, action: string): URLSearchParams {
  const form: Form | undefined = page.forms.find((each) => each.action === action);
  return new URLSearchParams((form?.fields ?? []).map(({ name, value }): [string, string] => [name, value]));
}

async function enter(browser: RawBrowser, token: string, headers: Record<string, string> = {}) {
  const { page } = await browser.get('/operator');
  return browser.post('/operator/sign-in', browser.fields(page, { token }), headers);
}

async function signedIn(world: World): Promise<{ browser: RawBrowser; page: Page }> {
  const browser = new RawBrowser(world.url);
  const { status, location } = await enter(browser, TOKEN);
  expect([status, location]).toEqual([303, '/operator']);
  return { browser, page: (await browser.get('/operator')).page };
}

async function checked(world: World): Promise<Page> {
  const { browser, page } = await signedIn(world);
  const answer = await browser.post('/operator/check', formOf(page, '/operator/check'));
  expect(answer.status).toBe(200);
  return answer.page;
}

describe('the page of the operator', () => {
  let world: World;
  afterEach(() => world.close());
  const start = async (operatorToken: string | undefined = TOKEN) => {
    world = await World.start({ config: { operatorToken } });
  };

  test.each(['GET', 'POST'])('does not exist without a token in the settings: %s', async (method) => {
    world = await World.start();
    const answers = await Promise.all(
      ['/operator', '/operator/sign-in', '/operator/check', '/nowhere'].map((path) =>
        fetch(`${world.url}${path}`, { method, headers: { accept: 'text/html' } }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    const [page, , , unknown] = await Promise.all(answers.map((answer) => answer.text()));
    expect(page).toBe(unknown);
  });

  test('asks for the token, and shows nothing to who enters another', async () => {
    await start();
    const browser = new RawBrowser(world.url);
    for (const wrong of ['', 'another-token-of-somebody', TOKEN.toUpperCase(), 'x'.repeat(5000)]) {
      const { status, page } = await enter(browser, wrong);
      expect(status).toBe(wrong === '' ? 422 : 401);
      expect(page.alerts).toHaveLength(1);
      expect(page.headings).toEqual(['Operator']);
    }
    expect((await browser.get('/operator')).page.text).not.toContain('Vitals');
    expect((await browser.post('/operator/check', 'form_token=x')).status).toBe(403);
  });

  test('takes forty wrong tokens from one network in fifteen minutes, and locks out nobody elsewhere', async () => {
    await start();
    const browser = new RawBrowser(world.url);
    const from = (address: string) => ({ 'x-forwarded-for': address });
    for (let attempt = 0; attempt < 40; attempt++) {
      expect((await enter(browser, `guess-number-${attempt}`, from('198.51.100.7'))).status).toBe(401);
    }
    const refused = await enter(browser, TOKEN, from('198.51.100.7'));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await enter(new RawBrowser(world.url), TOKEN, from('203.0.113.9'))).status).toBe(303);
    world.clock.advance(15 * MINUTE_MS);
    expect((await enter(browser, TOKEN, from('198.51.100.7'))).status).toBe(303);
  });

  test('is not closed to the operator by others who guess, where the addresses of callers do not arrive', async () => {
    await start();
    const guesser = new RawBrowser(world.url);
    for (let attempt = 0; attempt < 45; attempt++) {
      expect((await enter(guesser, `guess-number-${attempt}`)).status).toBe(401);
    }
    expect((await enter(new RawBrowser(world.url), TOKEN)).status).toBe(303);
  });

  test('refuses forms of other websites and forms that were made up', async () => {
    await start();
    const stranger = new RawBrowser(world.url);
    const { page: door } = await stranger.get('/operator');
    const entry = stranger.fields(door, { token: TOKEN });
    const foreign = { 'sec-fetch-site': 'cross-site' };
    expect((await stranger.post('/operator/sign-in', entry, foreign)).status).toBe(403);
    expect((await stranger.post('/operator/sign-in', { token: TOKEN })).status).toBe(403);

    const { browser, page } = await signedIn(world);
    const [check, signOut] = [formOf(page, '/operator/check'), formOf(page, '/operator/sign-out')];
    expect((await browser.post('/operator/check', check, foreign)).status).toBe(403);
    expect((await browser.post('/operator/check', {})).status).toBe(403);
    expect((await browser.post('/operator/check', signOut)).status).toBe(403);
    expect((await browser.post('/operator/sign-out', check)).status).toBe(403);
    expect((await browser.get('/operator')).page.text).toContain('Vitals');
  });

  test('ends with signing out, and fifteen minutes after the last visit', async () => {
    await start();
    const { browser, page } = await signedIn(world);
    const { cookie } = browser;
    const out = await browser.post('/operator/sign-out', formOf(page, '/operator/sign-out'));
    expect([out.status, out.location]).toEqual([303, '/operator']);
    browser.cookie = cookie;
    expect((await browser.get('/operator')).page.text).not.toContain('Vitals');

    const again = await signedIn(world);
    world.clock.advance(14 * MINUTE_MS);
    expect((await again.browser.get('/operator')).page.text).toContain('Vitals');
    world.clock.advance(14 * MINUTE_MS);
    const late = formOf((await again.browser.get('/operator')).page, '/operator/check');
    world.clock.advance(16 * MINUTE_MS);
    expect((await again.browser.post('/operator/check', late)).status).toBe(403);
    expect((await again.browser.get('/operator')).page.text).not.toContain('Vitals');
  });

  test('is not opened by the session of an owner, nor does its own open an account', async () => {
    await start();
    await world.link('alice', { locks: [DEMO_LOCKS.frontDoor] });
    const owner = new RawBrowser(world.url);
    const { page } = await owner.get('/account');
    const who = { username: 'demo@example.com', password: 'demo-password' };
    await owner.post('/account/sign-in', owner.fields(page, who));
    expect((await owner.get('/account')).page.text).toContain('Sign out');
    expect((await owner.get('/operator')).page.text).not.toContain('Vitals');

    const { browser } = await signedIn(world);
    expect((await browser.get('/account')).page.text).toContain('Sifely password');
    expect((await browser.get('/account/pin')).status).toBe(303);
  });

  test('writes one line for each visit, without the token', async () => {
    await start();
    await enter(new RawBrowser(world.url), 'a-wrong-token-0000001');
    await signedIn(world);
    const lines = world.logLines
      .filter((line) => line.includes('operator call'))
      .map((line) => JSON.parse(line));
    expect(lines.map(({ endpoint, outcome }) => `${endpoint}: ${outcome}`)).toEqual([
      ...['page: shown', 'sign-in: wrong token', 'page: shown', 'sign-in: signed in', 'page: shown'],
    ]);
    expect(world.logLines.join('')).not.toMatch(/a-token-of-the-operator|a-wrong-token/);
  });
});

describe.each(['sqlite', 'firestore'] as const)('what the operator sees, with %s', (store) => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ store, config: { operatorToken: TOKEN } });
    // At noon, so that all of it is one day.
    world.clock.advance(DAY_MS - ((world.clock.now() - DAY_MS / 2) % DAY_MS));
  });
  afterAll(() => world.close());

  test('before anything happened: no vitals, no accounts, nothing waits', async () => {
    const { page } = await signedIn(world);
    expect(page.text).toContain('Nothing was counted in the last 14 days.');
    expect(page.text).toMatch(/Accounts 0 Links to Google 0 Jobs waiting 0/);
  });

  test('after some intents: counts, vitals as bars and as a table, and what misses the bar of Google', async () => {
    await world.link('alice', { locks: [DEMO_LOCKS.frontDoor] });
    const alice = world.google.user('alice');
    await alice.unlock('front door', { pin: '4711' });
    await world.pass(120_000);
    await alice.query();
    world.sifely.fault({ kind: 'non-json', endpoint: 'lock/lock', times: 1 });
    await alice.lock('front door');
    const waiting = await waitingJobs(world.store, world.clock.now());

    const { page } = await signedIn(world);
    expect(page.text).toMatch(new RegExp(`Accounts 1 Links to Google 1 Jobs waiting ${waiting.length}`));
    const document = parse(page.html);
    const heads = document.querySelectorAll('thead th').map(({ text }) => text);
    const cells = document
      .querySelectorAll('tbody tr')
      .map((row) => row.childNodes.map(({ text }) => text.trim()));
    const today = new Date(world.clock.now()).toISOString().slice(0, 10);
    const row = Object.fromEntries(heads.map((head, index) => [head, cells[0]?.[index]]));
    expect(row).toMatchObject({
      ...{ Day: today, 'QUERY success': '100.00 %', EXECUTE: '3', 'EXECUTE success': '66.66 %, missed' },
      'SYNC success': '100.00 %',
    });
    expect(page.text).toMatch(/Failures of these days EXECUTE: \w+ 1/);
    const pictures = document.querySelectorAll('main svg');
    expect(pictures.map((each) => each.getAttribute('role'))).toEqual(pictures.map(() => 'img'));
    expect(pictures.map((each) => each.getAttribute('aria-label'))).toEqual(
      expect.arrayContaining([
        `EXECUTE: success: 0 of 1 days reach 99.50 %; 66.66 % on ${today}.`,
        `QUERY: success: 1 of 1 days reach 99.50 %; 100.00 % on ${today}.`,
      ]),
    );
    expect(document.querySelectorAll('rect.missed')).toHaveLength(1);
  });

  test('names no account, no person, no lock and no secret, and has no script', async () => {
    const { html } = await checked(world);
    const { agentUserId = '-' } = world.google.user('alice');
    for (const hidden of [agentUserId, 'demo@example.com', 'Front door', DEMO_LOCKS.frontDoor, TOKEN]) {
      expect(html).not.toContain(String(hidden));
    }
    expect(html).not.toMatch(/<script|\son\w+=|style="/);
    expect(html).not.toContain('google-client-secret-of-the-test-world');
  });

  test('when the button finds that Sifely is down: the problem first, and what to do', async () => {
    expect((await checked(world)).text).toMatch(/In order .*sifely: Sifely answers at /);
    await world.sifely.close();
    const page = await checked(world);
    expect(page.alerts).toEqual(['Something does not work, or will not.']);
    expect(page.text).toMatch(
      /Problem: sifely Sifely \(\S+\) does not answer \(ECONNREFUSED\)\. What to do: /,
    );
    expect(page.text).toMatch(/In order .*home-graph: Google takes calls/);
    expect(page.text).not.toContain('listening');
  });
});

test('on Firebase the page keeps its session in the one cookie that Hosting passes on, and checks what is there', async () => {
  const config = { operatorToken: TOKEN, platform: 'firebase', store: 'firestore' } as const;
  const world = await World.start({
    store: 'firestore',
    config: { ...config, publicUrl: 'https://locks.invalid' },
  });
  const { browser, page } = await signedIn(world);
  expect(browser.cookie).toMatch(/^__session=/);
  expect(page.text).toContain('Cloud Tasks has them');
  const { text } = await checked(world);
  expect(text).not.toContain('GOOGLE_APPLICATION_CREDENTIALS');
  expect(text).not.toContain('data-folder');
  expect(text).toContain('Problem: public-url The name locks.invalid has no address');
  await world.close();
});
