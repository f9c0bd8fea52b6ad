import type { Clock } from '../../functions/clock.ts';
import { openFirestoreStore } from '../../functions/store/firestore/firestore.ts';
import type { Store } from '../../functions/store/store.ts';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { connectStore } from '../support/firestore-client.ts';
import { OffsetClock } from '../support/offset-clock.ts';

const KEY = { collection: 'states', id: 'a1' } as const;
const DUE = { until: 10, limit: 100 };
const dueAgainAt = (claims: number) => 100 * claims;

describe('claims in Firestore', () => {
  let clock: OffsetClock;
  let simulator: FirestoreSimulator;
  let store: Store;

  beforeEach(async () => {
    clock = new OffsetClock();
    simulator = await FirestoreSimulator.start({ clock });
    store = connectStore(simulator.host, clock);
  });

  afterEach(async () => {
    await store.close();
    await simulator.close();
  });

  const fieldsOf = (id: string) =>
    simulator.documents.find(({ name }) => name.endsWith(`/${id}`))?.fields ?? {};

  /** Writes states as a release before the parts of the index did. */
  async function writeAsBefore(id: string, dueAt: number): Promise<void> {
    const database = 'projects/demo-test/databases/(default)';
    const fields = {
      data: { stringValue: '{"n":1}' },
      _write: { stringValue: 'w1' },
      _previous: { stringValue: '' },
      dueAt: { integerValue: String(dueAt) },
    };
    const writes = [{ update: { name: `${database}/documents/states/${id}`, fields } }];
    const answer = await fetch(`${simulator.url}/v1/${database}/documents:commit`, {
      method: 'POST',
      headers: { authorization: 'Bearer owner' },
      body: JSON.stringify({ writes }),
    });
    expect(answer.status).toBe(200);
  }

  test('states of earlier releases are found among the others and move into a part of the index', async () => {
    await store.create(KEY, { n: 2 }, { dueAt: 7 });
    await writeAsBefore('old', 5);
    await writeAsBefore('older', 3);
    const due = await store.due('states', DUE);
    expect(due.map(({ key, dueAt, data }) => [key.id, dueAt, data])).toEqual([
      ['older', 3, { n: 1 }],
      ['old', 5, { n: 1 }],
      ['a1', 7, { n: 2 }],
    ]);
    const claimed = await store.claimDue('states', DUE, dueAgainAt);
    expect(claimed.map(({ key, dueAt }) => [key.id, dueAt])).toEqual([
      ['older', 3],
      ['old', 5],
      ['a1', 7],
    ]);
    expect(fieldsOf('old')).toMatchObject({
      data: { stringValue: '{"n":1}' },
      _claims: { integerValue: '1' },
    });
    expect(fieldsOf('old')).toMatchObject({ due: { stringValue: expect.stringMatching(/^[0-7]0{12}100$/) } });
    expect(fieldsOf('old')).not.toHaveProperty('dueAt');
    expect((await store.list('states', { limit: 9 })).map(({ times }) => times)).toEqual(
      Array(3).fill({ dueAt: 100 }),
    );
  });

  test('the parts of the index hold about as many accounts each', async () => {
    const ids = Array.from({ length: 400 }, (_, index) => `account-${index}`);
    await Promise.all(ids.map((id) => store.create({ collection: 'states', id }, {}, { dueAt: 1 })));
    const shards = Array.from({ length: store.dueShards('states') }, (_, shard) => shard);
    const keys = await Promise.all(
      shards.map((shard) => store.dueKeys('states', { ...DUE, limit: 400, shard })),
    );
    const counts = keys.map(({ length }) => length);
    // The last part has what earlier releases wrote.
    expect(counts.pop()).toBe(0);
    expect(counts).toHaveLength(8);
    for (const count of counts) expect(Math.abs(count - 50)).toBeLessThan(30);
  });

  test.each(['exhausted', 'unavailable', 'disconnect'] as const)(
    'a claim whose answer is lost is repeated, and takes what it had taken (%s)',
    async (kind) => {
      const other = { collection: 'states', id: 'a2' } as const;
      await store.create(KEY, {}, { dueAt: 1 });
      await store.create(other, {}, { dueAt: 2 });
      simulator.fault({ kind, call: 'batchWrite', when: 'before' });
      expect(await store.claimDue('states', DUE, dueAgainAt)).toEqual([
        { key: KEY, dueAt: 1, claims: 1 },
        { key: other, dueAt: 2, claims: 1 },
      ]);
      if (kind === 'exhausted') return;
      simulator.fault({ kind, call: 'batchWrite', when: 'after' });
      const claims = await store.claimDue('states', { ...DUE, until: 100 }, dueAgainAt);
      expect(claims.map(({ key, claims: count }) => [key.id, count])).toEqual([
        ['a1', 2],
        ['a2', 2],
      ]);
      expect(await store.dueKeys('states', { ...DUE, until: 199 })).toEqual([]);
      // Only times were read.
      expect(simulator.calls).toMatchObject({ batchWrite: 4, batchGet: 1 });
    },
  );

  test('a claim whose answer is lost leaves out a document that was written meanwhile', async () => {
    const revision = (await store.create(KEY, {}, { dueAt: 1 })) ?? '';
    const interrupted: Clock = {
      now: () => clock.now(),
      delay: async (ms, signal) => {
        if (ms >= 1000) return clock.delay(ms, signal);
        await store.replace(KEY, revision, { n: 2 }, { dueAt: 3 });
      },
    };
    const { host } = simulator;
    const claimer = openFirestoreStore({
      clock: interrupted,
      projectId: 'demo-test',
      host,
      ssl: false,
      bearer: 'o',
    });
    simulator.fault({ kind: 'disconnect', call: 'batchWrite', when: 'before' });
    expect(await claimer.claimDue('states', DUE, dueAgainAt)).toEqual([]);
    expect(await store.dueKeys('states', DUE)).toEqual([{ key: KEY, dueAt: 3 }]);
    await claimer.close();
  });

  test.each(['before', 'after'] as const)(
    'a write whose answer is lost %s it happened says how it ended although the document is claimed',
    async (when) => {
      const revision = (await store.create(KEY, { n: 1 }, { dueAt: 1 })) ?? '';
      // The claim comes in the pause before the write is looked for.
      const interrupted: Clock = {
        now: () => clock.now(),
        delay: async (ms, signal) => {
          if (ms >= 1000) return clock.delay(ms, signal);
          await store.claimDue('states', DUE, dueAgainAt);
        },
      };
      const { host } = simulator;
      const writer = openFirestoreStore({
        clock: interrupted,
        projectId: 'demo-test',
        host,
        ssl: false,
        bearer: 'o',
      });
      simulator.fault({ kind: 'disconnect', call: 'commit', when });
      const written = await writer.replace(KEY, revision, { n: 2 }, { dueAt: 1 });
      await writer.close();
      const [found] = await store.get([KEY]);
      if (when === 'before') expect([written, found?.data]).toEqual([undefined, { n: 1 }]);
      else expect([written, found?.data]).toEqual([found?.revision, { n: 2 }]);
    },
  );
});
