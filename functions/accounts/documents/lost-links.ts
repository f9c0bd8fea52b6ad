import { createHmac } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config/config.ts';
import type { Logger } from '../../logs/logger.ts';
import { FOREVER } from '../../store/document-rules.ts';
import { type DocumentKey, type Store, StoreUnavailableError } from '../../store/store.ts';
import type { Sealer } from '../sealing.ts';
import { isTagged, type parseToken, type TokenKeys } from '../tokens.ts';

type Token = NonNullable<ReturnType<typeof parseToken>>;

/**
 * Tells links that ended from links that were lost with the database: an empty, replaced or older file, a cut log, an empty
 * project. A link that ends leaves a record; without one, a token of ours is answered as an outage.
 */
export interface LostLinks {
  /** The keys for the tags of tokens. */
  readonly keys: TokenKeys;
  /** Throws if the account of a token, which is missing, did not end. `sender`: Google showed its secret, or anyone may ask. */
  assertAccountEnded(token: Token, sender: 'google' | 'anyone'): Promise<void>;
  /** Throws if an account lacks the grant of a refresh token, but the grant did not end. */
  assertGrantEnded(token: Token): Promise<void>;
  /** Records the end of an account, or of the grants with these hashed refresh tokens. Never rejects. */
  recordEnd(accountId: string, ended: 'account' | readonly string[]): Promise<void>;
  /** Deletes the record of an account's end, which another request prevented. Never rejects. */
  withdrawEnd(accountId: string): Promise<void>;
  /** Says in the log if the database is new, and remembers since when it exists. */
  openDatabase(): Promise<void>;
}

/** How long a database is new: a token without a tag is ours then by its form, if Google sends it. A backup is found within a month. */
const NEW_MS = 30 * 24 * 3_600_000;
/** How long the end of a link is remembered: Google was told, and asks again for a while if that got lost. */
const REMEMBER_MS = 400 * 24 * 3_600_000;
const WARN_EVERY_MS = 60_000;

const collection = 'endings';
const DATABASE: DocumentKey = { collection, id: 'database' };

/**
 * Returns a function that gives the records of an end, by each key, newest first. `name` is the id of an account or the hashed refresh
 * token of a grant; it is hashed with a key, since the id of an account that ended is not stored any more.
 */
export function createEndingKeys(sealer: Sealer): (name: string) => DocumentKey[] {
  const hashKeys = sealer.derived('ending').map(({ key }) => key);
  return (name) =>
    hashKeys.map((key) => ({ collection, id: createHmac('sha256', key).update(name).digest('base64url') }));
}

/** Creates {@link LostLinks}. */
export function createLostLinks(deps: {
  store: Store;
  clock: Clock;
  logger: Logger;
  sealer: Sealer;
  config: Pick<Config, 'lostLinks'>;
}): LostLinks {
  const { store, clock, logger, sealer, config } = deps;
  const keys = sealer.derived('token');
  const keysOf = createEndingKeys(sealer);
  let nextWarningAt = 0;

  /** Returns since when the database exists, ms since the epoch; 0 if it was in use before this was recorded. */
  const createdAt = async (): Promise<number> => {
    const [document] = await store.get([DATABASE]);
    if (document) return Number(Object(document.data).createdAt);
    const query = { until: FOREVER, limit: 1 };
    const [states, accounts] = await Promise.all([
      store.dueKeys('states', query),
      store.dueKeys('accounts', query),
    ]);
    const since = states.length + accounts.length > 0 ? 0 : clock.now();
    const created = await store.create(DATABASE, { createdAt: since });
    if (created !== undefined && since > 0) logger.info('the database is new: no account is in it');
    return since;
  };

  const assertEnded = async (token: Token, isOurs: boolean, name: string) => {
    if (config.lostLinks === 'end') return;
    const isNew = clock.now() - (await createdAt()) < NEW_MS;
    if (!isOurs && !isNew) return;
    const records = await store.get(keysOf(name));
    if (records.some((record) => record !== undefined)) return;
    if (clock.now() >= nextWarningAt) {
      nextWarningAt = clock.now() + WARN_EVERY_MS;
      logger.warn('a link is missing in the database, and it was not ended here', {
        accountId: token.accountId,
        isDatabaseNew: isNew,
      });
    }
    // Not `invalid_grant`, by which Google unlinks.
    throw new StoreUnavailableError('The database lacks a link that was not ended here');
  };

  return {
    keys,
    async openDatabase() {
      await createdAt();
    },

    async assertAccountEnded(token, sender) {
      const isOurs = isTagged(token, 'access', keys) || isTagged(token, 'refresh', keys);
      // Without a tag, an access token is refused, and Google refreshes it: then its refresh token counts.
      if (isOurs || sender === 'google') await assertEnded(token, isOurs, token.accountId);
    },

    async assertGrantEnded(token) {
      if (isTagged(token, 'refresh', keys)) await assertEnded(token, true, token.hash);
    },

    async recordEnd(accountId, ended) {
      const names = ended === 'account' ? [accountId] : ended;
      try {
        for (const name of names) {
          const [key] = keysOf(name);
          if (key) await store.create(key, {}, { expireAt: clock.now() + REMEMBER_MS });
        }
      } catch (error) {
        logger.warn('could not record the end of a link', { accountId, error });
      }
    },

    async withdrawEnd(accountId) {
      const keys = keysOf(accountId);
      try {
        const records = await store.get(keys);
        for (const [index, key] of keys.entries()) {
          const record = records[index];
          if (record) await store.delete(key, record.revision);
        }
      } catch (error) {
        logger.warn('could not record the end of a link', { accountId, error });
      }
    },
  };
}
