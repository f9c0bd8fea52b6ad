import { randomBytes } from 'node:crypto';
import type { Config } from '../../../functions/config/config.ts';
import { World } from '../../support/world.ts';

const DAY = 24 * 3_600_000;
const CLIENT = { client_id: 'google-client', client_secret: 'google-client-secret-of-the-test-world' };

type StoreKind = 'sqlite' | 'firestore';

describe.each(['sqlite', 'firestore'] as const)('a database that lost its links (%s)', (store) => {
  let worlds: World[];
  const config: Partial<Config> = { encryptionKeys: [{ id: 'k1', key: randomBytes(32) }] };

  beforeEach(() => {
    worlds = [];
  });
  afterEach(() => Promise.all(worlds.map((world) => world.close())));

  /** Starts the product on an empty database, with the same keys. */
  async function start(overrides: Partial<Config> = {}): Promise<World> {
    const world = await World.start({ store: store as StoreKind, config: { ...config, ...overrides } });
    worlds.push(world);
    await world.app.tick();
    return world;
  }

  async function linked(name = 'alice') {
    const world = await start();
    await world.link(name);
    const { tokens } = world.google.user(name);
    if (tokens === undefined) throw new Error('no tokens');
    return { world, tokens };
  }

  async function token(world: World, path: 'token' | 'revoke', form: Record<string, string>) {
    const body = new URLSearchParams({ ...CLIENT, ...form });
    const response = await fetch(`${world.url}/oauth/${path}`, { method: 'POST', body });
    return { status: response.status, ...Object(await response.json()) };
  }

  const refresh = (world: World, refresh_token: string) =>
    token(world, 'token', { grant_type: 'refresh_token', refresh_token });

  async function sync(world: World, accessToken: string): Promise<number> {
    const response = await fetch(`${world.url}/smarthome`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}` },
      body: JSON.stringify({ requestId: 'r', inputs: [{ intent: 'action.devices.SYNC' }] }),
    });
    return response.status;
  }

  test('answers every token of its links as an outage, and warns', async () => {
    const { tokens } = await linked();
    const empty = await start();
    expect(empty.logLines.join()).toContain('the database is new: no account is in it');
    expect(await refresh(empty, tokens.refreshToken)).toEqual({
      status: 503,
      error: 'temporarily_unavailable',
    });
    expect(await sync(empty, tokens.accessToken)).toBe(503);
    expect((await token(empty, 'revoke', { token: tokens.refreshToken })).status).toBe(503);
    const warnings = empty.logLines.filter((line) => line.includes('a link is missing in the database'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('"isDatabaseNew":true');
  });

  test('goes on doing so after others have linked again, and a year later', async () => {
    const { tokens } = await linked();
    const empty = await start();
    await empty.link('bob');
    expect((await refresh(empty, tokens.refreshToken)).status).toBe(503);
    empty.clock.advance(366 * DAY);
    expect((await refresh(empty, tokens.refreshToken)).status).toBe(503);
  });

  test('takes refresh tokens of earlier releases for its own by their form while it is new', async () => {
    const empty = await start();
    const token = randomBytes(48).toString('base64url');
    expect((await refresh(empty, token)).status).toBe(503);
    expect((await refresh(empty, 'no-token-of-ours')).status).toBe(400);
    expect(await sync(empty, token)).toBe(401);
    empty.clock.advance(31 * DAY);
    expect(await refresh(empty, token)).toEqual({ status: 400, error: 'invalid_grant' });
    expect(await sync(empty, token)).toBe(401);
  });

  test('ends them when its operator says so', async () => {
    const { tokens } = await linked();
    const empty = await start({ lostLinks: 'end' });
    expect(await refresh(empty, tokens.refreshToken)).toEqual({ status: 400, error: 'invalid_grant' });
    expect(await sync(empty, tokens.accessToken)).toBe(401);
  });

  test('still says invalid_grant of links that ended in it', async () => {
    const { world, tokens } = await linked();
    await world.google.user('alice').disconnect();
    expect(await refresh(world, tokens.refreshToken)).toEqual({ status: 400, error: 'invalid_grant' });
    expect(await sync(world, tokens.accessToken)).toBe(401);
    expect((await token(world, 'revoke', { token: tokens.refreshToken })).status).toBe(200);
    world.clock.advance(300 * DAY);
    expect((await refresh(world, tokens.refreshToken)).status).toBe(400);
  });

  test('still says invalid_grant of one household member who left, and serves the other', async () => {
    const { world, tokens } = await linked();
    await world.link('bob');
    const bob = world.google.user('bob').tokens;
    await world.google.user('alice').disconnect();
    expect((await refresh(world, tokens.refreshToken)).status).toBe(400);
    expect((await refresh(world, bob?.refreshToken ?? '')).status).toBe(200);
  });

  test('refuses access tokens that are sent as refresh tokens', async () => {
    const { world, tokens } = await linked();
    expect(await refresh(world, tokens.accessToken)).toEqual({ status: 400, error: 'invalid_grant' });
  });

  test('keeps the link of a member that an older backup does not have', async () => {
    const { world, tokens } = await linked();
    const [key] = await world.store.dueKeys('accounts', { until: 8e15 / 100, limit: 1 });
    if (key === undefined) throw new Error('no account');
    const [backup] = await world.store.get([key.key]);
    await world.link('bob');
    const bob = world.google.user('bob').tokens?.refreshToken ?? '';
    const [now] = await world.store.get([key.key]);
    await world.store.replace(key.key, now?.revision ?? '', backup?.data, { dueAt: key.dueAt });
    expect((await refresh(world, bob)).status).toBe(503);
    expect((await refresh(world, tokens.refreshToken)).status).toBe(200);
  });
});
