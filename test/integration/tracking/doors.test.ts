import type { ActivityEntry } from '../../../functions/activity/activity-entry.ts';
import { stateOf } from '../../../functions/locks/account-state.ts';
import { StoreUnavailableError } from '../../../functions/store/store.ts';
import { activityOn, entriesOf } from '../../support/activity-reader.ts';
import { BACK, DAY, FRONT, HOUR, MINUTE, ObservedHome } from './observed-home.ts';

const SECOND = 1000;
const keys = [{ id: 'k1', key: new Uint8Array(32).fill(7) }];

/** Returns the entries of the door's sensor, newest first. */
async function sensed(home: ObservedHome): Promise<ActivityEntry[]> {
  const { store, clock } = home.world;
  const activity = activityOn({ store, clock, accounts: home.accounts, keys });
  const entries = await entriesOf(activity, await home.loaded());
  return entries.filter(({ source }) => source === 'door-sensor');
}

const events = async (home: ObservedHome) => (await sensed(home)).map(({ event }) => event);

const door = async (home: ObservedHome, lockId = FRONT) => stateOf((await home.loaded()).states, lockId).door;

/** Posts a notification of a door's sensor without a record. */
const notify = (home: ObservedHome, fields: Readonly<Record<string, unknown>>, lockId = FRONT) =>
  home.post(JSON.stringify({ notifyType: '7', lockId, ...fields }));

const NOWHERE = 'http://127.0.0.1:9/';

