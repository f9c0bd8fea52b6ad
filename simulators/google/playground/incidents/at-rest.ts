import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

/** Clouds and product are in this process: a message between them is read within much less. */
const LOOK_MS = 30;
/** Timers that look whether something is to do take less, an answer takes more. */
const MAX_ACTIVE_MS = 1.5;

/** Looks at this process for a moment; resolves with true if it did nothing but wait meanwhile. */
export async function isAtRest(): Promise<boolean> {
  const before = performance.eventLoopUtilization();
  await setTimeout(LOOK_MS);
  return performance.eventLoopUtilization(before).active <= MAX_ACTIVE_MS;
}
