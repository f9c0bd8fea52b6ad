import { PassThrough } from 'node:stream';
import { COMMANDS } from '../../../cli/commands.ts';
import { runCommand } from '../../../cli/run-command.ts';
import { promptsAt } from '../../../cli/terminal.ts';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { testTerminal } from '../../support/test-terminal.ts';
import { closeOwnerHomes, isChange, startOwnerHome } from './owner-home.ts';

afterEach(closeOwnerHomes);

test('login asks for what is missing, for the password hidden, and stores it nowhere', async () => {
  const { call, sifely } = await startOwnerHome();
  const given = await call(['login', '--server', sifely.url], {
    answers: ['demo@example.com', 'demo-password'],
  });
  expect(given.code).toBe(0);
  expect(given.asked).toEqual(['E-mail address or phone number:', 'Password:']);
  expect((await call(['whoami'])).printed).toContain('demo@example.com');
});

test('login takes a client id, a piped password, and an API key', async () => {
  const { call, sifely } = await startOwnerHome();
  const server = ['--server', sifely.url];
  const oauth = await call(['login', '--user', 'demo@example.com', '--client-id', 'mine', ...server], {
    input: 'demo-password\n',
  });
  expect(oauth.code).toBe(0);
  expect((await call(['whoami', '--json'])).printed).toContain('"generation": "oauth"');
  expect((await call(['locks', 'list'])).printed).toContain('Front door');

  const key = sifely.account('demo@example.com').apiKey;
  expect((await call(['login', '--api-key', ...server], { answers: [key] })).code).toBe(0);
  expect((await call(['locks', 'list'])).printed).toContain('Front door');
  const wrong = await call(['login', '--api-key', ...server], { answers: ['sk-0123456789abcdef'] });
  expect([wrong.code, wrong.notes]).toEqual([
    1,
    expect.stringContaining('Sifely does not accept the sign-in'),
  ]);
  expect((await call(['whoami'])).code).toBe(0);
});

test('a command without its lock lets a person choose by number or by name, and asks again before it unlocks', async () => {
  const { call, signIn, sifely } = await startOwnerHome();
  await signIn();
  expect((await call(['locks', 'unlock'], { answers: ['1', 'n'] })).code).toBe(1);
  expect(sifely.lock(DEMO_LOCKS.frontDoor).bolt).toBe('locked');
  const byNumber = await call(['locks', 'unlock'], { answers: ['3', 'y'] });
  expect(byNumber.asked[0]).toBe(
    'Which lock?\n  1  Front door\n  2  Back door\n  3  Garage\n  4  Study\n  5  Garden shed',
  );
  expect(byNumber.code).toBe(0);
  expect(sifely.lock(DEMO_LOCKS.garage).bolt).toBe('unlocked');
  expect((await call(['locks', 'lock'], { answers: ['garage'] })).code).toBe(0);
  expect(sifely.lock(DEMO_LOCKS.garage).bolt).toBe('locked');
  expect((await call(['locks', 'lock'], { answers: ['9', 'study'] })).code).toBe(0);
  expect((await call(['locks', 'lock'], { answers: ['9'] })).code).toBe(2);
});

test.each([
  ['y', 0, false],
  ['YES', 0, false],
  ['', 1, true],
  ['n', 1, true],
  ['perhaps', 1, true],
])('the answer %j to "Remove the code?" ends with %d', async (answer, code, isThere) => {
  const { call, signIn } = await startOwnerHome();
  await signIn();
  expect((await call(['codes', 'remove', 'back', 'Family'], { answers: [answer] })).code).toBe(code);
  expect((await call(['codes', 'list', 'back'])).screen.includes('Family')).toBe(isThere);
});

test('Enter in place of digits takes random ones, which are not printed', async () => {
  const { call, signIn } = await startOwnerHome();
  await signIn();
  const added = await call(['codes', 'add', 'back'], { answers: ['Anna', ''] });
  expect([added.code, added.screen]).toEqual([0, expect.stringContaining('Anna opens it always')]);
  const shown = JSON.parse((await call(['codes', 'list', 'back', '--show', '--json'])).printed);
  const { code } = shown.find(({ name }: { name: string }) => name === 'Anna');
  expect(code).toMatch(/^\d{6}$/);
  expect(added.screen).not.toContain(code);
});

