import type { Account, LockControl } from '../../../functions/accounts/account.ts';
import { type LockSettings, withLockSettings } from '../../../functions/accounts/lock-settings.ts';
import { EVERY_DAY, hoursOfWeek, startTwoProcesses } from '../../support/home-with-two-processes.ts';
import { failure } from '../../support/scripted-cloud.ts';
import {
  type SmartHomeWorld,
  type SmartHomeWorldOptions,
  WORLD_ADAPTERS,
} from '../../support/smart-home-world.ts';
import { until } from '../../support/until.ts';

let world: SmartHomeWorld;
let hashed = 0;
afterEach(() => world.close());

/** Starts two processes on one store, with two locks of one gateway that Google knows. */
const start = async (options: SmartHomeWorldOptions = {}) => {
  world = await startTwoProcesses({
    locks: { '1': { name: 'Hall', gateways: ['a'] }, '2': { name: 'Front door', gateways: ['a'] } },
    onFindPin: () => {
      hashed++;
    },
    ...options,
  });
  hashed = 0;
};
/** Changes the settings of a lock in another process. */
const set = (changes: Partial<LockSettings>, id = '2', account: Partial<Account> = {}) =>
  world.accounts.change(world.accountId, (before) => ({
    ...withLockSettings(before, id, changes),
    ...account,
  }));
const error = (id: string, errorCode: string) => ({ ids: [id], status: 'ERROR', errorCode });
const asks = (id: string) => ({ ...error(id, 'challengeNeeded'), challengeNeeded: { type: 'pinNeeded' } });
const success = (id: string, isLocked: boolean) => ({
  ids: [id],
  status: 'SUCCESS',
  states: { online: true, isLocked, isJammed: false },
});
const operations = () => world.cloud.calls.flatMap((call) => (call.method === 'operate' ? [call] : []));
const wrongPins = async () =>
  (await world.accounts.load(world.accountId))?.states.challenge.failures.length ?? 0;
const marks = async (id: string) =>
  (await world.accounts.load(world.accountId))?.states.locks[id]?.commands ?? [];
describe.each(WORLD_ADAPTERS)('what the owner lets Google do with a lock (%s)', (_, adapters) => {
  test.each<readonly [LockControl, 'lock' | 'unlock', string | undefined, object, number]>([
    ['unlock', 'lock', undefined, success('2', true), 0],
    ['unlock', 'unlock', undefined, asks('2'), 0],
    ['unlock', 'unlock', '4711', success('2', false), 1],
    ['lock', 'lock', undefined, success('2', true), 0],
    ['lock', 'unlock', undefined, error('2', 'remoteSetDisabled'), 0],
    ['lock', 'unlock', '4711', error('2', 'remoteSetDisabled'), 0],
    ['lock', 'unlock', '0000', error('2', 'remoteSetDisabled'), 0],
    ['tell', 'lock', undefined, error('2', 'remoteSetDisabled'), 0],
    ['tell', 'unlock', undefined, error('2', 'remoteSetDisabled'), 0],
    ['tell', 'unlock', '4711', error('2', 'remoteSetDisabled'), 0],
    ['tell', 'unlock', '0000', error('2', 'remoteSetDisabled'), 0],
  ])('"%s" answers %s with PIN %s by %j', async (control, action, pin, answer, hashes) => {
    await start(adapters);
    await set({ control });
    // Each process reads the choice anew.
    for (const instance of [0, 1]) {
      hashed = 0;
      world.cloud.calls.length = 0;
      const said = action === 'lock' ? world.lock('2', { instance }) : world.unlock('2', pin, { instance });
      expect(await said).toEqual([answer]);
      expect(hashed).toBe(hashes);
      expect(operations()).toHaveLength('states' in answer ? 1 : 0);
      await world.pass(20_000, instance);
    }
    expect(await wrongPins()).toBe(0);
  });

  test('a lock that only tells stays in SYNC and QUERY', async () => {
    await start(adapters);
    await set({ control: 'tell' });
    expect(await world.sync()).toMatchObject({ devices: [{ id: '1' }, { id: '2' }] });
    expect(await world.query(['2'])).toEqual({
      '2': { status: 'SUCCESS', online: true, isLocked: true, isJammed: false },
    });
  });

  test('of two doors in one request, only the one that may be unlocked is', async () => {
    await start(adapters);
    await set({ control: 'lock' });
    const answer = await world.execute(['1', '2'], { params: { lock: false }, challenge: { pin: '4711' } });
    expect(answer).toEqual([success('1', false), error('2', 'remoteSetDisabled')]);
    expect(operations().map(({ lockId }) => lockId)).toEqual(['1']);
  });

  test('a change holds for the very next command, in every process', async () => {
    await start({ ...adapters, config: { alreadyInStateMs: 0 } });
    for (const [control, expected] of [
      ['lock', error('2', 'remoteSetDisabled')],
      ['unlock', success('2', false)],
      ['tell', error('2', 'remoteSetDisabled')],
      ['unlock', success('2', false)],
    ] as const) {
      await set({ control });
      expect(await world.unlock('2', '4711', { instance: 0 })).toEqual([expected]);
      expect(await world.unlock('2', '4711', { instance: 1 })).toEqual([expected]);
    }
  });

  test('the log says which choice refused a command', async () => {
    await start(adapters);
    await set({ control: 'lock' });
    await world.unlock('2', '4711');
    expect(world.intentLines().at(-1)).toMatchObject({ reasons: { '2': 'lock-only' } });
    await set({ control: 'tell' });
    await world.lock('2');
    expect(world.intentLines().at(-1)).toMatchObject({ reasons: { '2': 'tell-only' } });
  });
});

