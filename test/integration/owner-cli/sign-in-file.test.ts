import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SifelySimulator } from '../../../simulators/sifely/index.ts';
import { closeOwnerHomes, startOwnerHome } from './owner-home.ts';

const DAY_MS = 24 * 3_600_000;
/** PATH_MAX of Linux, with its final zero. */
const MAX_PATH = 4096;

afterEach(closeOwnerHomes);

const folderOf = (home: string) => join(home, '.config/sifely-google-home');

test('a command that runs while another account signs in uses neither its credentials nor its file', async () => {
  const { call, signIn, sifely, clock } = await startOwnerHome({ tokenSeconds: 86_400 });
  const other = await SifelySimulator.start({ clock });
  try {
    await signIn('oauth');
    await call(['codes', 'add', 'front', '--name', 'Anna', '--code', '482915']);
    let callsBefore = 0;
    const removal = await call(['codes', 'remove', 'front', 'Anna'], {
      answers: ['y'],
      async onAsk() {
        // The token of the waiting command expires, so that it reads the file again.
        clock.advance(2 * DAY_MS);
        const login = ['login', '--user', 'demo@example.com', '--server', other.url, '--client-id', 'any'];
        expect((await call(login, { input: 'demo-password\n' })).code).toBe(0);
        callsBefore = sifely.calls.length;
      },
    });
    expect([removal.code, removal.notes]).toEqual([1, expect.stringContaining('Sifely signed us out')]);
    expect(sifely.calls.slice(callsBefore)).toEqual([]);
    const present = JSON.parse((await call(['whoami', '--json'])).printed);
    expect(present.server).toBe(other.url);
    expect((await call(['locks', 'list'])).code).toBe(0);
  } finally {
    await other.close();
  }
});

test('a command that runs while the person signs out does not sign in again', async () => {
  const { call, signIn, home, clock } = await startOwnerHome({ tokenSeconds: 86_400 });
  await signIn('oauth');
  await call(['codes', 'add', 'front', '--name', 'Anna', '--code', '482915']);
  await call(['codes', 'remove', 'front', 'Anna'], {
    answers: ['y'],
    async onAsk() {
      clock.advance(2 * DAY_MS);
      expect((await call(['logout'])).code).toBe(0);
    },
  });
  expect(readdirSync(folderOf(home))).not.toContain('account.json');
  expect((await call(['whoami'])).notes).toContain('You are not signed in');
});

test('a command that only counts its calls leaves the file of the sign-in alone', async () => {
  const { call, signIn, home } = await startOwnerHome();
  await signIn();
  const file = join(folderOf(home), 'account.json');
  const before = readFileSync(file, 'utf8');
  const { calls } = JSON.parse((await call(['whoami', '--json'])).printed);
  expect((await call(['locks', 'list'])).code).toBe(0);
  // One of the list, one of what is reachable, one of `whoami` itself.
  const later = JSON.parse((await call(['whoami', '--json'])).printed);
  expect(later.calls.made).toBe(calls.made + 3);
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('an unlock ends well although its calls cannot be counted', async () => {
  const { call, signIn, home } = await startOwnerHome();
  await signIn();
  const counts = join(folderOf(home), 'calls.json');
  rmSync(counts);
  mkdirSync(counts);
  const { code, printed, notes } = await call(['locks', 'unlock', 'front door']);
  expect([code, printed]).toEqual([0, expect.stringContaining('Seen at the door: unlocked.')]);
  expect(notes).toMatch(/^The calls were not counted: .*calls\.json cannot be written/);
});

test('keys roll asks for no new key where it could not be stored', async () => {
  const { call, signIn, home, sifely } = await startOwnerHome();
  await signIn();
  const key = sifely.account('demo@example.com').apiKey;
  // The path of the file fits, that of a draft beside it does not: also root cannot write it.
  const tail = '/sifely-google-home/account.json';
  let deep = join(home, 'd');
  while (deep.length + 202 + tail.length < MAX_PATH) deep = join(deep, 'x'.repeat(200));
  deep = join(deep, 'y'.repeat(MAX_PATH - 1 - tail.length - deep.length - 1));
  mkdirSync(dirname(`${deep}${tail}`), { recursive: true });
  for (const name of ['key', 'account.json'])
    renameSync(join(folderOf(home), name), join(deep, 'sifely-google-home', name));
  const { code, notes } = await call(['keys', 'roll', '--yes'], { env: { XDG_CONFIG_HOME: deep } });
  expect([code, notes]).toEqual([1, expect.stringContaining('cannot be written (ENAMETOOLONG)')]);
  expect(sifely.calls.filter(({ endpoint }) => endpoint.endsWith('roll-token'))).toEqual([]);
  expect(sifely.account('demo@example.com').apiKey).toBe(key);
});

test('guests of one API key are not those of another, and stay when the key is replaced', async () => {
  const { call, sifely } = await startOwnerHome();
  const login = (username: string) =>
    call(['login', '--api-key', '--server', sifely.url], { input: `${sifely.account(username).apiKey}\n` });
  expect((await login('demo@example.com')).code).toBe(0);
  expect((await call(['guests', 'add', 'Anna', '--door', 'front'])).code).toBe(0);
  expect((await login('empty@example.com')).code).toBe(0);
  expect((await call(['guests', 'list'])).notes).toBe('No guest was added from here.');
  expect((await login('demo@example.com')).code).toBe(0);
  expect((await call(['guests', 'list'])).printed).toContain('Anna');
  expect((await call(['keys', 'roll', '--yes'])).code).toBe(0);
  expect((await login('demo@example.com')).code).toBe(0);
  expect((await call(['guests', 'list'])).printed).toContain('Anna');
});
