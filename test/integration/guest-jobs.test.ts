import type { Guests, GuestWish } from '../../functions/guests/guests.ts';
import { instantOf } from '../../functions/schedules/zoned-time.ts';
import { DEMO_GATEWAYS, DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { midMonth, OffsetClock } from '../support/offset-clock.ts';
import { World, type WorldOptions } from '../support/world.ts';

const FRONT = String(DEMO_LOCKS.frontDoor);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const WISH: GuestWish = {
  ...{ name: 'Window cleaner', digits: '047291', lockIds: [FRONT], timeZone: 'America/New_York' },
  validity: { kind: 'permanent' },
};

let world: World;
afterEach(() => world.close());

async function start(options: WorldOptions = {}, pin = '4711'): Promise<{ owner: string; guests: Guests }> {
  world = await World.start(options);
  await world.link('alice', { pin });
  const [account] = await world.store.list('accounts', { limit: 1 });
  const { guests } = world.app;
  if (account === undefined || guests === undefined) throw new Error('there is no account with guests');
  return { owner: account.key.id, guests };
}

const opensDoor = (digits: string) => {
  const lock = world.sifely.lock(FRONT);
  lock.turnByHand('lock');
  lock.enterDigits(digits);
  const isOpen = lock.bolt === 'unlocked';
  lock.turnByHand('lock');
  return isOpen;
};
const states = async (guests: Guests, owner: string) =>
  (await guests.list(owner)).map(({ doors }) => doors.map(({ state }) => state).join());
const sent = (end: string) => world.sifely.calls.filter(({ endpoint }) => endpoint.endsWith(end)).length;

describe.each<WorldOptions>([
  { profile: 'oauth', store: 'sqlite', jobs: 'local' },
  { profile: 'api-key', store: 'firestore' },
])('guests of a server with %j', (options) => {
  test('get their code by a job, keep it through an outage of the gateway, and lose it', async () => {
    const { owner, guests } = await start(options);
    const added = await guests.add(owner, WISH);
    if ('problem' in added) throw new Error(added.words);
    await world.pass(2000);
    expect(await states(guests, owner)).toEqual(['set']);
    expect(opensDoor('047291')).toBe(true);

    world.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    await guests.change(owner, added.guest.id, { digits: '837264' });
    await world.pass(HOUR);
    expect(await states(guests, owner)).toEqual(['changing']);
    expect(opensDoor('837264')).toBe(false);
    world.sifely.gateway(DEMO_GATEWAYS.hall).online = true;
    await world.pass(HOUR);
    expect(await states(guests, owner)).toEqual(['set']);
    expect([opensDoor('047291'), opensDoor('837264')]).toEqual([false, true]);

    await guests.remove(owner, added.guest.id);
    await world.pass(2000);
    expect(await states(guests, owner)).toEqual(['removed']);
    expect(opensDoor('837264')).toBe(false);
    expect(world.logLines.join('')).not.toMatch(/047291|837264|Window cleaner/);
  });

  test('are checked once a day, and a code that a phone changed is found', async () => {
    const { owner, guests } = await start(options);
    await guests.add(owner, WISH);
    await world.pass(2000);
    world.sifely.lock(FRONT).changePasscodes({ do: 'remove', name: 'Window cleaner' });
    await world.pass(2 * DAY);
    expect(await guests.list(owner)).toMatchObject([
      { doors: [{ state: 'changed-outside', outside: 'removed' }] },
    ]);
  });

  test('are deleted with their account', async () => {
    const { owner, guests } = await start(options);
    await guests.add(owner, WISH);
    await world.pass(2000);
    await world.google.user('alice').disconnect();
    await world.pass(MINUTE);
    expect(await world.store.list('guests', { limit: 5 })).toEqual([]);
  });
});

test.each<WorldOptions>([
  { profile: 'oauth', store: 'sqlite', jobs: 'local' },
  { profile: 'api-key', store: 'firestore' },
])(
  'hours of the week follow the clocks at the door by a job of the night in which they change, with %j',
  async (options) => {
    const clock = new OffsetClock({ startAt: Date.UTC(2027, 2) });
    const { owner, guests } = await start({ ...options, clock });
    const timeZone = 'America/New_York';
    const goTo = async (local: string) => {
      world.clock.advance((instantOf(local, timeZone) ?? 0) - world.clock.now());
      await world.runDueJobs();
    };
    await goTo('2027-03-08T06:00');
    const validity = { kind: 'weekly', days: [1, 2, 3, 4, 5], fromHour: 9, untilHour: 12 } as const;
    const added = await guests.add(owner, { name: 'Cleaner', lockIds: [FRONT], timeZone, validity });
    if ('problem' in added) throw new Error(added.words);
    await world.pass(2000);
    const [code] = (await guests.reveal(owner, added.guest.id)) ?? [];
    const opens = async (local: string) => {
      await goTo(local);
      return opensDoor(code?.digits ?? '');
    };
    expect(await opens('2027-03-08T09:30')).toBe(true);
    await goTo('2027-03-14T01:59');
    await world.pass(10 * MINUTE);
    expect(sent('keyboardPwd/change')).toBe(1);
    expect(await states(guests, owner)).toEqual(['set']);
    expect(await opens('2027-03-15T08:30')).toBe(false);
    expect([await opens('2027-03-15T09:30'), await opens('2027-03-15T12:30')]).toEqual([true, false]);
  },
);

/** Damages the document of a guest: its seal, or the shape around it. */
async function damage(owner: string, guestId: string, damaged: 'seal' | 'shape'): Promise<void> {
  const key = { collection: 'guests', id: `${owner}-${guestId}` } as const;
  const [document] = await world.store.get([key]);
  if (document === undefined) throw new Error('there is no such guest');
  const data = Object(document.data);
  const sealed = { ...data, box: { ...data.box, box: `AAAA${data.box.box.slice(4)}` } };
  await world.store.replace(key, document.revision, damaged === 'seal' ? sealed : { box: 5 }, {
    dueAt: world.clock.now(),
  });
}

describe.each<WorldOptions>([
  { profile: 'oauth', store: 'sqlite' },
  { profile: 'api-key', store: 'firestore' },
])('a guest whose data is damaged, with %j', (options) => {
  test.each(['seal', 'shape'] as const)('leaves the others of its household alone (%s)', async (damaged) => {
    const { owner, guests } = await start(options);
    const first = await guests.add(owner, WISH);
    if ('problem' in first) throw new Error(first.words);
    await damage(owner, first.guest.id, damaged);
    await guests.add(owner, { ...WISH, name: 'Plumber', digits: '837264' });
    await world.pass(2000);
    expect(await guests.list(owner)).toMatchObject([{ name: 'Plumber', doors: [{ state: 'set' }] }]);
    expect([(await guests.listAll(owner)).damaged, opensDoor('837264')]).toEqual([1, true]);
    expect(await guests.find(owner, first.guest.id)).toBeUndefined();
    expect(await guests.isCode(owner, '837264')).toBe(true);
    expect(await world.metrics.registry.expose()).toMatch(/^sifely_home_damaged_guests_total [1-9]/m);
    await expect(guests.remove(owner, first.guest.id)).rejects.toThrow();
    world.clock.advance(6 * MINUTE);
    await world.app.tick();
    await world.pass(2000);
    expect(world.logLines.join('')).not.toMatch(/837264|Plumber/);
  });
});

test('the calls for guests count for the account’s month before anything else is stored', async () => {
  const { owner, guests } = await start();
  await world.pass(2000);
  const calls = async () => {
    const [stored] = await world.store.get([{ collection: 'states', id: owner }]);
    return (stored?.data as { readonly usage?: { readonly calls: number } } | undefined)?.usage?.calls ?? 0;
  };
  const made = () => world.sifely.calls.filter(({ endpoint }) => endpoint.startsWith('/v3/')).length;
  const before = { stored: await calls(), made: made() };
  await guests.add(owner, WISH);
  await world.pass(2000);
  expect(await states(guests, owner)).toEqual(['set']);
  expect(made()).toBeGreaterThan(before.made + 2);
  expect((await calls()) - before.stored).toBeGreaterThanOrEqual(made() - before.made);
});

test('a guest whose job was lost is found by the schedule', async () => {
  const { owner, guests } = await start();
  world.jobs.refuseNext('guests');
  await expect(guests.add(owner, WISH)).rejects.toThrow('The queue takes no job now');
  expect(await states(guests, owner)).toEqual(['draft']);
  world.clock.advance(6 * MINUTE);
  await world.app.tick();
  await world.pass(2000);
  expect(await states(guests, owner)).toEqual(['set']);
});

test('a job that cannot be enqueued leaves those of other households to the schedule', async () => {
  const { owner, guests } = await start();
  const others = ['A', 'B', 'C'].map((letter) => letter.repeat(owner.length));
  for (const each of [...others, owner]) {
    world.jobs.refuseNext('guests');
    await expect(guests.add(each, WISH)).rejects.toThrow('The queue takes no job now');
  }
  world.clock.advance(6 * MINUTE);
  world.jobs.refuseNext('guests');
  await expect(world.app.tick()).rejects.toThrow('The queue takes no job now');
  expect(world.jobs.ofKind('guests')).toHaveLength(3);
  // The one that was refused is late when its claim has ended.
  world.clock.advance(16 * MINUTE);
  await world.app.tick();
  expect(new Set(world.jobs.ofKind('guests').map(({ job }) => job.accountId)).size).toBe(4);
});

test('jobs that run twice and at once add a code once', async () => {
  const { owner, guests } = await start();
  await guests.add(owner, WISH);
  const job = { kind: 'guests', accountId: owner } as const;
  await Promise.all([world.app.runJob(job), world.app.runJob(job), world.runDueJobs({ hurries: false })]);
  await world.pass(5 * MINUTE);
  expect(await states(guests, owner)).toEqual(['set']);
  expect(sent('keyboardPwd/add')).toBe(1);
});

test('a code that is the PIN of voice unlocking is refused', async () => {
  const { owner, guests } = await start({}, '84126');
  expect(await guests.add(owner, { ...WISH, digits: '84126' })).toMatchObject({ problem: 'pin' });
  expect(await guests.add(owner, { ...WISH, digits: '84127' })).toMatchObject({ guest: { name: WISH.name } });
});

test('guests of an account whose credentials Sifely refuses get their code when its owner has signed in again', async () => {
  const { owner, guests } = await start({ profile: 'api-key' });
  world.sifely.account('demo@example.com').rotateKey();
  await guests.add(owner, WISH);
  await world.pass(DAY);
  expect(await guests.list(owner)).toMatchObject([{ doors: [{ waitingFor: 'credentials-refused' }] }]);
  expect(sent('listKeyboardPwd')).toBeLessThan(40);
  await world.link();
  await world.pass(7 * HOUR);
  expect(await states(guests, owner)).toEqual(['set']);
});

test('the zone of a lock, by which its guests come, is learned with its details', async () => {
  const { owner } = await start();
  const [account] = await world.store.get([{ collection: 'accounts', id: owner }]);
  expect(account?.data).toMatchObject({ locks: { [FRONT]: { utcOffsetMs: -5 * HOUR } } });
});

test.each<WorldOptions>([
  { profile: 'oauth', store: 'sqlite' },
  { profile: 'api-key', store: 'firestore' },
])('a code that a phone brings to the lock is set by a job after its first use, with %j', async (options) => {
  const { owner, guests } = await start(options);
  await guests.add(owner, { ...WISH, way: 'phone' });
  await world.pass(2000);
  expect(await states(guests, owner)).toEqual(['setting']);
  const { name, digits = '' } = WISH;
  world.sifely.lock(FRONT).changePasscodes({ do: 'add', name, digits, where: 'lock' });
  expect(opensDoor(digits)).toBe(true);
  await world.pass(HOUR);
  expect(await guests.list(owner)).toMatchObject([{ doors: [{ state: 'set', verifiedBy: 'use' }] }]);
});

test('uses are not looked for when the calls of the month run short', async () => {
  const { owner, guests } = await start({ monthlyCalls: 5000, clock: midMonth() });
  await guests.add(owner, { ...WISH, way: 'phone' });
  await world.pass(2000);
  world.clock.advance(HOUR);
  await useUpCalls(owner);
  world.sifely.clearCalls();
  await world.app.runJob({ kind: 'guests', accountId: owner });
  expect(sent('lockRecord/list')).toBe(0);
  const [guest] = await guests.list(owner);
  expect(guest?.doors[0]).toMatchObject({ state: 'setting' });
  expect(guest?.doors[0]?.dueAt).toBeGreaterThan(world.clock.now());
});

/** Leaves the account ten calls of 5000 in this month. */
async function useUpCalls(owner: string): Promise<void> {
  const key = { collection: 'states', id: owner } as const;
  const [before] = await world.store.get([key]);
  const usage = { month: new Date(world.clock.now()).toISOString().slice(0, 7), calls: 4990 };
  await world.store.replace(key, before?.revision ?? '', { ...Object(before?.data), usage });
}

test('codes that are set are not looked at when the calls of the month run short, and new ones are set', async () => {
  const { owner, guests } = await start({ monthlyCalls: 5000, clock: midMonth() });
  await guests.add(owner, WISH);
  await world.pass(2000);
  // Every daily look is due.
  world.clock.advance(37 * HOUR);
  await useUpCalls(owner);
  world.sifely.clearCalls();
  await world.app.runJob({ kind: 'guests', accountId: owner });
  expect(sent('listKeyboardPwd')).toBe(0);
  const [guest] = await guests.list(owner);
  expect(guest?.doors[0]).toMatchObject({ state: 'set' });
  expect(guest?.doors[0]?.dueAt).toBeGreaterThan(world.clock.now());
  await guests.add(owner, { ...WISH, name: 'Plumber', digits: '837264' });
  await world.app.runJob({ kind: 'guests', accountId: owner });
  expect(await states(guests, owner)).toEqual(['set', 'set']);
});
