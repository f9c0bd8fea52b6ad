import { describePolling, pollAccounts } from './many-accounts.ts';

test('polling costs an account the same among 600 as among 60', async () => {
  const few = await pollAccounts(60, 25);
  const many = await pollAccounts(600, 25);
  process.stdout.write(`${describePolling([few, many])}\n`);
  expect([...few.complaints, ...many.complaints]).toEqual([]);
  expect(few.pollsPerAccount).toBeGreaterThanOrEqual(2);
  for (const cost of ['pollsPerAccount', 'sifelyCallsPerAccount'] as const) {
    expect(many[cost]).toBeCloseTo(few[cost], 1);
  }
  for (const cost of ['storeReadsPerAccount', 'storeWritesPerAccount'] as const) {
    expect(many[cost] / few[cost]).toBeLessThan(1.1);
  }
  // Pages of the index, and the runner's own looks for jobs.
  expect(many.dueQueries).toBeLessThan(2 * few.dueQueries + 600 / 10);
  // What is kept per account would show: all that is held after 600 is held after 60.
  expect(many.heap.after - many.heap.before).toBeLessThan(60);
}, 120_000);
