import type { GuestResult, GuestWish } from '../../functions/guests/guests.ts';
import { instantOf } from '../../functions/schedules/zoned-time.ts';
import { DEMO_GATEWAYS } from '../../simulators/sifely/index.ts';
import { BACK, closeGuestHomes, FRONT, OWNER, PIN, startGuestHome } from '../support/guest-home.ts';
import type { Profile } from '../support/sifely-client.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const ZONE = 'Europe/Berlin';

afterEach(closeGuestHomes);

const WISH: GuestWish = {
  ...{ name: 'Window cleaner', lockIds: [FRONT, BACK], timeZone: ZONE, validity: { kind: 'permanent' } },
};

const WORLDS: readonly [Profile, 'sqlite' | 'firestore'][] = [
  ['oauth', 'sqlite'],
  ['api-key', 'firestore'],
];

function added(result: GuestResult) {
  if ('problem' in result) throw new Error(result.words);
  return { id: result.guest.id, digits: result.codes[0]?.digits ?? '', ...result };
}

describe.each(WORLDS)('with the %s profile and %s', (profile, kind) => {
  test('a guest has one code at two doors, is shown it once, and is changed and removed at both', async () => {
    const home = await startGuestHome(profile, kind);
    const { id, digits, codes } = added(await home.guests.add(OWNER, WISH));
    expect(codes).toEqual(
      [FRONT, BACK].map((lockId) => ({ lockId, digits: expect.stringMatching(/^\d{6}$/) })),
    );
    expect(codes[1]?.digits).toBe(digits);
    await home.advance(id);
    expect([home.opensDoor(digits), home.opensDoor(digits, BACK)]).toEqual([true, true]);
    const [listed] = await home.guests.list(OWNER);
    expect(listed).toMatchObject({ name: 'Window cleaner', doors: [{ state: 'set' }, { state: 'set' }] });
    expect(JSON.stringify(listed)).not.toContain(digits);
    expect(await home.guests.reveal(OWNER, id)).toEqual(codes);

    const changed = await home.guests.change(OWNER, id, { digits: '837264', lockIds: [FRONT] });
    expect(added(changed).codes[0]).toEqual({ lockId: FRONT, digits: '837264' });
    await home.advance(id);
    expect(['837264', digits].map((each) => home.opensDoor(each))).toEqual([true, false]);
    expect(['837264', digits].map((each) => home.opensDoor(each, BACK))).toEqual([false, false]);

    await home.guests.remove(OWNER, id);
    expect((await home.advance(id))?.codes.map(({ state }) => state)).toEqual(['removed', 'removed']);
    expect(home.opensDoor('837264')).toBe(false);
    expect(await home.guests.reveal(OWNER, id)).toEqual([]);
    expect(await home.guests.change(OWNER, id, { name: 'Anna' })).toMatchObject({ problem: 'unknown-guest' });
    home.clock.advance(2 * DAY);
    expect(await home.guests.list(OWNER)).toEqual([]);
  });

  test('a guest for Mondays has a code of the cloud from the first day until the last', async () => {
    const home = await startGuestHome(profile, kind);
    const from = home.clock.now() + DAY;
    const until = from + 9 * DAY;
    const validity = { kind: 'weekly', days: [1], fromHour: 9, untilHour: 12, from, until } as const;
    const wish = { ...WISH, lockIds: [FRONT], validity, timeZone: 'UTC' };
    const { id, codes } = added(await home.guests.add(OWNER, wish));
    expect(codes).toEqual([]);
    expect((await home.settle(id, HOUR))?.codes[0]).toMatchObject({ state: 'draft' });
    expect((await home.settle(id, 2 * DAY))?.codes[0]).toMatchObject({ state: 'set' });
    const [code] = (await home.guests.reveal(OWNER, id)) ?? [];
    const listed = await home.listed(code?.digits ?? '');
    expect(listed).toMatchObject([{ kind: 'monday', isCustom: false }]);
    expect(new Date(listed[0]?.from ?? 0).getUTCDay()).toBe(1);
    expect((await home.settle(id, 12 * DAY))?.codes[0]).toMatchObject({ state: 'removed' });
    expect(await home.listed(code?.digits ?? '')).toEqual([]);
  });

  test('a guest has a code of the cloud without a gateway, which is made anew for other times', async () => {
    const home = await startGuestHome(profile, kind);
    home.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    const hour = Math.ceil(home.clock.now() / HOUR) * HOUR;
    const validity = { kind: 'period', from: hour, until: hour + 3 * HOUR } as const;
    const wish = { ...WISH, lockIds: [FRONT], timeZone: 'UTC', isOffline: true, validity };
    const { id, codes } = added(await home.guests.add(OWNER, wish));
    expect(codes).toEqual([]);
    await home.settle(id, MINUTE);
    const digits = async () => (await home.guests.reveal(OWNER, id))?.[0]?.digits ?? '';
    const first = await digits();
    expect(first).toMatch(/^\d{6,9}$/);
    expect((await home.guests.list(OWNER))[0]).toMatchObject({ isOffline: true, doors: [{ state: 'set' }] });
    home.clock.advance(hour + HOUR - home.clock.now());
    expect(home.opensDoor(first)).toBe(true);

    home.sifely.gateway(DEMO_GATEWAYS.hall).online = true;
    const later = { kind: 'period', from: hour + DAY, until: hour + DAY + HOUR } as const;
    await home.guests.change(OWNER, id, { validity: later });
    await home.settle(id, MINUTE);
    const second = await digits();
    expect(second).not.toBe(first);
    home.clock.advance(hour + DAY + HOUR / 2 - home.clock.now());
    expect([home.opensDoor(first), home.opensDoor(second)]).toEqual([false, true]);

    await home.guests.change(OWNER, id, {
      isOffline: false,
      validity: { kind: 'permanent' },
      digits: '047291',
    });
    await home.settle(id, MINUTE);
    expect((await home.guests.list(OWNER))[0]).not.toHaveProperty('isOffline');
    expect([home.opensDoor(second), home.opensDoor('047291')]).toEqual([false, true]);
  });

  test('a code of the cloud that nobody uses within a day is over', async () => {
    const home = await startGuestHome(profile, kind);
    const wish = { ...WISH, lockIds: [FRONT], isOffline: true };
    const { id } = added(await home.guests.add(OWNER, wish));
    expect((await home.settle(id, 3 * DAY))?.codes[0]).toMatchObject({ state: 'expired' });
    expect(await home.guests.add(OWNER, { ...wish, digits: '047291' })).toMatchObject({
      problem: 'weekly-digits',
    });
  });

  test('a guest has an ekey and a code, and loses both', async () => {
    const home = await startGuestHome(profile, kind);
    const wish = { ...WISH, lockIds: [FRONT], by: 'both', receiver: 'empty@example.com' } as const;
    const { id } = added(await home.guests.add(OWNER, wish));
    const keys = async () => (await home.cloud.keys.list(FRONT)).filter(({ name }) => name === WISH.name);
    const first = await home.advance(id);
    expect(first?.codes.map(({ by, state }) => [by, state])).toEqual([
      ['code', 'set'],
      ['ekey', 'set'],
    ]);
    expect(await keys()).toHaveLength(1);
    const until = home.clock.now() + DAY;
    await home.guests.change(OWNER, id, { validity: { kind: 'period', from: home.clock.now(), until } });
    expect((await home.settle(id, HOUR))?.codes.map(({ state }) => state)).toEqual(['set', 'set']);
    expect(await keys()).toMatchObject([{ kind: 'period' }]);
    await home.guests.remove(OWNER, id);
    expect((await home.settle(id, HOUR))?.codes.map(({ state }) => state)).toEqual(['removed', 'removed']);
    expect(await keys()).toEqual([]);
  });
});

