import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Person } from '../../simulators/google/index.ts';
import type { PlaygroundView } from '../../simulators/google/playground/playground-view.ts';
import { freePorts } from '../support/free-ports.ts';
import { walkThroughLinking } from '../support/link-walk.ts';
import { Program, ROOT } from '../support/program.ts';
import { TEST_CLIENT } from '../support/test-config.ts';
import { World } from '../support/world.ts';

const MAIN = join(ROOT, 'scripts/playground.ts');
const PIN = '4831';

let folder: string;
let programs: Program[];
let worlds: World[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'playground-'));
  programs = [];
  worlds = [];
});

afterEach(async () => {
  await Promise.all(programs.map((program) => program.stop('SIGKILL')));
  for (const world of worlds) await world.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the command in a folder of its own, where it keeps its links. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Program {
  const secrets = { GOOGLE_CLIENT_ID: TEST_CLIENT.id, GOOGLE_CLIENT_SECRET: TEST_CLIENT.secret };
  const program = Program.node([MAIN, ...args], { cwd: folder, env: { ...secrets, ...env } });
  programs.push(program);
  return program;
}

/** A running service that redirects to the playground at this port. */
async function service(port: number): Promise<World> {
  const world = await World.start({
    config: { redirectUris: [`http://127.0.0.1:${port + 1}/r/demo-project`] },
  });
  worlds.push(world);
  return world;
}

async function post(port: number, action: string, body: unknown) {
  const response = await fetch(`http://127.0.0.1:${port}/playground/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, ...Object(await response.json()) };
}

async function view(port: number): Promise<PlaygroundView> {
  return Object(await (await fetch(`http://127.0.0.1:${port}/playground/view`)).json());
}

describe('the playground against a running service', () => {
  test('links, locks and unlocks there, warns before a real door, and says what it cannot see', async () => {
    const port = await freePorts(2);
    const world = await service(port);
    const program = start(['--target', world.url, '--port', String(port)]);
    await program.until(/Ctrl\+C/);
    expect(program.output).toMatch(new RegExp(`^Open this: http://127.0.0.1:${port}/`));
    const person = new Person();
    await person.open((await view(port)).users[0]?.linkUrl ?? '');
    await walkThroughLinking(person, { pin: PIN });
    expect(person.page.url).toBe(`http://127.0.0.1:${port}/`);

    const unlock = { user: 'alice', sentence: 'unlock the front door' };
    expect(await post(port, 'say', unlock)).toMatchObject({
      text: expect.stringContaining('opens a real door'),
      asksForPin: false,
    });
    expect(await post(port, 'say', unlock)).toMatchObject({ asksForPin: true });
    expect(await post(port, 'pin', { user: 'alice', pin: PIN })).toMatchObject({
      text: expect.stringMatching(/Front door is (unlocked|still working)/),
    });
    expect(world.sifely.lock('532301').bolt).toBe('unlocked');

    const { house, realService, users } = await view(port);
    expect(house).toBeUndefined();
    expect(realService).toBe(world.url);
    expect(users[0]?.tiles.every(({ isTrue }) => isTrue === undefined)).toBe(true);
    expect(await post(port, 'house', { do: 'expire-tokens' })).toMatchObject({ status: 409 });
    expect(await post(port, 'time', { forwardMs: 1000 })).toMatchObject({ status: 409 });
    expect(await post(port, 'scenes', { id: 'twice', user: 'alice' })).toMatchObject({ status: 409 });

    const files = readdirSync(join(folder, 'data/playground'));
    expect(files).toHaveLength(1);
    expect(statSync(join(folder, 'data/playground', files[0] ?? '')).mode & 0o077).toBe(0);
  });

  test('says which setting the service lacks when it does not redirect to the playground', async () => {
    const port = await freePorts(2);
    const world = await World.start();
    worlds.push(world);
    const program = start(['--target', world.url, '--port', String(port)]);
    expect(await program.ended).toBe(1);
    expect(program.output).toContain(`OAUTH_REDIRECT_URIS=http://127.0.0.1:${port + 1}/r/demo-project`);
  });

  test('says that the service does not know the client', async () => {
    const port = await freePorts(2);
    const world = await service(port);
    const args = ['--target', world.url, '--port', String(port), '--client-id', 'another'];
    const program = start(args);
    expect(await program.ended).toBe(1);
    expect(program.output).toContain('does not know the client ID "another"');
  });

  test('says that another program answers at the address, or none', async () => {
    const port = await freePorts(2);
    const other = createServer((_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port: otherPort } = other.address() as AddressInfo;
    const wrong = start(['--target', `http://127.0.0.1:${otherPort}`, '--port', String(port)]);
    expect(await wrong.ended).toBe(1);
    expect(wrong.output).toContain('answers, but not as this service does');
    await new Promise((resolve) => other.close(resolve));
    const none = start(['--target', `http://127.0.0.1:${otherPort}`, '--port', String(port)]);
    expect(await none.ended).toBe(1);
    expect(none.output).toContain('nothing listens there');
  });

  test('takes no version that would write to the terminal', async () => {
    const other = createServer((_request, response) =>
      response.end(JSON.stringify({ status: 'ok', version: '\u001b[2J 1.0' })),
    );
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port: otherPort } = other.address() as AddressInfo;
    const port = await freePorts(2);
    const program = start(['--target', `http://127.0.0.1:${otherPort}`, '--port', String(port)]);
    expect(await program.ended).toBe(1);
    expect(program.output).toContain('answers, but not as this service does');
    expect(program.output).not.toContain('\u001b[2J');
    other.close();
  }, 30_000);

  test.each([
    ['no address', [], 'Add --target'],
    ['plain HTTP to another machine', ['--target', 'http://locks.example.com'], 'must begin with https://'],
    [
      'an address with a path',
      ['--target', 'https://locks.example.com/account'],
      'https://locks.example.com',
    ],
    ['no address at all', ['--target', 'locks'], 'must be an address'],
    ['a wrong port', ['--target', 'https://locks.example.com', '--port', '99999'], '--port must be'],
    ['an unknown option', ['--secret', 'x'], 'Try: npm run playground -- --help'],
  ])('refuses %s with one line and exit code 2', async (_name, args, line) => {
    const program = start(args);
    expect(await program.ended).toBe(2);
    expect(program.output).toContain(line);
    expect(program.output.trim().split('\n')).toHaveLength(1);
  });

  test('asks nobody for the secret where there is no terminal', async () => {
    const program = start(['--target', 'https://locks.example.com'], { GOOGLE_CLIENT_SECRET: '' });
    expect(await program.ended).toBe(2);
    expect(program.output).toContain('GOOGLE_CLIENT_SECRET');
  });
});
