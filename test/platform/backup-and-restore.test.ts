import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Person } from '../../simulators/google/index.ts';
import { DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { PIN, Surroundings } from '../support/deployment.ts';
import { freePorts } from '../support/free-ports.ts';
import { walkThroughLinking } from '../support/link-walk.ts';
import { Program, ROOT } from '../support/program.ts';

let surroundings: Surroundings;
let folder: string;
let port: number;
let started: Program[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'restore-'));
  port = await freePorts(1);
  surroundings = await Surroundings.start(`http://127.0.0.1:${port}`);
  started = [];
});

afterEach(async () => {
  await Promise.all(started.map((program) => program.stop('SIGKILL')));
  await surroundings.close();
  rmSync(folder, { recursive: true, force: true });
});

const dataDir = () => join(folder, 'data');

function start(...args: string[]): Program {
  const env = {
    ...{ ...surroundings.env, ...surroundings.secrets, DATA_DIR: dataDir(), HOST: '127.0.0.1' },
    ...{ PORT: String(port), TRUSTED_PROXIES: '0', LOG_FORMAT: 'cloud' },
  };
  const program = Program.node(
    args.map((arg) => (arg.endsWith('.ts') ? join(ROOT, arg) : arg)),
    { env, cwd: folder },
  );
  started.push(program);
  return program;
}

async function serve(): Promise<Program> {
  const server = start('functions/server.ts');
  await server.until(/"message":"listening"/);
  return server;
}

/** Runs a command as `npm run` does; returns its exit code and output. */
async function run(...words: string[]): Promise<readonly [unknown, string]> {
  const program = start('cli/main.ts', ...words);
  return [await program.ended, program.output];
}

const bolt = () => surroundings.sifely.lock(DEMO_LOCKS.frontDoor).bolt;

test('a backup made while voice commands go on opens the lock again after the database was destroyed', async () => {
  const server = await serve();
  const alice = surroundings.google.user('alice');
  const linked = await alice.linkAs(new Person(), (person) => walkThroughLinking(person, { pin: PIN }));
  expect(linked.linked).toBe(true);

  let isBackedUp = false;
  const speak = async () => {
    for (let turn = 0; !isBackedUp; turn += 1) {
      await (turn % 2 === 0 ? alice.unlock('Front door', { pin: PIN }) : alice.lock('Front door'));
    }
  };
  const speaking = speak();
  const [code, output] = await run('backup', '--to', 'saved.sqlite');
  isBackedUp = true;
  await speaking;
  expect([code, output]).toEqual([0, expect.stringMatching(/saved\.sqlite\n.*Verified: 1 account, /)]);
  expect(statSync(join(folder, 'saved.sqlite')).mode & 0o777).toBe(0o600);

  expect(await run('restore', 'saved.sqlite')).toEqual([1, expect.stringContaining('Stop it first')]);
  await server.stop('SIGKILL');
  rmSync(dataDir(), { recursive: true });
  mkdirSync(dataDir());
  expect(await run('restore', 'saved.sqlite')).toEqual([0, expect.stringContaining(': 1 account.')]);

  const again = await serve();
  await alice.lock('Front door');
  expect(bolt()).toBe('locked');
  expect((await alice.unlock('Front door')).challenge).toBe('pinNeeded');
  expect((await alice.unlock('Front door', { pin: PIN })).status).toBe('SUCCESS');
  expect(bolt()).toBe('unlocked');

  await again.until(/"message":"daily backup made"/);
  const backups = readdirSync(join(dataDir(), 'backups'));
  expect(backups).toEqual([expect.stringMatching(/^daily-.*\.sqlite$/)]);
  expect(await again.stop()).toBe(0);
}, 60_000);
