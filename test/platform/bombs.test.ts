import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { BOMBS, COMPRESSIONS } from '../support/compression.ts';
import { buildFunctions, listening, startFunction } from '../support/deployed/functions.ts';
import { Surroundings } from '../support/deployment.ts';
import { freePorts } from '../support/free-ports.ts';
import type { Program } from '../support/program.ts';
import { TaskQueueServer } from '../support/task-queue-server.ts';

/** 380 KiB that inflate to 400 MiB. */
const BOMB_MEBIBYTES = 400;
const BOMB_COUNT = 240;
/** An instance has 512 MiB by default. */
const MAX_RESIDENT_MEBIBYTES = 320;

const PATHS = [
  '/smarthome',
  '/oauth/token',
  '/oauth/authorize',
  '/account/sign-in',
  '/webhooks/sifely/none',
  '/none',
];

describe('a function that is sent bodies which inflate', () => {
  let bundle: { readonly folder: string; remove(): void };
  let surroundings: Surroundings;
  let instance: Program;
  let port: number;
  let queue: TaskQueueServer;
  const agent = new Agent({ keepAlive: true, maxSockets: 80 });

  beforeAll(async () => {
    bundle = await buildFunctions();
    port = await freePorts(1);
    surroundings = await Surroundings.start(`http://127.0.0.1:${port}`);
    queue = await TaskQueueServer.start();
    const env = {
      ...surroundings.env,
      ...surroundings.secrets,
      FIRESTORE_EMULATOR_HOST: surroundings.firestore.host,
      CLOUD_TASKS_EMULATOR_HOST: queue.host,
    };
    instance = startFunction({ folder: bundle.folder, target: 'api', port, env });
    await listening(port, instance);
  }, 120_000);
  afterAll(async () => {
    agent.destroy();
    await instance?.stop();
    await queue?.close();
    await surroundings?.close();
    bundle?.remove();
  }, 60_000);

  const post = (path: string, body: Buffer, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const outgoing = request({ port, path, method: 'POST', headers, agent }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  const peakMebibytes = () => {
    const [, kibibytes] =
      /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${instance.pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes) / 1024;
  };

  test(`keeps its memory through ${BOMB_COUNT} of them from callers without a token`, async () => {
    const bomb = gzipSync(Buffer.alloc(BOMB_MEBIBYTES * 1_048_576), { level: 9 });
    const types = ['application/json', 'application/x-www-form-urlencoded', 'text/plain', 'image/png'];
    const statuses = await Promise.all(
      Array.from({ length: BOMB_COUNT }, (_, index) =>
        post(PATHS[index % PATHS.length] ?? '', bomb, {
          ...{ 'content-encoding': 'gzip', 'content-type': types[index % types.length] ?? '' },
          ...(index % 2 === 0 && { 'transfer-encoding': 'chunked' }),
        }),
      ),
    );
    expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([]);
    if (process.platform === 'linux') expect(peakMebibytes()).toBeLessThan(MAX_RESIDENT_MEBIBYTES);
  }, 120_000);

  test('keeps its memory through plain bodies of 30 MiB', async () => {
    const body = Buffer.alloc(30 * 1_048_576, 'a');
    const statuses = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        post(PATHS[index % PATHS.length] ?? '', body, { 'content-type': 'application/json' }).catch(
          () => 413,
        ),
      ),
    );
    expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([]);
    if (process.platform === 'linux') expect(peakMebibytes()).toBeLessThan(MAX_RESIDENT_MEBIBYTES);
  }, 120_000);

  test('links an account, opens its door, and reads intents by their bytes, whatever their labels', async () => {
    const refused: string[] = [];
    await surroundings.linkAndUnlock(async () => {
      const payload = { devices: [{ id: 'none' }] };
      const query = { requestId: '1', inputs: [{ intent: 'action.devices.QUERY', payload }] };
      const plain = Buffer.from(JSON.stringify(query));
      const authorization = `Bearer ${surroundings.google.user('alice').tokens?.accessToken}`;
      for (const [name, encoding, compress] of COMPRESSIONS) {
        const headers = { 'content-type': 'application/json', authorization };
        const labelled = encoding !== undefined && { 'content-encoding': encoding };
        const status = await post('/smarthome', compress(plain), { ...headers, ...labelled });
        if (status !== 200) refused.push(`${name}: ${status}`);
      }
    });
    expect(refused).toEqual([]);
  }, 60_000);

  test.each(BOMBS)('refuses a form beyond the limit with a page of ours: %s', async (encoding, bomb) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': encoding };
    expect(await post('/account/sign-in', bomb(8), headers)).toBe(413);
  });
});
