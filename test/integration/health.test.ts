import { parse } from 'node-html-parser';
import manifest from '../../package.json';
import { World } from '../support/world.ts';

describe('the server', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.close());

  const get = (path: string, accept = '*/*') => fetch(`${world.url}${path}`, { headers: { accept } });

  test.each(['/health', '/healthz'])('answers %s with version and uptime, and nothing else', async (path) => {
    world.clock.advance(90_000);
    const response = await get(path);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const body = await response.json();
    expect(body).toEqual({ status: 'ok', version: manifest.version, uptimeSeconds: expect.any(Number) });
    expect(Object(body).uptimeSeconds).toBeGreaterThanOrEqual(90);
  });

  test('is healthy while Sifely and the store are not, because a restart would help neither', async () => {
    const lone = await World.start({ store: 'firestore' });
    await lone.firestore?.close();
    await lone.sifely.close();
    expect((await fetch(`${lone.url}/health`)).status).toBe(200);
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

  test('leads from / into the Google Home app by a link and by a QR code for the phone', async () => {
    const page = parse(await (await get('/', 'text/html')).text());
    const address = 'https://home.google.com/home-app/?deeplink=setup%2Fha_linking%3Fagent_id%3Ddemo-project';
    expect(page.querySelector('a.main')?.getAttribute('href')).toBe(address);
    const code = page.querySelector('svg[aria-label]');
    expect(code?.getAttribute('aria-label')).toBe('QR code that opens the Google Home app');
    expect(code?.querySelector('path')?.getAttribute('d')).toMatch(/^M\d+ \d+/);
    // Four light modules on each side, without which cameras do not find it.
    expect(code?.getAttribute('viewBox')).toMatch(/^-4 -4 /);
    expect(code?.querySelector('rect')?.getAttribute('fill')).toBe('#fff');
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

describe.each(['sqlite', 'firestore'] as const)('/ready (%s)', (store) => {
  let world: World;
  beforeEach(async () => {
    world = await World.start({ store, jobs: 'held' });
  });
  afterEach(() => world.close());

  const ready = async () => {
    const response = await fetch(`${world.url}/ready`);
    return { status: response.status, body: await response.json() };
  };

  test('answers 200 with the version', async () => {
    expect(await ready()).toEqual({ status: 200, body: { status: 'ready', version: manifest.version } });
  });

  test('answers 503 while polls are more than an hour late', async () => {
    const key = { collection: 'upkeepJobs', id: 'late' } as const;
    await world.store.create(key, {}, { dueAt: world.clock.now() });
    world.clock.advance(59 * 60_000);
    expect((await ready()).status).toBe(200);
    world.clock.advance(2 * 60_000);
    expect((await ready()).body).toMatchObject({
      problems: [{ part: 'jobs', message: 'Jobs (upkeep) are more than 60 minutes late' }],
    });
  });

  test('answers 503 while jobs are late, and 200 again once they have run', async () => {
    const key = { collection: 'jobs', id: 'late' } as const;
    const revision = await world.store.create(key, {}, { dueAt: world.clock.now() });
    world.clock.advance(9 * 60_000);
    expect((await ready()).status).toBe(200);
    world.clock.advance(2 * 60_000);
    expect(await ready()).toEqual({
      status: 503,
      body: {
        ...{ status: 'not ready', version: manifest.version },
        problems: [{ part: 'jobs', message: 'Jobs (commands) are more than 10 minutes late' }],
      },
    });
    await world.store.delete(key, revision ?? '');
    expect((await ready()).status).toBe(503);
    world.clock.advance(6_000);
    expect((await ready()).status).toBe(200);
  });
});

describe.each(['sqlite', 'firestore'] as const)('/ready and the HomeGraph API (%s)', (store) => {
  let world: World;
  beforeEach(async () => {
    world = await World.start({ store });
    await world.link();
    await world.pass(60_000);
  });
  afterEach(() => world.close());

  const problems = async () => Object(await (await fetch(`${world.url}/ready`)).json()).problems;
  const report = async (action: 'lock' | 'unlock') => {
    const alice = world.google.user('alice');
    await (action === 'lock' ? alice.lock('front door') : alice.unlock('front door', { pin: '4711' }));
    await world.pass(10_000);
  };

  test('says since when Google refuses calls, and no more once it takes one', async () => {
    expect(await problems()).toBeUndefined();
    world.google.homegraph.failNext(403, { times: 100, reason: 'SERVICE_DISABLED' });
    await report('unlock');
    expect(await problems()).toEqual([
      { part: 'home-graph', message: expect.stringMatching(/^Google has refused calls .* since 20/) },
    ]);
    expect(world.logLines.join()).toContain('"reason":"SERVICE_DISABLED"');
    world.google.homegraph.failNoMore();
    await report('lock');
    expect(await problems()).toBeUndefined();
  });

  test('says nothing of failures that pass, and since when they last for a quarter of an hour', async () => {
    world.google.homegraph.failNext(503, { times: 1000 });
    await report('unlock');
    expect(await problems()).toBeUndefined();
    for (let minutes = 0; minutes < 30; minutes += 2) {
      await world.pass(2 * 60_000);
      await world.app.tick();
    }
    expect(await problems()).toEqual([
      { part: 'home-graph', message: expect.stringMatching(/^Calls .* have failed since 20/) },
    ]);
    world.google.homegraph.failNoMore();
    await report('lock');
    expect(await problems()).toBeUndefined();
  });
});

test('/ready answers 503 while the database does not answer', async () => {
  const world = await World.start({ store: 'firestore' });
  await world.firestore?.close();
  const response = await fetch(`${world.url}/ready`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ problems: [{ part: 'store' }] });
  await world.sifely.close();
  for (const { close } of world.instances) await close();
  await world.google.close();
  await world.store.close();
});
