import { DAY, FRONT, HOUR, MINUTE, ObservedHome } from './observed-home.ts';

const YEAR = 365 * DAY;
/** Behind, ahead, by a daylight-saving hour, a time zone, days, and a lock that lost its time with its battery. */
const OFFSETS = [
  ['right', 0],
  ['four minutes behind', -4 * MINUTE],
  ['an hour behind', -HOUR],
  ['a time zone behind', -11 * HOUR],
  ['nine days behind', -9 * DAY],
  ['26 years behind', -26 * YEAR],
  ['four minutes ahead', 4 * MINUTE],
  ['an hour ahead', HOUR],
  ['a time zone ahead', 11 * HOUR],
  ['nine days ahead', 9 * DAY],
] as const;

let home: ObservedHome;
afterEach(() => home.close());
const front = () => home.world.sifely.lock(FRONT);
/** Lets ten seconds pass, in steps in which jobs follow each other. */
const seconds = async () => {
  for (const ms of [1000, 5000, 2000, 2000]) await home.pass(ms);
};

describe('a lock whose clock is', () => {
  beforeEach(async () => {
    home = await ObservedHome.start();
    front().set({ autoLockSeconds: 0 });
  });

  const readings = () => home.calls().filter((call) => call === 'lock/queryOpenState').length;
  /** Opens and shuts the door, and expects Google to know each within ten seconds. */
  const turn = async () => {
    front().enterPasscode();
    await seconds();
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
    await home.pass(5 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
    front().turnByHand('lock');
    await seconds();
    expect(home.atGoogle()).toMatchObject({ isLocked: true });
    await home.pass(5 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: true });
  };

  test.each(OFFSETS)(
    '%s reaches Google within ten seconds by webhook, and is soon asked no more',
    async (_is, ms) => {
      home.sendWebhooks();
      front().set({ clockOffsetMs: ms });
      for (let times = 0; times < 3; times++) await turn();
      home.world.sifely.clearCalls();
      await turn();
      expect(readings()).toBe(0);
    },
  );

  test.each([
    ['an hour behind', -HOUR],
    ['an hour ahead', HOUR],
    ['days behind', -9 * DAY],
  ])('%s and is then set right is never taken for late', async (_is, ms) => {
    home.sendWebhooks();
    front().set({ clockOffsetMs: ms });
    for (let times = 0; times < 3; times++) await turn();
    front().set({ clockOffsetMs: 0 });
    for (let times = 0; times < 2; times++) await turn();
    front().set({ clockOffsetMs: -ms });
    for (let times = 0; times < 2; times++) await turn();
  });

  test.each(OFFSETS)('%s is known from its records where no webhook arrives', async (_is, ms) => {
    front().set({ clockOffsetMs: ms });
    const poll = async () => {
      await home.pass(HOUR);
      await home.world.app.tick();
      await home.pass(MINUTE);
    };
    // A clock that is wrong by more than a day is learned after a movement that no record explained.
    for (let times = 0; times < 3; times++) {
      front().enterPasscode();
      await home.pass(MINUTE);
      await home.world.google.user().query([FRONT]);
      await poll();
      front().turnByHand('lock');
      await home.pass(MINUTE);
      await home.world.google.user().query([FRONT]);
      await poll();
    }
    front().enterPasscode();
    await poll();
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
    front().turnByHand('lock');
    await poll();
    expect(home.atGoogle()).toMatchObject({ isLocked: true });
  });

  test.each(OFFSETS.flatMap(([is, ms]) => [[is, 'with', ms] as const, [is, 'without', ms] as const]))(
    '%s, %s webhooks, ends commands as they went',
    async (_is, webhooks, ms) => {
      if (webhooks === 'with') home.sendWebhooks();
      front().set({ clockOffsetMs: ms });
      const alice = home.world.google.user();
      for (let times = 0; times < 2; times++) {
        expect(await alice.unlock('front door', { pin: '4711' })).toMatchObject({ status: 'SUCCESS' });
        await seconds();
        await home.pass(2 * MINUTE);
        expect(home.atGoogle()).toMatchObject({ isLocked: false, isJammed: false });
        front().turnByHand('lock');
        await seconds();
        const known = await home.world.google.user().query([FRONT]);
        expect(known.payload.devices[FRONT]).toMatchObject({ isLocked: true });
        await home.pass(2 * MINUTE);
        front().jam({ times: 1 });
        expect(await alice.unlock('front door', { pin: '4711' })).toMatchObject({ status: 'SUCCESS' });
        await home.pass(25_000);
        await home.pass(MINUTE);
        expect(home.atGoogle()).toMatchObject({ isLocked: true });
        front().free();
      }
    },
  );

  test('ahead earns no freshness by a "locked" that may be old', async () => {
    home.sendWebhooks();
    front().set({ clockOffsetMs: 4 * HOUR });
    const before = (await home.known())?.snapshot;
    front().turnByHand('lock');
    await seconds();
    expect((await home.known())?.snapshot).toEqual(before);
    expect(home.atGoogle()).toMatchObject({ isLocked: true });
  });

  test.each(OFFSETS)('%s hides no open door by a record that comes late', async (_is, ms) => {
    home.sendWebhooks();
    front().set({ clockOffsetMs: ms });
    for (let times = 0; times < 3; times++) await turn();
    front().enterPasscode();
    await home.pass(2 * HOUR);
    await home.world.google.user().query([FRONT]);
    const now = home.world.clock.now();
    await home.forge(FRONT, { recordType: 47, lockDate: now + ms - 20 * MINUTE, serverDate: now });
    await home.pass(1000);
    const { payload } = await home.world.google.user().query([FRONT]);
    expect(payload.devices[FRONT]).not.toMatchObject({ isLocked: true });
    await home.pass(2 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });
});

describe('a server whose clock is', () => {
  test.each([
    ['twelve minutes ahead of Sifely', 12 * MINUTE],
    ['twelve minutes behind Sifely', -12 * MINUTE],
    ['forty seconds ahead of Sifely', 40_000],
    ['forty seconds behind Sifely', -40_000],
  ])('%s loses no event, pushed or read', async (_is, ms) => {
    home = await ObservedHome.start();
    front().set({ autoLockSeconds: 0 });
    home.world.skew.ms = ms;
    home.sendWebhooks();
    for (let times = 0; times < 2; times++) {
      await home.world.google.user().query([FRONT]);
      await home.pass(1000);
      front().enterPasscode();
      await seconds();
      expect(home.atGoogle()).toMatchObject({ isLocked: false });
      await home.world.google.user().query([FRONT]);
      await home.pass(MINUTE);
      front().turnByHand('lock');
      await seconds();
      await seconds();
      expect(home.atGoogle()).toMatchObject({ isLocked: true });
      await home.pass(MINUTE);
    }
  });
});
