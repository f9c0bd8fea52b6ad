import type { Account } from '../accounts/account.ts';
import { openUser } from '../accounts/account-user.ts';
import { accountOfActivity } from '../accounts/documents/activity-documents.ts';
import { parseAccount, parseIdentity, parseStates } from '../accounts/documents/documents.ts';
import { withSchema } from '../accounts/documents/schema-version.ts';
import { createIdentities } from '../accounts/identities.ts';
import type { Sealer } from '../accounts/sealing.ts';
import { ownerOfGuest } from '../guests/guest-ledger.ts';
import { allDocuments } from '../store/all-documents.ts';
import { FOREVER } from '../store/document-rules.ts';
import type { DocumentKey, Store } from '../store/store.ts';
import { DocumentChecks } from './check-documents.ts';
import { createEndedLinks, dropEnded, readable } from './ended-links.ts';
import { type DocumentCounts, type ExportedDocument, NO_DOCUMENTS, readExport } from './export-format.ts';
import { resetStates } from './reset-restored.ts';

/** No import takes longer. */
const MAX_IMPORT_MS = 24 * 3_600_000;
/** Writes at once: a round trip to Firestore takes some ten milliseconds. */
const MAX_WRITING = 16;

/** The fate of a document that the store has already: it stays (`merge`), or becomes that of the file (`overwrite`). */
export type ImportMode = 'merge' | 'overwrite';

export interface ImportResult {
  /** Documents of the file. */
  readonly read: DocumentCounts;
  /** Documents that were written; the others were there already. */
  readonly written: number;
  /** Accounts of the file that the store has now. */
  readonly accounts: number;
  /** Accounts that were left out, or deleted in the store, because their link ended. */
  readonly ended: number;
  /** Accounts that were left out because their person has linked again, as another account. */
  readonly linkedAnew: number;
}

/** Reads a whole export. Returns the reasons not to import it, for people. Throws `ExportFileError`. */
export async function checkExport(file: string, sealer: Sealer): Promise<string[]> {
  const checks = new DocumentChecks(sealer);
  for await (const { key, data } of readExport(file)) checks.add(key, data);
  return checks.reasons();
}

/**
 * Writes the documents of an export that {@link checkExport} has accepted, and verifies that the store has every one of them.
 * As after a restore, no command of then is known, every lock is asked before its state counts, and links that ended stay ended,
 * whichever side knows it. May be interrupted and run again. Rejects with `StoreUnavailableError`.
 */
export async function importData(options: {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly file: string;
  readonly mode: ImportMode;
  /** Ms since the epoch. */
  readonly now: number;
}): Promise<ImportResult> {
  const { store, sealer, file, mode, now } = options;
  const counts = { ...NO_DOCUMENTS };
  const present = createPresentAccounts(store, sealer);
  let [written, ended, linkedAnew] = [0, 0, 0];
  const endedThere = new Set<string>();
  await forEachOf(file, async (document) => {
    counts[document.key.collection] += 1;
    if (document.key.collection !== 'endings') return;
    endedThere.add(document.key.id);
    if (await put(store, document, mode)) written += 1;
  });
  ended += (await dropEnded(store, createEndedLinks(sealer, endedThere))).ended;
  const withoutEnded = createEndedLinks(sealer, await endingsOf(store));

  const leftOut = new Set<string>();
  await forEachOf(file, async ({ key, data, times }) => {
    if (key.collection !== 'accounts') return;
    const account = parseAccount(data, key.id);
    const left = withoutEnded(account);
    const isLinkedAnew = left !== undefined && (await present.isLinkedAnew(account));
    if (left === undefined || isLinkedAnew) {
      leftOut.add(key.id);
      if (isLinkedAnew) linkedAnew += 1;
      else ended += 1;
    } else if (await put(store, { key, data: left === account ? data : withSchema(left), times }, mode)) {
      written += 1;
    }
  });
  await forEachOf(file, async (document) => {
    const { key, data } = document;
    if (key.collection === 'states') {
      if (leftOut.has(key.id)) return;
      if (await put(store, toImported(document, now), mode)) written += 1;
    } else if (key.collection === 'activity') {
      if (leftOut.has(accountOfActivity(key.id))) return;
      if (await put(store, document, mode)) written += 1;
    } else if (key.collection === 'identities') {
      const { accountId } = parseIdentity(data, key.id);
      if (leftOut.has(accountId)) return;
      const isFree = await present.isFree(key.id, accountId);
      if (await put(store, document, isFree ? 'overwrite' : mode)) written += 1;
    } else if (key.collection === 'guests') {
      if (leftOut.has(ownerOfGuest(key.id))) return;
      if (await put(store, document, mode)) written += 1;
    }
  });
  await forEachOf(file, async ({ key, data, times }) => {
    // It expires meanwhile, or has already.
    if ((times.expireAt ?? FOREVER) < now + MAX_IMPORT_MS) return;
    if (leftOut.has(accountOf(key, data))) return;
    const [found] = await store.get([key]);
    if (found === undefined)
      throw new Error(`${key.collection}/${key.id} is not in the store after the import`);
  });
  return { read: counts, written, accounts: counts.accounts - leftOut.size, ended, linkedAnew };
}

