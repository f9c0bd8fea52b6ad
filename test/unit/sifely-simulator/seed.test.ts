import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine, readSeed, USAGE } from '../../../simulators/sifely/command-line.ts';
import { demoSeed, SifelySimulator } from '../../../simulators/sifely/index.ts';
import { Program } from '../../support/program.ts';

const EXAMPLE = join(__dirname, '../../../simulators/sifely/seed.example.json');

test('the example seed file is the demo', () => {
  expect(JSON.parse(readFileSync(EXAMPLE, 'utf8'))).toEqual(JSON.parse(JSON.stringify(demoSeed)));
  expect(readSeed(EXAMPLE).locks).toHaveLength(6);
});

test('all faults of a seed are listed at once, each with its place', async () => {
  const accounts = [{ username: 'a', password: 'b' }];
  const start = (seed: unknown) => SifelySimulator.start({ seed: seed as typeof demoSeed });
  await expect(
    start({
      accounts,
      locks: [
        { lockId: 1, name: 'x', owner: 'a', batery: 5 },
        { lockId: 'two', name: 'y', owner: 'a' },
      ],
    }),
  ).rejects.toThrow(/"locks\.0\.batery" is not a setting[\s\S]*locks\.1\.lockId: /);
  await expect(
    start({ accounts, locks: [{ lockId: 1, name: 'x', owner: 'unknown', gatewayIds: [9], home: 'h' }] }),
  ).rejects.toThrow(/no home "h"[\s\S]*no account "unknown"[\s\S]*no gateway 9/);
  await expect(start({ accounts: [...accounts, ...accounts], locks: [] })).rejects.toThrow(
    'account a: appears twice',
  );
});

test('the command line is read, and what is wrong with it is said', () => {
  expect(readCommandLine(['--help'])).toBe('help');
  expect(readCommandLine(['-h'])).toBe('help');
  expect(USAGE).toContain('npm run simulate:sifely');
  expect(
    readCommandLine(['--seed', EXAMPLE, '--port', '0', '--profile', 'oauth', '--replies', 'wrapped']),
  ).toMatchObject({
    port: 0,
    host: '127.0.0.1',
    profiles: ['oauth'],
    replies: 'wrapped',
    seed: { accounts: [{ username: 'demo@example.com' }, {}, {}, {}] },
  });
  expect(() => readCommandLine(['--port', '99999'])).toThrow('--port must be a number from 0 to 65535');
  expect(() => readCommandLine(['--profile', 'both-of-them'])).toThrow(
    'must be one of oauth, api-key, ttlock, both, all',
  );
  expect(() => readCommandLine(['--sed', 'x'])).toThrow("Unknown option '--sed'");
  expect(() => readCommandLine(['--seed', '/nowhere.json'])).toThrow('/nowhere.json does not exist');
});

test('a seed file that is no seed is said plainly', () => {
  expect(() => readSeed(join(__dirname, '../../../README.md'))).toThrow(/README\.md is not a JSON file$/);
  expect(() => readSeed(join(__dirname, '../../../package.json'))).toThrow('"accounts" is missing');
});

test.each([
  [['--port', 'abc'], 2, '--port must be a number from 0 to 65535. Try: npm run simulate:sifely -- --help'],
  [['--sed', 'x'], 2, "Unknown option '--sed'"],
  [['-h'], 0, 'npm run simulate:sifely'],
])('the command with %j ends with exit code %i', async (args, code, text) => {
  const program = Program.node(['simulators/sifely/main.ts', ...args]);
  expect(await program.ended).toBe(code);
  expect(program.output).toContain(text);
});

test('the command says which port is taken and what to do', async () => {
  const first = await SifelySimulator.start();
  const { port } = new URL(first.url);
  const program = Program.node(['simulators/sifely/main.ts', '--port', port]);
  expect(await program.ended).toBe(1);
  expect(program.output).toContain(
    `Port 127.0.0.1:${port} is taken by another program. Choose another one, for example: npm run simulate:sifely -- --port 9000`,
  );
  await first.close();
});

test('a simulator does not start on a port that is taken', async () => {
  const first = await SifelySimulator.start();
  await expect(SifelySimulator.start({ port: Number(new URL(first.url).port) })).rejects.toThrow(
    'EADDRINUSE',
  );
  await first.close();
});
