// One thread of a simulated day: `parts.ts` starts it.
import { parentPort, workerData } from 'node:worker_threads';
import { toPlain } from './counts.ts';
import { liveADay } from './day.ts';

const counts = await liveADay(workerData, (hour) => parentPort?.postMessage({ hour }));
parentPort?.postMessage({ result: toPlain(counts) });
