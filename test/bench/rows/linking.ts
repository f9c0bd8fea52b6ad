import { type Figure, type Findings, summary } from '../figures.ts';
import { postIntent, timed } from '../intents.ts';
import { SampleTable } from '../samples.ts';
import { GOOGLE_CLIENT, REDIRECT_URI } from '../settings.ts';
import { homeIn, type Stage } from '../stage.ts';

/** What is asked beside intents: tokens, the sign-in page, news of locks. The floor's constant shows what HTTP costs. */
export async function measureLinking(stage: Stage): Promise<Findings> {
  const product = stage.product.start();
  const floor = stage.floor.start();
  const times = new SampleTable();
  try {
    await product.firstAnswer(() => fetch(product.url));
    await floor.firstAnswer(() => fetch(floor.url));
    const home = homeIn(stage.homes, 'door-1');
    for (let round = -20; round < (stage.quick ? 20 : 200); round++) {
      // Each home refreshes as often as Google would in a few hours.
      const { refreshToken } = homeIn(stage.homes, `door-${(round + 20) % 60}`);
      const works: readonly (readonly [string, () => Promise<unknown>])[] = [
        ['constant of the floor', () => postIntent(floor.url, 'none', '{}')],
        ['token refresh', () => refresh(product.url, refreshToken)],
        ['sign-in page', () => signInPage(product.url)],
        ['webhook intake', () => tell(product.url, home.webhookPath, home.lockIds[0])],
      ];
      for (const [what, work] of works) {
        const ms = await timed(work);
        if (round >= 0) times.of(what).add(ms);
      }
    }
  } finally {
    await product.stop();
    await floor.stop();
  }
  return {
    figures: times.names.map(
      (what): Figure => ({ row: 'Beside intents', what, value: summary(times.of(what), 'ms') }),
    ),
    verdicts: [],
  };
}

/** What Google sends when an access token has ended. */
export function refresh(url: string, refreshToken: string): Promise<string> {
  const body = new URLSearchParams({
    ...{ grant_type: 'refresh_token', refresh_token: refreshToken },
    ...{ client_id: GOOGLE_CLIENT.id, client_secret: GOOGLE_CLIENT.secret },
  });
  return text(fetch(`${url}/oauth/token`, { method: 'POST', body }));
}

/** The page that linking begins with. */
export function signInPage(url: string): Promise<string> {
  const query = new URLSearchParams({
    ...{ client_id: GOOGLE_CLIENT.id, redirect_uri: REDIRECT_URI, response_type: 'code', state: 'bench' },
  });
  return text(fetch(`${url}/oauth/authorize?${query}`));
}

/** One record of a lock, as Sifely posts it. */
export function tell(url: string, path: string, lockId: string | undefined): Promise<string> {
  const now = Date.now();
  const record = { lockId: Number(lockId), recordType: 11, success: 1, electricQuantity: 80, lockDate: now };
  const body = { lockId: Number(lockId), notifyType: 1, records: JSON.stringify([record]) };
  return text(
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
}

async function text(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  const body = await response.text();
  if (response.status !== 200) throw new Error(`answered ${response.status}: ${body.slice(0, 300)}`);
  return body;
}
