import { englishOf } from '../../support/english.ts';
import { World } from '../../support/world.ts';
import { RawBrowser } from '../linking/raw-browser.ts';
import { DEMO } from './owner.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const GUEST = { username: 'guest@example.com', password: 'guest-password' } as const;
const WRONG = 'not-the-password';

const PLATFORMS = [
  ['self-hosted', 'sqlite'],
  ['firebase', 'firestore'],
] as const;

let world: World;
/** Each attempt comes from an address of its own: the limit of addresses is not what these tests are about. */
let address = 0;

/** Signs in at `/account` with the cookies of a browser; returns the cookies that it has then. */
async function signIn(
  cookie: string,
  who: { username: string; password: string } = DEMO,
  instance = 0,
  place?: string,
) {
  const browser = new RawBrowser(world.instances[instance]?.url ?? '');
  browser.cookie = cookie;
  address++;
  const own = `10.${address >> 16}.${(address >> 8) & 255}.${address & 255}`;
  const from = { 'x-forwarded-for': place ?? own };
  const { page } = await browser.get('/account', from);
  const given = browser.cookie;
  const answer = await browser.post('/account/sign-in', browser.fields(page, who), from);
  const set = answer.headers.getSetCookie();
  const names = set.map((line) => line.split(';')[0] ?? '');
  return {
    status: answer.status,
    alerts: answer.page.alerts,
    set,
    cookie: names.length === 0 ? given : names.join('; '),
  };
}

/** Signs in so often with a wrong password and one browser; returns the statuses. */
async function guess(times: number, cookie = '', username: string = DEMO.username): Promise<number[]> {
  const statuses: number[] = [];
  for (let attempt = 0; attempt < times; attempt++) {
    statuses.push((await signIn(cookie, { username, password: WRONG })).status);
  }
  return statuses;
}

/** The cookies of a browser that signed in, fifteen minutes later: its session and all earlier attempts are over. */
async function knownBrowser(who: { username: string; password: string } = DEMO): Promise<string> {
  const { status, cookie } = await signIn('', who);
  expect(status).toBe(303);
  world.clock.advance(15 * MINUTE_MS);
  return cookie;
}

const EIGHT_WRONG = Array(8).fill(422);
/** A time of day by the clocks of the house, which a stranger does not learn. */
const after = (ms: number) => englishOf('en-GB', '-05:00').timeAfter(world.clock.now() + ms);

