// The simulated Sifely and HomeGraph of a run, in a process of their own. The lists of calls stay short: a run makes many.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { INSTANT_TIMING, type Seed, SifelySimulator } from '../../simulators/sifely/index.ts';
import { serve } from '../bench/helper.ts';
import type { Operation } from './operations.ts';

const ACTIONS: Readonly<Record<string, Operation['action']>> = {
  '/v3/lock/lock': 'lock',
  '/v3/lock/unlock': 'unlock',
};

const operations: Operation[] = [];
let cloud: SifelySimulator | undefined;

serve({
  /** Starts a Sifely whose gateways take some milliseconds for an operation. */
  async startSifely(seed: Seed, operationMs: number): Promise<string> {
    const timing = { ...INSTANT_TIMING, operationMs };
    cloud = await SifelySimulator.start({ seed, timing, profiles: ['oauth'] });
    setInterval(keepOperations, 1000);
    return cloud.url;
  },
  /** Returns the address of a HomeGraph API that accepts everything. */
  async startHomeGraph(): Promise<string> {
    const server = createServer((request, response) => {
      request
        .resume()
        .on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  /** Returns what the locks did so far. */
  takeOperations(): readonly Operation[] {
    keepOperations();
    return operations.splice(0);
  },
});

function keepOperations(): void {
  for (const { endpoint, lockId, at, status, code } of cloud?.calls ?? []) {
    const action = ACTIONS[endpoint];
    if (action === undefined || lockId === undefined || status !== 200 || code !== undefined) continue;
    operations.push({ lockId, action, at });
  }
  cloud?.clearCalls();
}
