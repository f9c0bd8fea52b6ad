import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../../functions/config/load-config.ts';
import { SETTING_BY_NAME } from '../../../functions/config/settings.ts';

const DEPLOY = join(__dirname, '../../../deploy');
const { safeLoad }: { safeLoad(text: string): unknown } = require('js-yaml');

interface Service {
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
  readonly [key: string]: unknown;
}

interface ComposeFile {
  readonly services: Readonly<Record<'locks' | 'caddy', Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly networks: {
    readonly front: { readonly ipam: { readonly config: readonly { subnet: string }[] } };
  };
  readonly volumes: Readonly<Record<string, null>>;
}

const text = readFileSync(join(DEPLOY, 'compose.yaml'), 'utf8');
const compose = safeLoad(text) as ComposeFile;
const { locks, caddy } = compose.services;

test('both containers of compose.yaml may do as little as they need', () => {
  for (const service of [locks, caddy]) {
    expect(service).toMatchObject({
      ...{ restart: 'unless-stopped', read_only: true, tmpfs: ['/tmp'], cap_drop: ['ALL'] },
      security_opt: ['no-new-privileges:true'],
      logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } },
    });
  }
  expect(caddy['cap_add']).toEqual(['NET_BIND_SERVICE']);
  expect(locks['cap_add']).toBeUndefined();
});

test('the server of compose.yaml is reached by Caddy alone, whose network is the one whose callers it believes', () => {
  expect(locks['ports']).toBeUndefined();
  expect(locks.networks).toEqual(caddy.networks);
  expect(compose.networks.front.ipam.config).toEqual([{ subnet: locks.environment['TRUSTED_PROXIES'] }]);
  const [, upstream] = /reverse_proxy (\S+)/.exec(readFileSync(join(DEPLOY, 'Caddyfile'), 'utf8')) ?? [];
  expect(upstream).toBe(`locks:${locks.environment['PORT']}`);
});

test('what compose.yaml sets are settings of the server, which accepts them', () => {
  const { environment } = locks;
  expect(Object.keys(environment).filter((name) => !SETTING_BY_NAME.has(name))).toEqual([]);
  const secret = environment['GOOGLE_APPLICATION_CREDENTIALS'] ?? '';
  expect(Object.keys(compose.secrets)).toEqual([secret.slice('/run/secrets/'.length)]);
  expect(locks['secrets']).toEqual(Object.keys(compose.secrets));
  const config = loadConfig(
    {
      ...environment,
      PUBLIC_URL: 'https://locks.example.com',
      GOOGLE_CLIENT_ID: 'google-home',
      GOOGLE_CLIENT_SECRET: 'a-secret-of-some-length',
      GOOGLE_PROJECT_ID: 'my-home-project',
      ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    },
    { platform: 'self-hosted' },
  );
  expect(config).toMatchObject({ host: '0.0.0.0', port: 8080, dataDir: '/data' });
});

test('the files and volumes that compose.yaml names are there', () => {
  const mounted = [...locks.volumes, ...caddy.volumes].map((volume) => volume.split(':')[0] ?? '');
  const files = mounted.filter((name) => name.startsWith('./'));
  expect(files).toEqual(['./Caddyfile']);
  expect(mounted.filter((name) => !name.startsWith('./')).sort()).toEqual(
    Object.keys(compose.volumes).sort(),
  );
  const { context, dockerfile } = locks['build'] as { context: string; dockerfile: string };
  for (const path of [...files, join(context, dockerfile)]) expect(existsSync(join(DEPLOY, path))).toBe(true);
});

test('no file with secrets that compose.yaml reads gets into the repository or the image', () => {
  const root = join(DEPLOY, '..');
  const ignored = readFileSync(join(root, '.gitignore'), 'utf8').split('\n');
  expect(locks['env_file']).toBe('.env');
  expect(ignored).toEqual(expect.arrayContaining(['.env', '*service-account.json']));
  expect(compose.secrets['service-account']?.file).toBe('./service-account.json');
  expect(readFileSync(join(root, '.dockerignore'), 'utf8')).toMatch(/^\*$/m);
});