test('guests of one lock share its list', async () => {
  const home = await startGuestHome('oauth');
  for (const name of ['Anna', 'Bert', 'Carl', 'Dora']) {
    await home.guests.add(OWNER, { ...WISH, name, lockIds: [FRONT] });
  }
  await home.advanceAll();
  const states = (await home.guests.list(OWNER)).map(({ doors }) => doors[0]?.state);
  expect(states).toEqual(['set', 'set', 'set', 'set']);
  home.sifely.clearCalls();
  home.clock.advance(2 * DAY);
  const next = await home.advanceAll();
  expect(home.sent('listKeyboardPwd')).toBe(1);
  expect(next).toBeGreaterThan(home.clock.now() + 11 * HOUR);
});

test('a gateway that is offline is asked less and less often, and nothing is lost', async () => {
  const home = await startGuestHome('oauth');
  home.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
  const { id, digits } = added(await home.guests.add(OWNER, { ...WISH, lockIds: [FRONT] }));
  await home.settle(id, 2 * DAY);
  const [door] = (await home.guests.list(OWNER))[0]?.doors ?? [];
  expect(door).toMatchObject({ state: 'setting', waitingFor: 'gateway-offline' });
  expect(home.sent('keyboardPwd/add')).toBeLessThan(250);
  home.sifely.gateway(DEMO_GATEWAYS.hall).online = true;
  await home.settle(id, HOUR);
  expect(home.opensDoor(digits)).toBe(true);
});

