import type { Revision, StoredDocument } from '../store/store.ts';

/** How many documents are remembered: about as many as one instance serves within minutes. */
const MAX_DOCUMENTS = 500;

/** Documents of one collection, decoded and checked. What is handed out is shared: nobody may change it. */
export interface ParsedDocuments<T> {
  /** The value of a document. Throws `DocumentUnreadableError`. */
  get(document: StoredDocument): T;
  /** Notes what was just written: it need not be decoded when it is read. */
  set(id: string, revision: Revision, value: T): void;
}

/**
 * Decodes and checks each revision once: an account and its states are read with every intent and change now and
 * then, and decoding and checking cost more than reading.
 *
 * @param parse throws `DocumentUnreadableError`
 */
export function createParsedDocuments<T>(parse: (data: unknown, id: string) => T): ParsedDocuments<T> {
  const known = new Map<string, { readonly revision: Revision; readonly value: T }>();
  const set = (id: string, revision: Revision, value: T) => {
    known.delete(id);
    known.set(id, { revision, value });
    const [oldest] = known.keys();
    if (known.size > MAX_DOCUMENTS && oldest !== undefined) known.delete(oldest);
  };
  return {
    set,
    get(document) {
      const { key, revision } = document;
      const before = known.get(key.id);
      if (before?.revision === revision) return before.value;
      const value = parse(document.data, key.id);
      set(key.id, revision, value);
      return value;
    },
  };
}
