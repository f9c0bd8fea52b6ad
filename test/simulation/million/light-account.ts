import type { LoadedAccount } from '../../../functions/accounts/accounts.ts';
import {
  type CompareAndSet,
  createCompareAndSet,
} from '../../../functions/accounts/documents/compare-and-set.ts';
import type { ParsedDocuments } from '../../../functions/accounts/documents/parsed-documents.ts';
import { SCHEMA } from '../../../functions/accounts/documents/schema-version.ts';
import { nextAuditAt } from '../../../functions/reporting/enqueue-audit.ts';
import { dueFields } from '../../../functions/store/firestore/due-index.ts';
import type { Store } from '../../../functions/store/store.ts';

export type Bolt = 'locked' | 'unlocked';

/** An account as small as can be: what the simulation changes, under the names of the real one. */
export interface LightAccount {
  readonly id: string;
  readonly createdAt: number;
  readonly grants: readonly object[];
  /** Changes with each refresh of a token. */
  readonly refreshes: number;
}

/** The states of a light account: one lock. */
export interface LightStates {
  readonly bolt: Bolt;
  /** When the bolt was last found to have moved, ms since the epoch. */
  readonly movedAt: number;
  /** What HomeGraph was told; absent if a report has to follow in any case. */
  readonly reported?: Bolt;
  /** When HomeGraph's state became stale, if it is, ms since the epoch. */
  readonly staleSince: number;
  readonly pollDueAt: number;
  readonly polledAt: number;
  readonly listedAt: number;
  readonly intervalMs: number;
  readonly google: { readonly auditedAt: number };
  /** Changes with each write that changes nothing else. */
  readonly writes: number;
}

/** Both documents, and the version to write over. */
export interface LoadedLight {
  readonly account: LightAccount;
  readonly states: LightStates;
  readonly version: { value: LightStates | undefined; revision: string | undefined };
}

/** Reads and changes light accounts as `accounts/documents/` does real ones: through the same compare-and-set. */
export interface LightAccounts {
  load(accountId: string): Promise<LoadedLight | undefined>;
  readonly changeAccount: CompareAndSet<LightAccount>;
  /** Changes the states; without `loaded` it reads them first. */
  changeStates(
    accountId: string,
    apply: (states: LightStates) => LightStates,
    loaded?: LoadedLight,
  ): Promise<LightStates>;
}

/** Creates {@link LightAccounts} of one instance. */
export function createLightAccounts(store: Store): LightAccounts {
  const parsedAccounts = unparsed<LightAccount>();
  const parsedStates = unparsed<LightStates>();
  const changeStates = createCompareAndSet<LightStates>({
    ...{ store, collection: 'states', parsed: parsedStates },
    times: ({ pollDueAt }) => ({ dueAt: pollDueAt }),
  });
  return {
    async load(accountId) {
      const [account, states] = await store.get([
        { collection: 'accounts', id: accountId },
        { collection: 'states', id: accountId },
      ]);
      if (account === undefined || states === undefined) return undefined;
      const value = parsedStates.get(states);
      return {
        account: parsedAccounts.get(account),
        states: value,
        version: { value, revision: states.revision },
      };
    },
    changeAccount: createCompareAndSet<LightAccount>({
      ...{ store, collection: 'accounts', parsed: parsedAccounts },
      times: ({ createdAt }) => ({ dueAt: createdAt }),
    }),
    async changeStates(accountId, apply, loaded) {
      const changed = await changeStates(
        accountId,
        (states) => states && apply(states),
        loaded && { start: loaded.version },
      );
      if (loaded) Object.assign(loaded.version, changed.stored);
      if (changed.value === undefined) throw new Error(`${accountId} is gone`);
      return changed.value;
    },
  };
}

/** Nothing to parse and so nothing to cache. */
function unparsed<T>(): ParsedDocuments<T> {
  return { get: ({ data }) => data as T, set: () => {} };
}

/** Returns a light account where the product's own helpers expect a loaded one: they read the fields that both have. */
export function asLoaded({ account, states }: Pick<LoadedLight, 'account' | 'states'>): LoadedAccount {
  return { account, states } as unknown as LoadedAccount;
}

interface SeedFacts {
  /** Ms since the epoch. */
  readonly now: number;
  readonly random: () => number;
  readonly intervalMs: number;
  /** True if its poll should have run within the last interval. */
  readonly isOverdue: boolean;
}

/** Writes an account as it stands in the middle of its life: linked a month ago, polled at some time of the last interval. */
export async function seedAccount(
  store: Store,
  accountId: string,
  { now, random, intervalMs, isOverdue }: SeedFacts,
): Promise<void> {
  const DAY = 86_400_000;
  const polledAt = Math.floor(now - (isOverdue ? 1 + random() : random()) * intervalMs);
  const account: LightAccount = { id: accountId, createdAt: now - 30 * DAY, grants: [{}], refreshes: 0 };
  const states: LightStates = {
    ...{ bolt: 'locked', movedAt: now - DAY, staleSince: 0, reported: 'locked', writes: 0, intervalMs },
    ...{ pollDueAt: polledAt + intervalMs, polledAt, listedAt: Math.floor(now - random() * DAY) },
    google: { auditedAt: nextAuditAt(accountId, now) - DAY },
  };
  await store.create(
    { collection: 'accounts', id: accountId },
    { ...account, schema: SCHEMA },
    { dueAt: account.createdAt },
  );
  await store.create(
    { collection: 'states', id: accountId },
    { ...states, schema: SCHEMA },
    { dueAt: states.pollDueAt },
  );
}

/** Returns the ids of a part's accounts: those whose due times are in its ranges of the index, which no other part writes to. */
export function idsOfPart(accounts: number, { index, parts }: { index: number; parts: number }): string[] {
  const ids: string[] = [];
  for (let number = 0; ids.length < accounts; number++) {
    const id = lightId(number);
    const range = dueFields({ collection: 'states', id }, 0).due?.slice(0, 1);
    if (parts === 1 || Number(range) % parts === index) ids.push(id);
  }
  return ids;
}

const idBytes = Buffer.alloc(16);

/** Returns the id of an account by its number: 16 bytes in base64url, evenly spread as random ones are. */
function lightId(index: number): string {
  for (let word = 0; word < 4; word++) {
    let mixed = Math.imul(index + 0x9e3779b9 * (word + 1), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    idBytes.writeInt32LE(mixed ^ (mixed >>> 16), word * 4);
  }
  return idBytes.toString('base64url');
}
