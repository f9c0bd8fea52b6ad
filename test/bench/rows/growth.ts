import { ComposedProduct } from '../composed.ts';
import { atMost, type Figure, type Findings, summary } from '../figures.ts';
import { executeBody, intentBody, postIntent, queryBody, timed } from '../intents.ts';
import { SampleTable } from '../samples.ts';
import { ACCOUNT_COUNTS, homeIn, type Stage } from '../stage.ts';
import { postWebhook, refresh, signInPage } from './linking.ts';

const HOME = 'door-0';

/** Measures all times and sizes that could grow with the number of accounts in the store. */
export async function measureGrowth(stage: Stage): Promise<Findings> {
  const table = new SampleTable();
  const units = new Map<string, string>();
  const record = (what: string, accounts: number, value: number, unit = 'ms') => {
    units.set(what, unit);
    table.of(key(what, accounts)).add(value);
  };
  for (let round = 0; round < (stage.quick ? 2 : 25); round++) {
    for (const { accounts, contestant } of stage.grown) {
      const begun = performance.now();
      const program = contestant.start();
      const ask = () => postIntent(program.url, contestant.tokenOf(HOME), intentBody('SYNC'));
      await program.firstAnswer(ask);
      if (round > 0) {
        record('spawn to first SYNC', accounts, performance.now() - begun);
        record('memory after 1 intent', accounts, program.memoryMiB, 'MiB');
      }
      await program.stop();
    }
  }
  await measureIntents(stage, record);
  const ratio = (what: string) => table.of(key(what, 10_000)).median / table.of(key(what, 1)).median;
  return {
    figures: [...units].flatMap(([what, unit]) =>
      ACCOUNT_COUNTS.map(
        (accounts): Figure => ({
          row: 'By accounts in the store',
          what: key(what, accounts),
          value: summary(table.of(key(what, accounts)), unit),
        }),
      ),
    ),
    verdicts: [...units.keys()].map((what) => atMost(`${what}, 10,000 accounts against 1`, 1.1, ratio(what))),
  };
}

async function measureIntents(
  stage: Stage,
  record: (what: string, accounts: number, ms: number) => void,
): Promise<void> {
  const { accessToken, refreshToken, webhookPath, lockIds } = homeIn(stage.homes, HOME);
  const lockId = lockIds[0] ?? '';
  const products: (readonly [number, ComposedProduct])[] = [];
  try {
    for (const accounts of ACCOUNT_COUNTS)
      products.push([accounts, await ComposedProduct.start(stage, `data-${accounts}`)]);
    // Fewer than a hundred refreshes in all: an account has at most that many access tokens, and the first one is in use.
    for (let round = -20; round < (stage.quick ? 40 : 60); round++) {
      // The order rotates: the first one in a round has a disadvantage.
      const turn = products.map((_, index) => products[(index + round + 20) % products.length]);
      for (const product of turn) {
        if (product === undefined) continue;
        const [accounts, composed] = product;
        const post = (body: string) => postIntent(composed.url, accessToken, body);
        const works: readonly (readonly [string, () => Promise<unknown>])[] = [
          ['SYNC', () => post(intentBody('SYNC'))],
          ['QUERY from a snapshot', () => post(queryBody([lockId]))],
          ['EXECUTE', () => post(executeBody(lockId))],
          ['token refresh', () => refresh(composed.url, refreshToken)],
          ['sign-in page', () => signInPage(composed.url)],
          ['webhook request', () => postWebhook(composed.url, webhookPath, lockId)],
        ];
        for (const [what, work] of works) {
          const ms = await timed(work);
          await composed.settle();
          if (round >= 0) record(what, accounts, ms);
        }
      }
    }
  } finally {
    for (const [, composed] of products) composed.stop();
  }
}

function key(what: string, accounts: number): string {
  return `${what}, ${accounts} accounts`;
}
