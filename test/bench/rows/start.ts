import type { Contestant } from '../contestants.ts';
import { atMost, type Figure, type Findings, summary } from '../figures.ts';
import { intentBody, postIntent } from '../intents.ts';
import { SampleTable } from '../samples.ts';
import type { Stage } from '../stage.ts';

const HOME = 'sync-5';

/**
 * Measures the time from the start of the process to the end of its first SYNC answer, and its memory then. The floor
 * answers a constant; the others read their store and call Sifely.
 */
export async function measureStart(stage: Stage): Promise<Findings> {
  const { product, floor, productOnFunctions, floorOnFunctions, stock } = stage;
  const contestants = [floor, product, floorOnFunctions, productOnFunctions, stock];
  const times = new SampleTable();
  const work = new SampleTable();
  const memory = new SampleTable();
  for (let round = 0; round < (stage.quick ? 3 : 15); round++) {
    for (const contestant of contestants) {
      const { ms, busyMs, memoryMiB } = await startOnce(contestant);
      // The first round fills the caches of the file system.
      if (round === 0) continue;
      times.of(contestant.name).add(ms);
      work.of(contestant.name).add(busyMs);
      memory.of(contestant.name).add(memoryMiB);
    }
  }
  const start = (contestant: Contestant) => times.of(contestant.name).median;
  const used = (contestant: Contestant) => memory.of(contestant.name).median;
  return {
    figures: [
      ...figures('Spawn to first SYNC answered', times, 'ms'),
      ...figures('Processor time until the first SYNC (less sensitive to other load)', work, 'ms'),
      ...figures('Memory after 1 intent', memory, 'MiB'),
    ],
    verdicts: [
      atMost('start against the floor, self-hosted', 1.3, start(product) / start(floor)),
      atMost(
        'start against the floor, on functions',
        1.3,
        start(productOnFunctions) / start(floorOnFunctions),
      ),
      atMost('start against the stock way, on functions', 0.35, start(productOnFunctions) / start(stock)),
      atMost('memory after start against the floor, self-hosted', 1.25, used(product) / used(floor)),
      atMost(
        'memory after start against the floor, on functions',
        1.25,
        used(productOnFunctions) / used(floorOnFunctions),
      ),
    ],
  };
}

function figures(row: string, samples: SampleTable, unit: string): Figure[] {
  return samples.names.map((what) => ({ row, what, value: summary(samples.of(what), unit) }));
}

async function startOnce(contestant: Contestant): Promise<{ ms: number; busyMs: number; memoryMiB: number }> {
  const token = contestant.tokenOf(HOME);
  const begun = performance.now();
  const program = contestant.start();
  try {
    await program.firstAnswer(() => postIntent(program.url, token, intentBody('SYNC')));
    const ms = performance.now() - begun;
    return { ms, busyMs: program.processorSeconds * 1000, memoryMiB: program.memoryMiB };
  } finally {
    await program.stop();
  }
}
