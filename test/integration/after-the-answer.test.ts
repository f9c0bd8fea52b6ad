import { DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { until } from '../support/until.ts';
import { World, type WorldOptions } from '../support/world.ts';

const FRONT = String(DEMO_LOCKS.frontDoor);
const SECOND = 1000;
const MINUTE = 60 * SECOND;

let world: World;
/** Starts a world with a linked lock that does not lock itself. */
const start = async (options: WorldOptions) => {
  world = await World.start(options);
  world.sifely.lock(FRONT).set({ autoLockSeconds: -1 });
  await world.link('alice', { locks: [FRONT] });
};
afterEach(() => world.close());

const atGoogle = () => {
  const { agentUserId = '' } = world.google.user();
  return world.google.homegraph.states(agentUserId, FRONT);
};
const calls = (endpoint: string) => world.sifely.calls.filter((call) => call.endpoint.endsWith(endpoint));

/** Turns the lock by hand and asks for its state, which the gateway names a second after the answer. */
const queryTooEarly = async () => {
  await world.pass(2 * MINUTE);
  world.sifely.lock(FRONT).turnByHand('unlock');
  world.sifely.clearCalls();
  world.sifely.fault({ kind: 'slow', ms: 2 * SECOND, times: 1, endpoint: 'queryOpenState' });
  const asked = world.google.user().query();
  await until(() => calls('queryOpenState').length === 1, 'the reading');
  world.clock.advance(700);
  world.clock.advance(200);
  const answer = await asked;
  expect(answer.payload.devices[FRONT]).toMatchObject({ status: 'SUCCESS', isLocked: true });
};

describe.each([
  ['sqlite', 'held'],
  ['sqlite', 'local'],
  ['firestore', 'held'],
  ['firestore', 'local'],
] as const)('an instance that stands still after each answer (%s, %s jobs)', (store, jobs) => {
  beforeEach(() => start({ store, jobs, stopsAtAnswers: true }));

  test('leaves the reading that came too late for a QUERY to another one', async () => {
    await queryTooEarly();
    await world.pass(10 * SECOND);
    expect(atGoogle()).toMatchObject({ isLocked: false });
    expect(calls('queryOpenState')).toHaveLength(2);
  });
});

describe('an instance that goes on after its answers', () => {
  test('stores the reading that came too late for a QUERY, and its job makes no call', async () => {
    await start({});
    await queryTooEarly();
    expect(world.jobs.ofKind('observe')).toMatchObject([{ job: { because: 'query', round: 0 } }]);
    world.clock.advance(2 * SECOND);
    await world.app.settled();
    await world.pass(10 * SECOND);
    expect(world.jobs.ofKind('observe')).toEqual([]);
    expect(atGoogle()).toMatchObject({ isLocked: false });
    expect(world.sifely.calls).toHaveLength(1);
  });

  test('makes no job for readings that end in time', async () => {
    await start({});
    await world.pass(2 * MINUTE);
    const asked = world.google.user().query();
    await asked;
    expect(world.jobs.ofKind('observe')).toEqual([]);
  });

  test('answers QUERY although no job can be enqueued', async () => {
    await start({});
    world.jobs.refuseNext('observe');
    await queryTooEarly();
    expect(world.logLines.join()).toContain('could not enqueue late readings');
    expect(world.jobs.ofKind('observe')).toEqual([]);
  });
});

describe('the job of a reading that came too late', () => {
  const observations = () =>
    world.logLines.map((line) => JSON.parse(line)).filter(({ message }) => message === 'observation');

  test('makes no call when the calls of the month run short', async () => {
    await start({ monthlyCalls: 1, stopsAtAnswers: true });
    await queryTooEarly();
    await world.pass(10 * SECOND);
    expect(observations()).toMatchObject([{ because: 'query', outcome: 'over budget' }]);
    expect(world.sifely.calls).toHaveLength(1);
  });

  test('asks once, whatever the answer', async () => {
    await start({ stopsAtAnswers: true });
    await queryTooEarly();
    world.sifely.fault({ kind: 'lock-offline', lockId: FRONT });
    world.sifely.clearCalls();
    await world.pass(4 * MINUTE);
    expect(observations()).toMatchObject([{ because: 'query' }]);
    expect(calls('queryOpenState')).toHaveLength(1);
    expect(world.jobs.failures).toEqual([]);
  });
});
