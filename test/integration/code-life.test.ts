import type { AccessCode } from '../../functions/guests/access-cloud.ts';
import {
  type CodeRecord,
  type CodeTerms,
  withRemoval,
  withRetry,
  withWanted,
} from '../../functions/guests/code-record.ts';
import { DEMO_GATEWAYS, DEMO_LOCKS, INSTANT_TIMING } from '../../simulators/sifely/index.ts';
import { closeGuestHomes, type Death, FRONT, OWNER, startGuestHome } from '../support/guest-home.ts';
import type { Profile } from '../support/sifely-client.ts';
import { until } from '../support/until.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STUDY = String(DEMO_LOCKS.study);

afterEach(closeGuestHomes);

type Home = Awaited<ReturnType<typeof startGuestHome>>;

/** Stores a guest with one code for the front door and returns the id. */
async function addGuest(home: Home, terms: CodeTerms, way: 'gateway' | 'phone' = 'gateway'): Promise<string> {
  const { digits, name, period } = terms;
  const validity = period ? { kind: 'period' as const, ...period } : { kind: 'permanent' as const };
  const added = await home.guests.add(OWNER, {
    digits,
    name,
    validity,
    way,
    timeZone: 'UTC',
    lockIds: [FRONT],
  });
  if ('problem' in added) throw new Error(added.words);
  return added.guest.id;
}

const TERMS = { digits: '047291', name: 'Window cleaner' };

/** Changes all codes of a guest, as the owner does. */
const change = (home: Home, guestId: string, apply: (code: CodeRecord) => CodeRecord) =>
  home.ledger.change({ owner: OWNER, guestId }, (guest) => ({ ...guest, codes: guest.codes.map(apply) }));

const WORLDS: readonly [Profile, 'sqlite' | 'firestore'][] = [
  ['oauth', 'sqlite'],
  ['api-key', 'firestore'],
];

