import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { addCounts, type Counts, toPlain } from './counts.ts';
import { type DayOptions, liveADay } from './day.ts';

/** Memory of a thread in MB: 500,000 accounts need a third of it. */
const MEMORY_MB = 4000;

/** How a deployment is divided: into 1, 2, 4 or 8 parts, for each range of the index belongs to one. Each has its share of the accounts, of HomeGraph's quota and of each queue's rate, which it lends to no other. */
export interface Division {
  readonly parts: number;
  /** Parts that are lived, each in a thread of its own; default all. Those stand for the others. */
  readonly lived?: number;
}

/** Lives a day in threads. The whole has a little less room than one deployment would: what one part leaves, no other can use. */
export async function liveADayInParts(
  options: DayOptions,
  { parts, lived = parts }: Division,
  onHour?: (hour: number) => void,
): Promise<Counts> {
  const all = Array.from({ length: lived }, (_, index) => partOf(options, index, parts));
  const plain = await Promise.all(all.map((part, index) => runPart(part, index === 0 ? onHour : undefined)));
  return addCounts(Array.from({ length: parts }, (_, index) => plain[index % lived] ?? {}));
}

/** Lives a day in this thread. */
export async function liveADayHere(options: DayOptions): Promise<Counts> {
  return addCounts([toPlain(await liveADay(options))]);
}

function partOf(options: DayOptions, index: number, parts: number): DayOptions {
  const { accounts, homeGraphPerMinute = 6000, broken = 0, seed = 1 } = options;
  const from = (whole: number) => Math.floor((whole * index) / parts);
  const part = (whole: number) => Math.floor((whole * (index + 1)) / parts) - from(whole);
  return {
    ...options,
    ...{ accounts: part(accounts), part: { index, parts }, broken: part(broken), seed: seed + index },
    homeGraphPerMinute: part(homeGraphPerMinute),
    ...(options.jobsPerSecond !== undefined && { jobsPerSecond: part(options.jobsPerSecond) }),
    ...(options.jobsAtOnce !== undefined && { jobsAtOnce: part(options.jobsAtOnce) }),
    ...(options.maxInstances !== undefined && { maxInstances: part(options.maxInstances) }),
  };
}

async function runPart(options: DayOptions, onHour?: (hour: number) => void): Promise<object> {
  const worker = new Worker(new URL('part-thread.ts', import.meta.url), {
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
