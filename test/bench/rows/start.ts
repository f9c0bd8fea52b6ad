import type { Contestant } from '../contestants.ts';
import { atMost, type Findings, summary } from '../figures.ts';
import { intentBody, postIntent } from '../intents.ts';
import { SampleTable } from '../samples.ts';
import type { Stage } from '../stage.ts';

const HOME = 'sync-5';

/**
 * From the start of the process to the end of its first answer to SYNC, and its memory then. The floor answers a
 * constant; the others read their store and ask Sifely.
 */
export async function measureStart(stage: Stage): Promise<Findings> {
  const { product, floor, productOnFunctions, floorOnFunctions, stock } = stage;
  const contestants = [floor, product, floorOnFunctions, productOnFunctions, stock];
  const times = new SampleTable();
  const memory = new SampleTable();
  for (let round = 0; round < (stage.quick ? 3 : 15); round++) {
    for (const contestant of contestants) {
      const { ms, memoryMiB } = await startOnce(contestant);
      // The first round fills the caches of the file system.
      if (round === 0) continue;
      times.of(contestant.name).add(ms);
      memory.of(contestant.name).add(memoryMiB);
    }
  }
  const start = (contestant: Contestant) => times.of(contestant.name).median;
  const used = (contestant: Contestant) => memory.of(contestant.name).median;
  return {
    figures: contestants.flatMap(({ name }) => [
      { row: 'Spawn to first SYNC answered', what: name, value: summary(times.of(name), 'ms') },
      { row: 'Memory after 1 intent', what: name, value: summary(memory.of(name), 'MiB') },
    ]),
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

async function startOnce(contestant: Contestant): Promise<{ ms: number; memoryMiB: number }> {
  const token = contestant.tokenOf(HOME);
  const begun = performance.now();
  const program = contestant.start();
  try {
    await program.firstAnswer(() => postIntent(program.url, token, intentBody('SYNC')));
    return { ms: performance.now() - begun, memoryMiB: program.memoryMiB };
  } finally {
    await program.stop();
  }
}
