import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsIn, withSettings } from '../../cli/setup/env-text.ts';
import { GoogleSimulator } from '../../simulators/google/index.ts';
import { DEMO_LOCKS, INSTANT_TIMING, SifelySimulator } from '../../simulators/sifely/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { freePorts } from '../support/free-ports.ts';
import { Program, ROOT } from '../support/program.ts';

const PIN = '80417263';
const MAIN = join(ROOT, 'cli/main.ts');

let folder: string;
let port: number;
let sifely: SifelySimulator;
let google: GoogleSimulator;
const programs: Program[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'household-'));
  port = await freePorts(1);
  sifely = await SifelySimulator.start({ timing: INSTANT_TIMING });
});

afterAll(async () => {
  await Promise.all(programs.map((program) => program.stop('SIGKILL')));
  await Promise.all([google?.close(), sifely.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a command as a person does in the folder of the settings. */
function command(...words: string[]): Program {
  const program = Program.node([MAIN, ...words], { cwd: folder });
  programs.push(program);
  return program;
}

async function done(...words: string[]): Promise<string> {
  const program = command(...words);
  if ((await program.ended) !== 0) throw new Error(program.output);
  return program.output;
}

async function serve(): Promise<Program> {
  const server = command('start');
  await server.until(/listening/);
  return server;
}

const envFile = () => join(folder, '.env');
const settings = () => settingsIn(readFileSync(envFile(), 'utf8'));
const set = (values: Record<string, string>) =>
  writeFileSync(envFile(), withSettings(readFileSync(envFile(), 'utf8'), values));

/** The integration as it stands in Google's console, with one client secret. Links outlive a change of it. */
function startGoogle(clientSecret: string, googlePort = 0): Promise<GoogleSimulator> {
  const url = `http://127.0.0.1:${port}`;
  return GoogleSimulator.start({
    fulfillmentUrl: `${url}/smarthome`,
    authorizeUrl: `${url}/oauth/authorize`,
    tokenUrl: `${url}/oauth/token`,
    clientId: settings()['GOOGLE_CLIENT_ID'] ?? '',
    clientSecret,
    port: googlePort,
    stateFile: join(folder, 'google.json'),
  });
}

async function linkInBrowser(): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(google.user('alice').authorizeUrl());
    await page.getByLabel('Sifely e-mail').fill('demo@example.com');
    await page.getByLabel('Sifely password').fill('demo-password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Voice PIN (4–8 digits)').fill(PIN);
    await page.getByLabel('Repeat the voice PIN').fill(PIN);
    await page.getByRole('button', { name: 'Agree and link' }).click();
    await page.waitForURL((url) => url.href.startsWith(google.redirectUri));
  } finally {
    await browser.close();
  }
}

async function unlocks(): Promise<void> {
  const alice = google.user('alice');
  await alice.lock('Front door');
  expect(sifely.lock(DEMO_LOCKS.frontDoor).bolt).toBe('locked');
  expect((await alice.unlock('Front door', { pin: PIN })).status).toBe('SUCCESS');
  expect(sifely.lock(DEMO_LOCKS.frontDoor).bolt).toBe('unlocked');
}

test('a household sets up by options, links in a browser, loses its disk, restores, and replaces both secrets, and the door opens each time', async () => {
  const address = ['--public-url', `http://127.0.0.1:${port}`, '--port', String(port)];
  const sifelyId = ['--sifely-client-id', 'test-client'];
  await done(
    'setup',
    '--target',
    'self-hosted',
    '--google-project',
    'my-home-project',
    ...address,
    ...sifelyId,
    '--yes',
  );
  const { GOOGLE_CLIENT_SECRET: firstSecret = '', ENCRYPTION_KEYS: firstKey = '' } = settings();
  google = await startGoogle(firstSecret);
  // Both clouds are simulated.
  const clouds = [`SIFELY_BASE_URL=${sifely.url}`, `HOMEGRAPH_URL=${google.homegraphUrl}`];
  appendFileSync(envFile(), `${[...clouds, `OAUTH_REDIRECT_URIS=${google.redirectUri}`].join('\n')}\n`);

  let server = await serve();
  await linkInBrowser();
  await google.user('alice').sync();
  await unlocks();

  await done('backup', '--to', 'saved.sqlite');
  await server.stop('SIGKILL');
  rmSync(join(folder, 'data'), { recursive: true });
  expect(await done('restore', 'saved.sqlite')).toContain('1 account');
  server = await serve();
  await unlocks();

  const newSecret = randomBytes(32).toString('hex');
  const newKey = `k2:${randomBytes(32).toString('base64')}`;
  set({ GOOGLE_CLIENT_SECRET: `${newSecret},${firstSecret}`, ENCRYPTION_KEYS: `${newKey},${firstKey}` });
  expect(await server.stop()).toBe(0);
  server = await serve();
  expect(await google.user('alice').refresh()).toHaveLength(1);
  // Jobs that wait keep the old key in use for some hours: the command says so by its exit code.
  const rotation = command('rotate-keys', '--yes');
  await rotation.ended;
  expect(rotation.output).toMatch(/^k2 +1 +1 /m);
  expect(rotation.output).toMatch(/^k1 +0 +0 /m);
  const googlePort = Number(new URL(google.url).port);
  await google.close();
  google = await startGoogle(newSecret, googlePort);
  expect(await google.user('alice').refresh()).toHaveLength(1);

  set({ GOOGLE_CLIENT_SECRET: newSecret });
  expect(await server.stop()).toBe(0);
  server = await serve();
  expect(await google.user('alice').refresh()).toHaveLength(1);
  await google.user('alice').sync();
  await unlocks();
  expect(await server.stop()).toBe(0);
  const setupAgain = await done('setup', '--target', 'self-hosted', '--yes');
  expect(setupAgain).toContain('Nothing to change');
  expect(setupAgain).not.toContain(newSecret);
}, 120_000);
