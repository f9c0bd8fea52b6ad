import type { ActivityEntry } from '../../../functions/activity/activity-entry.ts';
import { type EntryBatch, mergeEntries } from '../../../functions/activity/merge-entries.ts';

const T = 1_760_000_000_000;
const MINUTE = 60_000;

type Given = Partial<ActivityEntry> & { readonly at: number };
let next = 0;

const plain = (given: Given): ActivityEntry => ({
  ...{ id: `id-${next++}`, lockId: '1', source: 'lock', event: 'unlocked' },
  ...given,
});
const entry = (given: Given) => plain({ type: 4, receivedAt: given.at, ...given });
const command = (given: Given) => plain({ source: 'google', how: 'google', ...given });
const byGateway = (given: Given) => entry({ how: 'gateway', type: 12, recordId: 'r', ...given });

async function merged(...groups: ActivityEntry[][]): Promise<ActivityEntry[]> {
  const newest = (entries: readonly ActivityEntry[]) => Math.max(...entries.map(({ at }) => at));
  async function* batches(): AsyncGenerator<EntryBatch> {
    for (const entries of groups.toSorted((one, other) => newest(other) - newest(one)))
      yield { newestAt: newest(entries), entries: entries.toSorted((one, other) => other.at - one.at) };
  }
  const found: ActivityEntry[] = [];
  for await (const each of mergeEntries([], batches())) found.push(each);
  return found;
}

const timesOf = (entries: readonly ActivityEntry[]) => entries.map(({ at }) => at - T);

test('entries of documents that overlap come newest first', async () => {
  const hours = (list: readonly number[]) => list.map((hour) => entry({ at: T + hour * 60 * MINUTE }));
  const found = await merged(hours([0, 50, 100]), hours([1, 99]), hours([2, 3, 4]), hours([60]));
  expect(timesOf(found).map((ms) => ms / MINUTE / 60)).toEqual([100, 99, 60, 50, 4, 3, 2, 1, 0]);
});

test('a webhook and the history make one entry, confirmed, whichever was stored first', async () => {
  const webhook = entry({ at: T, isUnconfirmed: true, who: 'Anna' });
  const record = entry({ at: T, recordId: '7', who: 'Anna' });
  for (const groups of [[[webhook], [record]], [[record], [webhook]], [[webhook, record]]]) {
    const found = await merged(...groups);
    expect(found).toMatchObject([{ at: T, recordId: '7', who: 'Anna' }]);
    expect(found[0]).not.toHaveProperty('isUnconfirmed');
  }
});

test('two records of one second are two entries if their ids say so', async () => {
  const found = await merged([entry({ at: T, recordId: '7' }), entry({ at: T, recordId: '8' })]);
  expect(found).toHaveLength(2);
});

test('a command and the record of its movement make one entry at the time of the command', async () => {
  const found = await merged([command({ at: T })], [byGateway({ at: T + 4000 })], [entry({ at: T + 2000 })]);
  expect(found).toMatchObject([
    { at: T + 2000, source: 'lock' },
    { at: T, source: 'google', seenAt: T + 4000, recordId: 'r' },
  ]);
});

test('a command that seemed to do nothing has failed, unless its movement was recorded after all', async () => {
  const nothing = { event: 'failed', action: 'unlock', succeeded: false, reason: 'not-moved' } as const;
  const known = command({ id: 'google/1', at: T, succeeded: true });
  const seen = command({ id: 'google/1', at: T, ...nothing });
  for (const groups of [
    [[known], [seen]],
    [[seen], [known]],
  ])
    expect(await merged(...groups)).toMatchObject([{ at: T, ...nothing }]);
  const found = await merged([seen], [byGateway({ at: T + 4000 })], [known]);
  expect(found).toMatchObject([{ event: 'unlocked', succeeded: true, seenAt: T + 4000 }]);
  expect(found[0]).not.toHaveProperty('reason');
});

test('a command of unknown end has succeeded if its movement was recorded, by a lock whose clock is behind too', async () => {
  const unknown = command({ at: T, reason: 'timeout' });
  const found = await merged([unknown], [byGateway({ at: T - 3 * MINUTE, receivedAt: T + 5000 })]);
  expect(found).toMatchObject([{ source: 'google', succeeded: true, seenAt: T - 3 * MINUTE }]);
});

test('each of two commands gets its own record, and a record of another door, way or time none', async () => {
  const found = await merged(
    [command({ at: T }), command({ at: T + 20_000 })],
    [byGateway({ at: T + 3000, recordId: '1' }), byGateway({ at: T + 23_000, recordId: '2' })],
  );
  expect(found).toMatchObject([
    { at: T + 20_000, recordId: '2' },
    { at: T, recordId: '1' },
  ]);
  for (const other of [
    byGateway({ at: T + 3000, lockId: '2' }),
    byGateway({ at: T + 3000, event: 'locked' }),
    entry({ at: T + 3000, how: 'code' }),
    byGateway({ at: T + 4 * MINUTE }),
    byGateway({ at: T - MINUTE }),
  ])
    expect(await merged([command({ at: T })], [other])).toHaveLength(2);
});

test('holds no more in memory than a few minutes of entries, however many there are', async () => {
  let read = 0;
  async function* batches(): AsyncGenerator<EntryBatch> {
    for (let hour = 1000; hour > 0; hour--) {
      read++;
      const at = T + hour * 60 * MINUTE;
      yield { newestAt: at, entries: [entry({ at })] };
    }
  }
  let shown = 0;
  for await (const _ of mergeEntries([], batches())) {
    shown++;
    expect(read - shown).toBeLessThan(3);
  }
  expect(shown).toBe(1000);
});

const sensed = (given: Given) =>
  plain({ source: 'door-sensor', how: 'sensor', event: 'door-opened', ...given });
const notice = (given: Given) => sensed({ receivedAt: given.at, isUnconfirmed: true, ...given });
const ofSensor = (given: Given) => sensed({ type: 31, receivedAt: given.at, ...given });

test('a notification of a door, its webhook and the history are one event, as the history has it', async () => {
  const record = { at: T - 40_000, receivedAt: T + 1_000 };
  const parts = [
    notice({ at: T }),
    ofSensor({ ...record, isUnconfirmed: true }),
    ofSensor({ ...record, recordId: '7' }),
  ];
  for (const groups of [[parts], parts.map((part) => [part]), [parts.toReversed()]]) {
    const found = await merged(...groups);
    expect(found).toMatchObject([{ at: T - 40_000, type: 31, recordId: '7' }]);
    expect(found[0]).not.toHaveProperty('isUnconfirmed');
  }
});

test('a door that opens twice within a minute has two events', async () => {
  const found = await merged([
    ...[notice({ at: T }), ofSensor({ at: T - 1_000, receivedAt: T, recordId: '1' })],
    ...[notice({ at: T + 50_000 }), ofSensor({ at: T + 49_000, receivedAt: T + 50_000, recordId: '2' })],
  ]);
  expect(found).toMatchObject([{ recordId: '2' }, { recordId: '1' }]);
});

test('a command and the record of its movement are one event, although the record comes by webhook and by the history', async () => {
  const record = { at: T - 3_000, receivedAt: T + 1_000, how: 'gateway', type: 12 } as const;
  const parts = [
    command({ at: T }),
    entry({ ...record, isUnconfirmed: true }),
    entry({ ...record, recordId: '7' }),
  ];
  for (const groups of [[parts], parts.map((part) => [part]), [parts.toReversed()]])
    expect(await merged(...groups)).toMatchObject([{ source: 'google', seenAt: T - 3_000, recordId: '7' }]);
});
