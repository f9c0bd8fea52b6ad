import { ComposedProduct } from '../composed.ts';
import { atMost, type Figure, type Findings, summary } from '../figures.ts';
import { LOCK_COUNTS } from '../homes.ts';
import { intentBody, postIntent, queryBody, timed } from '../intents.ts';
import { SampleTable } from '../samples.ts';
import { homeIn, type Stage } from '../stage.ts';

/** Latencies of the gateways in milliseconds, with counts of rounds: fewer where a round takes long. */
const LATENCIES = [
  { latencyMs: 0, rounds: 15, onOneGateway: 15, stockRounds: 15 },
  { latencyMs: 100, rounds: 9, onOneGateway: 3, stockRounds: 1 },
  { latencyMs: 400, rounds: 5, onOneGateway: 1, stockRounds: 1 },
] as const;

/** Measures a QUERY of several sizes without snapshots: each lock on its own gateway, and all locks on one. */
export async function measureManyLocks(stage: Stage): Promise<Findings> {
  const composed = await ComposedProduct.start(stage, 'data', { SNAPSHOT_FRESH_SECONDS: '0' });
  const stock = stage.stock.start();
  const times = new SampleTable();
  try {
    await stock.firstAnswer(() => fetch(stock.url));
    await learnGateways(stage, composed);
    const ask = async (who: 'product' | 'stock way', layout: string, count: number, latencyMs: number) => {
      const { name, lockIds } = homeIn(stage.homes, `${layout}-${count}`);
      const { url } = who === 'product' ? composed : stock;
      const ms = await timed(() => postIntent(url, stage.stock.tokenOf(name), queryBody(lockIds)));
      await composed.settle();
      return { ms, key: label(who, layout, count, latencyMs) };
    };
    for (const { latencyMs, rounds, onOneGateway, stockRounds } of LATENCIES) {
      await stage.clouds.call('setLatency', latencyMs);
      for (let round = -1; round < (stage.quick ? 2 : rounds); round++) {
        for (const count of LOCK_COUNTS) {
          const answers = [await ask('product', 'spread', count, latencyMs)];
          if (round < onOneGateway && !(stage.quick && count > 5))
            answers.push(await ask('product', 'shared', count, latencyMs));
          if (round < stockRounds && (latencyMs === 0 || round >= 0) && !(stage.quick && count > 5))
            answers.push(await ask('stock way', 'spread', count, latencyMs));
          // The first round only warms up.
          if (round >= 0) for (const { key, ms } of answers) times.of(key).add(ms);
        }
      }
    }
  } finally {
    await stage.clouds.call('setLatency', 0);
    composed.stop();
    await stock.stop();
  }
  const ratio = (latencyMs: number) =>
    times.of(label('product', 'spread', 20, latencyMs)).median /
    times.of(label('product', 'spread', 1, latencyMs)).median;
  return {
    figures: times.names.map(
      (what): Figure => ({ row: 'QUERY of locks', what, value: summary(times.of(what), 'ms') }),
    ),
    verdicts: [100, 400].map((latencyMs) =>
      atMost(
        `QUERY of 20 locks on 20 gateways against one lock, gateways of ${latencyMs} ms`,
        1.3,
        ratio(latencyMs),
      ),
    ),
  };
}

/** Sends SYNCs until the product knows the gateway of each lock: each SYNC looks up some in the background. */
async function learnGateways(stage: Stage, composed: ComposedProduct): Promise<void> {
  for (const count of LOCK_COUNTS) {
    for (const layout of ['spread', 'shared']) {
      const { accessToken } = homeIn(stage.homes, `${layout}-${count}`);
      for (let learned = 0; learned <= count; learned += 10) {
        await postIntent(composed.url, accessToken, intentBody('SYNC'));
        await composed.settle();
      }
    }
  }
}

function label(who: string, layout: string, count: number, latencyMs: number): string {
  const where = layout === 'spread' ? `${count} gateways` : '1 gateway';
  return `${who}: ${count} locks on ${where} of ${latencyMs} ms`;
}
