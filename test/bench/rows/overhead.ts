import type { Contestant } from '../contestants.ts';
import { atMost, type Figure, type Findings, number } from '../figures.ts';
import { DOORS, PIN } from '../homes.ts';
import { executeBody, postIntent, queryBody, timed } from '../intents.ts';
import type { Program } from '../program.ts';
import { type Samples, SampleTable } from '../samples.ts';
import { homeIn, type Stage } from '../stage.ts';

/** Until the engine has compiled what is used over and over: a server that has been running for a day. */
const WARM_UP = 300;

/**
 * What an intent costs over the bare call to Sifely that it leads to: the same simulated cloud without latency is asked by a
 * plain fetch, through the product and through the stock way, in turn. Each round takes another home.
 */
export async function measureOverhead(stage: Stage): Promise<Findings> {
  const { product, productOnFunctions, stock } = stage;
  const programs = new Map<Contestant, Program>();
  const times = new SampleTable();
  const rounds = stage.quick ? 60 : 300;
  try {
    for (const contestant of [product, productOnFunctions, stock]) {
      // Every QUERY asks its lock.
      const program = contestant.start({ env: { SNAPSHOT_FRESH_SECONDS: '0' } });
      programs.set(contestant, program);
      await program.firstAnswer(() => fetch(program.url));
    }
    for (let round = -WARM_UP; round < rounds; round++) {
      const { name, lockIds, sifelyToken } = homeIn(stage.homes, `door-${(round + WARM_UP) % DOORS}`);
      const lockId = lockIds[0] ?? '';
      const note = async (what: string, who: string, work: () => Promise<unknown>) => {
        const ms = await timed(work);
        if (round >= 0) times.of(`${what}, ${who}`).add(ms);
      };
      const raw = (method: string, call: string) => () => askSifely(stage, sifelyToken, method, call, lockId);
      await note('EXECUTE', 'raw', raw('POST', 'lock'));
      await note('QUERY', 'raw', raw('GET', 'queryOpenState'));
      for (const [contestant, { url }] of programs) {
        const post = (body: string) => () => postIntent(url, contestant.tokenOf(name), body);
        await note('EXECUTE', contestant.name, post(executeBody(lockId)));
        await note('QUERY', contestant.name, post(queryBody([lockId])));
        if (contestant !== stock && round % 5 === 0) {
          await note('EXECUTE unlock with PIN', contestant.name, post(executeBody(lockId, PIN)));
        }
      }
    }
  } finally {
    for (const program of programs.values()) await program.stop();
  }
  const over = (what: string, who: Contestant, quantile: number) =>
    times.of(`${what}, ${who.name}`).quantile(quantile) - times.of(`${what}, raw`).quantile(quantile);
  return {
    figures: times.names.map(
      (name): Figure => ({
        row: 'Intents and raw calls, p50, p90, p99',
        what: name,
        value: `${quantiles(times.of(name))} ms`,
      }),
    ),
    verdicts: [
      atMost('EXECUTE over the raw call, p50', 2, over('EXECUTE', product, 0.5), ' ms'),
      atMost('EXECUTE over the raw call, p99', 5, over('EXECUTE', product, 0.99), ' ms'),
      atMost(
        'EXECUTE over the raw call, against the stock way, both on functions',
        0.25,
        over('EXECUTE', productOnFunctions, 0.5) / over('EXECUTE', stock, 0.5),
      ),
      atMost(
        'EXECUTE over the raw call with SQLite, against the stock way',
        0.25,
        over('EXECUTE', product, 0.5) / over('EXECUTE', stock, 0.5),
      ),
    ],
  };
}

function quantiles(samples: Samples): string {
  return [0.5, 0.9, 0.99].map((share) => number(samples.quantile(share))).join(', ');
}

async function askSifely(stage: Stage, token: string, method: string, call: string, lockId: string) {
  const response = await fetch(`${stage.sifelyUrl}/v3/lock/${call}?lockId=${lockId}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`Sifely answered ${response.status}: ${text}`);
}
