// The simulated Sifely, a simulated Firestore and other servers of Google, in a process of their own.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { INSTANT_TIMING, SifelySimulator } from '../../simulators/sifely/index.ts';
import { serve } from './helper.ts';
import { makeHomes } from './homes.ts';

/** The simulator reads this at every call. */
const latency: [least: number, most: number] = [0, 0];

serve({
  async startSifely(): Promise<string> {
    const timing = { ...INSTANT_TIMING, operationMs: latency };
    const cloud = await SifelySimulator.start({ seed: makeHomes().seed, timing, profiles: ['oauth'] });
    return cloud.url;
  },
  /** Sets the latency of every gateway in milliseconds. */
  setLatency(ms: number): void {
    latency.fill(ms);
  },
  /** Returns its `host:port`. */
  async startFirestore(): Promise<string> {
    const firestore = await FirestoreSimulator.start();
    return firestore.host;
  },
  /** Returns the address of a HomeGraph API that accepts every report. */
  startHomeGraph: () => answering(() => '{}'),
  /** Returns the `host:port` of a task queue that accepts every task and runs none. */
  startTasks: async () => new URL(await answering(() => '{}')).host,
  /** Returns the `host:port` of a metadata server, which gives tokens to code on Google's machines. */
  async startMetadata(): Promise<string> {
    const url = await answering((path) => {
      if (path.includes('/token'))
        return '{"access_token":"simulated","expires_in":3599,"token_type":"Bearer"}';
      return path.includes('universe') ? 'googleapis.com' : 'demo-sifely';
    });
    return new URL(url).host;
  },
});

async function answering(answer: (path: string) => string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const body = answer(request.url ?? '');
      const type = body.startsWith('{') ? 'application/json' : 'application/text';
      response.writeHead(200, { 'content-type': type, 'metadata-flavor': 'Google' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