describe.each(WORLDS)('with the %s profile and %s', (profile, kind) => {
  test('a code is set when the lock has it, opens the door, is changed and removed', async () => {
    const home = await startGuestHome(profile, kind);
    const from = home.clock.now() + 10 * MINUTE;
    const id = await addGuest(home, { ...TERMS, period: { from, until: from + 3 * HOUR } });
    expect((await home.advance(id))?.codes[0]).toMatchObject({ state: 'set', verifiedBy: 'list' });
    expect(home.opensDoor('047291')).toBe(false);
    home.clock.advance(11 * MINUTE);
    expect(home.opensDoor('047291')).toBe(true);

    const wanted = { digits: '837264', name: 'Anna', period: { from, until: from + 5 * HOUR } };
    await change(home, id, (code) => withWanted(code, wanted, home.clock.now()));
    expect((await home.advance(id))?.codes[0]).toMatchObject({ state: 'set', held: wanted });
    expect([home.opensDoor('047291'), home.opensDoor('837264')]).toEqual([false, true]);
    home.clock.advance(4 * HOUR);
    expect(home.opensDoor('837264')).toBe(true);

    await change(home, id, (code) => withRemoval(code, home.clock.now()));
    expect((await home.advance(id))?.codes[0]).toMatchObject({ state: 'removed' });
    expect(home.opensDoor('837264')).toBe(false);
    expect(await home.listed('837264')).toEqual([]);
    expect(JSON.stringify(home.lines)).not.toMatch(/047291|837264/);
    expect(JSON.stringify(await home.store.list('guests', { limit: 9 }))).not.toMatch(
      /047291|837264|Window|Anna/,
    );
  });

  test('a code waits for its gateway and is set when that is back', async () => {
    const home = await startGuestHome(profile, kind);
    home.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    const id = await addGuest(home, TERMS);
    expect((await home.advance(id))?.codes[0]).toMatchObject({ state: 'setting', dueAt: expect.any(Number) });
    await home.settle(id, 3 * HOUR);
    expect(home.opensDoor('047291')).toBe(false);
    home.sifely.gateway(DEMO_GATEWAYS.hall).online = true;
    expect((await home.settle(id))?.codes[0]).toMatchObject({ state: 'set' });
    expect(home.opensDoor('047291')).toBe(true);

    home.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    await change(home, id, (code) => withRemoval(code, home.clock.now()));
    expect((await home.settle(id, HOUR))?.codes[0]).toMatchObject({ state: 'removing' });
    home.sifely.gateway(DEMO_GATEWAYS.hall).online = true;
    expect((await home.settle(id))?.codes[0]).toMatchObject({ state: 'removed' });
    expect(home.opensDoor('047291')).toBe(false);
  });

  test('an addition whose answer is lost is not sent again', async () => {
    const home = await startGuestHome(profile, kind);
    home.sifely.fault({ kind: 'drop', endpoint: 'keyboardPwd/add', moment: 'after', times: 1 });
    const id = await addGuest(home, TERMS);
    expect((await home.settle(id))?.codes[0]).toMatchObject({ state: 'set' });
    expect(home.sent('keyboardPwd/add')).toBe(1);
    expect(await home.listed('047291')).toHaveLength(1);
  });

  test('an addition that was lost on its way is sent again once the list shows that it did not arrive', async () => {
    const home = await startGuestHome(profile, kind);
    home.sifely.fault({ kind: 'drop', endpoint: 'keyboardPwd/add', times: 1 });
    const id = await addGuest(home, TERMS);
    expect((await home.advance(id))?.codes[0]).toMatchObject({ state: 'setting' });
    expect((await home.settle(id))?.codes[0]).toMatchObject({ state: 'set' });
    expect(await home.listed('047291')).toHaveLength(1);
    expect(home.opensDoor('047291')).toBe(true);
  });

  test('a code that was changed or removed behind our back is found, and set anew when its owner wants', async () => {
    const home = await startGuestHome(profile, kind);
    const id = await addGuest(home, TERMS);
    await home.advance(id);
    home.sifely.lock(FRONT).changePasscodes({ do: 'change', name: 'Window cleaner', digits: '604815' });
    expect((await home.settle(id, 2 * DAY))?.codes[0]).toMatchObject({
      state: 'changed-outside',
      outside: 'digits',
    });
    await change(home, id, (code) => withRetry(code, home.clock.now()));
    expect((await home.settle(id))?.codes[0]).toMatchObject({ state: 'set' });
    expect([home.opensDoor('604815'), home.opensDoor('047291')]).toEqual([false, true]);

    home.sifely.lock(FRONT).changePasscodes({ do: 'remove', name: 'Window cleaner' });
    expect((await home.settle(id, 2 * DAY))?.codes[0]).toMatchObject({
      state: 'changed-outside',
      outside: 'removed',
    });
    await change(home, id, (code) => withRetry(code, home.clock.now()));
    expect((await home.settle(id))?.codes[0]).toMatchObject({ state: 'set' });
    expect(home.opensDoor('047291')).toBe(true);
  });
});

