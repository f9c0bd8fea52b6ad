import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Person } from '../../simulators/google/index.ts';
import type { PlaygroundView } from '../../simulators/google/playground/playground-view.ts';
import { freePorts } from '../support/free-ports.ts';
import { walkThroughLinking } from '../support/link-walk.ts';
import { Program } from '../support/program.ts';

const FRONT = '532301';
const PIN = '4831';

let dataDir: string;
let demo: Program;
let url: string;

async function startDemo(): Promise<void> {
  const port = await freePorts(3);
  url = `http://127.0.0.1:${port}`;
  demo = Program.node(['scripts/run.cjs', 'scripts/start.ts'], {
    env: { DATA_DIR: dataDir, PORT: String(port), BROWSER: 'none' },
  });
  await demo.until(/Ctrl\+C/);
}

async function post(action: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/playground/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, ...Object(await response.json()) };
}

async function view(): Promise<PlaygroundView> {
  return Object(await (await fetch(`${url}/playground/view`)).json());
}

async function tile(user = 'alice') {
  const { users } = await view();
  const found = users.find(({ name }) => name === user)?.tiles.find(({ id }) => id === FRONT);
  if (found === undefined) throw new Error(`${user} has no tile of the front door`);
  return found;
}

async function link(): Promise<Person> {
  const person = new Person();
  const { users } = await view();
  await person.open(users[0]?.linkUrl ?? '');
  await walkThroughLinking(person, { pin: PIN });
  return person;
}

/** Reads the events until one matches. */
async function hear(action: () => Promise<unknown>, pattern: RegExp): Promise<string> {
  const aborter = new AbortController();
  const events = await fetch(`${url}/playground/events`, { signal: aborter.signal });
  const done = action();
  let heard = '';
  for await (const chunk of events.body ?? []) {
    heard += Buffer.from(chunk).toString();
    if (pattern.test(heard)) break;
  }
  aborter.abort();
  await done;
  return heard;
}

/** Waits until the tile of the front door is as expected. */
async function untilTile(expected: Partial<Awaited<ReturnType<typeof tile>>>): Promise<void> {
  for (let left = 200; ; left -= 1) {
    const shown = await tile();
    if (Object.entries(expected).every(([name, value]) => Object(shown)[name] === value)) return;
    if (left === 0) expect(shown).toMatchObject(expected);
    await setTimeout(100);
  }
}

describe('the playground of the demo', () => {
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'playground-'));
    await startDemo();
  });

  afterAll(async () => {
    await demo.stop('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('leads from linking back to its page, asks for the PIN, and shows the bolt that moved', async () => {
    expect(await post('say', { user: 'alice', sentence: 'unlock the front door' })).toMatchObject({
      text: expect.stringContaining('not linked yet'),
      asksForPin: false,
    });
    const person = await link();
    expect(person.page.url).toBe(`${url}/`);
    expect(person.page.html).toContain('Playground');
    expect(await post('say', { user: 'alice', sentence: 'Hey Google, unlock the front door' })).toMatchObject(
      {
        asksForPin: true,
      },
    );
    expect(await post('pin', { user: 'alice', pin: '0001' })).toMatchObject({ asksForPin: true });
    const heard = await hear(() => post('pin', { user: 'alice', pin: PIN }), /Front door is unlocked/);
    await untilTile({ isTrue: true, state: 'unlocked' });
    const { house } = await view();
    expect(house?.locks.find(({ id }) => id === FRONT)?.bolt).toBe('unlocked');
    // Neither the PIN nor a token is in what the page gets; ids and times may have its digits in them.
    expect(heard).not.toMatch(new RegExp(`\\b${PIN}\\b`));
    expect(heard).toContain('"access_token":"•••"');
    expect(heard).not.toMatch(/Bearer [A-Za-z0-9]/);
  });

  test('ends the events of its pages when the demo stops', async () => {
    const { body } = await fetch(`${url}/playground/events`);
    const stopped = demo.stop('SIGTERM');
    // A connection that is cut rejects.
    let heard = '';
    for await (const chunk of body ?? []) heard += Buffer.from(chunk).toString();
    expect(heard).toContain('event: view');
    expect(await stopped).toBe(0);
  });
});