/** Returns the id of the account that a document belongs to. */
function accountOf({ collection, id }: DocumentKey, data: unknown): string {
  if (collection === 'identities') return parseIdentity(data, id).accountId;
  if (collection === 'guests') return ownerOfGuest(id);
  return collection === 'activity' ? accountOfActivity(id) : id;
}

/** The accounts that a store had before an import. */
function createPresentAccounts(store: Store, sealer: Sealer) {
  const identities = createIdentities({ store, sealer, profile: '' });
  /** Returns true if an account has grants; one without them only waits for a consent. */
  const isLinked = async (id: string): Promise<boolean> => {
    const [document] = await store.get([{ collection: 'accounts', id }]);
    const account = document && readable(() => parseAccount(document.data, id));
    return account !== undefined && account.grants.length > 0;
  };
  return {
    /** Returns true if the person of an account is linked as another account: Google has the tokens of that one. */
    async isLinkedAnew(account: Account): Promise<boolean> {
      const user = openUser(sealer, account);
      const ids = user === undefined ? [account.identityId] : identities.ids(user, account.profile);
      const found = await identities.find(ids);
      return found !== undefined && found.accountId !== account.id && (await isLinked(found.accountId));
    },
    /** Returns true if an identity leads to another account that is not linked. */
    async isFree(id: string, accountId: string): Promise<boolean> {
      const found = await identities.find([id]);
      return found !== undefined && found.accountId !== accountId && !(await isLinked(found.accountId));
    },
  };
}

async function endingsOf(store: Store): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const { key } of allDocuments(store, 'endings')) ids.add(key.id);
  return ids;
}

/** Returns the states of an account as after a restore. */
function toImported(document: ExportedDocument, now: number): ExportedDocument {
  const { key, data, times } = document;
  const states = resetStates(parseStates(data, key.id), now);
  return {
    key,
    data: withSchema(states),
    times: { ...times, dueAt: states.pollDueAt ?? times.dueAt ?? now },
  };
}

/** Returns true if the document was written. */
async function put(store: Store, { key, data, times }: ExportedDocument, mode: ImportMode): Promise<boolean> {
  for (;;) {
    if ((await store.create(key, data, times)) !== undefined) return true;
    if (mode === 'merge') return false;
    const [before] = await store.get([key]);
    if (before && (await store.replace(key, before.revision, data, times)) !== undefined) return true;
  }
}

async function forEachOf(file: string, work: (document: ExportedDocument) => Promise<void>): Promise<void> {
  let batch: Promise<void>[] = [];
  for await (const document of readExport(file)) {
    batch.push(work(document));
    if (batch.length < MAX_WRITING) continue;
    await Promise.all(batch);
    batch = [];
  }
  await Promise.all(batch);
}
