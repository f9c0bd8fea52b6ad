import { unrecorded, withRecorded } from '../../../functions/activity/recorded-records.ts';
import type { LockState } from '../../../functions/locks/account-state.ts';
import type { LockRecord } from '../../../functions/locks/lock-cloud.ts';

const T = 1_760_000_000_000;
const MINUTE = 60_000;
const NEW: LockState = { commands: [] };

const record = (id: number, receivedAt: number): LockRecord => ({
  ...{ recordId: String(id), happenedAt: receivedAt - 1000, receivedAt, type: 4, effect: 'unlocked' },
});
const ids = (records: readonly LockRecord[]) => records.map(({ recordId }) => recordId);

test('records that were stored are not stored again, new ones are', () => {
  const first = [record(2, T + MINUTE), record(1, T)];
  const state = withRecorded(NEW, first, T + 2 * MINUTE);
  expect(unrecorded(state, first)).toEqual([]);
  expect(ids(unrecorded(state, [record(3, T + 3 * MINUTE), ...first]))).toEqual(['3']);
  expect(withRecorded(state, first, T + 9 * MINUTE)).toBe(state);
});

test('a record that is listed later than one which came after it is stored', () => {
  const state = withRecorded(NEW, [record(2, T + 8 * MINUTE)], T + 9 * MINUTE);
  expect(ids(unrecorded(state, [record(2, T + 8 * MINUTE), record(1, T)]))).toEqual(['1']);
});

test('hundreds of records of one time are stored once', () => {
  const upload = Array.from({ length: 500 }, (_, id) => record(id, T));
  const state = withRecorded(NEW, upload, T + MINUTE);
  expect(unrecorded(state, upload)).toEqual([]);
  expect(JSON.stringify(state.recordedActivity).length).toBeLessThan(1000);
  expect(ids(unrecorded(state, [record(501, T + 1), ...upload]))).toEqual(['501']);
});

test('a cloud whose clock is ahead hides no record that comes after', () => {
  const state = withRecorded(NEW, [record(1, T + 60 * MINUTE)], T);
  expect(ids(unrecorded(state, [record(2, T + MINUTE)]))).toEqual(['2']);
});

test('what is remembered of a lock does not grow with the years', () => {
  let state = NEW;
  for (let id = 0; id < 3000; id++)
    state = withRecorded(state, [record(id, T + id * MINUTE)], T + id * MINUTE);
  expect(state.recordedActivity?.keys.length).toBeLessThanOrEqual(40);
});
