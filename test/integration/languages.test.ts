import { LANGUAGES, type Language } from '../../functions/languages/languages.ts';
import { SCRIPT_ELEMENT } from '../../functions/pages/browser/script.ts';
import { Person } from '../../simulators/google/index.ts';
import { World } from '../support/world.ts';
import { changeStored, DEMO } from './account-pages/owner.ts';
import { RawBrowser } from './linking/raw-browser.ts';

const languages = Object.keys(LANGUAGES) as Language[];

let world: World;
beforeAll(async () => {
  world = await World.start();
  await world.link('alice', { pin: '0412' });
});
afterAll(() => world.close());

/** Returns the language of a page, and true if it is written from right to left. */
function shown(html: string): [tag: string | undefined, isRightToLeft: boolean] {
  const [, tag, direction] = /<html lang="([\w-]+)" dir="(\w+)">/.exec(html) ?? [];
  return [tag, direction === 'rtl'];
}

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${world.url}${path}`, { headers: { accept: 'text/html', ...headers } });
  return { response, html: await response.text() };
}

function authorize(parameters: Record<string, string> = {}): string {
  return `/oauth/authorize?${new URLSearchParams({
    client_id: 'google-client',
    redirect_uri: world.google.redirectUri,
    state: 'a&b=c +%?',
    response_type: 'code',
    ...parameters,
  })}`;
}

const PAGES = ['/', '/account', '/privacy', '/terms', '/no-such-page'];

describe('the language of a page', () => {
  test.each(PAGES)('is that of the browser at %s, and a proxy may not mix them up', async (path) => {
    const { response, html } = await get(path, { 'accept-language': 'nl, fr-CA;q=0.8, en;q=0.5' });
    expect(shown(html)).toEqual(['fr', false]);
    expect(response.headers.get('content-language')).toBe('fr');
    expect(response.headers.get('vary')).toMatch(/accept-language/i);
  });

  test.each(PAGES)('is English at %s for a browser that names none that we have', async (path) => {
    for (const headers of [{}, { 'accept-language': 'nl' }] as Record<string, string>[]) {
      expect(shown((await get(path, headers)).html)).toEqual(['en', false]);
    }
  });

  test('is that of the Google account before that of the browser', async () => {
    const { html } = await get(authorize({ user_locale: 'ja-JP' }), { 'accept-language': 'de' });
    expect(shown(html)).toEqual(['ja', false]);
    const other = await get(authorize({ user_locale: 'nl-NL' }), { 'accept-language': 'de' });
    expect(shown(other.html)).toEqual(['de', false]);
  });

  test('is the one that was chosen before all others, and stays so on later pages and after signing in and out', async () => {
    const browser = new RawBrowser(world.url);
    await browser.get('/account?lang=it', { 'accept-language': 'de' });
    for (const path of ['/account', authorize({ user_locale: 'ja' }), '/', '/privacy']) {
      expect(
        shown((await browser.get(path, { 'accept-language': 'de', accept: 'text/html' })).page.html),
      ).toEqual(['it', false]);
    }
    const { page } = await browser.get('/account');
    await browser.post('/account/sign-in', browser.fields(page, DEMO));
    const overview = (await browser.get('/account')).page;
    expect([
      overview.forms.some(({ action }) => action === '/account/sign-out'),
      shown(overview.html),
    ]).toEqual([true, ['it', false]]);
    await browser.post('/account/sign-out', browser.fields(overview));
    const after = (await browser.get('/account')).page;
    expect(after.forms.some(({ action }) => action === '/account/sign-in')).toBe(true);
    expect(shown(after.html)).toEqual(['it', false]);
  });

  test.each(languages)('can be chosen on every page: %s', async (language) => {
    const { tag, direction, name } = LANGUAGES[language];
    for (const path of [...PAGES, authorize()]) {
      const person = new Person({ clock: world.clock, headers: { accept: 'text/html' } });
      await person.open(`${world.url}${path}`);
      const link = person.page.links.find(({ text }) => text === name);
      await person.open(new URL(link?.href ?? 'none:', person.page.url).href);
      expect(shown(person.page.html)).toEqual([tag, direction === 'rtl']);
    }
  });

  test('changes while the authorization request stays what Google sent', async () => {
    const person = new Person({ clock: world.clock });
    await person.open(`${world.url}${authorize()}`);
    const before = new URL(person.page.forms[0]?.action ?? '', world.url);
    const link = person.page.links.find(({ text }) => text === LANGUAGES.ar.name);
    await person.open(new URL(link?.href ?? '', person.page.url).href);
    expect(shown(person.page.html)).toEqual(['ar', true]);
    expect(new URL(person.page.forms[0]?.action ?? '', world.url).href).toBe(before.href);
    await person.fill(DEMO).press(person.page.forms[0]?.buttons[0]?.text ?? '');
    expect([person.page.status, shown(person.page.html)]).toEqual([200, ['ar', true]]);
    expect(person.page.url).not.toContain('lang=');
  });

  test('is changed by no link to another site, whatever the address of the page', async () => {
    const { html } = await get('//evil.example/account?lang=fr&next=//evil.example', {});
    expect(html).not.toMatch(/href="\/\/evil/);
    expect(html).toContain('href="?next=%2F%2Fevil.example&amp;lang=de"');
  });

  test.each([
    ['unknown', 'xx'],
    ['a name of an object', '__proto__'],
    ['HTML', '"><script>'],
    ['long', 'en'.repeat(2000)],
    ['control characters', '\u0000\r\n\u202e'],
  ])('is English for a choice that is %s', async (_, lang) => {
    const value = encodeURIComponent(lang);
    for (const path of [`/account?lang=${value}`, `${authorize()}&user_locale=${value}&lang=${value}`]) {
      const { response, html } = await get(path);
      expect([response.status < 400 || response.status === 400, shown(html)[0] ?? 'en']).toEqual([
        true,
        'en',
      ]);
      expect(html.replace(SCRIPT_ELEMENT.toString(), '')).not.toContain('<script>');
    }
  });

  test('is English for a header of the browser that is not one', async () => {
    for (const header of ['x'.repeat(8000), `${'xx,'.repeat(2000)}fr`, '*', ';;;q=', 'fr;q=0', '\u00e9']) {
      const { response, html } = await get('/account', { 'accept-language': header });
      expect([response.status, shown(html)[0]]).toEqual([200, 'en']);
    }
  });

  test('is English for two choices at once', async () => {
    expect(shown((await get('/account?lang=fr&lang=de')).html)).toEqual(['en', false]);
  });

  test('is that of the browser for a link with an unknown client, or to an unknown address', async () => {
    for (const parameters of [{ client_id: 'nobody' }, { redirect_uri: 'https://evil.example/' }]) {
      const { response, html } = await get(authorize(parameters), { 'accept-language': 'es' });
      expect([response.status, shown(html)]).toEqual([400, ['es', false]]);
      expect(html).toContain('<h1>Este enlace no funciona</h1>');
      expect(html).toContain('Empieza de nuevo en la aplicación Google Home.');
    }
  });

  test('is told to no program that asks for JSON', async () => {
    const response = await fetch(`${world.url}/no-such-page`, { headers: { 'accept-language': 'fr' } });
    expect(await response.json()).toEqual({ error: 'not_found' });
  });
});

describe('the page of an owner', () => {
  async function overviewIn(language: Language, acceptLanguage = '') {
    const browser = new RawBrowser(world.url);
    const headers = { 'accept-language': acceptLanguage };
    const { page } = await browser.get(`/account?lang=${language}`, headers);
    await browser.post('/account/sign-in', browser.fields(page, DEMO), headers);
    return (await browser.get('/account', headers)).page;
  }

  test('isolates the names of locks and of the person from text that runs the other way', async () => {
    const { html } = await overviewIn('ar');
    expect(html).toContain('<bdi>Front door</bdi>');
    expect(html).toContain(`<bdi>${DEMO.username}</bdi>`);
  });

  test('has the times of the house: of its zone where the owner chose it, else beside the offset of its locks', async () => {
    const timesIn = async (timeZone: string | undefined) => {
      await changeStored(world, 'accounts', ({ timeZone: _, ...account }) => ({
        ...account,
        ...(timeZone !== undefined && { timeZone }),
      }));
      // The end of the session is said as a time of day.
      return (await overviewIn('en', 'en-GB')).text;
    };
    const inBerlin = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit' });
    const hour = inBerlin.format(world.clock.now() + 15 * 60_000);
    expect(await timesIn('Europe/Berlin')).toMatch(new RegExp(`\\b${hour}:\\d\\d(?! (GMT|UTC))`));
    expect(await timesIn(undefined)).toMatch(/\b\d\d:\d\d (GMT[+-]\d|UTC)/);
  });

  test('writes numbers as in the country of the reader', async () => {
    expect((await overviewIn('de', 'de-DE')).text).toContain('8.000');
    expect((await overviewIn('de', 'de-CH')).text).toContain(`8'000`);
    expect((await overviewIn('en', 'en-US')).text).toContain('8,000');
  });
});

