import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Contestant } from '../contestants.ts';
import { atMost, type Figure, type Findings, number } from '../figures.ts';
import { postIntent, queryBody } from '../intents.ts';
import { load } from '../load.ts';
import { homeIn, type Stage } from '../stage.ts';

const HOME = 'door-0';
/** MiB that caches and compiled code may add late; a leak of 100 bytes per intent is as much. */
const NOISE_MIB = 1;

/** Measures memory after 1, 10,000 and 20,000 intents; the stock way only up to 10,000, because it needs minutes for them. */
export async function measureMemory(stage: Stage): Promise<Findings> {
  const { floor, product, floorOnFunctions, productOnFunctions, stock } = stage;
  const figures: Figure[] = [];
  const grew = new Map<Contestant, number>();
  for (const contestant of [floor, product, floorOnFunctions, productOnFunctions, stock]) {
    const { rss, heap } = await fill(stage, contestant, contestant === stock ? 2 : 3);
    grew.set(contestant, (heap[2] ?? 0) - (heap[1] ?? 0));
    figures.push({
      row: 'Memory after 1, 10,000 and 20,000 intents',
      what: contestant.name,
      value: `${rss.map(number).join(', ')} MiB; live objects ${heap.map(number).join(', ')} MiB`,
    });
  }
  return {
    figures,
    verdicts: [product, productOnFunctions].map((each) =>
      atMost(
        `memory that a second 10,000 intents add, ${each.name}`,
        NOISE_MIB,
        grew.get(each) ?? Number.NaN,
        ' MiB',
      ),
    ),
  };
}

async function fill(
  stage: Stage,
  contestant: Contestant,
  rounds: number,
): Promise<{ rss: number[]; heap: number[] }> {
  const file = join(stage.folder, 'probe');
  const program = contestant.start({
    env: { PROBE_FILE: file, STOCK_STATES: 'stored' },
    nodeArgs: ['--expose-gc', '--require', join(import.meta.dirname, '../probe.cjs')],
  });
  const rss: number[] = [];
  const heap: number[] = [];
  const token = contestant.tokenOf(HOME);
  const body = queryBody(homeIn(stage.homes, HOME).lockIds);
  try {
    await program.firstAnswer(() => postIntent(program.url, token, body));
    for (let round = 0; round < rounds; round++) {
      const amount = stage.quick ? 1000 : 10_000;
      if (round > 0) await load(program, { token, body }, { connections: 16, amount });
      rss.push(program.memoryMiB);
      rmSync(file, { force: true });
      program.signal('SIGUSR2');
      heap.push((await contentOf(file)) / 2 ** 20);
    }
    return { rss, heap };
  } finally {
    await program.stop();
  }
}

async function contentOf(file: string): Promise<number> {
  for (;;) {
    try {
      const text = readFileSync(file, 'utf8');
      if (text !== '') return Number(text);
    } catch {
      // Not written yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
