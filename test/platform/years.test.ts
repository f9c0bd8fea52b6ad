import { randomBytes } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsIn } from '../../cli/setup/env-text.ts';
import manifest from '../../package.json' with { type: 'json' };
import { GoogleSimulator } from '../../simulators/google/index.ts';
import { DEMO_LOCKS, INSTANT_TIMING, SifelySimulator } from '../../simulators/sifely/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { freePorts } from '../support/free-ports.ts';
import { Program, ROOT } from '../support/program.ts';

const PIN = '0412';

/** What a clone has and this checkout may have besides is left out. */
const NO_CLONE = /^(?:node_modules|\.git|lib|dist|coverage|data|\.env(?!\.example).*)$/;

let parent: string;
let folder: string;
let port: number;
let sifely: SifelySimulator;
let google: GoogleSimulator | undefined;
const started: Program[] = [];

beforeEach(async () => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'years-')));
  folder = join(parent, 'clone');
  for (const name of readdirSync(ROOT).filter((each) => !NO_CLONE.test(each)))
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  port = await freePorts(8);
  sifely = await SifelySimulator.start({ profiles: ['api-key'], timing: INSTANT_TIMING });
});

afterEach(async () => {
  await Promise.all(started.map((program) => program.stop('SIGKILL')));
  await google?.close();
  await sifely.close();
  rmSync(parent, { recursive: true, force: true });
});

const envFile = () => join(folder, '.env');
const settings = () => settingsIn(readFileSync(envFile(), 'utf8'));

/** Google with the client secret that is entered in its console; its links outlive a change of the secret. */
async function enterSecretAtGoogle(clientSecret: string): Promise<GoogleSimulator> {
  await google?.close();
  const url = `http://127.0.0.1:${port}`;
  google = await GoogleSimulator.start({
    ...{ fulfillmentUrl: `${url}/smarthome`, authorizeUrl: `${url}/oauth/authorize` },
    ...{ tokenUrl: `${url}/oauth/token`, revokeUrl: `${url}/oauth/revoke`, port: port + 1 },
    ...{ clientId: 'google-home', clientSecret, stateFile: join(parent, 'google.json') },
  });
  return google;
}

/** What a test has in place of HTTPS and of both clouds. */
const surroundings = () => ({
  ...{ PUBLIC_URL: `http://127.0.0.1:${port}`, SIFELY_BASE_URL: sifely.url },
  ...{ OAUTH_REDIRECT_URIS: google?.redirectUri ?? '', HOMEGRAPH_URL: google?.homegraphUrl ?? '' },
  ...{ TRUSTED_PROXIES: '0', LOG_FORMAT: 'cloud' },
});

type Script = keyof typeof manifest.scripts;

/** Runs a script of package.json in the clone, as `npm run` does. */
function run(
  script: Script,
  args: readonly string[] = [],
  env: Record<string, string> = surroundings(),
): Program {
  const [, ...words] = manifest.scripts[script].split(' ');
  const program = Program.node([...words, ...args], { cwd: folder, env });
  started.push(program);
  return program;
}

/** Runs a command to its end; returns its exit code and output. */
async function command(script: Script, ...args: string[]): Promise<readonly [unknown, string]> {
  const program = run(script, args);
  return [await program.ended, program.output];
}

async function serve(): Promise<Program> {
  const server = run('start');
  await server.until(/"message":"listening"/);
  return server;
}

async function linkInBrowser(): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(google?.user('alice').authorizeUrl() ?? '');
    await page.getByLabel('Sifely e-mail').fill('demo@example.com');
    await page.getByLabel('Sifely password').fill('demo-password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Voice PIN (4–8 digits)').fill(PIN);
    await page.getByRole('button', { name: 'Agree and link' }).click();
    await page.waitForURL((url) => url.href.startsWith(google?.redirectUri ?? '-'));
  } finally {
    await browser.close();
  }
}

/** Locks the front door, and unlocks it by voice with the PIN. */
async function opens(): Promise<void> {
  const door = sifely.lock(DEMO_LOCKS.frontDoor);
  const alice = google?.user('alice');
  await alice?.lock('Front door');
  expect(door.bolt).toBe('locked');
  expect((await alice?.unlock('Front door'))?.challenge).toBe('pinNeeded');
  expect((await alice?.unlock('Front door', { pin: PIN }))?.status).toBe('SUCCESS');
  expect(door.bolt).toBe('unlocked');
}

