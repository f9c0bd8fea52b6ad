import { World } from '../support/world.ts';

const OPERATOR = { name: 'Ada’s Locks', operator: 'Ada <Lovelace> Ltd', contact: 'privacy@example.com' };

describe('the privacy text and the terms', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ config: { service: OPERATOR } });
  });
  afterAll(() => world.close());
  const get = (path: string, from = world) => fetch(`${from.url}${path}`, { redirect: 'manual' });

  test.each(['/privacy', '/terms'])(
    'name the service and its operator at %s, for browsers and programs',
    async (path) => {
      const response = await get(path);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'text/html; charset=utf-8',
      ]);
      const text = await response.text();
      expect(text).toContain('Ada’s Locks');
      expect(text).toContain('Ada &lt;Lovelace&gt; Ltd');
      expect(text).toContain('<a href="mailto:privacy@example.com">privacy@example.com</a>');
      expect(text.length).toBeLessThan(30_000);
    },
  );

  test.each(['/', '/account', '/privacy'])('are linked on every page, such as %s', async (path) => {
    const text = await (await fetch(`${world.url}${path}`, { headers: { accept: 'text/html' } })).text();
    expect(text).toContain('<a href="/privacy">Privacy</a> <a href="/terms">Terms</a>');
  });

  test('say for how long activity is kept, and nothing of it where none is', async () => {
    expect(await (await get('/privacy')).text()).toContain('For 90 days, encrypted');
    const other = await World.start({ config: { activityMs: 0 } });
    const text = await (await get('/privacy', other)).text();
    expect(text).not.toMatch(/when those locks were used|false|undefined/);
    await other.close();
  });

  test('say who runs the service on the front page', async () => {
    const text = await (await fetch(`${world.url}/`, { headers: { accept: 'text/html' } })).text();
    expect(text).toContain('<h1>Ada’s Locks</h1>');
    expect(text).toContain('It is run by Ada &lt;Lovelace&gt; Ltd.');
  });

  test('have a head and foot, as all pages, that say who asks: name, host, operator, contact, and that it is neither Sifely nor Google', async () => {
    const host = new URL(world.url).host;
    for (const url of [
      `${world.url}/terms`,
      `${world.url}/account`,
      world.google.user('alice').authorizeUrl(),
    ]) {
      const text = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
      const [head = ''] = /<header[\s\S]*<\/header>/.exec(text) ?? [];
      expect(head).toContain('<bdi>Ada’s Locks</bdi>');
      expect(head).toContain(`<bdi>${host}</bdi> · <bdi>Ada &lt;Lovelace&gt; Ltd</bdi>`);
      const [foot = ''] = /<footer[\s\S]*<\/footer>/.exec(text) ?? [];
      expect(foot).toContain('not run by Sifely or Google');
      expect(foot).toContain('<a href="mailto:privacy@example.com"><bdi>privacy@example.com</bdi></a>');
    }
  });

  test('have an icon of the service, which the policy of the pages lets browsers load', async () => {
    const page = await get('/terms');
    expect(page.headers.get('content-security-policy')).toContain("img-src 'self'");
    const [, href = ''] =
      /<link rel="icon" href="([^"]+)" type="image\/svg\+xml">/.exec(await page.text()) ?? [];
    const icon = await get(href);
    expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/svg+xml; charset=utf-8']);
    expect(await icon.text()).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*prefers-color-scheme:dark/,
    );
  });

  test('do without an operator, and show a web address or any other contact', async () => {
    for (const [contact, shown] of [
      ['https://example.com/help', '<a href="https://example.com/help">https://example.com/help</a>'],
      ['room 7, ground floor', 'Contact: <bdi>room 7, ground floor</bdi>.'],
    ] as const) {
      const other = await World.start({ config: { service: { contact } } });
      const text = await (await get('/privacy', other)).text();
      expect(text).toContain(shown);
      expect(text).toContain('is run by whoever gave you this address');
      await other.close();
    }
  });

  test('lead to the operator’s own texts where there are some', async () => {
    const privacyUrl = 'https://example.com/privacy';
    const other = await World.start({ config: { service: { privacyUrl } } });
    const privacy = await get('/privacy', other);
    expect([privacy.status, privacy.headers.get('location')]).toEqual([302, privacyUrl]);
    expect((await get('/terms', other)).status).toBe(200);
    await other.close();
  });
});
