import { setTimeout } from 'node:timers/promises';
import type { Contestant } from '../contestants.ts';
import { atMost, type Figure, type Findings, number } from '../figures.ts';
import { DOORS, PIN } from '../homes.ts';
import { executeBody, postIntent, queryBody, timed } from '../intents.ts';
import type { Program } from '../program.ts';
import { type Samples, SampleTable } from '../samples.ts';
import { homeIn, type Stage } from '../stage.ts';

/** Intents before the measurement, until the engine has compiled the hot code, as in a server that runs for long. */
const WARM_UP = 300;
/** Intents of one contestant in a row, so that its code stays in the caches of the processor. */
const ROW = 30;

/** Unmeasured intents at the beginning of such a row: they load the contestant into the caches. */
const RUN_UP = 10;
/**
 * The pause after a row of commands: what they leave to do begins about a second after each. No household sends a hundred commands
 * a second, and what one contestant does then must not slow the next one down.
 */
const FINISH_MS = 1500;
const ALONE = {
  // Every QUERY reads its lock.
  SNAPSHOT_FRESH_SECONDS: '0',
  // The verifications of hundreds of commands would run at the same time as the next commands, unlike in a household.
  VERIFY_AFTER_SECONDS: '3600',
};

const ROW_NAME = 'Intents and raw calls, p50, p90, p99';
const QUANTILES = [0.5, 0.9, 0.99] as const;

type Kind = 'EXECUTE' | 'QUERY' | 'EXECUTE unlock with PIN';

/**
 * Measures the time of an intent beyond the call to Sifely that it makes. A plain fetch and an intent reach the same
 * simulated cloud without latency, one after the other; the contestants take turns, each time with another home. The floor,
 * which calls no cloud, shows the cost of any answer.
 */
export async function measureOverhead(stage: Stage): Promise<Findings> {
  const { floor, product, productOnFunctions, stock } = stage;
  const programs = new Map<Contestant, Program>();
  const times = new SampleTable();
  const turns = (stage.quick ? 60 : 300) / ROW;
  try {
    for (const contestant of [floor, product, productOnFunctions, stock]) {
      const program = contestant.start({ env: ALONE });
      programs.set(contestant, program);
      await program.firstAnswer(() => fetch(program.url));
    }
    let asked = 0;
    const inRow = async (contestant: Contestant, url: string, kind: Kind, measured: boolean) => {
      for (let index = -RUN_UP; index < ROW; index++) {
        const { name, lockIds, sifelyToken } = homeIn(stage.homes, `door-${asked++ % DOORS}`);
        const lockId = lockIds[0] ?? '';
        const raw = await timed(() => askSifely(stage, sifelyToken, kind, lockId));
        const ms = await timed(() => postIntent(url, contestant.tokenOf(name), bodyOf(kind, lockId)));
        if (!measured || index < 0) continue;
        times.of(`${kind}, ${contestant.name}`).add(ms);
        times.of(rawBeside(kind, contestant)).add(raw);
      }
      const leavesWork = kind !== 'QUERY' && (contestant === product || contestant === productOnFunctions);
      if (leavesWork) await setTimeout(FINISH_MS);
    };
    for (let turn = -WARM_UP / ROW; turn < turns; turn++) {
      for (const [contestant, { url }] of programs) {
        await inRow(contestant, url, 'EXECUTE', turn >= 0);
        if (contestant === floor) continue;
        await inRow(contestant, url, 'QUERY', turn >= 0);
        if (contestant !== stock && turn % 5 === 0) {
          await inRow(contestant, url, 'EXECUTE unlock with PIN', turn >= 0);
        }
      }
    }
  } finally {
    for (const program of programs.values()) await program.stop();
  }
  const answered = (who: Contestant, quantile: number) => times.of(`EXECUTE, ${who.name}`).quantile(quantile);
  const over = (who: Contestant, quantile: number) =>
    answered(who, quantile) - times.of(rawBeside('EXECUTE', who)).quantile(quantile);
  const multiple = (who: Contestant, quantile: number) =>
    answered(who, quantile) / times.of(rawBeside('EXECUTE', who)).quantile(quantile);
  const multiples = ([floor, product, productOnFunctions, stock] as const).map(
    (who): Figure => ({
      row: 'EXECUTE as a multiple of the raw call beside it, at p50, p90, p99',
      what: who.name,
      value: QUANTILES.map((quantile) => number(multiple(who, quantile))).join(', '),
    }),
  );
  return {
    figures: [
      ...times.names.map(
        (name): Figure => ({ row: ROW_NAME, what: name, value: `${quantiles(times.of(name))} ms` }),
      ),
      {
        row: ROW_NAME,
        what: 'EXECUTE, product over the raw call and what the floor takes to answer a constant, p50',
        value: `${number(over(product, 0.5) - answered(floor, 0.5))} ms`,
      },
      {
        row: ROW_NAME,
        what: 'EXECUTE, product over the raw call, p50 and p99',
        value: `${number(over(product, 0.5))}, ${number(over(product, 0.99))} ms`,
      },
      ...multiples,
    ],
    verdicts: [
      // Multiples, because they do not change with the speed of the machine.
      atMost('EXECUTE as a multiple of the raw call, p50', 5, multiple(product, 0.5)),
      atMost('EXECUTE as a multiple of the raw call, p90', 6, multiple(product, 0.9)),
      // The outcome is stored before the answer, which is a second commit; the stock way stores none.
      atMost(
        'EXECUTE over the raw call, against the stock way, both on functions',
        0.5,
        over(productOnFunctions, 0.5) / over(stock, 0.5),
      ),
      atMost(
        'EXECUTE over the raw call with SQLite, against the stock way',
        0.25,
        over(product, 0.5) / over(stock, 0.5),
      ),
    ],
  };
}

function rawBeside(kind: Kind, contestant: Contestant): string {
  return `${kind}, raw beside ${contestant.name}`;
}

function bodyOf(kind: Kind, lockId: string): string {
  if (kind === 'QUERY') return queryBody([lockId]);
  return kind === 'EXECUTE' ? executeBody(lockId) : executeBody(lockId, 'unlock', PIN);
}

function quantiles(samples: Samples): string {
  return QUANTILES.map((share) => number(samples.quantile(share))).join(', ');
}

async function askSifely(stage: Stage, token: string, kind: Kind, lockId: string): Promise<void> {
  const [method, call] = kind === 'QUERY' ? ['GET', 'queryOpenState'] : ['POST', 'lock'];
  const response = await fetch(`${stage.sifelyUrl}/v3/lock/${call}?lockId=${lockId}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`Sifely answered ${response.status}: ${text}`);
}
