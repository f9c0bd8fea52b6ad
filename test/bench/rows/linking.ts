import { type Figure, type Findings, summary } from '../figures.ts';
import { postIntent, timed } from '../intents.ts';
import { SampleTable } from '../samples.ts';
import { GOOGLE_CLIENT, REDIRECT_URI } from '../settings.ts';
import { homeIn, type Stage } from '../stage.ts';

/** Measures requests that are no intents: tokens, the sign-in page, webhooks. The floor's constant shows the cost of HTTP. */
export async function measureLinking(stage: Stage): Promise<Findings> {
  const product = stage.product.start();
  const floor = stage.floor.start();
  const times = new SampleTable();
  try {
    await product.firstAnswer(() => fetch(product.url));
    await floor.firstAnswer(() => fetch(floor.url));
    for (let round = -20; round < (stage.quick ? 20 : 200); round++) {
      // Each home refreshes as often as Google would in a few hours, and posts no more than it may.
      const { refreshToken, webhookPath, lockIds } = homeIn(stage.homes, `door-${(round + 20) % 60}`);
      const works: readonly (readonly [string, () => Promise<unknown>])[] = [
        ['constant answer of the floor', () => postIntent(floor.url, 'none', '{}')],
        ['token refresh', () => refresh(product.url, refreshToken)],
        ['sign-in page', () => signInPage(product.url)],
        ['webhook request', () => postWebhook(product.url, webhookPath, lockIds[0])],
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
      (what): Figure => ({ row: 'Requests that are no intents', what, value: summary(times.of(what), 'ms') }),
    ),
    verdicts: [],
  };
}

/** Refreshes the tokens, as Google does when an access token has expired. */
export function refresh(url: string, refreshToken: string): Promise<string> {
  const body = new URLSearchParams({
    ...{ grant_type: 'refresh_token', refresh_token: refreshToken },
    ...{ client_id: GOOGLE_CLIENT.id, client_secret: GOOGLE_CLIENT.secret },
  });
  return text(fetch(`${url}/oauth/token`, { method: 'POST', body }));
}

/** Requests the first page of linking. */
export function signInPage(url: string): Promise<string> {
  const query = new URLSearchParams({
    ...{ client_id: GOOGLE_CLIENT.id, redirect_uri: REDIRECT_URI, response_type: 'code', state: 'bench' },
  });
  return text(fetch(`${url}/oauth/authorize?${query}`));
}

/** Posts a record of a lock, as Sifely does. */
export function postWebhook(url: string, path: string, lockId: string | undefined): Promise<string> {
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
