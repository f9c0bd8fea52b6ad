import type { PinChange } from '../../../functions/accounts/pins/pin.ts';
import { EVERY_DAY, hoursOfWeek, startTwoProcesses } from '../../support/home-with-two-processes.ts';
import { failure } from '../../support/scripted-cloud.ts';
import {
  type Result,
  type SmartHomeWorld,
  type SmartHomeWorldOptions,
  WORLD_ADAPTERS,
} from '../../support/smart-home-world.ts';
import { until } from '../../support/until.ts';

let world: SmartHomeWorld;
let hashed = 0;
afterEach(() => world.close());

const HOUSEHOLD = '4711';
const CLEANER = '86420975';

/** Starts two processes on one store, with a hall and a shed that Google knows; the PIN of the household is 4711. */
const start = async (options: SmartHomeWorldOptions = {}) => {
  world = await startTwoProcesses({
    locks: { '1': { name: 'Hall', gateways: ['a'] }, '2': { name: 'Shed', gateways: ['b'] } },
    onFindPin: () => {
      hashed++;
    },
    ...options,
  });
  hashed = 0;
};
/** Stores the PIN of a person and returns its id. */
const add = async (change: Partial<PinChange> = {}): Promise<string> => {
  const wanted = { name: 'Cleaner', digits: CLEANER, isOnce: false, ...change };
  const saved = await world.accounts.savePin(world.accountId, wanted);
  if (saved.kind !== 'saved') throw new Error(JSON.stringify(saved));
  return saved.pin.id;
};
const setZone = (timeZone: string) =>
  world.accounts.change(world.accountId, (account) => ({ ...account, timeZone }));
const statesNow = async () => {
  const loaded = await world.accounts.load(world.accountId);
  if (loaded === undefined) throw new Error('no account');
  return loaded.states;
};
const wrongPins = async () => (await statesNow()).challenge.failures.length;
const success = (id: string) => ({
  ids: [id],
  status: 'SUCCESS',
  states: { online: true, isLocked: false, isJammed: false },
});
const asksAgain = (id: string) => ({
  ...{ ids: [id], status: 'ERROR', errorCode: 'challengeNeeded' },
  challengeNeeded: { type: 'challengeFailedPinNeeded' },
});
const error = (id: string, errorCode: string) => ({ ids: [id], status: 'ERROR', errorCode });
const kind = ([result]: Result[]) => result?.challengeNeeded?.type ?? result?.errorCode ?? result?.status;
const operations = () => world.cloud.calls.flatMap((call) => (call.method === 'operate' ? [call] : []));

// 2026-01-15 is a Thursday; Berlin is an hour ahead of UTC then.
const THURSDAY_NOON = '2026-01-15T11:00:00Z';

