import { ComposedProduct } from '../composed.ts';
import { type Figure, type Findings, summary } from '../figures.ts';
import { SYNC_COUNTS } from '../homes.ts';
import { intentBody, postIntent, timed } from '../intents.ts';
import { SampleTable } from '../samples.ts';
import { homeIn, type Stage } from '../stage.ts';

/** Measures SYNC of homes of several sizes. The stock way returns fewer facts, and reads a document per lock. */
export async function measureSync(stage: Stage): Promise<Findings> {
  const composed = await ComposedProduct.start(stage, 'data');
  const stock = stage.stock.start();
  const times = new SampleTable();
  try {
    await stock.firstAnswer(() => fetch(stock.url));
    for (let round = -2; round < (stage.quick ? 3 : 25); round++) {
      for (const count of SYNC_COUNTS) {
        const { accessToken } = homeIn(stage.homes, `sync-${count}`);
        for (const [who, url] of [
          ['product', composed.url],
          ['stock way', stock.url],
        ] as const) {
          const ms = await timed(() => postIntent(url, accessToken, intentBody('SYNC')));
          // Details of new locks are read in the background.
          await composed.settle();
          if (round >= 0) times.of(`${who}: ${count} locks`).add(ms);
        }
      }
    }
  } finally {
    composed.stop();
    await stock.stop();
  }
  return {
    figures: times.names.map((what): Figure => ({ row: 'SYNC', what, value: summary(times.of(what), 'ms') })),
    verdicts: [],
  };
}