describe.each(WORLDS)('guests who wait for one gateway, with the %s profile and %s', (profile, kind) => {
  type Home = Awaited<ReturnType<typeof startGuestHome>>;

  const add = async (home: Home, count: number, wish: Partial<GuestWish> = {}) => {
    for (let place = 0; place < count; place++) {
      await home.guests.add(OWNER, { ...WISH, name: `Guest ${place}`, lockIds: [FRONT], ...wish });
    }
  };
  /** Advances all guests whenever one is due. */
  const pass = async (home: Home, ms: number) => {
    const end = home.clock.now() + ms;
    for (;;) {
      const next = (await home.advanceAll()) ?? end;
      if (next > end) break;
      home.clock.advance(Math.max(1000, next - home.clock.now()));
    }
    home.clock.advance(Math.max(0, end - home.clock.now()));
  };
  const states = async (home: Home) =>
    (await home.guests.list(OWNER)).flatMap(({ doors }) => doors.map(({ state }) => state));
  const all = (state: string, count: number) => Array.from({ length: count }, () => state);

  test('cost as many calls in a week as one of them, and are all set when it is back', async () => {
    const calls = [];
    for (const count of [1, 10]) {
      const home = await startGuestHome(profile, kind);
      home.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
      await add(home, count);
      await pass(home, 6 * DAY);
      calls.push(home.sifely.calls.length);
      expect(await states(home)).toEqual(all('setting', count));
      home.sifely.gateway(DEMO_GATEWAYS.hall).online = true;
      await pass(home, HOUR + MINUTE);
      expect(await states(home)).toEqual(all('set', count));
    }
    const [one = 0, ten = 0] = calls;
    expect(one).toBeGreaterThan(100);
    expect(ten).toBeLessThan(one * 1.1);
  });

  test('cost no more for coming one after another, at one door or at two of its doors', async () => {
    const home = await startGuestHome(profile, kind);
    home.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    await add(home, 1);
    await pass(home, DAY);
    home.sifely.clearCalls();
    await pass(home, DAY);
    const alone = home.sent('keyboardPwd/add');
    home.sifely.clearCalls();
    for (const lockIds of [[FRONT], [BACK], [FRONT, BACK]]) {
      await add(home, 1, { name: 'Late', lockIds });
      await pass(home, DAY / 3);
    }
    expect(home.sent('keyboardPwd/add')).toBeLessThanOrEqual(alone + 4);
    expect(await states(home)).toEqual(all('setting', 5));
  });

  test('are set at once when a new one finds that it is back', async () => {
    const home = await startGuestHome(profile, kind);
    home.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    await add(home, 4);
    await pass(home, DAY);
    home.sifely.gateway(DEMO_GATEWAYS.hall).online = true;
    await home.advanceAll();
    expect(await states(home)).toEqual(all('setting', 4));
    await add(home, 1);
    await home.advanceAll();
    expect(await states(home)).toEqual(all('set', 5));
  });

  test('fail after a week, each in its turn, and leave those that wait for less', async () => {
    const home = await startGuestHome(profile, kind);
    home.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    await add(home, 2);
    await pass(home, 4 * DAY);
    await add(home, 1);
    await pass(home, 4 * DAY);
    expect(await states(home)).toEqual(['failed', 'failed', 'setting']);
    home.sifely.gateway(DEMO_GATEWAYS.hall).online = true;
    await pass(home, 2 * HOUR);
    expect(await states(home)).toEqual(['failed', 'failed', 'set']);
  });
});

test('a gateway that stays offline for more than a week fails the code with a remedy, and a retry begins again', async () => {
  const home = await startGuestHome('oauth');
  home.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
  const { id } = added(await home.guests.add(OWNER, { ...WISH, lockIds: [FRONT] }));
  await home.settle(id, 8 * DAY);
  const [door] = (await home.guests.list(OWNER))[0]?.doors ?? [];
  expect(door).toMatchObject({ state: 'failed', remedy: expect.stringContaining('Check its power') });
  home.sifely.gateway(DEMO_GATEWAYS.hall).online = true;
  await home.guests.retry(OWNER, id);
  expect((await home.settle(id, HOUR))?.codes[0]).toMatchObject({ state: 'set' });
});