describe('quiet hours', () => {
  test.each([
    // 2026-01-15 is a Thursday.
    ['before them', 'Europe/Berlin', '22:00-06:00', EVERY_DAY, '2026-01-15T20:59:50Z', 'unlocks'],
    ['as they begin', 'Europe/Berlin', '22:00-06:00', EVERY_DAY, '2026-01-15T21:00:00Z', 'refuses'],
    ['after midnight', 'Europe/Berlin', '22:00-06:00', EVERY_DAY, '2026-01-16T03:00:00Z', 'refuses'],
    ['as they end', 'Europe/Berlin', '22:00-06:00', EVERY_DAY, '2026-01-16T05:00:00Z', 'unlocks'],
    ['on another day', 'Europe/Berlin', '22:00-06:00', [1, 2], '2026-01-15T22:00:00Z', 'unlocks'],
    ['after the night of their day', 'Europe/Berlin', '22:00-06:00', [4], '2026-01-16T04:59:00Z', 'refuses'],
    ['all day long', 'Europe/Berlin', '00:00-00:00', [4], '2026-01-15T11:00:00Z', 'refuses'],
    ['in summer', 'Europe/Berlin', '22:00-06:00', EVERY_DAY, '2026-07-15T20:00:00Z', 'refuses'],
    // The clocks jump from 2 to 3, and in autumn show 2 to 3 twice.
    ['skipped in part', 'Europe/Berlin', '01:00-03:30', EVERY_DAY, '2026-03-29T01:29:00Z', 'refuses'],
    ['after the jump', 'Europe/Berlin', '01:00-02:30', EVERY_DAY, '2026-03-29T01:00:00Z', 'unlocks'],
    ['between two ends', 'Europe/Berlin', '01:00-02:30', EVERY_DAY, '2026-10-25T00:45:00Z', 'refuses'],
    ['after the second end', 'Europe/Berlin', '01:00-02:30', EVERY_DAY, '2026-10-25T01:30:00Z', 'unlocks'],
    ['between two starts', 'Europe/Berlin', '02:30-05:00', EVERY_DAY, '2026-10-25T01:10:00Z', 'refuses'],
    ['on Lord Howe', 'Australia/Lord_Howe', '01:00-01:45', EVERY_DAY, '2026-04-04T15:10:00Z', 'refuses'],
    ['in New York', 'America/New_York', '22:00-06:00', EVERY_DAY, '2026-11-01T10:59:00Z', 'refuses'],
    ['by a fixed offset', '+05:45', '22:00-06:00', EVERY_DAY, '2026-01-15T16:15:00Z', 'refuses'],
  ])('%s (%s, %s on days %j) at %s: Google %s', async (_, timeZone, range, days, at, expected) => {
    await start({ startAt: Date.parse(at) });
    await set({ quietHours: hoursOfWeek(range, days) }, '2', { timeZone });
    expect(await world.unlock('2', '4711')).toEqual([
      expected === 'unlocks' ? success('2', false) : error('2', 'securityRestriction'),
    ]);
    expect(operations()).toHaveLength(expected === 'unlocks' ? 1 : 0);
    expect(await world.lock('1')).toEqual([success('1', true)]);
  });

  test('refuse before a PIN is asked for, checked or counted, and let the door be locked', async () => {
    await start();
    await set({ quietHours: hoursOfWeek('00:00-00:00') });
    expect(await world.unlock('2')).toEqual([error('2', 'securityRestriction')]);
    for (let guess = 0; guess < 6; guess++)
      expect(await world.unlock('2', `000${guess}`)).toEqual([error('2', 'securityRestriction')]);
    expect([hashed, await wrongPins()]).toEqual([0, 0]);
    expect(world.intentLines().at(-1)).toMatchObject({ reasons: { '2': 'quiet-hours' } });
    expect(await world.lock('2')).toEqual([success('2', true)]);
    expect(await world.unlock('1', '4711')).toEqual([success('1', false)]);
  });

  test('without a chosen zone are those of the lock’s own clock', async () => {
    await start({ startAt: Date.parse('2026-01-15T17:00:00Z') });
    await set({ quietHours: hoursOfWeek('22:00-06:00') });
    expect(await world.unlock('2')).toEqual([asks('2')]);
    await world.accounts.learn(world.accountId, { '2': { utcOffsetMs: 20_700_000 } });
    expect(await world.unlock('2')).toEqual([error('2', 'securityRestriction')]);
  });

  test('change nothing about the answer to a request that unlocked before they began', async () => {
    await start({ startAt: Date.parse('2026-01-15T21:59:59Z') });
    await set({ quietHours: hoursOfWeek('22:00-06:00') });
    expect(await world.unlock('2', '4711', { requestId: 'r1' })).toEqual([success('2', false)]);
    await world.clock.advance(2000);
    expect(await world.unlock('2', '4711', { requestId: 'r1', instance: 1 })).toEqual([success('2', false)]);
    expect(await world.unlock('2', '4711', { requestId: 'r2' })).toEqual([error('2', 'securityRestriction')]);
    expect(operations()).toHaveLength(1);
  });
});

