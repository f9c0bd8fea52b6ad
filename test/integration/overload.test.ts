import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import express, { type Response } from 'express';
import { RequestLoad } from '../../functions/http/request-load.ts';
import { DEMO_LOCKS, INSTANT_TIMING } from '../../simulators/sifely/index.ts';
import { World } from '../support/world.ts';

const AT_ONCE = 60;

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
}

/** Keeps the event loop of this process from doing anything else. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Lets another process send requests at once while the event loop of this one has turns of a second. Returns the answers. */
async function askAtOnce(url: string, options: object, turns: number): Promise<readonly Answer[]> {
  const script = `
    process.stdin.once('data', () => setTimeout(async () => {
      const ask = async () => {
        const response = await fetch(${JSON.stringify(url)}, ${JSON.stringify(options)});
        await response.text();
        return { status: response.status, retryAfter: response.headers.get('retry-after') };
      };
      const answers = await Promise.all(Array.from({ length: ${AT_ONCE} }, ask));
      process.stdout.write(JSON.stringify(answers), () => process.exit());
    }, 200));
    process.stdout.write('ready');`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const answers = once(child.stdout, 'data');
  child.stdin.write('go');
  await setTimeout(20);
  for (let turn = 0; turn < turns; turn++) {
    standStill(1000);
    await setTimeout(1);
  }
  return JSON.parse(String((await answers)[0]));
}

const count = (answers: readonly Answer[], status: number) =>
  answers.filter((answer) => answer.status === status).length;

describe('more requests at once than a process can answer', () => {
  let server: Server;
  afterEach(() => server.close());

  /** Starts a server that takes a hundred requests at a time, and returns its address. */
  async function serve(answer: (response: Response) => void): Promise<string> {
    const load = new RequestLoad({ maxRequests: 100, watch: 'always' });
    const app = express();
    app.get('/', load.limit({ shown: 'token' }), (_, response) => answer(response));
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  test('are refused with 503 and Retry-After but for the first, if each keeps the process busy', async () => {
    const url = await serve((response) => {
      standStill(40);
      response.send();
    });
    const answers = await askAtOnce(url, {}, 1);
    expect(count(answers, 200) + count(answers, 503)).toBe(AT_ONCE);
    expect(count(answers, 200)).toBeGreaterThanOrEqual(10);
    expect(count(answers, 503)).toBeGreaterThan(0);
    for (const { retryAfter } of answers.filter(({ status }) => status === 503)) expect(retryAfter).toBe('1');
  }, 30_000);

  test('are answered if they only wait', async () => {
    const url = await serve((response) => void setTimeout(500).then(() => response.send()));
    expect(count(await askAtOnce(url, {}, 0), 200)).toBe(AT_ONCE);
  }, 30_000);

  test('are answered after a stand-still if each is answered quickly', async () => {
    const url = await serve((response) => response.send());
    expect(count(await askAtOnce(url, {}, 1), 200)).toBe(AT_ONCE);
  }, 30_000);
});

test('an intent beyond the limit is refused before its token is looked at', async () => {
  const world = await World.start({
    load: new RequestLoad({ maxRequests: 10, watch: 'always' }),
    // Each QUERY waits for the lock, however long the request waited before.
    sifely: { timing: { ...INSTANT_TIMING, operationMs: 600 } },
    config: { snapshotFreshMs: 0, queryAnswerMs: 3000 },
  });
  try {
    await world.link('alice', { pin: '4711' });
    const payload = { devices: [{ id: String(DEMO_LOCKS.frontDoor) }] };
    const options = {
      method: 'POST',
      headers: {
        authorization: `Bearer ${world.google.user('alice').tokens?.accessToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ requestId: 'r1', inputs: [{ intent: 'action.devices.QUERY', payload }] }),
    };
    const before = world.logLines.length;
    const refused = count(await askAtOnce(`${world.url}/smarthome`, options, 1), 503);
    expect(refused).toBeGreaterThan(0);
    const read = world.logLines.slice(before).filter((line) => line.includes('"message":"intent"'));
    expect(read).toHaveLength(AT_ONCE - refused);
  } finally {
    await world.close();
  }
}, 30_000);