/** Changes one setting in the file, as a person does. */
function change(name: string, to: (value: string) => string): void {
  const before = settings()[name] ?? '';
  const after = to(before);
  const text = readFileSync(envFile(), 'utf8');
  writeFileSync(envFile(), text.replace(`${name}=${before}`, `${name}=${after}`));
  expect(settings()[name]).toBe(after);
}

test('a fresh clone opens the door after setup, after a restored backup, after both secrets were replaced, and with the data of 0.1.0', async () => {
  const fresh = readdirSync(folder);
  const [code] = await command(
    'setup',
    ...['--target', 'self-hosted', '--google-project', 'my-home-project'],
    ...['--public-url', 'https://locks.example.com', '--port', String(port), '--yes'],
  );
  expect(code).toBe(0);
  await enterSecretAtGoogle(settings()['GOOGLE_CLIENT_SECRET'] ?? '');
  const first = await serve();
  await linkInBrowser();
  await opens();

  // The disk dies, and the backup is brought back.
  expect(await command('backup', '--to', 'saved.sqlite')).toEqual([0, expect.stringContaining('1 account')]);
  await first.stop('SIGKILL');
  rmSync(join(folder, 'data'), { recursive: true });
  expect(await command('restore', 'saved.sqlite')).toEqual([0, expect.stringContaining('1 account')]);
  const second = await serve();
  await opens();
  await second.stop();

  // Both secrets are replaced while everything goes on.
  const secret = randomBytes(32).toString('hex');
  change('GOOGLE_CLIENT_SECRET', (old) => `${secret},${old}`);
  change('ENCRYPTION_KEYS', (old) => `k2:${randomBytes(32).toString('base64')},${old}`);
  const third = await serve();
  await google?.user('alice').refresh();
  await opens();
  await enterSecretAtGoogle(secret);
  await google?.user('alice').refresh();
  await opens();
  // Jobs that are due within minutes may still need the old key: it stays until they ran.
  expect(await command('rotate-keys', '--yes')).toEqual([
    expect.any(Number),
    expect.stringMatching(/^k1 +0 +0 /m),
  ]);
  await third.stop();
  change('GOOGLE_CLIENT_SECRET', () => secret);
  change('ENCRYPTION_KEYS', (both) => both.split(',')[0] ?? '');
  const last = await serve();
  await google?.user('alice').refresh();
  await opens();
  expect(await last.stop()).toBe(0);
  const [, again] = await command('setup', '--target', 'self-hosted', '--yes');
  expect(again).toContain('Nothing to change');
  expect(again).not.toContain(secret);

  // Nothing else is left of it than what docs/uninstall.md removes.
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['.env', 'data']));
  for (const name of ['data', '.env', 'saved.sqlite']) rmSync(join(folder, name), { recursive: true });
  expect(readdirSync(folder)).toEqual(fresh);

  // The data of the release before: nobody links again.
  cpSync(join(ROOT, 'test/platform/release-0.1.0'), join(folder, 'data'), { recursive: true });
  const demo = run('start', [], { PORT: String(port + 4), DATA_DIR: 'data' });
  await demo.until(/the demo/);
  const voice = async (...words: string[]) => {
    const program = run('google', words, { GOOGLE_SIMULATOR_URL: `http://127.0.0.1:${port + 6}` });
    await program.ended;
    return program.output;
  };
  expect(await voice('sync')).toContain('Front door');
  expect(await voice('lock', 'Front door', '--follow-up')).toContain('Front door is locked');
  expect(await voice('unlock', 'Front door', '--pin', '9999')).not.toContain('is unlocked');
  expect(await voice('unlock', 'Front door', '--pin', '4711', '--follow-up')).toContain(
    'Front door is unlocked',
  );
  expect(await voice('query')).toContain('Front door is unlocked');
  const complaints = demo.output.split('\n').filter((line) => / (WARNING|ERROR) /.test(line));
  expect(complaints).toEqual([expect.stringContaining('Google passed on a wrong PIN')]);
  expect(await demo.stop()).toBe(0);
}, 180_000);
