import { spawn } from 'node:child_process';
import dns from 'node:dns';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { RequestLoad } from '../../../functions/http/request-load.ts';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { freePorts } from '../../support/free-ports.ts';
import { until } from '../../support/until.ts';
import { World } from '../../support/world.ts';

const DOOR = DEMO_LOCKS.frontDoor;
const TIMES = { executeAnswerMs: 900, unlockSendMs: 1500, alreadyInStateMs: 0 };

let world: World;
afterEach(() => world.close());

function command(lock: boolean, requestId = 'r1'): string {
  const challenge = lock ? {} : { challenge: { pin: '4711' } };
  const execution = [{ command: 'action.devices.commands.LockUnlock', params: { lock }, ...challenge }];
  const payload = { commands: [{ devices: [{ id: String(DOOR) }], execution }] };
  return JSON.stringify({ requestId, inputs: [{ intent: 'action.devices.EXECUTE', payload }] });
}

/** The bytes of a request for the fulfillment. */
function bytesOf(body: string): string {
  const token = world.google.user('alice').tokens?.accessToken ?? '';
  return [
    'POST /smarthome HTTP/1.1',
    'Host: locks',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

const portOf = (url: string): number => Number(new URL(url).port);
const sent = (what: 'lock' | 'unlock') =>
  world.sifely.calls.filter(({ endpoint }) => endpoint.endsWith(`/lock/${what}`)).length;

/** Lets another process send a request while the event loop of this one stands still. Returns its answer. */
async function askDuringStandstill(body: string, standstillMs: number): Promise<string> {
  const script = `
    const { connect } = require('node:net');
    process.stdin.once('data', (request) => setTimeout(() => {
      const socket = connect(${portOf(world.url)}, '127.0.0.1', () => socket.write(request));
      socket.once('data', (data) => { process.stdout.write(data); process.exit(); });
    }, 200));
    process.stdout.write('ready');`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const answer = once(child.stdout, 'data');
  child.stdin.write(bytesOf(body));
  await setTimeout(20);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, standstillMs);
  const [data] = await answer;
  return String(data);
}

describe('a request that waited while the process stood still', () => {
  const start = async () => {
    world = await World.start({
      config: TIMES,
      load: new RequestLoad({ maxRequests: 500, watch: 'always' }),
    });
    await world.link('alice', { pin: '4711' });
  };

  test('unlocks nothing once its time is over', async () => {
    await start();
    expect(await askDuringStandstill(command(false), 2500)).toContain('200 OK');
    await world.app.settled();
    expect(sent('unlock')).toBe(0);
  }, 20_000);

  test('still unlocks within its time', async () => {
    await start();
    expect(await askDuringStandstill(command(false), 700)).toContain('200 OK');
    await world.app.settled();
    expect(sent('unlock')).toBe(1);
  }, 20_000);

  test('still locks', async () => {
    await start();
    expect(await askDuringStandstill(command(true), 2500)).toContain('200 OK');
    await world.app.settled();
    expect(sent('lock')).toBe(1);
  }, 20_000);
});

test('an unlock whose caller hung up at once is not sent', async () => {
  world = await World.start({ config: TIMES });
  await world.link('alice', { pin: '4711' });
  for (let round = 0; round < 10; round++) {
    const socket = connect(portOf(world.url), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(bytesOf(command(false, `hangs-up-${round}`)));
    socket.destroy();
    await once(socket, 'close');
    await setTimeout(50);
    await world.app.settled();
  }
  expect(sent('unlock')).toBe(0);
});

describe('an unlock whose connection to Sifely is slow to open', () => {
  afterEach(() => jest.restoreAllMocks());

  /** Sends an unlock to an instance that has no connection yet, and waits until it opens one. */
  const begin = async (lookupMs: number) => {
    const port = await freePorts(1);
    world = await World.start({
      ...{ config: { ...TIMES, executeAnswerMs: 3000, unlockSendMs: 4000 }, instances: 2 },
      ...{ sifely: { port }, sifelyUrl: `http://localhost:${port}` },
    });
    await world.link('alice', { pin: '4711' });
    const { lookup } = dns;
    const asked = jest.spyOn(dns, 'lookup').mockImplementation(((...given: Parameters<typeof lookup>) => {
      void setTimeout(lookupMs).then(() => lookup(...given));
    }) as typeof lookup);
    const socket = connect(portOf(world.instances[1]?.url ?? ''), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(bytesOf(command(false)));
    await until(() => asked.mock.calls.length > 0, 'the connection to Sifely');
    return socket;
  };

  test.each(['destroy', 'end'] as const)('is not sent if its caller leaves meanwhile (%s)', async (leave) => {
    const socket = await begin(600);
    socket[leave]();
    await setTimeout(1200);
    await world.instances[1]?.app.settled();
    expect(sent('unlock')).toBe(0);
    expect(world.sifely.lock(DOOR).bolt).toBe('locked');
    socket.destroy();
  });

  test('is sent if its caller stays', async () => {
    const socket = await begin(600);
    const [data] = await once(socket, 'data');
    expect(String(data)).toContain('SUCCESS');
    expect(sent('unlock')).toBe(1);
    socket.destroy();
  });
});

describe('a network that holds bytes back', () => {
  /** Stands between the product and Sifely. Holds what it gets for an unlock, and passes it on if the connection is still open. */
  let network: Server;
  let ends: string[];
  afterEach(() => network.close());

  const start = async (sifelyPort: number, ownPort: number, holdMs: number) => {
    ends = [];
    network = createServer((near: Socket) => {
      const far = connect(sifelyPort, '127.0.0.1');
      let isOpen = true;
      near.on('error', (error: NodeJS.ErrnoException) => ends.push(error.code ?? 'error'));
      near.on('close', () => {
        isOpen = false;
        far.destroy();
      });
      far.on('error', () => near.destroy());
      far.pipe(near);
      near.on('data', async (data) => {
        if (String(data).includes('/lock/unlock')) await setTimeout(holdMs);
        if (isOpen) far.write(data);
      });
    });
    network.listen(ownPort, '127.0.0.1');
    await once(network, 'listening');
  };

  test('delivers no unlock after its time, because the connection is reset', async () => {
    const [sifelyPort, ownPort] = [await freePorts(2), 0];
    await start(sifelyPort, ownPort, 8000);
    const address = network.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    world = await World.start({
      config: TIMES,
      sifely: { port: sifelyPort },
      sifelyUrl: `http://127.0.0.1:${port}`,
    });
    await world.link('alice', { pin: '4711' });
    const answer = await world.google.user('alice').unlock('front door', { pin: '4711' });
    expect(answer.status).toBe('PENDING');
    await until(() => ends.length > 0, 'the end of the connection');
    expect(ends).toEqual(['ECONNRESET']);
    await setTimeout(3000);
    expect(sent('unlock')).toBe(0);
    expect(world.sifely.lock(DOOR).bolt).toBe('locked');
  }, 30_000);
});

test('a request beyond the limit of requests under way is refused at once', async () => {
  world = await World.start({
    config: { ...TIMES, maxRequests: 3, snapshotFreshMs: 0 },
    sifely: { timing: { operationMs: 1500 } },
  });
  await world.link('alice', { pin: '4711' });
  const token = world.google.user('alice').tokens?.accessToken ?? '';
  const ask = async (requestId: string) => {
    const payload = { devices: [{ id: String(DOOR) }] };
    const response = await fetch(`${world.url}/smarthome`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ requestId, inputs: [{ intent: 'action.devices.QUERY', payload }] }),
    });
    return response.status;
  };
  const statuses = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(ask));
  expect(statuses.sort()).toEqual([200, 200, 200, 503, 503]);
  expect(await ask('f')).toBe(200);
});
