import { spawn } from 'node:child_process';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { ROOT } from '../../support/program.ts';
import { closeOwnerHomes, startOwnerHome } from './owner-home.ts';

afterEach(closeOwnerHomes);

/** Runs the real command line as a process whose output is piped. */
function run(env: Readonly<Record<string, string>>, words: readonly string[], input = '') {
  const child = spawn(process.execPath, [`${ROOT}/scripts/run.cjs`, `${ROOT}/cli/main.ts`, ...words], {
    cwd: env['HOME'],
    env: { ...env, PATH: process.env['PATH'] ?? '' },
  });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  child.stdin.end(input);
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, ...output }));
  });
  return { child, ended };
}

test('the process signs in from a pipe, prints JSON into one, and ends with the exit code', async () => {
  const { sifely, env } = await startOwnerHome({ startAt: Date.now() });
  const call = (words: readonly string[], input?: string) => run(env, words, input).ended;
  const login = await call(
    ['login', '--user', 'demo@example.com', '--server', sifely.url],
    'demo-password\n',
  );
  expect([login.code, login.err, JSON.parse(login.out)]).toEqual([
    0,
    '',
    { user: 'demo@example.com', server: sifely.url, plan: 'DEVELOPER' },
  ]);
  const list = await call(['locks', 'list']);
  expect(JSON.parse(list.out).map(({ name }: { name: string }) => name)).toContain('Front door');
  expect((await call(['locks', 'list', '--table'])).out).toMatch(/^ID +NAME +GROUP/);
  expect(await call(['locks', 'show', 'attic'])).toMatchObject({ code: 2, out: '' });
  const offline = await call(['locks', 'lock', 'Garden shed']);
  expect([offline.code, offline.out]).toEqual([1, '']);
}, 60_000);

test('a process that is killed while Sifely sets its code loses nothing, and the next one doubles nothing', async () => {
  const { sifely, env } = await startOwnerHome({ startAt: Date.now() });
  const call = (words: readonly string[], input?: string) => run(env, words, input).ended;
  await call(['login', '--user', 'demo@example.com', '--server', sifely.url], 'demo-password\n');
  sifely.fault({ kind: 'hang', endpoint: 'keyboardPwd/add', moment: 'after', times: 1 });
  const { child, ended } = run(env, ['codes', 'add', 'front', '--name', 'Anna', '--code', '482915']);
  const adds = () => sifely.calls.filter(({ endpoint }) => endpoint.endsWith('keyboardPwd/add')).length;
  while (adds() === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGKILL');
  await ended;
  const list = await call(['codes', 'list', 'front']);
  expect(JSON.parse(list.out)).toContainEqual(expect.objectContaining({ name: 'Anna', state: 'set' }));
  expect(adds()).toBe(1);
  const door = sifely.lock(DEMO_LOCKS.frontDoor);
  door.enterDigits('482915');
  expect(door.bolt).toBe('unlocked');
}, 60_000);