describe.each(WORLDS)(
  'a code that a phone brings to the lock, with the %s profile and %s',
  (profile, kind) => {
    /** Does what the Sifely app does beside the lock. */
    const phone = (home: Home, name: string, digits: string) =>
      home.sifely.lock(FRONT).changePasscodes({ do: 'add', name, digits, where: 'lock' });

    test('is set by its first use, and stays so when the list is read', async () => {
      const home = await startGuestHome(profile, kind);
      const id = await addGuest(home, TERMS, 'phone');
      expect((await home.settle(id))?.codes[0]).toMatchObject({ state: 'setting', held: TERMS });
      phone(home, TERMS.name, TERMS.digits);
      expect((await home.settle(id))?.codes[0]).toMatchObject({ state: 'setting' });
      expect(home.opensDoor(TERMS.digits)).toBe(true);
      const proven = (await home.settle(id))?.codes[0];
      expect(proven).toMatchObject({ state: 'set', verifiedBy: 'use', verifiedAt: expect.any(Number) });

      home.clock.advance(2 * DAY);
      const checked = (await home.advance(id))?.codes[0];
      expect(checked).toMatchObject({ state: 'set', verifiedBy: 'use' });
      expect(checked?.verifiedAt).toBeGreaterThan(proven?.verifiedAt ?? Number.POSITIVE_INFINITY);
      home.sifely.lock(FRONT).changePasscodes({ do: 'remove', name: TERMS.name });
      expect((await home.settle(id, 2 * DAY))?.codes[0]).toMatchObject({
        state: 'changed-outside',
        outside: 'removed',
      });
    });

    test('is not proven by wrong digits, nor by the use of another code', async () => {
      const home = await startGuestHome(profile, kind);
      const id = await addGuest(home, TERMS, 'phone');
      await home.cloud.codes.add(FRONT, { digits: '604815', name: 'Aunt' }, 'gateway');
      expect([home.opensDoor(TERMS.digits), home.opensDoor('604815')]).toEqual([false, true]);
      expect((await home.settle(id, 3 * DAY))?.codes[0]).toMatchObject({ state: 'setting' });
      expect(home.sent('lockRecord/list')).toBeGreaterThan(9);
    });

    test('is not proven by its name while another code has the same', async () => {
      const home = await startGuestHome(profile, kind);
      const id = await addGuest(home, TERMS, 'phone');
      await home.settle(id, HOUR);
      home.sifely.lock(FRONT).changePasscodes({ do: 'add', name: TERMS.name, digits: '604815' });
      expect(home.opensDoor('604815')).toBe(true);
      const unproven = (await home.settle(id, 3 * DAY))?.codes[0];
      expect(unproven).toMatchObject({ state: 'setting', dueAt: expect.any(Number) });
      expect(unproven?.verifiedAt).toBeUndefined();

      const later = await addGuest(home, { ...TERMS, digits: '837264' }, 'phone');
      phone(home, TERMS.name, '837264');
      expect((await home.settle(later))?.codes[0]).toMatchObject({ state: 'setting' });
      expect(home.opensDoor('837264')).toBe(true);
      expect((await home.settle(later, 3 * DAY))?.codes[0]).toMatchObject({ state: 'setting' });
    });

    test('expires without proof when it was never used', async () => {
      const home = await startGuestHome(profile, kind);
      const from = home.clock.now() + 2 * HOUR;
      const id = await addGuest(home, { ...TERMS, period: { from, until: from + 3 * HOUR } }, 'phone');
      await home.settle(id, HOUR);
      expect(home.sent('lockRecord/list')).toBe(0);
      phone(home, TERMS.name, TERMS.digits);
      const over = (await home.settle(id))?.codes[0];
      expect(over).toMatchObject({ state: 'expired' });
      expect(over?.verifiedAt).toBeUndefined();
      expect(home.sent('lockRecord/list')).toBeGreaterThan(1);
    });

    test('is looked for again after its records could not be read', async () => {
      const home = await startGuestHome(profile, kind);
      const id = await addGuest(home, TERMS, 'phone');
      phone(home, TERMS.name, TERMS.digits);
      await home.advance(id);
      expect(home.opensDoor(TERMS.digits)).toBe(true);
      home.sifely.fault({ kind: 'status', status: 503, endpoint: 'lockRecord/list' });
      const waiting = (await home.settle(id, HOUR))?.codes[0];
      expect(home.sent('lockRecord/list')).toBeGreaterThan(1);
      expect(waiting).toMatchObject({ state: 'setting', dueAt: expect.any(Number) });
      expect(waiting).not.toHaveProperty('failingSince');
      home.sifely.clearFaults();
      expect((await home.settle(id, 7 * HOUR))?.codes[0]).toMatchObject({ state: 'set', verifiedBy: 'use' });
    });

    test('is sent anew when the gateway is to do it', async () => {
      const home = await startGuestHome(profile, kind);
      const id = await addGuest(home, TERMS, 'phone');
      expect((await home.settle(id, HOUR))?.codes[0]).toMatchObject({ state: 'setting' });
      await home.guests.change(OWNER, id, { way: 'gateway' });
      expect((await home.settle(id, HOUR))?.codes[0]).toMatchObject({ state: 'set', verifiedBy: 'list' });
      expect(home.opensDoor(TERMS.digits)).toBe(true);
    });

    test('is not set by the list when its owner tries it again or changes it', async () => {
      const home = await startGuestHome(profile, kind);
      const id = await addGuest(home, TERMS, 'phone');
      await home.settle(id, HOUR);
      await change(home, id, (code) => withWanted(code, code.wanted, home.clock.now()));
      expect((await home.settle(id, HOUR))?.codes[0]).toMatchObject({ state: 'setting' });
      await change(home, id, (code) => withWanted(code, { ...TERMS, digits: '837264' }, home.clock.now()));
      expect((await home.settle(id, DAY))?.codes[0]).toMatchObject({ state: 'changing' });
      expect(await home.guests.confirm(OWNER, id, FRONT, 'person')).toMatchObject({
        guest: { doors: [{ state: 'set', verifiedBy: 'person' }] },
      });
    });
  },
);

