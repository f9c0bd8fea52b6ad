import type { StoredDocument } from '../store/store.ts';
import type { Account } from './account.ts';
import { parseAccount } from './documents.ts';

/** How many accounts are remembered: about as many as one instance serves within minutes. */
const MOST = 500;

/**
 * Checks the shape of account documents, each revision once: an account is read with every intent and changes hourly,
 * and the check costs as much as the read. Throws `DocumentUnreadable`.
 */
export function createParsedAccounts(): (document: StoredDocument) => Account {
  const known = new Map<string, { readonly revision: string; readonly account: Account }>();
  return ({ key: { id }, revision, data }) => {
    const before = known.get(id);
    if (before?.revision === revision) return before.account;
    const account = parseAccount(data, id);
    known.delete(id);
    known.set(id, { revision, account });
    const [oldest] = known.keys();
    if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    return account;
  };
}