describe.each([
  ['sqlite', 'oauth'],
  ['firestore', 'api-key'],
] as const)('the door of a lock with a sensor, in %s, with the %s API', (store, profile) => {
  let home: ObservedHome;
  const front = () => home.world.sifely.lock(FRONT);
  beforeEach(async () => {
    home = await ObservedHome.start([FRONT], { store, profile });
  });
  afterEach(() => home.close());

  test('is unknown until its sensor says something', async () => {
    await home.passTicking(HOUR, 10 * MINUTE);
    expect(await door(home)).toBeUndefined();
    expect(await events(home)).toEqual([]);
  });

  test('is open or closed by notification and record, each in the activity once, and proved by the history', async () => {
    home.sendWebhooks({ copies: 2 });
    const at = home.world.clock.now();
    front().swingDoor('open');
    await home.pass(5 * SECOND);
    expect(await door(home)).toMatchObject({ isOpen: true, source: 'webhook' });
    expect((await door(home))?.since).toBeGreaterThanOrEqual(at);
    await home.pass(30 * SECOND);
    front().swingDoor('closed');
    await home.pass(5 * SECOND);
    expect(await door(home)).toMatchObject({ isOpen: false });
    expect(await events(home)).toEqual(['door-closed', 'door-opened']);
    expect((await sensed(home)).every(({ isUnconfirmed }) => isUnconfirmed === true)).toBe(true);
    await home.passTicking(2 * HOUR, 10 * MINUTE);
    expect(await door(home)).toMatchObject({ isOpen: false, source: 'records' });
    expect(await events(home)).toEqual(['door-closed', 'door-opened']);
    expect((await sensed(home)).some((entry) => 'isUnconfirmed' in entry)).toBe(false);
  });

  test.each([
    [{ doorStatus: 1 }, true],
    [{ doorSensorStatus: '0' }, false],
    [{ isOpen: true }, true],
    [{ recordType: 30 }, false],
  ])('is known by a notification alone, as %p, which only claims it', async (fields, isOpen) => {
    const at = home.world.clock.now();
    await notify(home, fields);
    await home.world.runDueJobs();
    const known = await door(home);
    expect(known).toMatchObject({ isOpen, source: 'webhook' });
    expect(known?.since).toBeGreaterThanOrEqual(at);
    expect(known?.learnedAt).toBe(known?.since);
    expect(await sensed(home)).toMatchObject([
      { event: isOpen ? 'door-opened' : 'door-closed', lockId: FRONT, how: 'sensor', isUnconfirmed: true },
    ]);
    expect(home.calls()).toEqual([]);
  });

  test('is not moved by a notification that repeats how it is, nor by one that says nothing', async () => {
    await notify(home, { doorStatus: 0 });
    await home.world.runDueJobs();
    const { since } = (await door(home)) ?? {};
    for (const fields of [{ doorStatus: 0 }, { electricQuantity: 80 }]) {
      await home.pass(5 * MINUTE);
      await notify(home, fields);
      await home.world.runDueJobs();
    }
    expect(await door(home)).toMatchObject({ isOpen: false, since });
    expect(await events(home)).toEqual(['door-closed']);
  });

  test('that is opened and closed before a job runs is closed, in whichever order they run', async () => {
    await notify(home, { doorStatus: 0 });
    await home.pass(HOUR);
    const posted: { readonly doorStatus: number; readonly date: number }[] = [];
    for (const doorStatus of [1, 0]) {
      posted.push({ doorStatus, date: home.world.clock.now() });
      home.world.clock.advance(2 * SECOND);
    }
    for (const claim of posted.toReversed()) await notify(home, claim);
    await home.world.runDueJobs();
    expect(await door(home)).toMatchObject({ isOpen: false });
    home.world.clock.advance(HOUR);
    for (const doorStatus of [1, 0]) {
      await notify(home, { doorStatus });
      home.world.clock.advance(2 * SECOND);
    }
    await home.world.runDueJobs();
    expect(await door(home)).toMatchObject({ isOpen: false });
  });

  test('is none of the household if its lock is not shared', async () => {
    await notify(home, { doorStatus: 1 }, BACK);
    home.sendWebhooks();
    home.world.sifely.lock(BACK).swingDoor('open');
    await home.pass(HOUR);
    expect(await door(home, BACK)).toBeUndefined();
    expect(await events(home)).toEqual([]);
  });

  test('is known by the history without webhooks', async () => {
    front().swingDoor('open');
    await home.pass(30 * SECOND);
    front().swingDoor('closed');
    await home.passTicking(HOUR, 10 * MINUTE);
    expect(await door(home)).toMatchObject({ isOpen: false, source: 'records' });
    expect(await events(home)).toEqual(['door-closed', 'door-opened']);
  });

  test('that somebody claims is closed is open again once the history does not have it', async () => {
    home.sendWebhooks();
    front().swingDoor('open');
    await home.pass(3 * MINUTE);
    await notify(home, { doorStatus: 0 });
    await home.pass(SECOND);
    expect(await door(home)).toMatchObject({ isOpen: false, source: 'webhook' });
    home.sendWebhooks({ url: NOWHERE });
    await home.passTicking(7 * HOUR, 10 * MINUTE);
    expect(await door(home)).toMatchObject({ isOpen: true, source: 'records' });
  });

  test('says nothing to Google: a lock is no door', async () => {
    home.sendWebhooks();
    front().swingDoor('open');
    await home.pass(HOUR);
    expect(await door(home)).toMatchObject({ isOpen: true });
    expect(JSON.stringify(home.atGoogle())).not.toMatch(/open/i);
    const { payload } = await home.world.google.user().sync();
    expect(payload.devices.map(({ traits }) => traits.toSorted())).toEqual([
      ['action.devices.traits.EnergyStorage', 'action.devices.traits.LockUnlock'],
    ]);
  });

  test.each([
    ['with webhooks', true],
    ['without', false],
  ])('that stays open for ten minutes is left open, once, %s', async (_how, webhooks) => {
    if (webhooks) home.sendWebhooks();
    front().swingDoor('open');
    await home.passTicking(9 * MINUTE);
    expect(await events(home)).not.toContain('door-left-open');
    await home.passTicking(HOUR);
    expect(await events(home)).toEqual(['door-left-open', 'door-opened']);
    const [leftOpen, opened] = await sensed(home);
    expect((leftOpen?.at ?? 0) - ((await door(home))?.since ?? 0)).toBe(10 * MINUTE);
    expect(leftOpen?.at).toBeGreaterThan(opened?.at ?? Number.POSITIVE_INFINITY);
    expect(leftOpen).not.toHaveProperty('isUnconfirmed');
    const { leftOpenAt } = (await door(home)) ?? {};
    expect(leftOpenAt).toBeGreaterThan(0);
    await home.passTicking(DAY, HOUR);
    expect((await door(home))?.leftOpenAt).toBe(leftOpenAt);
    front().swingDoor('closed');
    await home.passTicking(7 * HOUR, 10 * MINUTE);
    expect(await door(home)).not.toHaveProperty('leftOpenAt');
    expect(await events(home)).toEqual(['door-closed', 'door-left-open', 'door-opened']);
  });

  test('that was closed in time is not left open, also if that webhook is lost', async () => {
    home.sendWebhooks();
    for (const url of [home.webhookUrl, NOWHERE]) {
      home.sendWebhooks();
      front().swingDoor('open');
      await home.pass(5 * MINUTE);
      home.sendWebhooks({ url });
      front().swingDoor('closed');
      await home.pass(HOUR);
      expect(await door(home)).toMatchObject({ isOpen: false });
    }
    expect(await events(home)).not.toContain('door-left-open');
  });

  test('whose lock warns of it is left open once', async () => {
    home.sendWebhooks();
    front().swingDoor('open');
    await home.pass(3 * MINUTE);
    front().report({ recordType: 31, recordTypeFromLock: 64 });
    await home.passTicking(HOUR);
    expect(await events(home)).toEqual(['door-left-open', 'door-opened']);
  });

  test('is left open although a process ends before it has stored the check', async () => {
    home.sendWebhooks();
    front().swingDoor('open');
    home.world.jobs.refuseNext('door');
    await home.pass(5 * SECOND);
    await home.passTicking(HOUR);
    expect(await events(home)).toEqual(['door-left-open', 'door-opened']);
  });

  test('is left open once although a process ends between the activity and the state, and another runs the job too', async () => {
    await home.close();
    home = await ObservedHome.start([FRONT], { store, profile, instances: 2 });
    home.sendWebhooks();
    front().swingDoor('open');
    await home.pass(5 * SECOND);
    const [held] = home.world.jobs.ofKind('door');
    if (held === undefined) throw new Error('no check of the door waits');
    home.world.clock.advance(10 * MINUTE);
    const replace = home.world.store.replace.bind(home.world.store);
    home.world.store.replace = async (key, ...given) => {
      if (key.collection === 'states') throw new StoreUnavailableError('killed');
      return replace(key, ...given);
    };
    await expect(home.world.app.runJob(held.job)).rejects.toThrow('killed');
    home.world.store.replace = replace;
    await Promise.all(home.world.instances.map(({ app }) => app.runJob(held.job)));
    await home.pass(HOUR);
    expect((await events(home)).filter((event) => event === 'door-left-open')).toHaveLength(1);
  });

  test('is never left open for DOOR_LEFT_OPEN_MINUTES=0', async () => {
    await home.close();
    home = await ObservedHome.start([FRONT], { store, profile, config: { doorLeftOpenMs: 0 } });
    home.sendWebhooks();
    front().swingDoor('open');
    await home.passTicking(HOUR);
    expect(home.world.jobs.ofKind('door')).toEqual([]);
    expect(await door(home)).toMatchObject({ isOpen: true });
    expect(await events(home)).toEqual(['door-opened']);
  });
});
