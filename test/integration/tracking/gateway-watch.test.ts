import { DEMO_GATEWAYS } from '../../../simulators/sifely/index.ts';
import { BACK, DAY, FRONT, HOUR, MINUTE, ObservedHome, STUDY } from './observed-home.ts';

const SECOND = 1000;

describe('a gateway that goes offline, without webhooks,', () => {
  let home: ObservedHome;
  afterEach(() => home.close());
  const gateway = () => home.world.sifely.gateway(DEMO_GATEWAYS.hall);
  const ask = () => home.world.google.user().query([FRONT]);
  const checks = () => home.calls().filter((call) => call === 'gateway/detail');
  /** Polls the home once, after its linking, and lets a day pass in which nobody uses it, until after a midnight: a use counts that day. */
  const start = async (locks: readonly string[] = [FRONT, BACK, STUDY], options = {}) => {
    home = await ObservedHome.start(locks, options);
    const afterMidnight = DAY - ((home.world.clock.now() + 2 * HOUR) % DAY);
    await home.passTicking(26 * HOUR + afterMidnight, 10 * MINUTE);
    home.world.sifely.clearCalls();
  };

  test.each([
    ['was asked about', () => ask()],
    ['was locked by voice', () => home.world.google.user().lock('front door')],
    [
      'was used at the door',
      async () => {
        home.world.sifely.lock(FRONT).enterPasscode();
        // A poll finds the record, seven hours later at the latest.
        await home.passTicking(HOUR * 7, MINUTE * 10);
      },
    ],
  ])('is noticed within five minutes for every lock of it, if one of them %s', async (_what, act) => {
    await start();
    await act();
    // Soon after the use, and hours later.
    for (const wait of [20 * SECOND, 3 * HOUR]) {
      await home.passTicking(wait);
      gateway().online = false;
      await home.passTicking(5 * MINUTE);
      expect(home.atGoogle(FRONT)).toMatchObject({ online: false });
      expect(home.atGoogle(BACK)).toMatchObject({ online: false });
      expect(home.atGoogle(STUDY)).toMatchObject({ online: true });
      gateway().online = true;
      await home.passTicking(5 * MINUTE);
      expect(home.atGoogle(FRONT)).toMatchObject({ online: true });
      expect(home.atGoogle(BACK)).toMatchObject({ online: true });
    }
  });

  test('is noticed as fast if the first question of the day is answered from what a poll has just read', async () => {
    await start();
    // A poll asks each lock once in six hours.
    for (let left = 13 * 60; !home.calls().includes('lock/queryOpenState') && left > 0; left--) {
      await home.pass(50 * SECOND);
      await home.world.app.tick();
      await home.pass(10 * SECOND);
    }
    home.world.sifely.clearCalls();
    await ask();
    expect(home.calls()).toEqual([]);
    gateway().online = false;
    await home.passTicking(5 * MINUTE);
    expect(home.atGoogle(FRONT)).toMatchObject({ online: false });
  });

  test('is noticed as fast where the schedule runs every two minutes, as on Firebase', async () => {
    await start();
    await ask();
    gateway().online = false;
    await home.passTicking(5 * MINUTE, 2 * MINUTE);
    expect(home.atGoogle(FRONT)).toMatchObject({ online: false });
    gateway().online = true;
    await home.passTicking(5 * MINUTE, 2 * MINUTE);
    expect(home.atGoogle(FRONT)).toMatchObject({ online: true });
  });

  test('costs one call in five minutes, whatever the number of its locks, and none of a lock beside those of a poll', async () => {
    await start();
    await ask();
    await home.passTicking(10 * MINUTE);
    home.world.sifely.clearCalls();
    await home.passTicking(HOUR);
    expect(checks().length).toBeGreaterThan(11);
    expect(checks().length).toBeLessThan(15);
    // A poll asks each lock itself once in six hours, which may be in this one.
    const asked = home.calls().filter((call) => call === 'lock/queryOpenState');
    expect(asked.length).toBeLessThanOrEqual(3);
  });

  test('costs no call where no lock was used today', async () => {
    await start();
    await home.passTicking(DAY, 10 * MINUTE);
    expect(checks()).toEqual([]);
  });

  test('costs no call of a lock whose webhooks arrive', async () => {
    await start([FRONT]);
    home.sendWebhooks();
    home.world.sifely.lock(FRONT).enterPasscode();
    await home.pass(MINUTE);
    await home.world.google.user().lock('front door');
    await ask();
    await home.passTicking(3 * HOUR);
    expect(checks()).toEqual([]);
  });

  test('is not asked again for a day if Sifely does not tell of it', async () => {
    await start([FRONT]);
    const refusal = home.world.sifely.fault({ kind: 'code', code: -4037, endpoint: 'gateway/detail' });
    await ask();
    await home.passTicking(5 * HOUR);
    expect(checks()).toHaveLength(1);
    refusal.remove();
    await home.passTicking(DAY, 10 * MINUTE);
    await ask();
    await home.passTicking(HOUR);
    expect(checks().length).toBeGreaterThan(10);
  });

  test('is asked hourly while the plan refuses calls', async () => {
    await start([FRONT]);
    await ask();
    await home.passTicking(10 * MINUTE);
    home.world.sifely.fault({ kind: 'plan-exceeded' });
    home.world.sifely.clearCalls();
    await home.passTicking(4 * HOUR);
    expect(home.calls().length).toBeLessThan(16);
    expect(home.world.jobs.failures).toEqual([]);
  });

  test('is put off before anything else if the calls of the month run short', async () => {
    await start([FRONT], { monthlyCalls: 900, profile: 'api-key' });
    const { end } = monthOfNow();
    await home.pass(end - home.world.clock.now() + HOUR);
    home.world.sifely.clearCalls();
    for (let day = 0; day < 10; day++) {
      await ask();
      await home.passTicking(DAY, 10 * MINUTE);
    }
    // Of 900 calls in a month, 300 belong to ten days; polls and questions of them come first.
    expect(checks().length).toBeGreaterThan(50);
    expect(home.calls().length).toBeLessThan(360);
  });

  test('is noticed when the flag of the gateway was lost in a crash', async () => {
    await start([FRONT]);
    await ask();
    await home.passTicking(10 * MINUTE);
    gateway().online = false;
    home.world.jobs.refuseNext('observe');
    await home.passTicking(6 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ online: false });
  });

  function monthOfNow() {
    const date = new Date(home.world.clock.now());
    return { end: Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) };
  }
});