test.each([
  [
    ['codes', 'add', 'back'],
    ['', 'Anna', '1234', '482915'],
    ['Please type a name.', 'This code counts up or down, so it is easy to guess. Choose another one.'],
  ],
  [['cards', 'add', 'back'], ['no number', '3661413478'], ['A card has a number of 4 to 20 decimal digits.']],
  [
    ['keys', 'send', 'back', '--yes'],
    ['', 'anna', 'empty@example.com'],
    ['RECEIVER is empty.', 'RECEIVER: "anna" is neither an e-mail address nor a phone number.'],
  ],
  [
    ['records', 'export', 'back'],
    ['week', 'nowhere/week.csv', 'week.csv'],
    ['FILE must end with .csv or .json.', expect.stringMatching(/^There is no folder .+nowhere\.$/)],
  ],
  [['guests', 'add', '--door', 'back'], [' ', 'Anna'], ['NAME is empty.']],
])('%j explains a wrong answer, and takes the corrected one', async (words, answers, faults) => {
  const { call, signIn } = await startOwnerHome();
  await signIn();
  const { code, notes } = await call(words, { answers });
  expect([code, notes.split('\n')]).toEqual([0, faults]);
});

test('login asks again for a name and a password that were left empty', async () => {
  const { call, sifely } = await startOwnerHome();
  const answers = ['', 'demo@example.com', '', 'demo-password'];
  const { code, notes } = await call(['login', '--server', sifely.url], { answers });
  expect([code, notes]).toEqual([0, 'Please type it.\nPlease type it.']);
});

test('random digits come with the call that shows them, and --show prints them at once', async () => {
  const { call, signIn } = await startOwnerHome();
  await signIn();
  const added = await call(['codes', 'add', 'back', '--name', 'Anna', '--random']);
  expect(added.printed).toContain('Its digits: sifely-google-home codes list 532302 --show');
  const shown = await call(['codes', 'add', 'back', '--name', 'Berta', '--random', '--show']);
  expect(shown.printed).toMatch(/^Code: \d{6}$/m);
});

test('in a source tree, hints and help name the call by npm', async () => {
  const { call } = await startOwnerHome();
  const env = { npm_lifecycle_event: 'cli' };
  expect((await call(['locks', 'list'], { env })).notes).toBe(
    'You are not signed in. Sign in first: npm run cli -- login',
  );
  expect((await call(['locks', 'list', '--josn'], { env })).notes).toContain(
    'See: npm run cli -- locks list --help',
  );
  const { printed } = await call(['codes', 'add', '--help'], { env });
  expect(printed).toContain('Usage: npm run cli -- codes add LOCK [OPTIONS]');
  expect(printed).toContain('  npm run cli -- codes add front --name Cleaner');
});

test.each([
  [['codes', 'remove', 'back', 'Family']],
  [['codes', 'add', 'back']],
  [['guests', 'add']],
  [['locks', 'unlock']],
  [['cards', 'remove', 'front', 'Blue']],
  [['keys', 'roll']],
  [['login']],
])('Ctrl-C at the question of %j ends with 130, and nothing is changed', async (words) => {
  const { signIn, sifely, env, home, clock } = await startOwnerHome();
  await signIn('api-key');
  sifely.clearCalls();
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const stderr = Object.assign(new PassThrough(), { isTTY: true });
  const told = testTerminal({ env, cwd: home, clock, isPrintedForPerson: true });
  const isAsking = new Promise((resolve) => stderr.once('data', resolve));
  const ended = runCommand(COMMANDS, { ...told, ...promptsAt({ stdin, stderr }) }, words);
  await isAsking;
  stdin.write('\x03');
  expect([await ended, told.printed, told.notes]).toEqual([130, [], ['Stopped.']]);
  expect(sifely.calls.filter(({ endpoint }) => isChange(endpoint))).toEqual([]);
});
