import { randomBytes } from 'node:crypto';
import type { Consent } from '../../../functions/accounts/accounts.ts';
import { type AccountsDeps, createAccounts } from '../../../functions/accounts/create-accounts.ts';
import { CallMeter } from '../../../functions/locks/call-usage.ts';
import type { LogFields, Logger } from '../../../functions/logs/logger.ts';
import { systemRandom } from '../../../functions/random.ts';
import { openSqliteStore } from '../../../functions/store/sqlite/sqlite.ts';
import type { DocumentKey, Store } from '../../../functions/store/store.ts';
import { NO_LISTENERS } from '../../support/no-listeners.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { CHEAP_PIN_COST } from '../../support/test-config.ts';

export const CLIENT = 'google-client';

/** Collects log lines, so that a test can search them for secrets. */
export class KeptLog implements Logger {
  readonly lines: { level: string; message: string; fields: LogFields | undefined }[] = [];
  readonly debug = this.#keep('debug');
  readonly info = this.#keep('info');
  readonly warn = this.#keep('warn');
  readonly error = this.#keep('error');
  #keep(level: string) {
    return (message: string, fields?: LogFields) => void this.lines.push({ level, message, fields });
  }
}

/** Counts the round trips of a store, and fails those that a test chooses. */
export function watched(store: Store) {
  const calls = { get: 0, create: 0, replace: 0, delete: 0, due: 0 };
  let fault: ((call: keyof typeof calls, key: DocumentKey | undefined) => unknown) | undefined;
  const through = async <T>(
    call: keyof typeof calls,
    key: DocumentKey | undefined,
    work: () => Promise<T>,
  ) => {
    calls[call]++;
    await fault?.(call, key);
    return work();
  };
  const watching: Store = {
    get: (keys) => through('get', keys[0], () => store.get(keys)),
    create: (key, data, times) => through('create', key, () => store.create(key, data, times)),
    replace: (key, revision, data, options) =>
      through('replace', key, () => store.replace(key, revision, data, options)),
    delete: (key, revision) => through('delete', key, () => store.delete(key, revision)),
    due: (collection, query) => through('due', undefined, () => store.due(collection, query)),
    dueKeys: (collection, query) => through('due', undefined, () => store.dueKeys(collection, query)),
    claimDue: (collection, query, dueAgainAt) =>
      through('due', undefined, () => store.claimDue(collection, query, dueAgainAt)),
    postpone: (key, revision, dueAt) => through('replace', key, () => store.postpone(key, revision, dueAt)),
    dueShards: (collection) => store.dueShards(collection),
    list: (collection, query) => store.list(collection, query),
    flushed: () => store.flushed(),
    close: () => store.close(),
  };
  return {
    store: watching,
    calls,
    /** Awaits `next` before each call; the call fails if it throws. */
    break: (next: typeof fault) => {
      fault = next;
    },
    reset: () => {
      for (const call of Object.keys(calls) as (keyof typeof calls)[]) calls[call] = 0;
    },
  };
}

/** Accounts over a database in memory. Two of them over one `store` are two instances of the product. */
export function accountsFixture(overrides: Partial<AccountsDeps> = {}) {
  const clock = overrides.clock ?? new OffsetClock();
  const log = new KeptLog();
  const parts: AccountsDeps = {
    clock,
    store: openSqliteStore({ file: ':memory:', clock }),
    random: systemRandom,
    config: { encryptionKeys: [{ id: 'k1', key: randomBytes(32) }] },
    profile: 'oauth',
    ...NO_LISTENERS,
    calls: new CallMeter(),
    pinCost: CHEAP_PIN_COST,
    logger: log,
    ...overrides,
  };
  return { ...parts, parts, log, accounts: createAccounts(parts) };
}

/** A consent with defaults. */
export function consentOf(user = 'ada@example.com', more: Partial<Consent> = {}): Consent {
  return {
    signIn: { user, credentials: { accessToken: `cloud-secret-of-${user}` } },
    locks: { '11': { shared: true }, '12': { shared: false } },
    pin: { kind: 'set', pin: '0412' },
    ...more,
  };
}

/** Creates an account that Google has linked. */
export async function linkedAccount(overrides: Partial<AccountsDeps> = {}) {
  const fixture = accountsFixture(overrides);
  const accountId = await fixture.accounts.consent(consentOf());
  const tokens = await fixture.accounts.grant(accountId, CLIENT);
  const read = async () => {
    const loaded = await fixture.accounts.load(accountId);
    if (!loaded) throw new Error('no account');
    return loaded;
  };
  return { ...fixture, accountId, tokens, read };
}

/** A consent without a PIN, for tests that need none: hashing one is slow. */
export const NO_PIN = { pin: { kind: 'off' } } as const;

/** Creates an account without a PIN that Google has linked, with its own clock. */
export async function linkPerson(more: Partial<Consent> = NO_PIN) {
  const clock = new OffsetClock();
  const fixture = accountsFixture({ clock });
  const accountId = await fixture.accounts.consent(consentOf('ada@example.com', more));
  const tokens = await fixture.accounts.grant(accountId, CLIENT);
  if (!tokens?.refreshToken) throw new Error('no tokens');
  return { ...fixture, clock, accountId, tokens, refreshToken: tokens.refreshToken };
}
