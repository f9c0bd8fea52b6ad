import { mkdtempSync, rmSync } from 'node:fs';
import { request as sendRequest } from 'node:http';
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
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'playground-'));
    await startDemo();
  });

  afterEach(async () => {
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
    // Neither the PIN nor a token is in what the page gets.
    expect(heard).not.toContain(PIN);
    expect(heard).toContain('"access_token":"•••"');
    expect(heard).not.toMatch(/Bearer [A-Za-z0-9]/);
  });

  test('shows that a tile is wrong when a lock is turned by hand, and right when time went on', async () => {
    await link();
    await post('house', { do: 'turn', lockId: FRONT, to: 'unlock' });
    await untilTile({ isTrue: false });
    expect((await tile()).falseSince).toBeDefined();
    await post('time', { forwardMs: 3_600_000 });
    await untilTile({ isTrue: true });
  });

  test('plays a scene with two people on the real pages, and starts over', async () => {
    await link();
    const told = await hear(() => post('scenes', { id: 'household', user: 'alice' }), /"isOver":true/);
    expect(told).toContain('both Home apps show it');
    expect((await tile('bob')).state).toBe('locked');
    expect(await post('reset', {})).toMatchObject({ status: 200 });
    const { users } = await view();
    expect(users.every(({ isLinked }) => !isLinked)).toBe(true);
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

  test('saves no digits that somebody said, nor those that Google repeats', async () => {
    await link();
    expect(await post('say', { user: 'alice', sentence: 'unlock 48315926' })).toMatchObject({
      text: expect.stringContaining('48315926'),
    });
    const incident = await (await fetch(`${url}/playground/incident`)).text();
    expect(incident).toContain('unlock ••••');
    expect(incident).not.toContain('48315926');
  });

  test('tells in a sentence what it cannot do', async () => {
    expect(await post('house', { do: 'webhooks', to: 'on' })).toMatchObject({
      status: 409,
      error: expect.stringContaining('Link an account first'),
    });
    expect(await post('house', { do: 'explode' })).toMatchObject({ status: 400 });
    expect(await post('house', { do: 'turn', lockId: '1', to: 'lock' })).toMatchObject({ status: 409 });
    expect(await post('scenes', { id: 'none', user: 'alice' })).toMatchObject({ status: 409 });
    expect(await post('time', { rate: 7 })).toMatchObject({ status: 400 });
  });

  test.each([
    ['another host name', { host: 'playground.example.com' }],
    ['a page of another site', { origin: 'https://evil.example.com' }],
    ['a form of another site', { 'content-type': 'text/plain', origin: 'null' }],
  ])('refuses %s', async (_name, headers) => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = sendRequest(
        `${url}/playground/house`,
        { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      sent.on('error', reject);
      sent.end(JSON.stringify({ do: 'turn', lockId: FRONT, to: 'unlock' }));
    });
    expect(status).toBe(403);
    expect((await view()).house?.locks.find(({ id }) => id === FRONT)?.bolt).toBe('locked');
  });
});
