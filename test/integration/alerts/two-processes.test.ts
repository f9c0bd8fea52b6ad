import { FRONT, HOUR, MINUTE } from '../tracking/observed-home.ts';
import { AlertsHome } from './alerts-home.ts';

const WRONG = { pin: ['1111', '2222', '3333', '4444', '5555'] };

describe.each(['sqlite', 'firestore'] as const)('alerts of two processes on %s', (store) => {
  let alerts: AlertsHome;
  const run = (index: number) =>
    alerts.world.instances[index]?.app.runJob({ kind: 'alerts', accountId: alerts.home.accountId });
  beforeEach(async () => {
    alerts = await AlertsHome.start([FRONT], { store, instances: 2 });
  });
  afterEach(() => alerts.close());

  test('leave once, though both run the job at the same time, and again after it', async () => {
    const { world, home, receiver } = alerts;
    await alerts.addWebhook(['lockout']);
    await world.google.user().unlock('front door', WRONG);
    expect(receiver.requests).toEqual([]);
    await Promise.all([run(0), run(1), run(0), run(1)]);
    await Promise.all([run(1), run(0)]);
    await home.pass(HOUR);
    expect(receiver.texts).toEqual(['Too many wrong PINs: voice unlocking is paused.']);
  });

  test('go on after the process that was sending died: the other sends the same message when its claim is over', async () => {
    const { world, home, receiver } = alerts;
    await alerts.addWebhook(['lockout']);
    receiver.answer = () => {};
    await world.google.user().unlock('front door', WRONG);
    world.jobs.loseAll();
    // The process hangs in the middle of its request, as one that was killed.
    const dying = run(0);
    while (receiver.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    receiver.answerWith(204);
    await run(1);
    expect(receiver.requests).toHaveLength(1);
    world.clock.advance(MINUTE);
    await run(1);
    expect(receiver.requests).toHaveLength(2);
    await dying;
    await home.pass(HOUR);
    const ids = receiver.requests.map(({ headers }) => headers['webhook-id']);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  test('are sent by the next poll if the process died between the change of the states and the job', async () => {
    const { world, home, receiver } = alerts;
    await alerts.addWebhook(['lockout']);
    world.jobs.refuseNext('alerts');
    await world.google.user().unlock('front door', WRONG);
    await home.pass(10 * MINUTE);
    expect(receiver.requests).toEqual([]);
    await home.passTicking(7 * HOUR, 10 * MINUTE);
    expect(receiver.texts).toEqual(['Too many wrong PINs: voice unlocking is paused.']);
  });

  test('leave as a few messages where much happens: at most twenty an hour, and nothing is left out silently', async () => {
    const { world, home, receiver } = alerts;
    await alerts.addWebhook(['tamper']);
    const now = world.clock.now();
    for (let index = 0; index < 90; index++) {
      await home.forge(FRONT, { recordType: 44, recordId: index + 1, lockDate: now + index });
      await home.pass(3000);
    }
    await home.pass(2 * HOUR);
    expect(receiver.requests.length).toBeGreaterThan(15);
    expect(receiver.requests.length).toBeLessThanOrEqual(22);
    const told = receiver.bodies.flatMap(({ data }) => data?.alerts ?? []).length;
    const omitted = receiver.bodies.reduce((sum, { data }) => sum + (data?.omitted ?? 0), 0);
    expect(new Set(receiver.bodies.flatMap(({ data }) => data?.alerts.map(({ id }) => id))).size).toBe(told);
    expect(told + omitted).toBe(alerts.lines('applied webhook events').length);
  });
});
