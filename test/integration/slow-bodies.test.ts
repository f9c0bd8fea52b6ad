import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from '../support/until.ts';
import { World } from '../support/world.ts';

const MAX_REQUESTS = 60;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('bodies that are slow to come', () => {
  let world: World;
  let sockets: Socket[];

  beforeEach(async () => {
    sockets = [];
    world = await World.start({ config: { maxRequests: MAX_REQUESTS, trustedProxies: 1 } });
    await world.link('alice', { pin: '0412' });
  });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await world.close();
  });

  /** Sends a request without the last byte of its body, for a caller with this address. */
  async function sendMost(path: string, address: string, body = 'grant_type=x'): Promise<Socket> {
    const { hostname, port } = new URL(world.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    sockets.push(socket);
    await once(socket, 'connect');
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: ${hostname}\r\nX-Forwarded-For: ${address}\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, -1)}`,
    );
    return socket;
  }

  async function flood(count: number, addressOf: (index: number) => string): Promise<Socket[]> {
    return Promise.all(
      Array.from({ length: count }, (_, index) => sendMost('/oauth/token', addressOf(index))),
    );
  }

  const refresh = async () => (await world.google.user('alice').refresh()).length;
  const open = () => sockets.filter(({ destroyed, readableEnded }) => !destroyed && !readableEnded).length;

  test.each([
    ['one address', () => '198.51.100.7'],
    ['many addresses', (index: number) => `198.51.100.${index + 1}`],
  ])('from %s do not hold out Google, people and Sifely', async (_, addressOf) => {
    await flood(MAX_REQUESTS, addressOf);
    await pause(400);
    await flood(MAX_REQUESTS, addressOf);
    await pause(400);
    expect(await refresh()).toBe(1);
    expect((await fetch(`${world.url}/account`)).status).toBe(200);
    expect((await fetch(`${world.url}/webhooks/sifely/none`, { method: 'POST', body: '{}' })).status).toBe(
      404,
    );
    expect((await world.google.user('alice').unlock('front door', { pin: '0412' })).status).toBe('SUCCESS');
  });

  test('of one caller are bounded: the oldest of too many are cut, the others are answered when they are complete', async () => {
    const [first, ...others] = await flood(20, () => '198.51.100.7');
    const neighbour = await sendMost('/oauth/token', '203.0.113.9');
    await pause(600);
    expect(first?.destroyed || first?.readableEnded).toBe(true);
    expect(open()).toBe(MAX_REQUESTS / 10 + 1);
    for (const socket of [neighbour, others.at(-1)]) {
      const answer = once(socket as Socket, 'data');
      socket?.write('x');
      expect(String(await answer)).toMatch(/^HTTP\/1\.1 400 /);
    }
  });

  test('in all are bounded', async () => {
    for (let round = 0; round < 3; round += 1) {
      await flood(MAX_REQUESTS - 1, (index) => `198.51.${round}.${index}`);
      await pause(400);
    }
    await until(() => open() <= MAX_REQUESTS, 'the bound');
    expect(open()).toBe(MAX_REQUESTS);
  });

  test('are not waited for longer than ten seconds', async () => {
    const socket = await sendMost('/oauth/token', '198.51.100.7');
    const startedAt = performance.now();
    socket.resume();
    await once(socket, 'close');
    expect(performance.now() - startedAt).toBeGreaterThan(8_000);
    expect(performance.now() - startedAt).toBeLessThan(14_000);
  }, 20_000);

  test('leave the count right: as many requests as before are answered at once', async () => {
    for (let round = 0; round < 3; round += 1) {
      const slow = await flood(MAX_REQUESTS - 1, (index) => `198.51.100.${index}`);
      await pause(400);
      for (const [index, socket] of slow.entries()) {
        if (index % 2 === 0) socket.write('x');
        else socket.destroy();
      }
      await pause(200);
    }
    const answers = await Promise.all(Array.from({ length: MAX_REQUESTS }, () => fetch(`${world.url}/`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
