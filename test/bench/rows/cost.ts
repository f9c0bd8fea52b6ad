import { ComposedProduct } from '../composed.ts';
import { type Figure, type Findings, number, type Verdict } from '../figures.ts';
import { executeBody, intentBody, postIntent, queryBody } from '../intents.ts';
import { homeIn, type Stage } from '../stage.ts';

/** Counts round trips to the store, calls to Sifely and bytes per intent. Counts do not vary: one round is enough. */
export async function measureCost(stage: Stage): Promise<Findings> {
  const asking = await ComposedProduct.start(stage, 'data', { SNAPSHOT_FRESH_SECONDS: '0' });
  const knowing = await ComposedProduct.start(stage, 'data');
  const figures: Figure[] = [];
  const verdicts: Verdict[] = [];
  try {
    for (const product of [asking, knowing]) await product.countCalls();
    const count = async (what: string, product: ComposedProduct, homeName: string, body: string) => {
      const { accessToken } = homeIn(stage.homes, homeName);
      await product.settle();
      await product.takeCounts();
      const answer = await postIntent(product.url, accessToken, body);
      await product.settle();
      const counts = await product.takeCounts();
      const { reads, writes, calls, bytesSent, bytesReceived } = counts;
      figures.push({
        row: 'Per intent, with the work after the answer',
        what,
        value: `${reads} store reads, ${writes} writes, ${calls} Sifely calls (${bytesSent} bytes out, ${bytesReceived} in); ${Buffer.byteLength(body)} bytes in the request, ${Buffer.byteLength(answer)} in the answer`,
      });
      return counts;
    };
    const ids = (home: string) => homeIn(stage.homes, home).lockIds;
    const door = ids('door-2')[0] ?? '';
    await count('first SYNC of 5 locks', asking, 'sync-5', intentBody('SYNC'));
    await count('SYNC of 5 locks', asking, 'sync-5', intentBody('SYNC'));
    await count('SYNC of 200 locks', asking, 'sync-200', intentBody('SYNC'));
    await count('QUERY of 1 lock without a snapshot', asking, 'door-2', queryBody([door]));
    await count('QUERY of 20 locks without snapshots', asking, 'spread-20', queryBody(ids('spread-20')));
    await count('EXECUTE of 1 lock', asking, 'door-2', executeBody(door));
    const fresh = await count('QUERY of 1 lock from a snapshot', knowing, 'door-2', queryBody([door]));
    await count('QUERY of 20 locks from snapshots', knowing, 'spread-20', queryBody(ids('spread-20')));
    verdicts.push({
      target: 'QUERY from fresh snapshots',
      wanted: '0 Sifely calls, 1 store read, 0 writes',
      reached: `${fresh.calls} Sifely calls, ${fresh.reads} store read, ${number(fresh.writes)} writes`,
      met: fresh.calls === 0 && fresh.reads === 1 && fresh.writes === 0,
    });
  } finally {
    asking.stop();
    knowing.stop();
  }
  return { figures, verdicts };
}
