import type { GuestWish } from '../../functions/guests/guests.ts';
import { instantOf, localOf, nextOffsetChange } from '../../functions/schedules/zoned-time.ts';
import { DEMO_GATEWAYS } from '../../simulators/sifely/index.ts';
import { closeGuestHomes, type Death, FRONT, OWNER, startGuestHome } from '../support/guest-home.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import type { Profile } from '../support/sifely-client.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ZONE = 'America/New_York';
/** The clock of the door is five hours behind UTC, all the year. */
const WINTER_MINUTES = -5 * 60;

/** Weeks in which the clocks of New York change on the Sunday. */
const MARCH = '2027-03-14';
const NOVEMBER = '2027-11-07';

afterEach(closeGuestHomes);

type Home = Awaited<ReturnType<typeof startGuestHome>>;

const WISH: GuestWish = {
  ...{ name: 'Cleaner', lockIds: [FRONT], timeZone: ZONE },
  validity: { kind: 'weekly', days: [1, 2, 3, 4, 5, 6, 7], fromHour: 9, untilHour: 12 },
};

const WORLDS: readonly [Profile, 'sqlite' | 'firestore'][] = [
  ['oauth', 'sqlite'],
  ['api-key', 'firestore'],
];

/** Starts a home at the beginning of the year of these weeks. */
const start = (profile: Profile, kind?: 'sqlite' | 'firestore') =>
  startGuestHome(profile, kind, {}, new OffsetClock({ startAt: Date.UTC(2027, 0) }));

/** Moves time to a wall-clock time at the door. */
function goTo(home: Home, local: string): void {
  const at = instantOf(local, ZONE);
  if (at === undefined) throw new Error(`${local} is no time`);
  home.clock.advance(at - home.clock.now());
}

/** The hours of a day at which digits open the door, as the clocks in the house show them; looks at each half hour. */
function hoursOpen(home: Home, digits: string, day: string): string {
  const open: string[] = [];
  for (let half = 10; half < 30; half++) {
    const time = `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`;
    goTo(home, `${day}T${time}`);
    if (home.opensDoor(digits)) open.push(time);
  }
  return `${open[0]} to ${open.at(-1)}`;
}

/** Adds the cleaner in winter; returns the id and the digits. */
async function addCleaner(home: Home, wish: Partial<GuestWish> = {}) {
  goTo(home, '2027-01-05T06:00');
  const added = await home.guests.add(OWNER, { ...WISH, ...wish });
  if ('problem' in added) throw new Error(added.words);
  const { id } = added.guest;
  await home.settle(id, HOUR);
  return { id, digits: await digitsOf(home, id) };
}

/** Advances the guests in a process that is killed; false if it ended before. */
const dies = (home: Home, death: Death) =>
  home
    .start(death)
    .advanceAll()
    .then(
      () => false,
      () => true,
    );

const digitsOf = async (home: Home, id: string) => (await home.guests.reveal(OWNER, id))?.[0]?.digits ?? '';
const doorOf = async (home: Home) => (await home.guests.list(OWNER))[0]?.doors[0];
const dayAfter = (day: string) => localOf((instantOf(`${day}T12:00`, ZONE) ?? 0) + DAY, ZONE).slice(0, 10);