describe.each(WORLD_ADAPTERS)('the PIN of a person (%s)', (_, adapters) => {
  test.each<readonly [string, Partial<PinChange>, 'opens' | 'does not open']>([
    ['without bounds', {}, 'opens'],
    ['for this door', { doors: ['1'] }, 'opens'],
    ['for another door', { doors: ['2'] }, 'does not open'],
    ['for both doors', { doors: ['1', '2'] }, 'opens'],
    ['in its hours', { hours: hoursOfWeek('11:00-14:00') }, 'opens'],
    ['outside its hours', { hours: hoursOfWeek('13:00-14:00') }, 'does not open'],
    ['on its day', { hours: hoursOfWeek('11:00-14:00', [4]) }, 'opens'],
    ['on another day', { hours: hoursOfWeek('11:00-14:00', [3, 5]) }, 'does not open'],
    [
      'in the second of its hours',
      { hours: [...hoursOfWeek('08:00-09:00'), ...hoursOfWeek('12:00-12:30')] },
      'opens',
    ],
    ['before its end', { until: Date.parse(THURSDAY_NOON) + 60_000 }, 'opens'],
    ['once', { isOnce: true }, 'opens'],
    [
      'for this door, on its day, in its hours, before its end, once',
      {
        ...{ doors: ['1'], hours: hoursOfWeek('11:00-14:00', [4]), isOnce: true },
        until: Date.parse(THURSDAY_NOON) + 60_000,
      },
      'opens',
    ],
    [
      'for another door, on its day, in its hours, before its end, once',
      {
        ...{ doors: ['2'], hours: hoursOfWeek('11:00-14:00', [4]), isOnce: true },
        until: Date.parse(THURSDAY_NOON) + 60_000,
      },
      'does not open',
    ],
    [
      'for this door, on its day, outside its hours, before its end, once',
      {
        ...{ doors: ['1'], hours: hoursOfWeek('18:00-19:00', [4]), isOnce: true },
        until: Date.parse(THURSDAY_NOON) + 60_000,
      },
      'does not open',
    ],
  ])('%s %s', async (_bounds, change, expected) => {
    await start({ ...adapters, startAt: Date.parse(THURSDAY_NOON) });
    await setZone('Europe/Berlin');
    await add(change);
    const [answer] = await world.unlock('1', CLEANER, { instance: 1 });
    expect(answer).toEqual(expected === 'opens' ? success('1') : asksAgain('1'));
    expect(operations()).toHaveLength(expected === 'opens' ? 1 : 0);
    expect(hashed).toBe(1);
    expect(await wrongPins()).toBe(0);
    // The household's has no bounds.
    expect(await world.unlock('2', HOUSEHOLD)).toEqual([success('2')]);
  });

  test('ends at its moment, in every process', async () => {
    await start(adapters);
    await add({ until: world.clock.now() + 60_000 });
    expect(await world.unlock('1', CLEANER)).toEqual([success('1')]);
    await world.pass(60_000);
    for (const instance of [0, 1])
      expect(await world.unlock('1', CLEANER, { instance })).toEqual([asksAgain('1')]);
  });

  test('opens of several doors those that it is for, and is recorded for the others', async () => {
    await start(adapters);
    const id = await add({ doors: ['1'] });
    const unlock = { params: { lock: false }, challenge: { pin: CLEANER } };
    expect(await world.execute(['1', '2'], unlock)).toEqual([success('1'), asksAgain('2')]);
    expect(operations().map(({ lockId }) => lockId)).toEqual(['1']);
    const { refusedPins, locks } = await statesNow();
    expect(refusedPins).toMatchObject([{ lockIds: ['2'], reason: 'pin-not-allowed', pinId: id }]);
    expect(locks['1']?.commands).toMatchObject([{ pinId: id }]);
  });

  test('that is changed or removed is so for the very next command, in every process', async () => {
    await start(adapters);
    const id = await add();
    expect(await world.unlock('1', CLEANER)).toEqual([success('1')]);
    await add({ id, doors: ['2'], digits: '70365812' });
    for (const instance of [0, 1]) {
      expect(await world.unlock('1', '70365812', { instance })).toEqual([asksAgain('1')]);
      expect(await world.unlock('2', '70365812', { instance })).toEqual([success('2')]);
    }
    await world.accounts.removePin(world.accountId, id);
    for (const instance of [0, 1])
      expect(await world.unlock('2', '70365812', { instance })).toEqual([asksAgain('2')]);
    expect(await wrongPins()).toBe(2);
  });

  test('costs one hash, whatever the number of PINs', async () => {
    await start(adapters);
    for (let person = 0; person < 19; person++)
      await add({ name: `Person ${person}`, digits: `4193${String(7050 + 13 * person)}` });
    const last = await add({ name: 'Person 18', digits: '41937284' }).catch(String);
    expect(last).toContain('too-many');
    hashed = 0;
    expect(await world.unlock('1', '41937284')).toEqual([success('1')]);
    expect(hashed).toBe(1);
    const account = (await world.accounts.load(world.accountId))?.account;
    expect(new Set([account?.pin?.salt, account?.personalPins?.salt]).size).toBe(1);
  });

  test('that opens once opens once, of two processes that try at the same time', async () => {
    await start(adapters);
    await add({ isOnce: true });
    const answers = await Promise.all([0, 1].map((instance) => world.unlock('1', CLEANER, { instance })));
    expect(answers.map(kind).sort()).toEqual(['SUCCESS', 'challengeFailedPinNeeded']);
    expect(operations()).toHaveLength(1);
    expect(kind(await world.unlock('2', CLEANER, { instance: 1 }))).toBe('challengeFailedPinNeeded');
    expect(await wrongPins()).toBe(0);
  });

  test('that opens once opens the first of two doors in one request', async () => {
    await start(adapters);
    await add({ isOnce: true });
    const unlock = { params: { lock: false }, challenge: { pin: CLEANER } };
    expect(await world.execute(['1', '2'], unlock)).toEqual([success('1'), asksAgain('2')]);
    expect(operations().map(({ lockId }) => lockId)).toEqual(['1']);
  });

  test('that opens once is answered as before to the same request, and not used up by it', async () => {
    await start(adapters);
    await add({ isOnce: true });
    expect(await world.unlock('1', CLEANER, { requestId: 'same' })).toEqual([success('1')]);
    expect(await world.unlock('1', CLEANER, { requestId: 'same', instance: 1 })).toEqual([success('1')]);
    expect(operations()).toHaveLength(1);
  });

  test('that opens once is good again if the gateway certainly did nothing', async () => {
    await start(adapters);
    const id = await add({ isOnce: true });
    world.cloud.failOnce('operate', failure('gateway-offline'));
    expect(kind(await world.unlock('1', CLEANER))).toBe('deviceOffline');
    expect((await statesNow()).pinUses?.[id]).toEqual({ usedAt: expect.any(Number) });
    expect(kind(await world.unlock('1', CLEANER, { instance: 1 }))).toBe('SUCCESS');
    expect(kind(await world.unlock('1', CLEANER))).toBe('challengeFailedPinNeeded');
  });

  test('that opens once is used up if nobody knows whether the lock moved', async () => {
    await start(adapters);
    await add({ isOnce: true });
    world.cloud.failOnce('operate', failure('timed-out'));
    expect(kind(await world.unlock('1', CLEANER))).toBe('PENDING');
    expect(kind(await world.unlock('1', CLEANER, { instance: 1 }))).toBe('challengeFailedPinNeeded');
    await world.pass(70_000, 1);
    expect(kind(await world.unlock('1', CLEANER, { instance: 1 }))).toBe('challengeFailedPinNeeded');
  });

  test('that opens once is used up if the process dies between the mark and the answer', async () => {
    await start(adapters);
    await add({ isOnce: true });
    const held = world.cloud.hold('operate');
    const answer = world.unlock('1', CLEANER);
    await until(held.reached);
    expect(kind(await world.unlock('1', CLEANER, { instance: 1 }))).toBe('challengeFailedPinNeeded');
    // The other process looks at the lock; the first never says how its command ended.
    await world.pass(120_000, 1);
    expect(kind(await answer)).toBe('PENDING');
    expect(kind(await world.unlock('1', CLEANER, { instance: 1 }))).toBe('challengeFailedPinNeeded');
    expect(operations()).toHaveLength(1);
    held.release();
  });

  test('that opens once is good again if its unlock was never sent', async () => {
    await start({ ...adapters, locks: { '1': { gateways: ['a'] }, '2': { gateways: ['a'] } } });
    await add({ isOnce: true });
    const held = world.cloud.hold('operate');
    const occupied = world.lock('2');
    await until(held.reached);
    const answer = world.unlock('1', CLEANER);
    await world.marked('1');
    expect(kind(await world.unlock('1', CLEANER, { instance: 1 }))).toBe('challengeFailedPinNeeded');
    // The owner job waits for the gateway, too, until the time of the unlock is over.
    await world.pass(20_000);
    held.release();
    expect(kind(await occupied)).toBe('PENDING');
    expect(kind(await answer)).toBe('PENDING');
    expect(operations().map(({ lockId }) => lockId)).toEqual(['2']);
    expect(kind(await world.unlock('1', CLEANER, { instance: 1 }))).toBe('SUCCESS');
  });

  test('that opens once may be allowed once more by the owner', async () => {
    await start(adapters);
    const id = await add({ isOnce: true });
    expect(kind(await world.unlock('1', CLEANER))).toBe('SUCCESS');
    const change = { id, name: 'Cleaning', isOnce: true };
    await world.accounts.savePin(world.accountId, change);
    expect(kind(await world.unlock('1', CLEANER))).toBe('challengeFailedPinNeeded');
    await world.accounts.savePin(world.accountId, { ...change, isRenewed: true });
    expect(kind(await world.unlock('1', CLEANER, { instance: 1 }))).toBe('SUCCESS');
    expect(kind(await world.unlock('1', CLEANER))).toBe('challengeFailedPinNeeded');
  });

  test('outside its bounds is answered as a wrong one, locks nobody out, and clears no count', async () => {
    await start(adapters);
    const id = await add({ doors: ['1'] });
    for (let guess = 0; guess < 4; guess++) await world.unlock('2', `0${guess}39`);
    for (let early = 0; early < 6; early++) {
      const [limited] = await world.unlock('2', CLEANER, { instance: early % 2 });
      expect(limited).toEqual(asksAgain('2'));
    }
    expect(await wrongPins()).toBe(4);
    const { refusedPins = [], challenge } = await statesNow();
    expect(refusedPins.filter(({ pinId }) => pinId === id)).toHaveLength(6);
    expect(challenge.lockedUntil).toBeUndefined();
    expect(await world.unlock('2', '0539')).toEqual([error('2', 'tooManyFailedAttempts')]);
    expect(await world.unlock('2', CLEANER)).toEqual([error('2', 'tooManyFailedAttempts')]);
    expect(await world.unlock('1', CLEANER)).toEqual([error('1', 'tooManyFailedAttempts')]);
  });

  test('forty guesses at once, over all PINs, doors, links and processes, are five', async () => {
    await start(adapters);
    await add({ doors: ['1'] });
    await add({ name: 'Gardener', digits: '70365812', doors: ['2'], isOnce: true });
    const tokens = [world.token, await world.grant()];
    hashed = 0;
    const guesses = Array.from({ length: 40 }, (_, index) =>
      world.unlock(String(1 + (index % 2)), String(1357 + 211 * index), {
        ...{ instance: index % 2, token: tokens[Math.floor(index / 2) % 2] ?? '' },
      }),
    );
    const kinds = (await Promise.all(guesses)).map(kind);
    expect(kinds.filter((each) => each === 'challengeFailedPinNeeded')).toHaveLength(4);
    expect(kinds.filter((each) => each === 'tooManyFailedAttempts')).toHaveLength(36);
    // Each process has turns of its own: what the other has counted it learns with its next write.
    expect(hashed).toBeLessThanOrEqual(10);
    for (const [door, pin] of [
      ['1', CLEANER],
      ['2', '70365812'],
      ['1', HOUSEHOLD],
    ] as const)
      expect(kind(await world.unlock(door, pin))).toBe('tooManyFailedAttempts');
    expect(operations()).toEqual([]);
    expect((await statesNow()).pinUses).toBeUndefined();
  });
});

