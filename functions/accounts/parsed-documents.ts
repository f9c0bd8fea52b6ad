import type { StoredDocument } from '../store/store.ts';

/** How many documents are remembered: about as many as one instance serves within minutes. */
const MOST = 500;

/**
 * Checks the shape of documents of one collection, each revision once: an account and its states are read with every
 * intent and change now and then, and to decode and check them costs more than to read them. What is handed out is
 * shared: nobody may change it.
 *
 * @param parse throws `DocumentUnreadable`
 */
export function createParsedDocuments<T>(
  parse: (data: unknown, id: string) => T,
): (document: StoredDocument) => T {
  const known = new Map<string, { readonly revision: string; readonly value: T }>();
  return (document) => {
    const {
      key: { id },
      revision,
    } = document;
    const before = known.get(id);
    if (before?.revision === revision) return before.value;
    const value = parse(document.data, id);
    known.delete(id);
    known.set(id, { revision, value });
    const [oldest] = known.keys();
    if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    return value;
  };
}
