import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
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

test('settings of a service that cannot be read do not stop the owner', async () => {
  const { env, home } = await startOwnerHome();
  mkdirSync(join(home, '.env'));
  expect(await run(env, ['backup']).ended).toMatchObject({ code: 1, err: expect.stringContaining('.env') });
  expect(await run(env, ['whoami']).ended).toMatchObject({
    code: 1,
    err: 'You are not signed in. Sign in first: sifely-google-home login\n',
  });
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

/** The calls of `codes add` with a name of a lock and a period, in their order. */
const CALLS = ['lock/list', 'key/list', 'lock/detail', 'lock/listKeyboardPwd', 'keyboardPwd/add'] as const;

test('a process that is killed in any of its calls leaves a code that is set once, or none', async () => {
  const { sifely, env, clock, call: callHere, signIn } = await startOwnerHome({ startAt: Date.now() });
  await signIn();
  /** Runs in this process, which is faster, at the time of the other. */
  const call = (words: readonly string[]) => {
    clock.advance(Date.now() - clock.now());
    return callHere(words, { isPiped: true });
  };
  for (const [index, endpoint] of CALLS.entries()) {
    for (const [turn, moment] of (['before', 'after'] as const).entries()) {
      const digits = `4829${index}${turn + 5}`;
      const words = [
        'codes',
        'add',
        'front',
        '--name',
        `Guest ${digits}`,
        '--code',
        digits,
        '--for',
        '3 hours',
      ];
      sifely.clearCalls();
      sifely.fault({ kind: 'hang', endpoint, moment, times: 1 });
      const { child, ended } = run(env, words);
      while (!sifely.calls.some((sent) => sent.endpoint.endsWith(endpoint)))
        await new Promise((resolve) => setTimeout(resolve, 10));
      child.kill('SIGKILL');
      await ended;
      const list = async () =>
        JSON.parse((await call(['codes', 'list', 'front', '--show'])).printed).filter(
          (code: { name: string }) => code.name === `Guest ${digits}`,
        );
      // Nothing was written down yet: the person calls again.
      if ((await list()).length === 0) expect((await call(words)).code).toBe(0);
      // An addition whose end is not known is looked up for two minutes before it may be sent again.
      const [code, ...others] = await list();
      expect([endpoint, moment, others]).toEqual([endpoint, moment, []]);
      const isOpen = endpoint === 'keyboardPwd/add' && moment === 'before';
      expect([endpoint, moment, code]).toMatchObject([
        endpoint,
        moment,
        { state: isOpen ? 'setting' : 'set', code: digits },
      ]);
      expect(sifely.calls.filter((sent) => sent.endpoint.endsWith('keyboardPwd/add')).length).toBe(1);
    }
  }
}, 120_000);