describe.each(PLATFORMS)('a browser that signed in before, %s with %s', (platform, store) => {
  beforeAll(async () => {
    world = await World.start({ store, instances: 2, config: { platform } });
    await world.link('alice');
  });
  afterAll(() => world.close());
  beforeEach(() => world.clock.advance(15 * MINUTE_MS));

  test('signs in while strangers guess at the same user name, and gives them no further guesses', async () => {
    const known = await knownBrowser();
    expect(await guess(9)).toEqual([...EIGHT_WRONG, 429]);
    expect((await signIn('')).status).toBe(429);
    expect((await signIn(known)).status).toBe(303);
    expect((await signIn('')).status).toBe(429);
  });

  test('has eight wrong sign-ins of its own, and leaves those of all others', async () => {
    const known = await knownBrowser();
    const alerts: string[] = [];
    for (let attempt = 0; attempt < 8; attempt++) {
      const wrong = await signIn(known, { ...DEMO, password: WRONG }, attempt % 2);
      expect(wrong.status).toBe(422);
      alerts.push(wrong.alerts[0] ?? '');
    }
    const nextAt = after(15 * MINUTE_MS);
    const [message = ''] = alerts;
    expect(message).toMatch(/password.*\.$/);
    expect(alerts).toEqual([
      ...Array(4).fill(message),
      `${message} 3 attempts left.`,
      `${message} 2 attempts left.`,
      `${message} 1 attempt left.`,
      `That e-mail or phone number and password don’t match, and no attempts are left. Try again after ${nextAt}, or reset your password in the Sifely app.`,
    ]);
    const refused = await signIn(known);
    expect([refused.status, refused.alerts]).toEqual([
      429,
      [`Too many sign-in attempts. Try again after ${nextAt}.`],
    ]);
    expect((await signIn('')).status).toBe(303);
    expect((await signIn(known)).status).toBe(429);
  });

  test('reads the same for a user name that nobody has as for one that is linked', async () => {
    const answers = async (username: string) => {
      const read: unknown[] = [];
      for (let attempt = 0; attempt < 9; attempt++) {
        const { status, alerts, set } = await signIn('', { username, password: WRONG });
        read.push({ status, alerts, set });
      }
      return read;
    };
    expect(await answers('nobody@example.com')).toEqual(await answers(DEMO.username));
  });

  test('has eight of forty guesses at once, in two processes', async () => {
    const known = await knownBrowser();
    const wrong = { ...DEMO, password: WRONG };
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => signIn(known, wrong, index % 2)),
    );
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(8);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(32);
  });

  test('is known under one user name only', async () => {
    const known = await knownBrowser();
    expect(await guess(8, known, GUEST.username)).toEqual(EIGHT_WRONG);
    expect((await signIn('', GUEST)).status).toBe(429);
    expect((await signIn(known, GUEST)).status).toBe(429);
  });

  test('is known for 180 days, in a cookie that scripts and other sites cannot use', async () => {
    const { set } = await signIn('');
    const age = 180 * 24 * 60 * 60;
    const lasting = platform === 'firebase' ? '__session=[\\w-]{22}\\.[\\w-]{43}' : '__known=[\\w-]{22}';
    const attributes = `Max-Age=${age}; Path=/; Expires=[^;]+; HttpOnly; SameSite=Lax`;
    expect(set.filter((line) => line.includes('Max-Age'))).toEqual([
      expect.stringMatching(new RegExp(`^${lasting}\\.[\\w-]{35}; ${attributes}$`)),
    ]);
    const known = await knownBrowser();
    world.clock.advance(180 * DAY_MS - 16 * MINUTE_MS);
    await guess(8);
    expect((await signIn(known)).status).toBe(303);
    world.clock.advance(15 * MINUTE_MS);
    await guess(8);
    expect((await signIn(known)).status).toBe(429);
  });

  test('is a stranger with a mark that was altered, or of another browser', async () => {
    const known = await knownBrowser();
    const other = await knownBrowser();
    const [, browserId = '', mark = ''] = /=([\w-]{22})\.(?:[\w-]{43}\.)?([\w-]{35})$/.exec(known) ?? [];
    const marks = { known: mark, other: other.slice(-35) };
    await guess(8);
    const name = platform === 'firebase' ? '__session' : '__known';
    const flipped = `${mark[0] === 'A' ? 'B' : 'A'}${mark.slice(1)}`;
    const forged = [
      `${browserId}.${flipped}`,
      `${browserId}.${marks.other}`,
      `${'x'.repeat(22)}.${mark}`,
      `${browserId}.${'A'.repeat(35)}`,
      `${browserId}.${mark.slice(1)}`,
    ];
    for (const value of forged)
      expect([value, (await signIn(`${name}=${value}`)).status]).toEqual([value, 429]);
    // One mark of the browser is enough, wherever it stands.
    expect((await signIn(`${name}=${browserId}.${marks.other}.${mark}`)).status).toBe(303);
  });

  test('is a stranger once the owner signed out everywhere', async () => {
    const known = await knownBrowser();
    const browser = new RawBrowser(world.url);
    const here = (await signIn('')).cookie;
    browser.cookie = here;
    const { page } = await browser.get('/account');
    browser.cookie = here;
    const form = page.forms.find(({ action }) => action.endsWith('/sign-out-everywhere'));
    const token = form?.fields.find((field) => field.name === 'form_token')?.value ?? '';
    const { status, headers } = await browser.post('/account/sign-out-everywhere', { form_token: token });
    expect(status).toBe(200);
    // Nor is its mark kept any longer.
    const session = /^__session=[\w-]{22}; Path=\/; HttpOnly; SameSite=Lax$/;
    const gone = '__known=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax';
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(session),
      ...(platform === 'firebase' ? [] : [gone]),
    ]);
    await guess(8);
    expect((await signIn(known)).status).toBe(429);
    world.clock.advance(15 * MINUTE_MS);
    // It is known again from its next sign-in on.
    const again = await signIn(known);
    expect(again.status).toBe(303);
    world.clock.advance(15 * MINUTE_MS);
    await guess(8);
    expect((await signIn(again.cookie)).status).toBe(303);
  });

  test('is known from linking, too, which a sign-out everywhere ends before the person has agreed', async () => {
    const browser = new RawBrowser(world.url);
    const authorize = new URL(world.google.user('bob').authorizeUrl());
    const path = `${authorize.pathname}${authorize.search}`;
    const begin = async () => {
      const { page } = await browser.get(path);
      const answer = await browser.post(path, browser.fields(page, DEMO));
      browser.cookie = answer.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ');
      return answer.location ?? '';
    };
    const consent = await begin();
    expect((await browser.get(consent)).page.headings[0]).toBe('Link your locks to Google');
    const known = browser.cookie;
    const owner = new RawBrowser(world.url);
    owner.cookie = (await signIn('')).cookie;
    const { page } = await owner.get('/account');
    const form = page.forms.find(({ action }) => action.endsWith('/sign-out-everywhere'));
    const token = form?.fields.find((field) => field.name === 'form_token')?.value ?? '';
    await owner.post('/account/sign-out-everywhere', { form_token: token });
    expect((await browser.get(consent)).page.headings[0]).toBe('This page has expired');

    browser.cookie = known;
    await begin();
    const linked = browser.cookie;
    world.clock.advance(15 * MINUTE_MS);
    await guess(8);
    expect((await signIn(linked)).status).toBe(303);
  });
});

