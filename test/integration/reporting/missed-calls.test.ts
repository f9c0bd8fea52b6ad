import { systemRandom } from '../../../functions/random.ts';
import { FOREVER } from '../../../functions/store/document-rules.ts';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { World, type WorldOptions } from '../../support/world.ts';
import { ObservedHome } from '../tracking/observed-home.ts';
import { callsOf, forgetCalls, loggedAt, reports } from './homegraph-calls.ts';

const FRONT = String(DEMO_LOCKS.frontDoor);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The schedule may be late. */
const RARELY = 20 * MINUTE;

const RUNS = [
  { store: 'sqlite', jobs: 'local' },
  { store: 'firestore', jobs: 'held' },
] as const;

let world: World;
const alice = () => world.google.user();
const homegraph = () => world.google.homegraph;
const agentUserId = () => alice().agentUserId ?? '';
const isLockedAtGoogle = () => homegraph().states(agentUserId(), FRONT)?.['isLocked'];
const unlock = () => alice().unlock('front door', { pin: '4711' });
const missed = () => world.store.due('missed', { until: FOREVER, limit: 10 });

/** A linked home of which Google knows everything. */
async function start({ store, jobs }: Pick<WorldOptions, 'store' | 'jobs'>): Promise<void> {
  world = await World.start({ ...(store && { store }), ...(jobs && { jobs }) });
  world.sifely.lock(FRONT).set({ autoLockSeconds: -1 });
  await world.link('alice', { locks: [FRONT] });
  await world.pass(2 * MINUTE);
  forgetCalls(world);
}

/** Lets time pass with the schedule, which runs every two minutes. */
async function live(ms: number, everyMs = 2 * MINUTE): Promise<void> {
  for (let left = ms; left > 0; left -= everyMs) {
    await world.pass(Math.min(everyMs, left));
    await world.app.tick();
  }
  await world.pass(1000);
}

/** The longest time between two calls of a method, in ms. */
function longestPause(method: 'reportStateAndNotification' | 'requestSync'): number {
  const times = callsOf(world, method).map(({ at }) => at);
  return Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)));
}

afterEach(() => world.close());

describe('a report that Google could not take', () => {
  test.each([
    { store: 'sqlite', jobs: 'held', status: 429 },
    { store: 'sqlite', jobs: 'local', status: 503 },
    { store: 'firestore', jobs: 'held', status: 429 },
  ] as const)(
    'is repeated within seconds, then every three minutes at least ($store, $jobs, $status)',
    async (run) => {
      await start(run);
      homegraph().outage = run.status;
      await unlock();
      await live(10 * MINUTE);
      const [first, second] = callsOf(world, 'reportStateAndNotification').map(({ at }) => at);
      expect((second ?? Number.POSITIVE_INFINITY) - (first ?? 0)).toBeLessThan(6000);
      expect(longestPause('reportStateAndNotification')).toBeLessThanOrEqual(3 * MINUTE);
      expect(isLockedAtGoogle()).toBe(true);
      homegraph().outage = undefined;
      await live(4 * MINUTE);
      expect(isLockedAtGoogle()).toBe(false);
      expect(await missed()).toEqual([]);
    },
  );

  test.each(RUNS)('reaches it after hours, once, as the lock is then ($store, $jobs)', async (run) => {
    await start(run);
    homegraph().outage = 503;
    // Commands work meanwhile.
    expect(await unlock()).toMatchObject({ status: 'SUCCESS' });
    expect(world.sifely.lock(FRONT).bolt).toBe('unlocked');
    await live(HOUR, RARELY);
    expect(await alice().lock('front door')).toMatchObject({ status: 'SUCCESS' });
    expect(world.sifely.lock(FRONT).bolt).toBe('locked');
    await live(HOUR, RARELY);
    expect(await unlock()).toMatchObject({ status: 'SUCCESS' });
    await live(2 * HOUR, RARELY);
    // One document for the account, or the job that repeats its report.
    expect((await missed()).length).toBeLessThanOrEqual(1);
    homegraph().outage = undefined;
    forgetCalls(world);
    await live(4 * MINUTE);
    expect(reports(world)).toMatchObject([{ status: 200, states: { [FRONT]: { isLocked: false } } }]);
    expect(loggedAt(world, 'ERROR').join()).not.toContain('job given up');
  });

  test('is repeated although another one was, a second before', async () => {
    // All pauses are as short as they can be.
    const random = { ...systemRandom, next: () => 0 };
    const home = await ObservedHome.start([FRONT], { stillAt: Date.UTC(2027, 0, 15), random });
    world = home.world;
    const front = world.sifely.lock(FRONT);
    front.set({ autoLockSeconds: -1 });
    home.sendWebhooks();
    await home.pass(7000 - (world.clock.now() % 5000));
    forgetCalls(world);
    homegraph().failNext(503, { times: 2 });
    front.enterPasscode();
    await home.pass(4000);
    expect(isLockedAtGoogle()).toBe(false);
    homegraph().failNext(503);
    front.turnByHand('lock');
    await home.pass(4500);
    expect(reports(world).map(({ status }) => status)).toEqual([503, 503, 200, 503, 200]);
    expect(isLockedAtGoogle()).toBe(true);
  });

  test('is not repeated when a newer one has reached Google', async () => {
    await start({});
    homegraph().outage = 503;
    await unlock();
    await world.pass(3 * MINUTE);
    expect(await missed()).toHaveLength(1);
    homegraph().outage = undefined;
    await alice().lock('front door');
    await world.pass(5000);
    forgetCalls(world);
    await live(5 * MINUTE);
    expect(await missed()).toEqual([]);
    expect(reports(world)).toEqual([]);
  });
});