test('codes of one lock share the records in which their uses are', async () => {
  const home = await startGuestHome('oauth');
  const ids: string[] = [];
  for (const [name, digits] of [
    ['Anna', '047291'],
    ['Berta', '604815'],
    ['Clara', '837264'],
  ] as const) {
    ids.push(await addGuest(home, { name, digits }, 'phone'));
    home.sifely.lock(FRONT).changePasscodes({ do: 'add', name, digits, where: 'lock' });
  }
  await home.advanceAll();
  home.clock.advance(HOUR);
  expect(home.opensDoor('604815')).toBe(true);
  await home.advanceAll();
  expect(home.sent('lockRecord/list')).toBe(1);
  const states = (await home.guests.list(OWNER)).map(({ name, doors }) => [name, doors[0]?.state]);
  expect(Object.fromEntries(states)).toEqual({ Anna: 'setting', Berta: 'set', Clara: 'setting' });
});

test('a permanent code becomes one for an hour, and permanent again', async () => {
  const home = await startGuestHome('oauth');
  const id = await addGuest(home, TERMS);
  await home.advance(id);
  const until = home.clock.now() + HOUR;
  const period = { from: home.clock.now() - MINUTE, until };
  await change(home, id, (code) => withWanted(code, { ...TERMS, period }, home.clock.now()));
  expect((await home.advance(id))?.codes[0]).toMatchObject({
    state: 'set',
    listed: { until: expect.any(Number) },
  });
  await change(home, id, (code) => withWanted(code, TERMS, home.clock.now()));
  expect((await home.advance(id))?.codes[0]).toMatchObject({ state: 'set' });
  home.clock.advance(2 * HOUR);
  expect(home.opensDoor('047291')).toBe(true);
  expect(await home.listed('047291')).toHaveLength(1);
});

test('a code in a full lock fails, and is set after there is room', async () => {
  const home = await startGuestHome('oauth');
  home.sifely.lock(FRONT).set({ passcodeCapacity: 0 });
  const id = await addGuest(home, TERMS);
  expect((await home.advance(id))?.codes[0]).toMatchObject({ state: 'failed', failure: 'lock-full' });
  home.sifely.lock(FRONT).set({ passcodeCapacity: 10 });
  await change(home, id, (code) => withRetry(code, home.clock.now()));
  expect((await home.settle(id))?.codes[0]).toMatchObject({ state: 'set' });
});

test('digits of a code that the lock has already are refused without a call', async () => {
  const home = await startGuestHome('oauth');
  await home.cloud.codes.add(FRONT, { digits: '047291', name: 'Aunt' }, 'gateway');
  const id = await addGuest(home, TERMS);
  expect((await home.advance(id))?.codes[0]).toMatchObject({ state: 'failed', failure: 'code-taken' });
  expect(home.sent('keyboardPwd/add')).toBe(1);
});

