import type { Accounts } from '../../functions/accounts/accounts.ts';
import { createAccounts } from '../../functions/accounts/create-accounts.ts';
import { systemClock } from '../../functions/clock.ts';
import { CallMeter } from '../../functions/locks/call-usage.ts';
import type { Logger } from '../../functions/logs/logger.ts';
import { systemRandom } from '../../functions/random.ts';
import { createSifelyCloud } from '../../functions/sifely/index.ts';
import type { Store } from '../../functions/store/store.ts';
import { NO_LISTENERS } from '../support/no-listeners.ts';
import { type Home, makeHomes, PASSWORD, PIN } from './homes.ts';
import { ENCRYPTION_KEY, GOOGLE_CLIENT, SIFELY_CLIENT } from './settings.ts';

/** A home that is linked in a store. */
export interface LinkedHome extends Home {
  readonly accountId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** The address to which Sifely posts its events. */
  readonly webhookPath: string;
  /** The bearer token of the Sifely API. */
  readonly sifelyToken: string;
}

const SILENT: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const clock = systemClock;
const random = systemRandom;

/** Links homes of a simulated Sifely in a store, by the product's own code. */
export async function linkHomes(
  store: Store,
  sifelyUrl: string,
  homes: readonly Home[] = makeHomes().homes,
): Promise<ReadonlyMap<string, LinkedHome>> {
  const cloud = createSifelyCloud({
    ...{ profile: 'oauth', baseUrl: sifelyUrl, clientId: SIFELY_CLIENT, clock, random, logger: SILENT },
  });
  const accounts: Accounts = createAccounts({
    ...{ store, clock, random, logger: SILENT, profile: 'oauth' },
    ...NO_LISTENERS,
    calls: new CallMeter(),
    config: { encryptionKeys: [ENCRYPTION_KEY] },
  });
  const linked = new Map<string, LinkedHome>();
  for (const home of homes) {
    const signIn = await cloud.signIn(home.username, PASSWORD);
    const pin = home.hasPin ? ({ kind: 'set', pin: PIN } as const) : ({ kind: 'off' } as const);
    const locks = Object.fromEntries(home.lockIds.map((id) => [id, { shared: true }]));
    const accountId = await accounts.consent({ signIn, locks, pin });
    const issued = await accounts.grant(accountId, GOOGLE_CLIENT.id);
    if (issued?.refreshToken === undefined) throw new Error(`${home.name} was not linked`);
    const { accessToken, refreshToken } = issued;
    const loaded = await accounts.load(accountId);
    if (loaded === undefined) throw new Error(`${home.name} has no account`);
    const webhookPath = `/webhooks/sifely/${accounts.webhookSegment(loaded.account)}`;
    const sifelyToken = String(Object(signIn.credentials)['token']);
    linked.set(home.name, { ...home, accountId, accessToken, refreshToken, webhookPath, sifelyToken });
  }
  return linked;
}

/** Copies the accounts of homes from one store to another. */
export async function copyHomes(from: Store, to: Store, homes: Iterable<LinkedHome>): Promise<void> {
  for (const { accountId } of homes) {
    for (const collection of ['accounts', 'states'] as const) {
      const [found] = await from.get([{ collection, id: accountId }]);
      if (found) await to.create(found.key, found.data);
    }
  }
}

/** Adds copies of one account to a store until it holds `total` accounts. */
export async function addAccounts(store: Store, model: LinkedHome, total: number): Promise<void> {
  const [account, states] = await store.get([
    { collection: 'accounts', id: model.accountId },
    { collection: 'states', id: model.accountId },
  ]);
  if (account === undefined) throw new Error('there is no account to copy');
  const missing = total - (total === 1 ? 1 : makeHomes().homes.length);
  for (let done = 0; done < missing; done += 500) {
    const batch = Array.from({ length: Math.min(500, missing - done) }, async () => {
      const id = systemRandom.bytes(16).toString('base64url');
      await store.create({ collection: 'accounts', id }, { ...Object(account.data), id });
      if (states) await store.create({ collection: 'states', id }, states.data);
      await store.create({ collection: 'identities', id: `bench-${id}` }, { accountId: id });
    });
    await Promise.all(batch);
  }
}
