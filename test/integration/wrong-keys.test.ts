import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealCredentials } from '../../functions/accounts/credentials/credential-store.ts';
import { createSealer } from '../../functions/accounts/sealing.ts';
import { systemClock } from '../../functions/clock.ts';
import type { EncryptionKey } from '../../functions/config/config.ts';
import { systemRandom } from '../../functions/random.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../functions/store/store.ts';
import { Program, ROOT } from '../support/program.ts';
import { World } from '../support/world.ts';

const newKey = (id: string): EncryptionKey => ({ id, key: randomBytes(32) });
const written = ({ id, key }: EncryptionKey) => `${id}:${Buffer.from(key).toString('base64')}`;

/** Stores an account as an earlier release did. */
async function storeAccount(store: Store, key: EncryptionKey): Promise<void> {
  const id = 'an-account-of-this-test';
  const credentials = sealCredentials(createSealer([key], systemRandom), id, { token: 'a' });
  await store.create({ collection: 'accounts', id }, { id, credentials }, { dueAt: 1 });
}

describe('a self-hosted server with wrong ENCRYPTION_KEYS', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'keys-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const start = (keys: string) =>
    Program.node(['functions/server.ts'], {
      cwd: ROOT,
      env: {
        ...{ PUBLIC_URL: 'https://locks.example.com', GOOGLE_CLIENT_ID: 'google-home' },
        ...{ GOOGLE_CLIENT_SECRET: 'a-secret-of-some-length', GOOGLE_PROJECT_ID: 'my-home-project' },
        ...{ ENCRYPTION_KEYS: keys, HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir },
      },
    });

  test('refuses to start in plain words, and starts with the right ones', async () => {
    const key = newKey('k1');
    const store = openSqliteStore({ file: join(dataDir, 'store.sqlite'), clock: systemClock });
    await storeAccount(store, key);
    await store.close();

    const right = start(written(key));
    await right.until(/listening/);
    expect(await right.stop()).toBe(0);

    const other = newKey('k1');
    const wrong = start(written(other));
    expect(await wrong.ended).toBe(1);
    expect(wrong.output).toContain(
      'ENCRYPTION_KEYS has another key under the id "k1" than the one that this database is encrypted with.\n      Put the former key back',
    );
    expect(wrong.output).not.toMatch(/\n\s+at |openssl/);
    expect(wrong.output).not.toContain(Buffer.from(other.key).toString('base64'));
  });
});

describe.each(['sqlite', 'firestore'] as const)('a deployment with wrong ENCRYPTION_KEYS (%s)', (kind) => {
  let world: World;
  beforeEach(async () => {
    world = await World.start({ store: kind, config: { platform: 'firebase', proxyNetworks: 'any' } });
  });
  afterEach(() => world.close());

  test('answers every request 503, says why in the log and at /ready, and goes on being alive', async () => {
    await storeAccount(world.store, newKey('k1'));
    for (const [method, path] of [
      ['GET', '/oauth/authorize?client_id=x'],
      ['POST', '/oauth/token'],
      ['POST', '/smarthome'],
      ['GET', '/account'],
    ] as const) {
      const answer = await fetch(`${world.url}${path}`, { method });
      expect([path, answer.status, await answer.json()]).toEqual([path, 503, { error: 'not_configured' }]);
    }
    const log = world.logLines.join('');
    expect(log.match(/ENCRYPTION_KEYS does not fit the database/g)).toHaveLength(1);
    expect(log).toContain('another key under the id \\"k1\\"');
    expect((await fetch(`${world.url}/health`)).status).toBe(200);
    const ready = await fetch(`${world.url}/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { problems: [{ part: 'keys' }] }]);
  });

  test('serves with the right ones', async () => {
    await world.link();
    const { payload } = await world.google.user('alice').sync();
    expect(payload.devices.length).toBeGreaterThan(0);
    expect((await fetch(`${world.url}/ready`)).status).toBe(200);
  });
});