describe('the hours of a PIN', () => {
  test.each([
    ['before them', 'Europe/Berlin', '22:00-06:00', EVERY_DAY, '2026-01-15T20:59:50Z', 'does not open'],
    ['as they begin', 'Europe/Berlin', '22:00-06:00', EVERY_DAY, '2026-01-15T21:00:00Z', 'opens'],
    ['after midnight of their day', 'Europe/Berlin', '22:00-06:00', [4], '2026-01-16T04:59:00Z', 'opens'],
    ['as they end', 'Europe/Berlin', '22:00-06:00', EVERY_DAY, '2026-01-16T05:00:00Z', 'does not open'],
    ['in summer', 'Europe/Berlin', '22:00-06:00', EVERY_DAY, '2026-07-15T20:00:00Z', 'opens'],
    // The clocks jump from 2 to 3, and in autumn show 2 to 3 twice.
    ['that are skipped in part', 'Europe/Berlin', '02:30-03:30', [7], '2026-03-29T01:29:00Z', 'opens'],
    ['after the jump', 'Europe/Berlin', '01:00-02:30', [7], '2026-03-29T01:00:00Z', 'does not open'],
    ['between two ends', 'Europe/Berlin', '01:00-02:30', [7], '2026-10-25T00:45:00Z', 'opens'],
    ['after the second end', 'Europe/Berlin', '01:00-02:30', [7], '2026-10-25T01:30:00Z', 'does not open'],
    [
      'of half an hour on Lord Howe',
      'Australia/Lord_Howe',
      '01:00-01:45',
      [7],
      '2026-04-04T15:10:00Z',
      'opens',
    ],
    ['by an offset', '+05:45', '22:00-06:00', EVERY_DAY, '2026-01-15T16:15:00Z', 'opens'],
  ])('%s (%s, %s on days %j) at %s: it %s', async (_, timeZone, range, days, at, expected) => {
    await start({ startAt: Date.parse(at) });
    await setZone(timeZone);
    await add({ hours: hoursOfWeek(range, days) });
    expect(await world.unlock('1', CLEANER)).toEqual([expected === 'opens' ? success('1') : asksAgain('1')]);
    expect(operations()).toHaveLength(expected === 'opens' ? 1 : 0);
  });

  test('without a chosen zone are those of the clock of the lock', async () => {
    await start({ startAt: Date.parse('2026-01-15T17:00:00Z') });
    await add({ hours: hoursOfWeek('22:00-23:00') });
    expect(await world.unlock('1', CLEANER)).toEqual([asksAgain('1')]);
    await world.accounts.learn(world.accountId, { '1': { utcOffsetMs: 20_700_000 } });
    expect(await world.unlock('1', CLEANER)).toEqual([success('1')]);
  });
});