test('a code expires with its period, and one that never reached the lock in time has failed', async () => {
  const home = await startGuestHome('oauth');
  const period = { from: home.clock.now(), until: home.clock.now() + HOUR };
  const id = await addGuest(home, { ...TERMS, period });
  await home.advance(id);
  expect((await home.settle(id))?.codes[0]).toMatchObject({ state: 'expired' });
  home.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
  const next = { from: home.clock.now(), until: home.clock.now() + HOUR };
  const late = await addGuest(home, { digits: '837264', name: 'Late', period: next });
  expect((await home.settle(late))?.codes[0]).toMatchObject({ state: 'failed', failure: 'too-late' });
});

test('a code for a phone is set when it was used, not when it is listed', async () => {
  const home = await startGuestHome('oauth');
  const id = await addGuest(home, TERMS, 'phone');
  expect((await home.settle(id))?.codes[0]).toMatchObject({ state: 'setting' });
  expect(await home.listed('047291')).toHaveLength(1);
  const used = await home.guests.confirm(OWNER, id, FRONT, 'use');
  expect(used).toMatchObject({ guest: { doors: [{ state: 'set', verifiedBy: 'use' }] } });
  await home.guests.remove(OWNER, id, { way: 'phone' });
  expect((await home.settle(id))?.codes[0]).toMatchObject({ state: 'removing' });
  const gone = await home.guests.confirm(OWNER, id, FRONT, 'person');
  expect(gone).toMatchObject({ guest: { doors: [{ state: 'removed' }] } });
});

test('two processes that advance one code at once add it once', async () => {
  const home = await startGuestHome('oauth');
  const id = await addGuest(home, TERMS);
  await Promise.all([home.start().advance(id), home.start().advance(id), home.start().advance(id)]);
  expect((await home.settle(id))?.codes[0]).toMatchObject({ state: 'set' });
  expect(home.sent('keyboardPwd/add')).toBe(1);
});

test('a code that is removed while its addition is under way is gone in the end', async () => {
  const home = await startGuestHome('oauth');
  home.sifely.fault({ kind: 'drop', endpoint: 'keyboardPwd/add', moment: 'after', times: 1 });
  const id = await addGuest(home, TERMS);
  await home.advance(id);
  await change(home, id, (code) => withRemoval(code, home.clock.now()));
  expect((await home.settle(id))?.codes[0]).toMatchObject({ state: 'removed' });
  expect(home.opensDoor('047291')).toBe(false);
});

