import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../functions/store/store.ts';
import { LocalQueue } from '../support/local-queue.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { Program } from '../support/program.ts';
import { until } from '../support/until.ts';
import { named } from './jobs-contract.ts';

const RUNNER = join(__dirname, '../support/job-runner.ts');
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

describe('a runner beside another process on one SQLite file', () => {
  let folder: string;
  let file: string;
  let store: Store;
  let queue: LocalQueue;
  const reads = { count: 0 };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'jobs-'));
    file = join(folder, 'store.db');
    const clock = new OffsetClock();
    const opened = openSqliteStore({ file, clock, logger: SILENT });
    store = opened;
    const counted = new Proxy(opened, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        if (name === 'due' || name === 'dueKeys') reads.count += 1;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    queue = new LocalQueue(counted, clock);
    await queue.start();
    await queue.jobs.settled();
  });

  afterEach(async () => {
    await queue.jobs.stop(1000);
    await store.close();
    rmSync(folder, { recursive: true });
  });

  test.each(['SIGKILL', 'SIGSTOP'] as const)(
    'runs soon, not within a minute, what a process left that got %s',
    async (signal) => {
      // Due after the signal, so that no lease runs.
      const env = { LEAVE: 'left', LEAVE_MS: '700' };
      const other = Program.node([RUNNER, 'sqlite', file], { env });
      await other.until(/left\n/);
      const leftAt = Date.now();
      process.kill(other.pid, signal);
      await until(() => queue.runs.length > 0);
      expect(Date.now() - leftAt).toBeLessThan(20_000);
      expect(queue.runs[0]?.job).toEqual(named('left'));
      await other.stop('SIGKILL');
    },
  );

  test('reads and writes nothing while no process writes', async () => {
    const sizes = () => ['', '-wal'].map((part) => statSync(`${file}${part}`).mtimeMs);
    const before = sizes();
    reads.count = 0;
    await new Promise((resolve) => setTimeout(resolve, 3500));
    expect(reads.count).toBe(0);
    expect(sizes()).toEqual(before);
  });
});