describe('a door', () => {
  test('without a PIN for it is not set up, and a PIN for it is neither hashed nor counted', async () => {
    await start({ pin: 'off' });
    expect(kind(await world.unlock('1'))).toBe('challengeFailedNotSetup');
    await add({ doors: ['1'] });
    expect(kind(await world.unlock('1'))).toBe('pinNeeded');
    hashed = 0;
    for (const pin of [undefined, '0000', CLEANER])
      expect(kind(await world.unlock('2', pin))).toBe('challengeFailedNotSetup');
    expect([hashed, await wrongPins()]).toEqual([0, 0]);
    expect(kind(await world.unlock('1', CLEANER))).toBe('SUCCESS');
  });

  test.each([
    ['Arabic-Indic', '٨٦٤٢٠٩٧٥'],
    ['full-width', '８６４２０９７５'],
    ['Devanagari, with spaces', '८६ ४२ ०९ ७५'],
  ])('opens to digits in another script: %s', async (_, digits) => {
    await start();
    await add();
    expect(kind(await world.unlock('1', digits))).toBe('SUCCESS');
  });

  test('is opened by a PIN outside its bounds no more than by a wrong one: the same bytes, and one hash each', async () => {
    await start();
    await add({ doors: ['2'], hours: hoursOfWeek('01:00-02:00') });
    const answer = async (pin: string) => {
      const { text } = await world.intent(
        'EXECUTE',
        {
          commands: [
            {
              devices: [{ id: '1' }, { id: '2' }],
              execution: [
                {
                  command: 'action.devices.commands.LockUnlock',
                  ...{ params: { lock: false }, challenge: { pin } },
                },
              ],
            },
          ],
        },
        { requestId: `request of ${pin.length}` },
      );
      return text;
    };
    expect(await answer(CLEANER)).toBe(await answer('86420971'));
    expect(hashed).toBe(2);
    expect(
      world
        .intentLines()
        .map(({ reasons }) => reasons)
        .slice(-2),
    ).toEqual([
      { '1': 'pin-not-allowed', '2': 'pin-not-allowed' },
      { '1': 'pin-wrong', '2': 'pin-wrong' },
    ]);
  });
});