test('a browser that links an account for the first time is known from the consent on, and not before', async () => {
  world = await World.start({ config: { platform: 'firebase' } });
  const browser = new RawBrowser(world.url);
  const authorize = new URL(world.google.user('alice').authorizeUrl());
  const path = `${authorize.pathname}${authorize.search}`;
  const { page } = await browser.get(path);
  const signedIn = await browser.post(path, browser.fields(page, DEMO));
  expect(browser.cookie).toMatch(/^__session=[\w-]{22}\.[\w-]{43}$/);
  const consent = await browser.get(signedIn.location ?? '');
  const agreed = await browser.post(
    signedIn.location ?? '',
    browser.fields(consent.page, { unlocking: 'off' }),
  );
  expect(agreed.status).toBe(200);
  expect(browser.cookie).toMatch(/^__session=[\w-]{22}\.[\w-]{43}\.[\w-]{35}$/);
  await guess(8);
  expect((await signIn(browser.cookie)).status).toBe(303);
  expect((await signIn('')).status).toBe(429);
  const lan = '198.51.100.7';
  for (let guess = 0; guess < 40; guess++)
    await signIn('', { username: `${guess}@example.com`, password: WRONG }, 0, lan);
  expect((await signIn('', GUEST, 0, lan)).status).toBe(429);
  const owner = await signIn(browser.cookie, DEMO, 0, lan);
  expect(owner.status).toBe(303);
  // Nothing is kept about a person who has left.
  browser.cookie = owner.cookie;
  const leaving = await browser.get('/account/unlink');
  const left = await browser.post('/account/unlink', browser.fields(leaving.page));
  expect([left.status, left.headers.getSetCookie()]).toEqual([
    200,
    [expect.stringMatching(/^__session=[\w-]{22}; Path=\/; HttpOnly; SameSite=Lax$/)],
  ]);
  await world.close();
});
