import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../functions/store/store.ts';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { connectStore } from '../support/firestore-client.ts';
import { LocalQueue } from '../support/local-queue.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { Program } from '../support/program.ts';
import { type JobsUnderTest, jobsContract, named, type Run } from './jobs-contract.ts';

const RUNNER = join(__dirname, '../support/job-runner.ts');

interface Kept {
  readonly store: Store;
  readonly clock: OffsetClock;
  /** How another process finds the store. */
  readonly address: readonly string[];
  close(): Promise<void>;
}

async function openLocal({ store, clock, address, close }: Kept): Promise<JobsUnderTest> {
  const queue = new LocalQueue(store, clock);
  const killed: Run[] = [];
  await queue.start();
  return {
    jobs: queue.jobs,
    now: () => clock.now(),
    runs: () => [...killed, ...queue.runs],
    fail: (name, times) => void queue.failures.set(name, times),
    pass: (ms) => queue.pass(ms),
    ran: (name, times) => queue.ran(name, times - killed.length),
    async crash(name) {
      await queue.jobs.stop(0);
      await queue.jobs.enqueue(named(`${name}-done`));
      await queue.jobs.enqueue(named(name));
      const runner = Program.node([RUNNER, ...address], { env: { HANG: name } });
      await runner.until(new RegExp(`begun ${name}\\n`));
      await runner.until(new RegExp(`done ${name}-done\\n`));
      killed.push({ job: named(name), at: clock.now() });
      expect(await runner.stop('SIGKILL')).toBe('SIGKILL');
      await queue.start();
      // It is not taken from a process that may still be at it.
      await queue.jobs.settled();
      expect(queue.runs).toEqual([]);
      await queue.pass(61_000);
    },
    async close() {
      await queue.jobs.stop(1000);
      await store.close();
      await close();
    },
  };
}

jobsContract('a local runner on SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jobs-'));
  const file = join(folder, 'store.db');
  const clock = new OffsetClock();
  return openLocal({
    store: openSqliteStore({ file, clock }),
    clock,
    address: ['sqlite', file],
    close: async () => rmSync(folder, { recursive: true }),
  });
});

jobsContract('a local runner on Firestore (simulated)', async () => {
  const clock = new OffsetClock();
  const simulator = await FirestoreSimulator.start({ clock });
  return openLocal({
    store: connectStore(simulator.host, clock),
    clock,
    address: ['firestore', simulator.host],
    close: () => simulator.close(),
  });
});
