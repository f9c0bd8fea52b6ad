import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { until } from '../../support/until.ts';
import { World } from '../../support/world.ts';
import { forgetCalls, reports } from './homegraph-calls.ts';

const FRONT = String(DEMO_LOCKS.frontDoor);

/** A way to Google on which the next call can be held up while others pass. */
class Way {
  target = '';
  held: (() => void) | undefined;
  #holdNext: string | undefined;
  readonly #server: Server;

  constructor() {
    this.#server = createServer();
    this.#server.on('request', async (request, response) => {
      const body = await text(request);
      if (this.#holdNext !== undefined && body.includes(this.#holdNext)) {
        this.#holdNext = undefined;
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

  /** Holds the next call that has this in its body. */
  holdNext(having = ''): void {
    this.#holdNext = having;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** A world whose reports go that way, with a linked front door. */
async function open(): Promise<{ way: Way; world: World }> {
  const way = new Way();
  const homegraphUrl = await way.open();
  const google = {
    clientId: 'google-client',
    clientSecrets: ['google-client-secret-of-the-test-world'],
    projectId: 'demo-project',
    homegraphUrl,
  };
  const world = await World.start({ config: { google } });
  way.target = world.google.homegraphUrl;
  world.sifely.lock(FRONT).set({ autoLockSeconds: -1 });
  await world.link('alice', { locks: [FRONT] });
  await world.pass(120_000);
  forgetCalls(world);
  return { way, world };
}

test('a report that arrives after a newer one is corrected', async () => {
  const { way, world } = await open();
  try {
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

test('the states in a follow-up that arrives after a newer report are corrected', async () => {
  const { way, world } = await open();
  try {
    const alice = world.google.user();
    const known = () => world.google.homegraph.states(alice.agentUserId ?? '', FRONT);
    world.sifely.lock(FRONT).set({ bolt: 'unlocked' });
    world.clock.advance(60_000);
    await alice.query();
    await world.pass(5000);
    world.sifely.fault({ kind: 'slow', ms: 6000, times: 1, endpoint: '/v3/lock/lock' });
    const asked = alice.turn('front door', true, { followUp: true });
    await until(() => world.sifely.calls.some(({ endpoint }) => endpoint === '/v3/lock/lock'), 'the command');
    world.clock.advance(4000);
    expect(await asked).toMatchObject({ status: 'PENDING' });
    world.clock.advance(3000);
    await world.app.settled();
    way.holdNext('followUpResponse');
    const telling = world.pass(60_000);
    await until(() => way.held !== undefined, 'the follow-up');

    world.sifely.lock(FRONT).useMechanicalKey('unlock');
    world.clock.advance(31_000);
    await alice.query();
    await world.app.settled();
    await world.app.runJob({ kind: 'report', accountId: alice.agentUserId ?? '', lockIds: [FRONT] });
    expect(known()).toMatchObject({ isLocked: false });
    way.held?.();
    await telling;
    await world.pass(5000);
    expect(world.sifely.lock(FRONT).bolt).toBe('unlocked');
    expect(known()).toMatchObject({ isLocked: false });
  } finally {
    await world.close();
    way.close();
  }
});