describe('another call that Google could not take is repeated for hours:', () => {
  test.each(RUNS)('a Request Sync ($store, $jobs)', async (run) => {
    await start(run);
    await world.link('bob', { pin: 'keep', locks: [FRONT] });
    await live(2 * MINUTE);
    const nameOfBob = () => world.google.user('bob').devices.get(FRONT)?.name.name;
    expect(nameOfBob()).toBe('Front door');
    homegraph().outage = 503;
    world.sifely.lock(FRONT).set({ name: 'Main entrance' });
    await alice().sync();
    await live(3 * HOUR, RARELY);
    expect(nameOfBob()).toBe('Front door');
    homegraph().outage = undefined;
    await live(4 * MINUTE);
    expect(nameOfBob()).toBe('Main entrance');
  });

  test.each(RUNS)('the end of an account ($store, $jobs)', async (run) => {
    await start(run);
    homegraph().outage = 503;
    const jobs = world.instances[0]?.runner ?? world.jobs;
    await jobs.enqueue({ kind: 'unlink', agentUserId: agentUserId() });
    await live(3 * HOUR, RARELY);
    expect(alice().linked).toBe(true);
    homegraph().outage = undefined;
    await live(4 * MINUTE);
    expect(alice().linked).toBe(false);
  });
});

describe('the schedule', () => {
  test('repeats the other calls when the queue refuses the job of one, which waits for its next run', async () => {
    await start({});
    for (const id of ['a', 'b', 'c']) {
      const missedCall = { kind: 'unlink', accountId: id };
      await world.store.create({ collection: 'missed', id: `unlink-${id}` }, missedCall, { dueAt: 1 });
    }
    world.jobs.refuseNext('unlink');
    await world.app.tick();
    expect((await missed()).map(({ key }) => key.id)).toEqual(['unlink-a']);
    expect(loggedAt(world, 'WARNING').join()).toContain(
      'could not repeat all calls that Google could not take',
    );
    await world.app.tick();
    expect(await missed()).toEqual([]);
  });

  test('repeats calls although the queue refuses a poll', async () => {
    await start({});
    await world.pass(7 * HOUR);
    const missedCall = { kind: 'unlink', accountId: 'a' };
    await world.store.create({ collection: 'missed', id: 'unlink-a' }, missedCall, { dueAt: 1 });
    world.jobs.refuseNext('poll');
    await world.app.tick().catch(() => {});
    expect(world.jobs.ofKind('unlink')).toMatchObject([{ job: { agentUserId: 'a' } }]);
  });
});
