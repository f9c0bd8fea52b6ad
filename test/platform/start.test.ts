import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakePrograms } from '../support/fake-programs.ts';
import { freePorts } from '../support/free-ports.ts';
import { Program } from '../support/program.ts';
import { until } from '../support/until.ts';

const COMMAND = ['scripts/run.cjs', 'scripts/start.ts'] as const;

let folder: string;
let started: Program[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'));
  started = [];
});

afterEach(async () => {
  await Promise.all(started.map((program) => program.stop('SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
});

/** Starts `npm start` without npm at a terminal of its own. */
async function startAtTerminal(env: Readonly<Record<string, string>>) {
  const port = await freePorts(3);
  const command = [process.execPath, ...COMMAND];
  // The two kinds of this program take the command in different ways.
  const args =
    process.platform === 'darwin'
      ? ['-q', '/dev/null', ...command]
      : ['-qfec', command.map((word) => `'${word}'`).join(' '), '/dev/null'];
  const program = new Program('script', args, {
    env: { PORT: String(port), DATA_DIR: join(folder, String(port)), ...env },
  });
  started.push(program);
  await program.until(/Ctrl\+C/);
  return { program, url: `http://127.0.0.1:${port}/` };
}

test('the demo opens its page in the browser once at a terminal, not with BROWSER=none, and does without a browser', async () => {
  const programs = fakePrograms(folder, ['my-browser']);
  const env = { PATH: `${programs.path}:${process.env['PATH']}`, DISPLAY: ':99' };
  const [opens, none, broken] = await Promise.all([
    startAtTerminal({ ...env, BROWSER: 'my-browser' }),
    startAtTerminal({ ...env, BROWSER: 'none' }),
    startAtTerminal({ ...env, BROWSER: 'no-such-browser' }),
  ]);
  await until(() => programs.calls.length > 0);
  for (const { url } of [none, broken]) expect((await fetch(url)).status).toBe(200);
  await Promise.all([opens, none, broken].map(({ program }) => program.stop()));
  expect(programs.calls.map(({ line }) => line)).toEqual([`my-browser ${opens.url}`]);
  // Nothing but the guide and the log, whatever became of the browser.
  for (const { program } of [opens, none, broken]) {
    expect(program.output).toContain('Open this:');
    expect(program.output).not.toMatch(/ERROR|WARN|xdg-open|no-such-browser/);
  }
});

test('the first line of the demo is the address to open, whatever is logged before', async () => {
  const port = await freePorts(3);
  const program = Program.node(COMMAND, {
    // A setting of an earlier version is logged at once.
    env: { PORT: String(port), DATA_DIR: folder, LOG_LEVEL: 'debug', SIFELY_CLIENT_SECRET: 'old' },
  });
  started.push(program);
  await program.until(/listening/);
  const [first, second, third] = program.output.trimStart().split('\n');
  expect([first, second]).toEqual([`Open this: http://127.0.0.1:${port}/`, '']);
  expect(third).toContain('The demo of Sifely locks');
  expect(program.output).toContain('SIFELY_CLIENT_SECRET is set but no longer used');
});
