import { Samples } from '../bench/samples.ts';
import { PIN, SimulatedHome } from './home.ts';
import { GATEWAYS } from './latency.ts';
import { PAIRED_HOME } from './layouts.ts';
import { SeededRandom } from './seeded-random.ts';
import { table } from './table.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LOCK = '101';

/** The results of "unlock the front door" for an unlocked door that the Home app has just asked about; times in ms. */
export interface AlreadyInState {
  readonly answered: Samples;
  readonly answers: Map<string, number>;
  /** Calls to Sifely within three minutes from the command, and those of them that reached the lock. */
  calls: number;
  reached: number;
}

/**
 * Sends QUERY, as when a person opens the Home app, and a command 1 to 8 s after it that would not move the bolt.
 * `alreadyInStateMs`: the setting; 0 switches it off.
 */
export async function measureAlreadyInState(
  times: number,
  alreadyInStateMs: number,
): Promise<AlreadyInState> {
  const home = await SimulatedHome.start({
    ...{ seed: 5, webhooks: false, world: PAIRED_HOME, config: { alreadyInStateMs } },
    timing: { operationMs: GATEWAYS.slow },
    plan: { calls: 1_000_000, budget: 500_000 },
  });
  const { clock } = home.time;
  const chance = new SeededRandom(25);
  const run: AlreadyInState = { answered: new Samples(), answers: new Map(), calls: 0, reached: 0 };
  const once = async () => {
    await home.user.query([LOCK]);
    await clock.delay(chance.between(SECOND, 8 * SECOND));
    const since = clock.now();
    const callsBefore = home.sifely.calls.length;
    const { status, errorCode } = await home.user.turn(LOCK, false, { challenge: { pin: PIN } });
    run.answered.add(clock.now() - since);
    const answer = errorCode ?? status;
    run.answers.set(answer, (run.answers.get(answer) ?? 0) + 1);
    await clock.delay(3 * MINUTE);
    const calls = home.sifely.calls.slice(callsBefore);
    run.calls += calls.length;
    run.reached += calls.filter(({ endpoint }) => /\/(unlock|queryOpenState)$/.test(endpoint)).length;
    await clock.delay(chance.between(6, 12) * MINUTE);
  };
  const all = async () => {
    for (let left = times; left > 0; left--) await once();
  };
  home.sifely.lock(LOCK).turnByHand('unlock');
  await home.time.runUntil(clock.now() + 5 * MINUTE);
  await home.time.finish(all(), 60 * 24 * 60 * MINUTE);
  await home.close();
  return run;
}

/** Returns runs as a table (Markdown). */
export function describeAlreadyInState(
  runs: readonly { readonly name: string; readonly run: AlreadyInState }[],
): string {
  const head = [
    '',
    'Answers',
    'Answer after: p50, p90',
    'Calls to Sifely per command',
    'of which to the lock',
  ];
  const rows = runs.map(({ name, run }) => {
    const count = run.answered.count;
    return [
      name,
      [...run.answers]
        .map(([answer, times]) => `${answer} ${Math.round((100 * times) / count)} %`)
        .join(', '),
      `${[0.5, 0.9].map((share) => Math.round(run.answered.quantile(share))).join(', ')} ms`,
      (run.calls / count).toFixed(2),
      (run.reached / count).toFixed(2),
    ];
  });
  return table(head, rows);
}
