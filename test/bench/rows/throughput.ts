import type { Contestant } from '../contestants.ts';
import { atLeast, type Figure, type Findings, number, summary } from '../figures.ts';
import { postIntent, queryBody } from '../intents.ts';
import { load } from '../load.ts';
import type { Program } from '../program.ts';
import { SampleTable } from '../samples.ts';
import { homeIn, type Stage } from '../stage.ts';

const HOME = 'door-0';
const CONNECTIONS = [1, 16, 64] as const;

/** Measures QUERYs of one lock per second, answered from its snapshot, and the cores in use. */
export async function measureThroughput(stage: Stage): Promise<Findings> {
  const { floor, product, floorOnFunctions, productOnFunctions, stock } = stage;
  const contestants = [floor, product, floorOnFunctions, productOnFunctions, stock];
  const body = queryBody(homeIn(stage.homes, HOME).lockIds);
  const programs = new Map<Contestant, Program>();
  const rates = new SampleTable();
  const cores = new SampleTable();
  const seconds = 1;
  try {
    for (const contestant of contestants) {
      const program = contestant.start({ env: { STOCK_STATES: 'stored' } });
      programs.set(contestant, program);
      const token = contestant.tokenOf(HOME);
      await program.firstAnswer(() => postIntent(program.url, token, body));
      await load(program, { token, body }, { connections: 16, seconds: 3 });
    }
    for (let round = 0; round < (stage.quick ? 1 : 9); round++) {
      for (const connections of CONNECTIONS) {
        for (const [contestant, program] of programs) {
          const request = { token: contestant.tokenOf(HOME), body };
          const result = await load(program, request, { connections, seconds });
          rates.of(`${contestant.name}, ${connections} connections`).add(result.perSecond);
          cores.of(`${contestant.name}, ${connections} connections`).add(result.cores);
        }
      }
    }
  } finally {
    for (const program of programs.values()) await program.stop();
  }
  const figures = rates.names.map(
    (name): Figure => ({
      row: 'QUERYs from snapshots per second',
      what: name,
      value: `${summary(rates.of(name), '/s')}, ${number(cores.of(name).median)} cores`,
    }),
  );
  const share = (one: Contestant, other: Contestant, connections: number) =>
    rates.of(`${one.name}, ${connections} connections`).median /
    rates.of(`${other.name}, ${connections} connections`).median;
  return {
    figures,
    verdicts: CONNECTIONS.map((connections) =>
      atLeast(
        `throughput of QUERY from snapshots against the floor, SQLite, ${connections} connections`,
        0.6,
        share(product, floor, connections),
      ),
    ),
  };
}
