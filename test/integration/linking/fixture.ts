import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createAccounts } from '../../../functions/accounts/create-accounts.ts';
import { createTrustProxy } from '../../../functions/http/caller-address.ts';
import { createLinking } from '../../../functions/linking/create-linking.ts';
import { CallMeter } from '../../../functions/locks/call-usage.ts';
import { createPageKit } from '../../../functions/pages/page-kit.ts';
import { systemRandom } from '../../../functions/random.ts';
import { openSqliteStore } from '../../../functions/store/sqlite/sqlite.ts';
import { Person } from '../../../simulators/google/linking/person.ts';
import { NO_LISTENERS } from '../../support/no-listeners.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { CHEAP_PIN_COST, testConfig } from '../../support/test-config.ts';
import { KeptLog, watched } from '../../unit/accounts/fixture.ts';
import { CloudStandIn } from './cloud-stand-in.ts';

export const REDIRECT = 'https://oauth-redirect.googleusercontent.com/r/home-project';
export const CLIENT_ID = 'google-client';
export const CLIENT_SECRET = 'a secret+with/odd:characters%21';
/** The secret that the operator has replaced; Google shows it until its console is saved. */
export const OTHER_CLIENT_SECRET = 'the-secret-of-last-year-0123456789';
export const STATE = 'AB+/=&?% ~"<>\'';

/** Options of {@link startLinking}. */
export interface LinkingOptions {
  readonly publicUrl?: string;
  readonly prepare?: (app: express.Express) => void;
}

/** Starts a server with only the linking pages, on its own port. The caller closes it. */
export async function startLinking(options: LinkingOptions = {}) {
  const app = express();
  app.set('trust proxy', createTrustProxy({ trustedProxies: 1 }));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const clock = new OffsetClock();
  const config = testConfig({
    publicUrl: options.publicUrl ?? origin,
    profile: 'oauth',
    sifelyUrl: 'http://127.0.0.1:9',
    redirectUri: REDIRECT,
    homegraphUrl: 'http://127.0.0.1:9',
    overrides: {
      google: {
        clientId: CLIENT_ID,
        clientSecrets: [CLIENT_SECRET, OTHER_CLIENT_SECRET],
        projectId: 'home-project',
        homegraphUrl: '',
      },
      redirectUris: [REDIRECT, 'https://oauth-redirect-sandbox.googleusercontent.com/r/home-project'],
      encryptionKeys: [{ id: 'k1', key: randomBytes(32) }],
    },
  });
  const sqlite = openSqliteStore({ file: ':memory:', clock });
  const watch = watched(sqlite);
  const log = new KeptLog();
  const cloud = new CloudStandIn();
  const parts = { config, clock, random: systemRandom, logger: log, store: watch.store, cloud };
  const accounts = createAccounts({
    ...parts,
    ...NO_LISTENERS,
    profile: cloud.profile,
    calls: new CallMeter(),
    pinCost: CHEAP_PIN_COST,
  });
  options.prepare?.(app);
  app.use(
    createLinking({
      ...parts,
      accounts,
      pageKit: createPageKit(parts),
      accountUsed: async () => {},
      sharingChanged: async () => {},
    }),
  );

  const authorizeUrl = (params: Record<string, string | undefined> = {}) => {
    const query = new URLSearchParams();
    const all = {
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT,
      state: STATE,
      response_type: 'code',
      scope: 'locks',
      user_locale: 'en-US',
      ...params,
    };
    for (const [name, value] of Object.entries(all)) if (value !== undefined) query.set(name, value);
    return `${origin}/oauth/authorize?${query}`;
  };

  const person = (headers: Record<string, string> = {}) => {
    const visitor = new Person({ clock, headers });
    visitor.stopAt = 'https://oauth-redirect';
    return visitor;
  };

  /** A person at the consent page. */
  const signedIn = async (username = 'ada@example.com', params: Record<string, string | undefined> = {}) => {
    const visitor = person();
    await visitor.open(authorizeUrl(params));
    visitor.fill({ username, password: cloud.passwords.get(username) ?? '' });
    await visitor.press('Sign in');
    return visitor;
  };

  /** Agrees, and returns the code of the redirect. */
  const agree = async (visitor: Person, pin = '0412') => {
    if (visitor.page.text.includes('Keep the current voice PIN')) visitor.check('unlocking', 'keep');
    else visitor.check('unlocking', 'pin').fill({ pin });
    await visitor.press('Agree and link');
    return new URL(visitor.stoppedAt ?? 'about:blank').searchParams.get('code') ?? '';
  };

  const post = async (
    path: string,
    fields: Record<string, string> | string,
    headers: Record<string, string> = {},
  ) => {
    const response = await fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
      redirect: 'manual',
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text };
  };

  const client = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };
  const token = async (fields: Record<string, string>) => {
    const { status, text, headers } = await post('/oauth/token', { ...client, ...fields });
    return { status, headers, body: JSON.parse(text) as Record<string, unknown> };
  };
  const exchange = (code: string, more: Record<string, string> = {}) =>
    token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, ...more });
  const refresh = (refreshToken: unknown, more: Record<string, string> = {}) =>
    token({ grant_type: 'refresh_token', refresh_token: String(refreshToken), ...more });

  /** Links an account and returns its tokens. */
  const link = async (username?: string) => {
    const { body } = await exchange(await agree(await signedIn(username)));
    return { accessToken: String(body['access_token']), refreshToken: String(body['refresh_token']) };
  };

  return {
    ...{ origin, clock, config, accounts, store: watch.store, watch, log, cloud, parts },
    ...{ authorizeUrl, person, signedIn, agree, post, token, exchange, refresh, link },
    calls: () => log.lines.filter(({ message }) => message === 'oauth call').map(({ fields }) => fields),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await sqlite.close();
    },
  };
}

/** A server with the linking pages. */
export type LinkingFixture = Awaited<ReturnType<typeof startLinking>>;
