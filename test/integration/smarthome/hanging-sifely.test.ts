import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { until } from '../../support/until.ts';
import { World } from '../../support/world.ts';

let world: World;
afterEach(() => world.close());

const sent = (end: string) => world.sifely.calls.filter(({ endpoint }) => endpoint.endsWith(end)).length;

test('while Sifely hangs for all, QUERY answers what is known, and an unlock still goes', async () => {
  world = await World.start({ maxCalls: 3, config: { snapshotFreshMs: 0, executeAnswerMs: 3000 } });
  await world.link('alice', { pin: '4711' });
  const alice = world.google.user('alice');
  await alice.query();
  world.clock.advance(60_000);
  world.sifely.clearCalls();
  world.sifely.fault({ kind: 'hang', endpoint: 'queryOpenState' });

  // Locks of three gateways: two calls hang, the third is one too many.
  const first = await alice.query();
  const second = await alice.query();
  for (const { payload } of [first, second]) {
    for (const states of Object.values(payload.devices)) {
      expect(states).toMatchObject({ status: 'SUCCESS', online: true, isLocked: true });
    }
  }
  expect(sent('queryOpenState')).toBe(2);
  expect(world.logLines.some((line) => line.includes('TOO_MANY_CALLS'))).toBe(true);
  expect((await alice.unlock('study', { pin: '4711' })).status).toBe('SUCCESS');
  expect(world.sifely.lock(DEMO_LOCKS.study).bolt).toBe('unlocked');

  world.sifely.clearFaults();
  world.clock.advance(20_000);
  await until(() => sent('queryOpenState') === 3, 'the next reading');
  await world.app.settled();
  const { payload } = await alice.query();
  expect(payload.devices[DEMO_LOCKS.study]).toMatchObject({ isLocked: false });
});