describe.each(WORLDS)(
  'a code whose answer is lost at a lock whose list hides digits, with the %s profile and %s',
  (profile, kind) => {
    /** Adds a code whose answer is lost, and then another one of its name at the lock. */
    async function lostBeside(period: { from: number; until: number } | undefined, minutesLater: number) {
      const home = await startGuestHome(profile, kind, { passcodesHidden: true });
      home.sifely.fault({ kind: 'drop', endpoint: 'keyboardPwd/add', moment: 'after', times: 1 });
      const from = home.clock.now() + 10 * MINUTE;
      const id = await addGuest(home, { ...TERMS, ...(period && { period: { from, until: from + HOUR } }) });
      await home.advance(id);
      home.clock.advance(minutesLater * MINUTE);
      home.sifely.lock(FRONT).changePasscodes({ do: 'add', name: TERMS.name, digits: '604815' });
      return { home, id };
    }

    test('is known by its times, and the other one is left alone', async () => {
      const { home, id } = await lostBeside({ from: 0, until: 1 }, 0);
      expect((await home.settle(id, MINUTE))?.codes[0]).toMatchObject({ state: 'set' });
      await home.guests.remove(OWNER, id);
      await home.settle(id, HOUR);
      expect([home.opensDoor(TERMS.digits), home.opensDoor('604815')]).toEqual([false, true]);
    });

    test('is known by when it was made', async () => {
      const { home, id } = await lostBeside(undefined, 20);
      expect((await home.settle(id, HOUR))?.codes[0]).toMatchObject({ state: 'set' });
      await home.guests.remove(OWNER, id);
      await home.settle(id, HOUR);
      expect([home.opensDoor(TERMS.digits), home.opensDoor('604815')]).toEqual([false, true]);
    });

    test('is not guessed: the owner is told, nothing is changed, and a clear list ends it', async () => {
      const { home, id } = await lostBeside(undefined, 0);
      expect((await home.settle(id, HOUR))?.codes[0]).toMatchObject({ state: 'failed', failure: 'unclear' });
      await home.guests.remove(OWNER, id);
      await home.settle(id, DAY);
      const [guest] = await home.guests.list(OWNER);
      expect(guest?.doors[0]).toMatchObject({
        ...{ state: 'failed', failure: 'unclear', remedy: expect.stringContaining('Look at the lock') },
      });
      expect([home.opensDoor(TERMS.digits), home.opensDoor('604815')]).toEqual([true, true]);
      expect(home.sent('keyboardPwd/delete')).toBe(0);

      // The one that is left may be either.
      for (const state of ['failed', 'removed']) {
        home.sifely.lock(FRONT).changePasscodes({ do: 'remove', name: TERMS.name });
        await home.guests.remove(OWNER, id);
        expect((await home.settle(id, HOUR))?.codes[0]).toMatchObject({ state });
      }
      expect([home.opensDoor(TERMS.digits), home.opensDoor('604815')]).toEqual([false, false]);
      expect(home.sent('keyboardPwd/delete')).toBe(0);
    });

    test('is not taken for that of another guest of its name', async () => {
      const home = await startGuestHome(profile, kind, { passcodesHidden: true });
      home.sifely.fault({ kind: 'drop', endpoint: 'keyboardPwd/add', times: 1 });
      const lost = await addGuest(home, TERMS);
      await home.advance(lost);
      const other = await addGuest(home, { ...TERMS, digits: '604815' });
      expect((await home.advance(other))?.codes[0]).toMatchObject({ state: 'set' });
      expect((await home.settle(lost, HOUR))?.codes[0]).toMatchObject({ state: 'set' });
      expect([home.opensDoor(TERMS.digits), home.opensDoor('604815')]).toEqual([true, true]);
      await home.guests.remove(OWNER, lost);
      await home.settle(lost, HOUR);
      expect([home.opensDoor(TERMS.digits), home.opensDoor('604815')]).toEqual([false, true]);
    });
  },
);

describe.each(WORLDS)(
  'a process that is killed at any of its calls, with the %s profile and %s',
  (profile, kind) => {
    test.each(['before', 'after'] as const)(
      'loses and doubles nothing when it dies %s them',
      async (moment) => {
        const home = await startGuestHome(profile, kind);
        const wishes: [string, CodeTerms][] = [];
        const deadly = async (work: (death: Death) => Promise<boolean>) => {
          for (let at = 0; await work({ at, moment }); at++);
        };
        await deadly(async (death) => {
          const digits = String(502_813 + 7919 * wishes.length);
          const terms = { digits, name: `Guest ${wishes.length}` };
          const id = await addGuest(home, terms);
          wishes.push([id, terms]);
          const died = await dies(home, id, death);
          expect((await home.settle(id, HOUR))?.codes[0]).toMatchObject({ state: 'set' });
          expect(await home.listed(digits)).toHaveLength(1);
          expect(home.opensDoor(digits)).toBe(true);
          return died;
        });
        expect(wishes.length).toBeGreaterThan(6);

        let tried = 0;
        await deadly(async (death) => {
          const [id, terms] = wishes[tried++ % wishes.length] ?? fail();
          const wanted = { ...terms, digits: String(918_273 + 1013 * tried) };
          await change(home, id, (code) => withWanted(code, wanted, home.clock.now()));
          const died = await dies(home, id, death);
          expect((await home.settle(id, HOUR))?.codes[0]).toMatchObject({ state: 'set', held: wanted });
          expect([await home.listed(terms.digits), await home.listed(wanted.digits)].map(length)).toEqual([
            0, 1,
          ]);
          wishes[(tried - 1) % wishes.length] = [id, wanted];
          return died;
        });

        await deadly(async (death) => {
          const [id, { digits }] = wishes.pop() ?? fail();
          await change(home, id, (code) => withRemoval(code, home.clock.now()));
          const died = await dies(home, id, death);
          expect((await home.settle(id, HOUR))?.codes[0]).toMatchObject({ state: 'removed' });
          expect(await home.listed(digits)).toEqual([]);
          expect(home.opensDoor(digits)).toBe(false);
          return died;
        });
      },
    );
  },
);

