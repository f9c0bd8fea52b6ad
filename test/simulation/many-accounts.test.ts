import { describePolling, pollAccounts } from './many-accounts.ts';

test('polling costs the same per account with 400 accounts as with 40', async () => {
  const few = await pollAccounts(40, 25);
  const many = await pollAccounts(400, 25);
  process.stdout.write(`${describePolling([few, many])}\n`);
  expect([...few.complaints, ...many.complaints]).toEqual([]);
  expect(few.pollsPerAccount).toBeGreaterThanOrEqual(2);
  for (const cost of ['pollsPerAccount', 'sifelyCallsPerAccount'] as const) {
    expect(many[cost]).toBeCloseTo(few[cost], 1);
  }
  for (const cost of ['storeReadsPerAccount', 'storeWritesPerAccount'] as const) {
    expect(many[cost] / few[cost]).toBeLessThan(1.1);
  }
  // Pages of the index, and the runner's own queries for jobs, whose times are spread.
  expect(many.dueQueries / 400).toBeLessThan(few.dueQueries / 40);
  // Memory that is kept per account would show as a difference between 400 and 40.
  expect(many.heap.after - many.heap.before).toBeLessThan(40);
}, 120_000);
