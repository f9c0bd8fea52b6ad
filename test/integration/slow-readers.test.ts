import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { RequestLoad } from '../../functions/http/request-load.ts';
import { until } from '../support/until.ts';
import { World } from '../support/world.ts';

const MAX_REQUESTS = 60;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('callers that do not read their answers', () => {
  let world: World;
  let sockets: Socket[];

  beforeEach(async () => {
    sockets = [];
    world = await World.start({ load: new RequestLoad({ maxRequests: MAX_REQUESTS, watch: 'always' }) });
    await world.link('alice', { pin: '0412' });
  });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await world.close();
  });

  /** Sends so many requests on one connection that the system does not take all answers from the process, and reads none. */
  async function sendMany(request: string): Promise<Socket> {
    const { hostname, port } = new URL(world.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.pause();
    sockets.push(socket);
    await once(socket, 'connect');
    socket.write(`${request} HTTP/1.1\r\nContent-Length: 0\r\nHost: ${hostname}\r\n\r\n`.repeat(30_000));
    return socket;
  }

  /** Repeats what is refused, as Google does after 503: other tests may keep the processor busy, too. */
  async function patiently<T>(ask: () => Promise<T>, tries = 20): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (tries === 1) throw error;
      await pause(250);
      return patiently(ask, tries - 1);
    }
  }

  test.each([
    ['tokens', 'POST /oauth/token'],
    ['intents', 'POST /smarthome'],
  ])(
    'of %s do not hold out Google, people and Sifely, and are cut',
    async (_, request) => {
      for (let index = 0; index < 3; index += 1) await sendMany(request);
      await pause(2000);
      // Until all requests of them are looked at, the process has too much to do.
      const statuses: number[] = [];
      while (statuses.at(-1) !== 200 && statuses.length < 40) {
        statuses.push((await fetch(`${world.url}/account`)).status);
        await pause(250);
      }
      expect(statuses.at(-1)).toBe(200);
      expect(await patiently(() => world.google.user('alice').refresh())).toHaveLength(1);
      const unlock = () => world.google.user('alice').unlock('front door', { pin: '0412' });
      expect(await patiently(unlock)).toMatchObject({ status: 'SUCCESS' });
      await until(() => {
        for (const socket of sockets) socket.write('\r\n');
        return sockets.every(({ destroyed }) => destroyed);
      }, 'the end of the connections');
    },
    60_000,
  );
});