describe.each(WORLDS)('a weekly code, with the %s profile and %s', (profile, kind) => {
  test('that was used follows the clocks in spring and in autumn, with its digits', async () => {
    const home = await start(profile, kind);
    const { id, digits } = await addCleaner(home);
    expect(hoursOpen(home, digits, '2027-01-06')).toBe('09:00 to 11:30');

    for (const change of [MARCH, NOVEMBER]) {
      goTo(home, `${change}T00:30`);
      await home.settle(id, 3 * HOUR);
      expect(await doorOf(home)).toMatchObject({ state: 'set', verifiedBy: 'list' });
      expect(await doorOf(home)).not.toHaveProperty('hoursOff');
      expect(hoursOpen(home, digits, dayAfter(change))).toBe('09:00 to 11:30');
    }
    expect(await digitsOf(home, id)).toBe(digits);
    expect([home.sent('keyboardPwd/change'), home.sent('keyboardPwd/get')]).toEqual([2, 1]);
    await home.settle(id, 10 * DAY);
    expect(home.sent('keyboardPwd/change')).toBe(2);
  });

  test('that was never used is said to open an hour late, and is changed after its first use', async () => {
    const home = await start(profile, kind);
    const { id, digits } = await addCleaner(home);
    goTo(home, `${MARCH}T00:30`);
    await home.settle(id, 3 * HOUR);
    expect(await doorOf(home)).toMatchObject({
      state: 'set',
      hoursOff: {
        ms: HOUR,
        words: expect.stringContaining('opens 1 hour late. Sifely can change it only after'),
      },
    });
    expect(hoursOpen(home, digits, dayAfter(MARCH))).toBe('10:00 to 12:30');
    await home.settle(id, 8 * DAY);
    expect(await doorOf(home)).not.toHaveProperty('hoursOff');
    expect(hoursOpen(home, digits, '2027-03-29')).toBe('09:00 to 11:30');
  });

  test('is left alone where a phone sets the clock of the lock', async () => {
    const home = await start(profile, kind);
    const { id, digits } = await addCleaner(home);
    goTo(home, `${MARCH}T03:00`);
    home.sifely.lock(FRONT).set({ utcOffsetMinutes: WINTER_MINUTES + 60 });
    await home.settle(id, 3 * DAY);
    expect(await doorOf(home)).toMatchObject({ state: 'set' });
    expect(await doorOf(home)).not.toHaveProperty('hoursOff');
    expect([home.sent('keyboardPwd/change'), home.sent('keyboardPwd/get')]).toEqual([0, 1]);
    expect(hoursOpen(home, digits, '2027-03-20')).toBe('09:00 to 11:30');
  });

  test('at a lock whose gateway is gone opens an hour late, says so, and is made anew on demand', async () => {
    const home = await start(profile, kind);
    const { id, digits } = await addCleaner(home);
    hoursOpen(home, digits, '2027-01-06');
    home.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    goTo(home, `${MARCH}T03:00`);
    await home.settle(id, DAY);
    expect(await doorOf(home)).toMatchObject({
      ...{ state: 'changing', waitingFor: 'gateway-offline' },
      hoursOff: { ms: HOUR, words: expect.stringContaining('are being changed') },
    });
    await home.settle(id, 8 * DAY);
    expect(await doorOf(home)).toMatchObject({
      ...{ state: 'set', hoursOff: { ms: HOUR, words: expect.stringContaining('Make a new code') } },
    });
    const sent = home.sent('keyboardPwd/change');
    await home.settle(id, 10 * DAY);
    expect(home.sent('keyboardPwd/change')).toBe(sent);

    home.sifely.gateway(DEMO_GATEWAYS.hall).online = true;
    await home.guests.retry(OWNER, id);
    await home.settle(id, HOUR);
    expect(await doorOf(home)).not.toHaveProperty('hoursOff');
    expect(await digitsOf(home, id)).toBe(digits);

    await home.guests.renew(OWNER, id);
    await home.settle(id, HOUR);
    const renewed = await digitsOf(home, id);
    expect(renewed).not.toBe(digits);
    expect(await home.listed(digits)).toEqual([]);
    expect(hoursOpen(home, renewed, '2027-05-10')).toBe('09:00 to 11:30');
  });

  test('whose change the cloud accepts and does not make is said to open at other hours', async () => {
    const home = await start(profile, kind);
    const { id, digits } = await addCleaner(home);
    hoursOpen(home, digits, '2027-01-06');
    home.sifely.fault({
      kind: 'body',
      body: '{"errcode":0,"errmsg":"none error message"}',
      endpoint: 'keyboardPwd/change',
    });
    goTo(home, `${MARCH}T03:00`);
    await home.settle(id, 3 * HOUR);
    expect(await doorOf(home)).toMatchObject({ state: 'set', hoursOff: { ms: HOUR } });
    expect(home.sent('keyboardPwd/change')).toBe(1);
  });

  test.each(['before', 'after'] as const)(
    'follows the clocks when its process dies %s any of its calls',
    async (moment) => {
      const home = await start(profile, kind);
      const { id, digits } = await addCleaner(home);
      hoursOpen(home, digits, '2027-01-06');
      let at = 0;
      for (let died = true; died; at++) {
        const change = nextOffsetChange(home.clock.now(), ZONE) ?? 0;
        home.clock.advance(change - home.clock.now());
        died = await dies(home, { at, moment });
        await home.settle(id, HOUR);
        expect(await doorOf(home)).toMatchObject({ state: 'set' });
        expect(await doorOf(home)).not.toHaveProperty('hoursOff');
        expect(hoursOpen(home, digits, dayAfter(localOf(change, ZONE).slice(0, 10)))).toBe('09:00 to 11:30');
      }
      expect(at).toBeGreaterThan(6);
      expect(await home.listed(digits)).toHaveLength(1);
    },
  );
});

test('hours that pass midnight by the clock of the lock are not sent, and are set after that clock was', async () => {
  const home = await start('oauth');
  const validity = { ...WISH.validity, fromHour: 0, untilHour: 5 } as GuestWish['validity'];
  goTo(home, '2027-06-05T18:00');
  const added = await home.guests.add(OWNER, { ...WISH, validity });
  if ('problem' in added) throw new Error(added.words);
  const { id } = added.guest;
  await home.settle(id, HOUR);
  expect(await doorOf(home)).toMatchObject({
    ...{ state: 'failed', failure: 'lock-clock', remedy: expect.stringContaining('Set the lock’s clock') },
  });
  expect(home.sent('keyboardPwd/get')).toBe(0);
  home.sifely.lock(FRONT).set({ utcOffsetMinutes: WINTER_MINUTES + 60 });
  await home.guests.retry(OWNER, id);
  await home.settle(id, HOUR);
  expect(await doorOf(home)).toMatchObject({ state: 'set' });
  const digits = await digitsOf(home, id);
  const opens = (local: string) => {
    goTo(home, local);
    return home.opensDoor(digits);
  };
  expect(['2027-06-06T23:30', '2027-06-07T00:30', '2027-06-07T04:30', '2027-06-07T05:30'].map(opens)).toEqual(
    [...[false, true, true, false]],
  );
});
