import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { World } from '../../support/world.ts';
import { callsOf, forgetCalls, loggedAt, reports } from './homegraph-calls.ts';

const FRONT = String(DEMO_LOCKS.frontDoor);
const BACK = String(DEMO_LOCKS.backDoor);
const GARAGE = String(DEMO_LOCKS.garage);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('a device that Google lacks', () => {
  let world: World;
  const alice = () => world.google.user();
  const agentUserId = () => alice().agentUserId ?? '';
  const atGoogle = (lockId: string) => world.google.homegraph.states(agentUserId(), lockId);
  const turn = (lockId: string) => world.sifely.lock(lockId).useMechanicalKey('unlock');
  const requests = () => callsOf(world, 'requestSync').length;
  const isUnlinked = () => loggedAt(world, 'WARNING').join().includes('does not know the account');

  async function start(locks: readonly string[], vague: boolean, store: 'sqlite' | 'firestore' = 'sqlite') {
    world = await World.start({ store });
    world.google.homegraph.hasVagueErrors = vague;
    for (const lockId of locks) world.sifely.lock(lockId).set({ autoLockSeconds: -1 });
    await world.link('alice', { locks });
    await world.pass(5 * MINUTE);
    forgetCalls(world);
  }

  /** Reports a change of one lock: its state is read by a QUERY. */
  async function change(lockId: string, action: 'lock' | 'unlock' = 'unlock') {
    world.sifely.lock(lockId).useMechanicalKey(action);
    world.clock.advance(MINUTE);
    await alice().query([lockId]);
    await world.pass(2000);
  }

  afterEach(() => world.close());

  test.each([
    ['whose absence Google names', [FRONT, BACK, GARAGE], false],
    ['of several, in vague words', [FRONT, BACK, GARAGE], true],
    ['that is the only one, and whose absence Google names', [FRONT], false],
    ['that is the only one, in vague words', [FRONT], true],
  ])('%s is brought back by one Request Sync, and the account stays linked', async (_name, locks, vague) => {
    await start(locks, vague);
    world.google.homegraph.loseDevice(agentUserId(), FRONT);
    await change(FRONT);
    await world.pass(2 * MINUTE);
    expect(isUnlinked()).toBe(false);
    expect(requests()).toBe(1);
    expect(atGoogle(FRONT)).toMatchObject({ isLocked: false });
  });

  test('is brought back from Firestore as well', async () => {
    await start([FRONT, BACK], true, 'firestore');
    world.google.homegraph.loseDevice(agentUserId(), FRONT);
    await change(FRONT);
    await world.pass(2 * MINUTE);
    expect(isUnlinked()).toBe(false);
    expect(requests()).toBe(1);
    expect(atGoogle(FRONT)).toMatchObject({ isLocked: false });
  });

  test.each([true, false])('again and again is asked for once an hour at most', async (vague) => {
    await start([FRONT, BACK], vague);
    for (let minutes = 0; minutes < 180; minutes += 5) {
      world.google.homegraph.loseDevice(agentUserId(), FRONT);
      await change(FRONT, minutes % 10 === 0 ? 'unlock' : 'lock');
      await world.pass(4 * MINUTE);
    }
    expect(isUnlinked()).toBe(false);
    expect(requests()).toBeGreaterThanOrEqual(2);
    expect(requests()).toBeLessThanOrEqual(4);
    await change(BACK);
    expect(reports(world).at(-1)).toMatchObject({ status: 200 });
  });

  test('is found by the audit, too', async () => {
    await start([FRONT, BACK, GARAGE], true);
    world.google.homegraph.loseDevice(agentUserId(), GARAGE);
    for (let hours = 0; hours < 26; hours++) {
      await world.pass(HOUR);
      await world.app.tick();
      await world.runDueJobs();
    }
    expect(world.google.homegraph.devices(agentUserId()).has(GARAGE)).toBe(true);
    expect(atGoogle(GARAGE)).toMatchObject({ isLocked: true });
    expect(requests()).toBe(1);
  });

  test('does not hide that another lock of the same report is unlocked', async () => {
    await start([FRONT, BACK], true);
    world.google.homegraph.loseDevice(agentUserId(), FRONT);
    turn(FRONT);
    turn(BACK);
    world.clock.advance(MINUTE);
    await alice().query([FRONT, BACK]);
    await world.pass(2 * MINUTE);
    expect(atGoogle(BACK)).toMatchObject({ isLocked: false });
    expect(atGoogle(FRONT)).toMatchObject({ isLocked: false });
    expect(requests()).toBe(1);
  });

  test.each([
    ['several locks', [FRONT, BACK, GARAGE]],
    ['one lock', [FRONT]],
  ])('is not what is missing when Google lost the account with %s', async (_name, locks) => {
    await start(locks, true);
    world.google.homegraph.loseUser(agentUserId());
    // No SYNC comes: the Google user is gone.
    world.google.homegraph.failNext(404, { times: 100, method: 'requestSync' });
    await change(FRONT);
    await world.pass(10 * MINUTE);
    expect(isUnlinked()).toBe(true);
    forgetCalls(world);
    await world.pass(HOUR);
    expect(reports(world)).toEqual([]);
  });
});

test('a proxy’s page in place of HomeGraph ends nothing, and the report follows', async () => {
  const world = await World.start();
  const proxy = createServer((_request, response) => {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<html>404 Not Found</html>');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = proxy.address() as AddressInfo;
    const { createHomeGraph } = await import('../../../functions/reporting/home-graph/client.ts');
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const google = { homegraphUrl: `http://127.0.0.1:${port}/` } as never;
    const homeGraph = createHomeGraph({ config: { google }, clock: world.clock, logger });
    for (const result of [
      await homeGraph.requestSync('a'),
      await homeGraph.query('a', ['1']),
      await homeGraph.unlink('a'),
    ])
      expect(result).toMatchObject({ outcome: 'unavailable', status: 404 });
  } finally {
    proxy.close();
    await world.close();
  }
});
