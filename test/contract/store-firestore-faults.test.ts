import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { Clock } from '../../functions/clock.ts';
import { StoreUnavailableError } from '../../functions/store/store.ts';
import { type FirestoreFault, FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { connectStore } from '../support/firestore-client.ts';
import { OffsetClock } from '../support/offset-clock.ts';

/** The same time, but pauses between attempts pass fifty times as fast; timeouts of calls do not. */
function hasty(clock: Clock): Clock {
  return {
    now: () => clock.now(),
    delay: (ms, signal) => clock.delay(ms < 1000 ? ms / 50 : ms, signal),
  };
}

const KEY = { collection: 'accounts', id: 'a1' } as const;
const KINDS: readonly FirestoreFault['kind'][] = ['aborted', 'unavailable', 'deadline', 'disconnect'];
const MOMENTS: readonly FirestoreFault['when'][] = ['before', 'after'];
const FAULTS = KINDS.flatMap((kind) => MOMENTS.map((when) => ({ kind, when })));

describe('the Firestore store when calls fail', () => {
  let clock: OffsetClock;
  let simulator: FirestoreSimulator;
  let store: ReturnType<typeof connectStore>;
  let other: ReturnType<typeof connectStore>;
  let patient: ReturnType<typeof connectStore>;

  beforeEach(async () => {
    clock = new OffsetClock();
    simulator = await FirestoreSimulator.start({ clock });
    store = connectStore(simulator.host, hasty(clock));
    other = connectStore(simulator.host, hasty(clock));
    patient = connectStore(simulator.host, clock);
  });

  afterEach(async () => {
    await Promise.all([store.close(), other.close(), patient.close()]);
    await simulator.close();
  });

  const made = async (data: unknown = { n: 1 }, times = {}): Promise<string> => {
    const revision = await other.create(KEY, data, times);
    if (revision === undefined) throw new Error('exists already');
    return revision;
  };
  const stored = async (): Promise<unknown> => (await other.get([KEY]))[0]?.data;

  describe.each(FAULTS)('a commit that ends $kind, $when it took effect', ({ kind, when }) => {
    beforeEach(() => simulator.clearFaults());
    const strike = (times = 1) => simulator.fault({ kind, call: 'commit', when, times });

    test('resolves a create as done, and it was done once', async () => {
      strike();
      const revision = await store.create(KEY, { n: 1 });
      expect(await other.get([KEY])).toEqual([{ key: KEY, data: { n: 1 }, revision }]);
      expect(simulator.calls.commit).toBe(when === 'before' ? 2 : 1);
    });

    test('resolves a create over an expired document as done', async () => {
      await made({ old: true }, { expireAt: clock.now() + 1000 });
      clock.advance(1001);
      strike(2);
      const revision = await store.create(KEY, { n: 1 });
      expect(await other.get([KEY])).toEqual([{ key: KEY, data: { n: 1 }, revision }]);
    });

    test('resolves a replace with the revision that it made', async () => {
      const first = await made();
      strike();
      const second = await store.replace(KEY, first, { n: 2 });
      expect(await other.get([KEY])).toEqual([{ key: KEY, data: { n: 2 }, revision: second }]);
      expect(await store.replace(KEY, second ?? '', { n: 3 })).toBeDefined();
    });

    test('resolves a delete as done or rejects it as unknown, and deletes at most once', async () => {
      const revision = await made();
      strike();
      const deletion = store.delete(KEY, revision);
      if (when === 'before') expect(await deletion).toBe(true);
      else await expect(deletion).rejects.toThrow(StoreUnavailableError);
      expect(await stored()).toBeUndefined();
    });

    test('still refuses a create of an existing document', async () => {
      await made();
      strike();
      expect(await store.create(KEY, { n: 2 })).toBeUndefined();
      expect(await stored()).toEqual({ n: 1 });
    });

    test('still refuses a replace of an old revision', async () => {
      const first = await made();
      await other.replace(KEY, first, { n: 2 });
      strike();
      expect(await store.replace(KEY, first, { n: 3 })).toBeUndefined();
      expect(await stored()).toEqual({ n: 2 });
    });

    test('rejects as unavailable when it never stops', async () => {
      const revision = await made();
      strike(100);
      if (when === 'before') {
        await expect(store.replace(KEY, revision, { n: 2 })).rejects.toThrow(StoreUnavailableError);
        expect(await stored()).toEqual({ n: 1 });
        // Only the store retries.
        expect(simulator.calls.commit).toBeLessThanOrEqual(6);
      } else {
        expect(await store.replace(KEY, revision, { n: 2 })).toBeDefined();
        expect(simulator.calls.commit).toBe(2);
      }
    });

    test('lets one of 20 concurrent replaces of a revision succeed', async () => {
      const revision = await made({ winner: -1 });
      strike(7);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? store : other).replace(KEY, revision, { winner: index }),
        ),
      );
      const winners = outcomes.flatMap((outcome, index) =>
        outcome.status === 'fulfilled' && outcome.value !== undefined ? [index] : [],
      );
      expect(winners).toHaveLength(1);
      simulator.clearFaults();
      expect(await stored()).toEqual({ winner: winners[0] });
    });
  });

  describe.each(FAULTS)('a read that ends $kind, $when it took effect', ({ kind, when }) => {
    test('is retried by get', async () => {
      await made();
      simulator.fault({ kind, call: 'batchGet', when, times: 2 });
      expect((await store.get([KEY]))[0]?.data).toEqual({ n: 1 });
      expect(simulator.calls.batchGet).toBe(3);
    });

    test('is retried by due', async () => {
      await made({ n: 1 }, { dueAt: 5 });
      simulator.fault({ kind, call: 'runQuery', when });
      expect(await store.due('accounts', { until: 5, limit: 1 })).toHaveLength(1);
    });

    test('rejects as unavailable when it never stops', async () => {
      simulator.fault({ kind, call: 'batchGet', when, times: 100 });
      await expect(store.get([KEY])).rejects.toThrow(StoreUnavailableError);
      expect(simulator.calls.batchGet).toBe(5);
    });
  });

  test('a write whose answer was lost and that was then replaced resolves with an old revision', async () => {
    const first = await made();
    simulator.latencyMs = 10;
    simulator.fault({ kind: 'unavailable', call: 'commit', when: 'after' });
    // Answered only after the pause, in which the other process replaces the document.
    const writing = patient.replace(KEY, first, { n: 2 });
    const overwritten = (async () => {
      for (;;) {
        const [document] = await other.get([KEY]);
        if (document && document.revision !== first) return other.replace(KEY, document.revision, { n: 3 });
      }
    })();
    const revision = await writing;
    expect(await overwritten).toBeDefined();
    expect(revision).toBeDefined();
    expect(await store.replace(KEY, revision ?? '', { n: 4 })).toBeUndefined();
    expect(await stored()).toEqual({ n: 3 });
  });

  test('a lost answer rejects when the document was deleted since', async () => {
    const first = await made();
    simulator.fault({ kind: 'unavailable', call: 'commit', when: 'before' });
    simulator.latencyMs = 10;
    const writing = patient.replace(KEY, first, { n: 2 });
    const rejected = expect(writing).rejects.toThrow('It is unknown whether the write happened');
    // The other's commit follows the failed one.
    while (simulator.calls.commit < 2) await clock.delay(1);
    expect(await other.delete(KEY, first)).toBe(true);
    await rejected;
  });

  test('a call without an answer times out', async () => {
    await made();
    await store.get([KEY]);
    const reads = simulator.calls.batchGet;
    simulator.latencyMs = 3_600_000;
    const reading = store.get([KEY]);
    const rejected = expect(reading).rejects.toThrow(StoreUnavailableError);
    while (simulator.calls.batchGet === reads) await clock.delay(1);
    clock.advance(20_000);
    await rejected;
  });

  test('a commit that is answered too late is looked up and resolves as done', async () => {
    const first = await made();
    await store.get([KEY]);
    const commits = simulator.calls.commit;
    simulator.latencyMs = 4000;
    const writing = store.replace(KEY, first, { n: 2 });
    while (simulator.calls.commit === commits) await clock.delay(1);
    clock.advance(2000);
    while (!simulator.documents.some(({ fields }) => fields['data']?.['stringValue'] === '{"n":2}')) {
      await clock.delay(1);
    }
    simulator.latencyMs = 0;
    clock.advance(1500);
    expect(await writing).toBeDefined();
    expect(await stored()).toEqual({ n: 2 });
    expect(simulator.calls.commit).toBe(commits + 1);
  });

  test('an exceeded quota wrote nothing, so that even a delete is retried', async () => {
    const revision = await made();
    simulator.fault({ kind: 'exhausted', call: 'commit', when: 'before', times: 2 });
    expect(await store.delete(KEY, revision)).toBe(true);
    expect(simulator.calls).toEqual({ batchGet: 0, batchWrite: 0, commit: 4, runQuery: 0 });
  });

  test('a missing permission rejects at once, without a retry', async () => {
    simulator.fault({ kind: 'denied', call: 'batchGet', when: 'before', times: 100 });
    simulator.fault({ kind: 'denied', call: 'commit', when: 'before', times: 100 });
    await expect(store.get([KEY])).rejects.toThrow(StoreUnavailableError);
    await expect(store.create(KEY, {})).rejects.toThrow(StoreUnavailableError);
    expect(simulator.calls).toEqual({ batchGet: 1, batchWrite: 0, commit: 1, runQuery: 0 });
  });

  test('a commit that takes effect after its timeout refuses its own retry, and resolves as done', async () => {
    const first = await made();
    await store.get([KEY]);
    const { commit } = simulator.calls;
    // Takes effect after five seconds; times out after three.
    simulator.latencyMs = 10_000;
    const writing = patient.replace(KEY, first, { n: 2 });
    while (simulator.calls.commit === commit) await clock.delay(1);
    // The read that finds nothing yet is answered just after the commit took effect, so the retry is refused.
    simulator.latencyMs = 2100;
    let settled = false;
    const done = writing.finally(() => {
      settled = true;
    });
    while (!settled) {
      await clock.delay(1);
      clock.advance(20);
    }
    const revision = await done;
    expect(simulator.calls.commit).toBe(commit + 2);
    simulator.latencyMs = 0;
    expect(await other.get([KEY])).toEqual([{ key: KEY, data: { n: 2 }, revision }]);
  });

  test('an answer that leaves a document out is a failure, not a missing document', async () => {
    const silent = createServer((_request, response) => response.end('[]')).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const deaf = connectStore(`127.0.0.1:${Object(silent.address()).port}`, hasty(clock));
    await expect(deaf.get([KEY])).rejects.toThrow(StoreUnavailableError);
    await deaf.close();
    silent.closeAllConnections();
    silent.close();
  });

  test.each<[string, RequestListener]>([
    ['a page of some proxy', (_, response) => response.setHeader('content-type', 'text/html').end('<html>')],
    ['an error of some proxy', (_, response) => response.writeHead(502).end('Bad gateway')],
    ['a "not found" of some proxy', (_, response) => response.writeHead(404).end('Not found')],
    [
      'an answer that breaks off',
      (_, response) => {
        const found = [{ missing: 'projects/demo-test/databases/(default)/documents/accounts/a1' }];
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
        response.write(JSON.stringify(found), () => response.destroy());
      },
    ],
  ])('%s is retried like any other failure', async (_, listener) => {
    let requests = 0;
    const proxy = createServer((request, response) => {
      requests += 1;
      listener(request, response);
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const misled = connectStore(`127.0.0.1:${Object(proxy.address()).port}`, hasty(clock));
    await expect(misled.get([KEY])).rejects.toThrow(StoreUnavailableError);
    await expect(misled.create(KEY, {})).rejects.toThrow(StoreUnavailableError);
    await misled.close();
    // Five reads; then a commit and four reads for its outcome.
    expect(requests).toBe(10);
    proxy.closeAllConnections();
    proxy.close();
  });

  test('slow answers change nothing', async () => {
    simulator.latencyMs = 20;
    const revision = await store.create(KEY, { n: 1 });
    expect(await store.replace(KEY, revision ?? '', { n: 2 })).toBeDefined();
    expect(await stored()).toEqual({ n: 2 });
  });

  test('an absent server rejects as unavailable, and is found when it is back', async () => {
    const { host } = simulator;
    await simulator.close();
    await expect(store.get([KEY])).rejects.toThrow(StoreUnavailableError);
    simulator = await FirestoreSimulator.start({ clock, port: Number(host.split(':')[1]) });
    expect(await store.get([KEY])).toEqual([undefined]);
  });

  test('an expired document that the TTL policy has deleted is missing', async () => {
    await made({ n: 1 }, { expireAt: clock.now() + 1000 });
    clock.advance(1001);
    expect(simulator.documents).toHaveLength(1);
    simulator.deleteExpired();
    expect(simulator.documents).toHaveLength(0);
    expect(await store.create(KEY, { n: 2 })).toBeDefined();
  });

  test('reading several documents is one call', async () => {
    await store.get([KEY, { collection: 'states', id: 'a1' }, { collection: 'codes', id: 'x' }]);
    expect(simulator.calls).toEqual({ batchGet: 1, batchWrite: 0, commit: 0, runQuery: 0 });
  });
});
