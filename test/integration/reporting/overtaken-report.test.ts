import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { until } from '../../support/virtual-clock.ts';
import { World } from '../../support/world.ts';
import { forgetCalls, reports } from './homegraph-calls.ts';

const FRONT = String(DEMO_LOCKS.frontDoor);

/** A way to Google on which the next call can be held up while others pass. */
class Way {
  target = '';
  held: (() => void) | undefined;
  #holdNext = false;
  readonly #server: Server;

  constructor() {
    this.#server = createServer();
    this.#server.on('request', async (request, response) => {
      const body = await text(request);
      if (this.#holdNext) {
        this.#holdNext = false;
        await new Promise<void>((resolve) => {
          this.held = resolve;
        });
      }
      const { authorization = '' } = request.headers;
      const headers = { authorization, 'content-type': 'application/json' };
      const answer = await fetch(`${this.target}${request.url}`, { method: 'POST', headers, body });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  holdNext(): void {
    this.#holdNext = true;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

test('a report that arrives after a newer one is put right', async () => {
  const way = new Way();
  const homegraphUrl = await way.open();
  const google = {
    clientId: 'google-client',
    clientSecret: 'google-client-secret-of-the-test-world',
    projectId: 'demo-project',
    homegraphUrl,
  };
  const world = await World.start({ config: { google } });
  try {
    way.target = world.google.homegraphUrl;
    world.sifely.lock(FRONT).set({ autoLockSeconds: -1 });
    await world.link('alice', { locks: [FRONT] });
    await world.pass(120_000);
    forgetCalls(world);
    const alice = world.google.user();
    const report = { kind: 'report', accountId: alice.agentUserId ?? '', lockIds: [FRONT] } as const;

    await alice.unlock('front door', { pin: '4711' });
    way.holdNext();
    const older = world.app.runJob(report);
    await until(() => way.held !== undefined, 'the older report');
    await alice.lock('front door');
    await world.app.settled();
    await world.app.runJob(report);
    const known = () => world.google.homegraph.states(report.accountId, FRONT);
    expect(known()).toMatchObject({ isLocked: true });
    way.held?.();
    await older;
    expect(reports(world).map(({ states }) => states[FRONT]?.['isLocked'])).toEqual([true, false, true]);
    expect(known()).toMatchObject({ isLocked: true });
  } finally {
    await world.close();
    way.close();
  }
});
