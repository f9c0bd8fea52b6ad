import { describePolling, pollAccounts } from './many-accounts.ts';

test('polling costs the same per account with 200 accounts as with 20', async () => {
  const few = await pollAccounts(20, 25);
  const many = await pollAccounts(200, 25);
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
  expect(many.dueQueries / 200).toBeLessThan(few.dueQueries / 20);
  // Memory that is kept per account would show as a difference between 200 and 20.
  expect(many.heap.after - many.heap.before).toBeLessThan(40);
}, 120_000);