/** Advances a code in a process that is killed; false if it ended before. */
async function dies(home: Home, id: string, death: Death): Promise<boolean> {
  return home
    .start(death)
    .advance(id)
    .then(
      () => false,
      () => true,
    );
}

const length = (codes: readonly AccessCode[]) => codes.length;

function fail(): never {
  throw new Error('there is no guest left');
}

test('a Wi-Fi lock that saves power takes a code when it wakes, and a refusal then is found', async () => {
  const home = await startGuestHome('oauth');
  const study = home.sifely.lock(STUDY);
  const wish = {
    timeZone: 'UTC',
    lockIds: [STUDY],
    validity: { kind: 'permanent' },
    way: 'when-awake',
  } as const;
  const idOf = async (name: string, digits: string) => {
    const added = await home.guests.add(OWNER, { ...wish, name, digits });
    if ('problem' in added) throw new Error(added.words);
    return added.guest.id;
  };
  study.set({ asleep: true });
  const id = await idOf('Window cleaner', '047291');
  expect((await home.settle(id, HOUR))?.codes[0]).toMatchObject({ state: 'setting' });
  expect(home.opensDoor('047291', STUDY)).toBe(false);
  study.set({ asleep: false });
  expect((await home.settle(id, HOUR))?.codes[0]).toMatchObject({ state: 'set' });
  expect(home.opensDoor('047291', STUDY)).toBe(true);

  study.set({ asleep: true });
  study.changePasscodes({ do: 'add', name: 'Aunt', digits: '837264', where: 'lock' });
  const taken = await idOf('Plumber', '837264');
  await home.advance(taken);
  study.set({ asleep: false });
  expect((await home.settle(taken, HOUR))?.codes[0]).toMatchObject({ state: 'failed', failure: 'not-taken' });
  study.changePasscodes({ do: 'remove', name: 'Aunt', where: 'lock' });
  await home.guests.retry(OWNER, taken);
  expect((await home.settle(taken, HOUR))?.codes[0]).toMatchObject({ state: 'set' });
  expect(home.opensDoor('837264', STUDY)).toBe(true);
});

test('a code that the cloud stores otherwise than it was asked to is changed', async () => {
  const home = await startGuestHome('oauth');
  const until = home.clock.now() + HOUR;
  home.sifely.fault({ kind: 'drop', endpoint: 'keyboardPwd/add', moment: 'after', times: 1 });
  const id = await addGuest(home, { ...TERMS, period: { from: home.clock.now(), until } });
  await home.advance(id);
  home.sifely.lock(FRONT).changePasscodes({ do: 'change', name: TERMS.name, endDate: until + DAY });
  expect((await home.settle(id, 10 * MINUTE))?.codes[0]).toMatchObject({ state: 'set' });
  const [listed] = await home.listed('047291');
  expect(Math.abs((listed?.until ?? 0) - until)).toBeLessThan(MINUTE);
});

test('an addition that the gateway carries out after we stopped waiting is not sent again', async () => {
  const home = await startGuestHome('oauth', 'sqlite', {
    timing: { ...INSTANT_TIMING, operationMs: 45_000 },
  });
  const id = await addGuest(home, TERMS);
  const advancing = home.advance(id);
  await until(() => home.sent('keyboardPwd/add') === 1, 'the addition');
  home.clock.advance(25_000);
  expect((await advancing)?.codes[0]).toMatchObject({ state: 'setting', attempt: { action: 'add' } });
  home.clock.advance(15_000);
  // The list does not have it yet, and proves nothing.
  expect((await home.advance(id))?.codes[0]).toMatchObject({ state: 'setting', attempt: { action: 'add' } });
  home.clock.advance(10_000);
  await until(() => home.opensDoor('047291'), 'the gateway');
  expect((await home.settle(id, HOUR))?.codes[0]).toMatchObject({ state: 'set' });
  expect(home.sent('keyboardPwd/add')).toBe(1);
});
