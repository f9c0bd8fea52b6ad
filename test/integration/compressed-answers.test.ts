import { gzipSync } from 'node:zlib';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { type AlteringProxy, startAlteringProxy } from '../support/altering-proxy.ts';
import { BOMBS, COMPRESSIONS } from '../support/compression.ts';
import { connectStore } from '../support/firestore-client.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { World } from '../support/world.ts';

const PIN = '0412';
const FRONT_DOOR = String(DEMO_LOCKS.frontDoor);
const STALE_MS = 60_000;

let proxy: AlteringProxy;
beforeEach(async () => {
  proxy = await startAlteringProxy();
});
afterEach(() => proxy.close());

function compressAll(encoding: string | undefined, compress: (plain: Buffer) => Buffer): void {
  proxy.alter = ({ status, headers, body }) => ({
    status,
    headers: { ...headers, ...(encoding !== undefined && { 'content-encoding': encoding }) },
    body: compress(body),
  });
}

describe('an answer of Sifely that a proxy compresses unasked', () => {
  async function start() {
    const sifely = {
      profile: 'oauth',
      baseUrl: proxy.url,
      clientId: 'test-client',
      monthlyCalls: 8000,
      callsPerMinute: 25,
    } as const;
    const world = await World.start({ config: { sifely } });
    proxy.target = world.sifely.url;
    await world.link('alice', { pin: PIN });
    return world;
  }

  test.each(COMPRESSIONS)('opens the door and says so: %s', async (_, encoding, compress) => {
    const world = await start();
    compressAll(encoding, compress);
    const { status } = await world.google.user('alice').unlock('front door', { pin: PIN });
    expect([status, world.sifely.lock(DEMO_LOCKS.frontDoor).bolt]).toEqual(['SUCCESS', 'unlocked']);
    world.clock.advance(STALE_MS);
    const states = await world.google.user('alice').query([FRONT_DOOR]);
    expect(JSON.stringify(states)).toMatch(/"online":true.*"isLocked":false|"isLocked":false.*"online":true/);
    await world.close();
  });

  test.each(BOMBS)('is not inflated beyond a limit: %s', async (encoding, bomb) => {
    const world = await start();
    world.clock.advance(STALE_MS);
    const body = bomb(200);
    proxy.alter = ({ status, headers }) => ({
      ...{ status, headers: { ...headers, 'content-encoding': encoding }, body },
    });
    const before = process.memoryUsage().rss;
    await world.google.user('alice').query([FRONT_DOOR]);
    expect(process.memoryUsage().rss - before).toBeLessThan(120 * 1_048_576);
    const line = world.logLines.find((one) => one.includes('ANSWER_TOO_LONG'));
    expect(line).toBeDefined();
    await world.close();
  });

  test('is a failure if it is damaged', async () => {
    const world = await start();
    world.clock.advance(STALE_MS);
    compressAll('gzip', (plain) => gzipSync(plain).subarray(0, -6));
    await world.google.user('alice').query([FRONT_DOOR]);
    expect(world.logLines.find((one) => one.includes('"ENCODED"'))).toBeDefined();
    await world.close();
  });
});

describe('an answer of Firestore that a proxy compresses unasked', () => {
  test.each(COMPRESSIONS)('is read: %s', async (_, encoding, compress) => {
    const clock = new OffsetClock();
    const firestore = await FirestoreSimulator.start({ clock });
    proxy.target = `http://${firestore.host}`;
    compressAll(encoding, compress);
    const store = connectStore(proxy.host, clock);
    const key = { collection: 'accounts', id: 'a' } as const;
    await store.create(key, { name: 'front door' });
    expect(await store.get([key])).toMatchObject([{ data: { name: 'front door' } }]);
    await store.close();
    await firestore.close();
  });
});

describe('an answer of HomeGraph that a proxy compresses unasked', () => {
  test.each(COMPRESSIONS)('is read: %s', async (_, encoding, compress) => {
    const google = {
      ...{ clientId: 'google-client', clientSecrets: ['google-client-secret-of-the-test-world'] },
      ...{ projectId: 'demo-project', homegraphUrl: proxy.url },
    };
    const world = await World.start({ config: { google } });
    proxy.target = world.google.homegraphUrl;
    await world.link('alice', { pin: PIN });
    compressAll(encoding, compress);
    await world.google.user('alice').unlock('front door', { pin: PIN });
    for (let minute = 0; minute < 3; minute++) {
      world.clock.advance(60_000);
      await world.runDueJobs();
    }
    const calls = world.logLines.filter((line) => line.includes('homegraph call'));
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter((line) => !line.includes('"outcome":"ok"'))).toEqual([]);
    await world.close();
  });
});
