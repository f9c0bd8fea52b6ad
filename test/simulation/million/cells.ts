import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { addCounts, type Counts, toPlain } from './counts.ts';
import { type DayOptions, liveADay } from './day.ts';

/** Memory of a thread in MB: 500,000 accounts need a third of it. */
const MEMORY_MB = 4000;

/**
 * Lives a day in so many threads. Each has its part of the accounts, of HomeGraph's quota and of each queue's rate, which it shares with no
 * other: so the whole has a little less room than one deployment would.
 */
export async function liveADayInCells(
  options: DayOptions,
  cells: number,
  onHour?: (hour: number) => void,
): Promise<Counts> {
  const parts = Array.from({ length: cells }, (_, index) => partOf(options, index, cells));
  const plain = await Promise.all(
    parts.map((part, index) => runCell(part, index === 0 ? onHour : undefined)),
  );
  return addCounts(plain);
}

/** Lives a day in this thread. */
export async function liveADayHere(options: DayOptions): Promise<Counts> {
  return addCounts([toPlain(await liveADay(options))]);
}

function partOf(options: DayOptions, index: number, cells: number): DayOptions {
  const { accounts, homeGraphPerMinute = 6000, broken = 0, seed = 1 } = options;
  const from = (whole: number) => Math.floor((whole * index) / cells);
  const part = (whole: number) => Math.floor((whole * (index + 1)) / cells) - from(whole);
  return {
    ...options,
    ...{ accounts: part(accounts), first: from(accounts), broken: part(broken), seed: seed + index },
    homeGraphPerMinute: part(homeGraphPerMinute),
    ...(options.jobsPerSecond !== undefined && { jobsPerSecond: part(options.jobsPerSecond) }),
    ...(options.jobsAtOnce !== undefined && { jobsAtOnce: part(options.jobsAtOnce) }),
    ...(options.maxInstances !== undefined && { maxInstances: part(options.maxInstances) }),
  };
}

async function runCell(options: DayOptions, onHour?: (hour: number) => void): Promise<object> {
  const worker = new Worker(new URL('cell-thread.ts', import.meta.url), {
    workerData: options,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 96 },
  });
  let counts: object | undefined;
  worker.on('message', ({ hour, result }: { hour?: number; result?: object }) => {
    if (hour !== undefined) onHour?.(hour);
    if (result !== undefined) counts = result;
  });
  await once(worker, 'exit');
  if (counts === undefined) throw new Error('a thread of the simulation ended without a result');
  return counts;
}
