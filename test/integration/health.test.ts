import manifest from '../../package.json';
import { World } from '../support/world.ts';

describe('the server', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.close());

  const get = (path: string, accept = '*/*') => fetch(`${world.url}${path}`, { headers: { accept } });

  test('answers /healthz with version and uptime, and nothing else', async () => {
    world.clock.advance(90_000);
    const response = await get('/healthz');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const body = await response.json();
    expect(body).toEqual({ status: 'ok', version: manifest.version, uptimeSeconds: expect.any(Number) });
    expect(Object(body).uptimeSeconds).toBeGreaterThanOrEqual(90);
  });

  test('is healthy while Sifely and the store are not, because a restart would help neither', async () => {
    const lone = await World.start({ store: 'firestore' });
    await lone.firestore?.close();
    await lone.sifely.close();
    expect((await fetch(`${lone.url}/healthz`)).status).toBe(200);
    for (const { close } of lone.instances) await close();
    await lone.google.close();
    await lone.store.close();
  });

  test('answers / with a page for people and with JSON for programs', async () => {
    const page = await get('/', 'text/html');
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await page.text()).toContain('<h1>Sifely locks in Google Home</h1>');
    expect(await (await get('/')).json()).toEqual({ status: 'ok' });
  });

  test('answers 404 with a page for people and with JSON for programs, without repeating the address', async () => {
    const page = await get('/<script>', 'text/html');
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([
      404,
      expect.stringContaining("default-src 'none'"),
    ]);
    expect(await page.text()).not.toContain('script');
    const answer = await get('/wp-login.php');
    expect([answer.status, await answer.json()]).toEqual([404, { error: 'not_found' }]);
  });

  test('does not reveal its framework in a header', async () => {
    for (const path of ['/', '/healthz', '/nowhere', '/smarthome']) {
      expect((await get(path)).headers.get('x-powered-by')).toBeNull();
    }
  });

  test('answers 400 to an address that cannot be decoded', async () => {
    const answer = await get('/oauth/%E0%A4%A');
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(await answer.text()).not.toMatch(/at \w+ \(|node_modules/);
  });
});
