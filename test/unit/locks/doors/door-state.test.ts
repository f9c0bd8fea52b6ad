import type { DoorState, LockState } from '../../../../functions/locks/account-state.ts';
import {
  applyDoorClaim,
  applyDoorRecords,
  doorClaim,
  isDoorMove,
} from '../../../../functions/locks/doors/door-state.ts';
import type { LockRecord } from '../../../../functions/locks/lock-cloud.ts';

const now = 1_800_000_000_000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A record of a door's sensor by the lock's clock, received `late` ms after. */
const moved = (door: LockRecord['door'], at: number, late = SECOND): LockRecord => ({
  ...{ happenedAt: at, receivedAt: at + late, type: 0, effect: 'none' },
  ...(door !== undefined && { door }),
});
const known = (isOpen: boolean, since: number, more: Partial<DoorState> = {}): LockState => ({
  commands: [],
  door: { isOpen, since, learnedAt: since, source: 'records', ...more },
});
const apply = (state: LockState, records: readonly LockRecord[], source: DoorState['source'] = 'records') =>
  applyDoorRecords(state, records, { source, now });
const empty: LockState = { commands: [] };

test('records of a door in any order leave it as the latest says', () => {
  const records = [
    moved('closed', now - 2 * MINUTE),
    moved('opened', now - 9 * MINUTE),
    moved('opened', now - 4 * MINUTE),
    moved('closed', now - 6 * MINUTE),
  ];
  for (const order of [
    records,
    records.toReversed(),
    records.toSorted((a, b) => a.happenedAt - b.happenedAt),
  ])
    expect(apply(empty, order).door).toEqual({
      ...{ isOpen: false, since: now - 2 * MINUTE, learnedAt: now, source: 'records' },
    });
});

test('records that are known, older or of the bolt return the same state', () => {
  const state = known(true, now - MINUTE);
  for (const records of [
    [],
    [moved(undefined, now)],
    [moved('opened', now - MINUTE)],
    [moved('closed', now - 5 * MINUTE), moved('opened', now - MINUTE)],
  ])
    expect(apply(state, records)).toBe(state);
});

test.each([
  ['right', 0],
  ['forty seconds behind', 40 * SECOND],
  ['five minutes behind', 5 * MINUTE],
])('a record proves what a webhook claimed, with a lock whose clock is %s', (_clock, behind) => {
  const state = known(false, now - MINUTE, { source: 'webhook' });
  const records = [
    moved('opened', now - 3 * MINUTE - behind, behind),
    moved('closed', now - MINUTE - behind, behind),
  ];
  expect(apply(state, records).door).toEqual({ ...state.door, source: 'records' });
});

test('a claim that the history lacks after ten minutes gives way to the history, and not before', () => {
  const records = [moved('opened', now - 60 * MINUTE)];
  const young = known(false, now - 9 * MINUTE, { source: 'webhook' });
  expect(apply(young, records)).toBe(young);
  const old = known(false, now - 11 * MINUTE, { source: 'webhook' });
  expect(apply(old, records).door).toMatchObject({ isOpen: true, since: now - 60 * MINUTE });
  expect(apply(old, records, 'webhook')).toBe(old);
  expect(apply(old, [])).toBe(old);
});

test('a warning of the lock keeps the time at which its door was opened, and comes once', () => {
  const warned = apply(known(true, now - 9 * MINUTE), [moved('left-open', now - MINUTE)]);
  expect(warned.door).toMatchObject({ since: now - 9 * MINUTE, leftOpenAt: now - MINUTE });
  expect(apply(warned, [moved('left-open', now - MINUTE)])).toBe(warned);
  expect(apply(warned, [moved('closed', now)]).door).not.toHaveProperty('leftOpenAt');
  expect(apply(empty, [moved('left-open', now - MINUTE)]).door).toMatchObject({
    ...{ isOpen: true, since: now - MINUTE, leftOpenAt: now - MINUTE },
  });
});

test('a door that opens twice without a record of its closing is open since the second time', () => {
  const state = known(true, now - 60 * MINUTE, { leftOpenAt: now - 50 * MINUTE });
  const { door } = apply(state, [moved('opened', now - 4 * MINUTE)]);
  expect(door).toEqual({ isOpen: true, since: now - 4 * MINUTE, learnedAt: now, source: 'records' });
});

test.each([
  ['without a time', undefined, now],
  ['with a time', now - MINUTE, now - MINUTE],
  ['of the future', now + 1, now],
  ['of another day', now - 24 * 60 * MINUTE, now],
])('a notification %s counts from a time that can be right', (_what, happenedAt, at) => {
  const hint = { kind: 'door', lockId: '1', open: true, ...(happenedAt && { happenedAt }) } as const;
  expect(doorClaim(hint, now)).toEqual({ isOpen: true, at });
});

test('a notification that says nothing of the door claims nothing', () => {
  expect(doorClaim({ kind: 'door', lockId: '1' }, now)).toBeUndefined();
});

test.each([
  ['the first', empty, true, true],
  ['a change', known(false, now - MINUTE), true, true],
  ['a repetition', known(true, now - 5 * MINUTE), 'until when', false],
  ['late', known(false, now - MINUTE, { repeatedAt: now + SECOND }), false, true],
  ['what a record just said', known(true, now - SECOND), false, true],
  ['what is older than what is known', known(false, now + MINUTE), false, false],
])('a claim of an open door that is %s changes the state and is a movement as it should', (...given) => {
  const [, state, isChange, isMove] = given;
  const claim = { isOpen: true, at: now };
  const after = applyDoorClaim(state, claim, now);
  if (isChange === 'until when') expect(after.door).toEqual({ ...state.door, repeatedAt: now });
  else if (isChange) expect(after.door).toMatchObject({ isOpen: true, since: now, source: 'webhook' });
  else expect(after).toBe(state);
  expect(isDoorMove(state, claim)).toBe(isMove);
});

test('notifications that overtake each other leave a door as the newest says', () => {
  const claims = [
    { isOpen: true, at: now - 5 * MINUTE },
    { isOpen: false, at: now - 4 * MINUTE },
  ];
  for (const order of [claims, claims.toReversed()]) {
    const after = order.reduce(
      (state, claim) => applyDoorClaim(state, claim, now),
      known(false, now - 60 * MINUTE),
    );
    expect(after.door?.isOpen).toBe(false);
  }
});