test.each<[Partial<GuestWish>, string]>([
  [{ name: ' \n\t ' }, 'name'],
  [{ lockIds: [] }, 'doors'],
  [{ timeZone: 'Mars/Olympus' }, 'zone'],
  [{ digits: '123456' }, 'counts'],
  [{ digits: '1985' }, 'year'],
  [{ digits: PIN }, 'pin'],
  [{ by: 'ekey' }, 'receiver'],
  [{ validity: { kind: 'period', from: 5 * HOUR, until: HOUR } }, 'past'],
  [{ validity: { kind: 'period', from: 4e12, until: 4e12 - HOUR } }, 'order'],
  [{ validity: { kind: 'weekly', days: [1, 3], fromHour: 9, untilHour: 12 } }, 'days'],
  [{ validity: { kind: 'weekly', days: [1], fromHour: 12, untilHour: 9 } }, 'hours'],
  [{ validity: { kind: 'weekly', days: [1], fromHour: 9.5, untilHour: 12 } }, 'hours'],
  [
    { validity: { kind: 'weekly', days: [1], fromHour: 9, untilHour: 12 }, digits: '047291' },
    'weekly-digits',
  ],
  [
    { validity: { kind: 'weekly', days: [1], fromHour: 9, untilHour: 12 }, by: 'both', receiver: 'a@b.c' },
    'weekly-ekey',
  ],
])('a guest with %j is refused for the %s, and nothing is stored', async (wrong, problem) => {
  const home = await startGuestHome('oauth');
  const answer = await home.guests.add(OWNER, { ...WISH, ...wrong });
  expect(answer).toEqual({ problem, words: expect.stringMatching(/^[A-Z].*\.$/) });
  expect(await home.guests.list(OWNER)).toEqual([]);
});

test('the times of a guest are those of the clocks at the door on the day when they change', async () => {
  const home = await startGuestHome('oauth');
  const year = new Date(home.clock.now()).getUTCFullYear() + 1;
  const lastSunday = new Date(Date.UTC(year, 2, 31));
  lastSunday.setUTCDate(31 - lastSunday.getUTCDay());
  const day = lastSunday.toISOString().slice(0, 10);
  const from = instantOf(`${day}T01:00`, ZONE) ?? 0;
  const until = instantOf(`${day}T09:00`, ZONE) ?? 0;
  expect(until - from).toBe(7 * HOUR);
  const wish = { ...WISH, lockIds: [FRONT], validity: { kind: 'period', from, until } as const };
  const { digits, id } = added(await home.guests.add(OWNER, wish));
  await home.advance(id);
  home.clock.advance(until - MINUTE - home.clock.now());
  expect(home.opensDoor(digits)).toBe(true);
  home.clock.advance(2 * MINUTE);
  expect(home.opensDoor(digits)).toBe(false);
});

describe.each(WORLDS)(
  'a process that is killed at any of its calls, with the %s profile and %s',
  (profile, kind) => {
    test.each(['before', 'after'] as const)(
      'loses and doubles nothing of a guest with codes and ekeys at two doors when it dies %s them',
      async (moment) => {
        const home = await startGuestHome(profile, kind);
        const doors = [FRONT, BACK];
        const ekeys = async () => {
          const lists = await Promise.all(doors.map((door) => home.cloud.keys.list(door)));
          return lists.map((list) => list.filter(({ receiver }) => receiver === 'empty@example.com').length);
        };
        /** Advances all guests in a process that dies, and then in one that lives. */
        const killed = async (id: string, at: number) => {
          const died = await home
            .start({ at, moment })
            .advanceAll()
            .then(
              () => false,
              () => true,
            );
          const guest = await home.settle(id, 3 * HOUR);
          return { died, states: guest?.codes.map(({ state }) => state) };
        };
        let runs = 0;
        for (let isOver = false; !isOver; runs++) {
          const [first, second] = [String(502_813 + 7919 * runs), String(218_473 + 7331 * runs)];
          const wish = { ...WISH, digits: first, by: 'both', receiver: 'empty@example.com' } as const;
          const { id } = added(await home.guests.add(OWNER, wish));
          const set = await killed(id, runs);
          expect(set.states).toEqual(['set', 'set', 'set', 'set']);
          expect([home.opensDoor(first), home.opensDoor(first, BACK), await ekeys()]).toEqual([
            true,
            true,
            [1, 1],
          ]);

          await home.guests.change(OWNER, id, { digits: second });
          const changed = await killed(id, runs);
          expect(changed.states).toEqual(['set', 'set', 'set', 'set']);
          expect([first, second].map((digits) => home.opensDoor(digits, BACK))).toEqual([false, true]);
          expect([await home.listed(first), await home.listed(second)].map(({ length }) => length)).toEqual([
            0, 1,
          ]);

          await home.guests.remove(OWNER, id);
          const removed = await killed(id, runs);
          expect(removed.states).toEqual(['removed', 'removed', 'removed', 'removed']);
          expect([home.opensDoor(second), home.opensDoor(second, BACK), await ekeys()]).toEqual([
            false,
            false,
            [0, 0],
          ]);
          isOver = !set.died && !changed.died && !removed.died;
          // Guests who are gone are forgotten.
          home.clock.advance(2 * DAY);
        }
        expect(runs).toBeGreaterThan(30);
      },
    );
  },
);
