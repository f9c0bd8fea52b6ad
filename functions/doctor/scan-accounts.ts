import { openCredentials } from '../accounts/credentials/credential-store.ts';
import { parseAccount, parseStates } from '../accounts/documents/documents.ts';
import { type UnusableReason, unusableReason } from '../accounts/documents/unusable-account.ts';
import type { Sealer } from '../accounts/sealing.ts';
import { type AccountState, EMPTY_ACCOUNT_STATE } from '../locks/account-state.ts';
import type { CloudPlan, LockCloudProvider } from '../locks/lock-cloud.ts';
import { FOREVER } from '../store/document-rules.ts';
import type { ReadStore } from '../store/store.ts';

/** The part of the lock cloud that reads the plan of an account. */
export type PlanReader = Pick<LockCloudProvider, 'planOf'>;

/** An account as doctor sees it. */
export interface ScannedAccount {
  readonly id: string;
  /** The id of the key that its credentials need; `undefined` if the document cannot be read. */
  readonly keyId: string | undefined;
  /** True if the credentials can be opened. */
  readonly opens: boolean;
  /** Why it cannot be used; `undefined` if it can. */
  readonly unusable: UnusableReason | undefined;
  /** The plan at the lock cloud, as of the last sign-in; `undefined` if it is not known. */
  readonly plan: CloudPlan | undefined;
  readonly states: AccountState;
  /** How often it is linked to Google. */
  readonly links: number;
}

export interface ScannedAccounts {
  readonly accounts: readonly ScannedAccount[];
  /** True if there are more. */
  readonly isPart: boolean;
}

/** The most accounts that are looked at: what is wrong for all shows in a part. */
const MAX_ACCOUNTS = 1000;
/** Accounts of the largest size that fit into one answer of Firestore. */
const PAGE_SIZE = 25;

/** Reads the linked accounts, a thousand at most. Accounts are found by their states, which releases of all ages have. */
export async function scanAccounts(
  store: ReadStore,
  sealer: Sealer,
  cloud: PlanReader,
): Promise<ScannedAccounts> {
  const accounts: ScannedAccount[] = [];
  // One part of the index after the other: a query of all reads each page from every part.
  for (let shard = 0; shard < store.dueShards('states'); shard += 1) {
    const isWhole = await scanShard(store, shard, { sealer, cloud }, accounts);
    if (!isWhole) return { accounts, isPart: true };
  }
  return { accounts, isPart: false };
}

interface Readers {
  readonly sealer: Sealer;
  readonly cloud: PlanReader;
}

/** Adds the accounts of a part of the index; `false` if there may be more than the most that are looked at. */
async function scanShard(
  store: ReadStore,
  shard: number,
  readers: Readers,
  accounts: ScannedAccount[],
): Promise<boolean> {
  let after: { dueAt: number; id: string } | undefined;
  for (;;) {
    const query = { until: FOREVER, limit: PAGE_SIZE, shard, ...(after && { after }) };
    const page = await store.due('states', query);
    const ids = page.map(({ key }) => key.id);
    const documents =
      ids.length === 0 ? [] : await store.get(ids.map((id) => ({ collection: 'accounts', id })));
    for (const [index, { key, data }] of page.entries()) {
      const document = documents[index];
      if (document !== undefined) accounts.push(scan(key.id, document.data, data, readers));
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_SIZE) return true;
    if (accounts.length >= MAX_ACCOUNTS) return false;
    after = { dueAt: last.dueAt, id: last.key.id };
  }
}

function scan(
  id: string,
  accountData: unknown,
  statesData: unknown,
  { sealer, cloud }: Readers,
): ScannedAccount {
  const states = attempt(() => parseStates(statesData, id));
  const account = attempt(() => parseAccount(accountData, id));
  const { value: parsed } = account;
  const credentials = parsed && attempt(() => openCredentials(sealer, parsed));
  const opened = credentials?.value;
  return {
    ...{ id, keyId: parsed?.credentials.keyId, opens: opened !== undefined },
    unusable: unusableReason(account.error ?? states.error ?? credentials?.error),
    states: states.value ?? EMPTY_ACCOUNT_STATE,
    plan: opened && cloud.planOf(opened),
    links: parsed?.grants.length ?? 0,
  };
}

function attempt<T>(read: () => T): { readonly value?: T; readonly error?: unknown } {
  try {
    return { value: read() };
  } catch (error) {
    return { error };
  }
}