describe('every page that an owner can get to', () => {
  let english: Map<string, ReturnType<typeof readableParts>>;

  /** Signs in in a language and opens each page that a link leads to. Returns them by path. */
  async function crawl(language: Language) {
    const browser = new RawBrowser(world.url);
    const { page } = await browser.get(`/account?lang=${language}`);
    await browser.post('/account/sign-in', browser.fields(page, DEMO));
    const pages = new Map<string, Awaited<ReturnType<typeof browser.get>>>();
    const waiting = ['/account', '/', '/privacy', '/terms'];
    for (let path = waiting.shift(); path !== undefined && pages.size < 60; path = waiting.shift()) {
      if (pages.has(path) || DOWNLOADS.test(path)) continue;
      const answer = await browser.get(path, { accept: 'text/html' });
      if (answer.location !== undefined) continue;
      pages.set(path, answer);
      for (const { href } of answer.page.links) {
        if (/^\/(?!\/)/.test(href) && !href.includes('lang=')) waiting.push(href);
      }
    }
    return pages;
  }

  const DOWNLOADS = /\.(csv|json)|^\/account\/data/;

  beforeAll(async () => {
    await world.google.user('alice').unlock('front door', { pin: ['9999', '8888'] });
    await world.google.user('alice').unlock('front door', { pin: '0412' });
    await world.pass(120_000);
    const pages = await crawl('en');
    english = new Map([...pages].map(([path, { page }]) => [path, readableParts(page)]));
    expect([...english.keys()]).toEqual(
      expect.arrayContaining(['/account/locks', '/account/activity', '/account/unlink', '/privacy']),
    );
    expect(english.size).toBeGreaterThan(12);
    // What a page left in English would be found by.
    const sentences = [...english.values()].flat().filter((part) => IS_ENGLISH.test(part));
    expect(sentences.length).toBeGreaterThan(80);
  });

  test.each(languages)('is in one language, and shows no name of a text: %s', async (language) => {
    const pages = await crawl(language);
    expect([...pages.keys()].sort()).toEqual([...english.keys()].sort());
    const { tag, direction } = LANGUAGES[language];
    const left: string[] = [];
    for (const [path, { status, page }] of pages) {
      expect([path, status, shown(page.html)]).toEqual([path, 200, [tag, direction === 'rtl']]);
      const parts = readableParts(page);
      left.push(...parts.filter((part) => NAME_OF_A_TEXT.test(part)).map((part) => `${path}: ${part}`));
      if (language === 'en') continue;
      const same = parts.filter((part) => english.get(path)?.includes(part) && IS_ENGLISH.test(part));
      left.push(...same.map((part) => `${path}: ${part}`));
    }
    expect(left).toEqual([]);
  });
});

/** The pieces of a page that a person reads or hears. */
function readableParts({ html, title }: { readonly html: string; readonly title: string }): string[] {
  const body = html.replace(/<(style|script|title)[\s\S]*?<\/\1>/g, '').replace(/^[\s\S]*<body>/, '');
  const heard = [...body.matchAll(/(?:aria-label|alt|placeholder)="([^"]*)"/g)].map(([, text = '']) => text);
  const read = body
    .replace(/<\/?(bdi|strong|a|time|b|em|code)\b[^>]*>/g, '')
    .split(/<[^>]*>/)
    .map((part) => part.replace(/\s+/g, ' ').trim());
  return [...new Set([title, ...heard, ...read])].filter((part) => part !== '');
}

/** Three words in lower case in a row: no name of a lock, a product or a place. */
const IS_ENGLISH = /\b[a-z]{2,} [a-z]{2,} [a-z]{2,}/;
const NAME_OF_A_TEXT =
  /\b(common|errors|locks|pins|consent|overview|health|guests|alerts|activity|data|legal|front|failures)\.[a-z][A-Za-z]/;