describe.each(
  WORLD_ADAPTERS.flatMap(([name, adapters]) => [
    [`the process that answered (${name})`, 0, adapters] as const,
    [`another process (${name})`, 1, adapters] as const,
  ]),
)('an unlock that waits until quiet hours begin, with its owner job in %s', (_, instance, adapters) => {
  const followUps = () =>
    world.reports.flatMap(({ payload }) =>
      Object.entries(payload.devices.notifications ?? {}).map(([id, notification]) => [
        id,
        Object(notification).LockUnlock.followUpResponse,
      ]),
    );
  /** Asks for lock 2 at a moment, while lock 1 occupies their gateway; quiet hours of lock 2 begin at 22:00. */
  const askAt = async (at: string) => {
    await start({ ...adapters, startAt: Date.parse(at) });
    await set({ quietHours: hoursOfWeek('22:00-06:00') });
    const held = world.cloud.hold('operate');
    void world.lock('1');
    await until(held.reached);
    const answer = world.execute(
      ['2'],
      { params: { lock: false, followUpToken: 'a-token' }, challenge: { pin: '4711' } },
      { requestId: 'r2' },
    );
    await world.marked('2');
    return { ...held, answer };
  };
  const sentTo2 = () => operations().filter(({ lockId }) => lockId === '2');

  test('is not sent by its job, and its speaker gets the reason', async () => {
    const { answer, release } = await askAt('2026-01-15T21:59:58.500Z');
    await world.clock.advance(900);
    expect(await answer).toEqual([{ ids: ['2'], status: 'PENDING' }]);
    await world.clock.advance(700);
    release();
    await world.pass(60_000, instance);
    expect(sentTo2()).toEqual([]);
    expect(await marks('2')).toMatchObject([{ outcome: { kind: 'failed', reason: 'not-allowed' } }]);
    expect(followUps()).toEqual([
      ['2', { status: 'FAILURE', errorCode: 'securityRestriction', followUpToken: 'a-token' }],
    ]);
    expect(await world.unlock('2', '4711', { requestId: 'r2', instance })).toEqual([
      error('2', 'securityRestriction'),
    ]);
  });

  test('is not sent by the process that answers, though its time is not over', async () => {
    const { answer, release } = await askAt('2026-01-15T21:59:59.700Z');
    await world.clock.advance(400);
    release();
    await world.calm();
    await world.clock.advance(500);
    expect(await answer).toEqual([{ ids: ['2'], status: 'PENDING' }]);
    await world.pass(60_000, instance);
    expect(sentTo2()).toEqual([]);
    expect(followUps()).toMatchObject([['2', { errorCode: 'securityRestriction' }]]);
  });

  test('is not tried again after its gateway was busy', async () => {
    const { release, answer } = await askAt('2026-01-15T21:59:58.500Z');
    await world.clock.advance(900);
    await answer;
    world.cloud.failAlways('operate', failure('gateway-busy'));
    release();
    await world.pass(4000, instance);
    world.cloud.heal();
    await world.pass(60_000, instance);
    const last = Date.parse('2026-01-15T22:00:00Z');
    for (const { at } of sentTo2()) expect(at).toBeLessThan(last);
    expect(world.bolt('2')).toBe('locked');
  });

  test('is sent if the gateway is free before', async () => {
    const { answer, release } = await askAt('2026-01-15T21:59:57Z');
    await world.clock.advance(900);
    expect(await answer).toEqual([{ ids: ['2'], status: 'PENDING' }]);
    release();
    await world.pass(1000, instance);
    expect(sentTo2()).toHaveLength(1);
    expect(world.bolt('2')).toBe('unlocked');
  });

  test('is not sent if the owner forbids it meanwhile', async () => {
    const { answer, release } = await askAt('2026-01-15T12:00:00Z');
    await world.clock.advance(900);
    expect(await answer).toEqual([{ ids: ['2'], status: 'PENDING' }]);
    await set({ control: 'lock' });
    release();
    await world.pass(60_000, instance);
    expect(sentTo2()).toEqual([]);
    expect(followUps()).toMatchObject([['2', { errorCode: 'securityRestriction' }]]);
  });
});

test('SYNC has the names, nicknames and rooms that the owner chose', async () => {
  await start();
  await set({ voice: { name: 'Back door', nicknames: ['Garden door'], room: 'Garden' } });
  const chosen = {
    id: '2',
    name: { name: 'Back door', nicknames: ['Garden door', 'Back door lock'] },
    roomHint: 'Garden',
  };
  expect(await world.sync()).toMatchObject({ devices: [{ id: '1', name: { name: 'Hall' } }, chosen] });
  expect(await world.sync({ instance: 1 })).toMatchObject({ devices: [{ id: '1' }, chosen] });
});
