import type { Revision, StoredDocument } from '../../store/store.ts';

/** Maximum number of cached documents: about as many as one instance serves within minutes. */
const MAX_DOCUMENTS = 500;

/** The parsed documents of one collection. Values are shared: callers must not change them. */
export interface ParsedDocuments<T> {
  /** Throws `DocumentUnreadableError`. */
  get(document: StoredDocument): T;
  set(id: string, revision: Revision, value: T): void;
}

/** Builds a cache that parses each revision once: parsing costs more than reading. `listener` must not throw. */
export function createParsedDocuments<T>(
  parse: (data: unknown, id: string) => T,
  listener?: (value: T) => void,
): ParsedDocuments<T> {
  const cache = new Map<string, { readonly revision: Revision; readonly value: T }>();
  const set = (id: string, revision: Revision, value: T) => {
    listener?.(value);
    cache.delete(id);
    cache.set(id, { revision, value });
    const [oldest] = cache.keys();
    if (cache.size > MAX_DOCUMENTS && oldest !== undefined) cache.delete(oldest);
  };
  return {
    set,
    get(document) {
      const { key, revision } = document;
      const cached = cache.get(key.id);
      if (cached?.revision === revision) return cached.value;
      const value = parse(document.data, key.id);
      set(key.id, revision, value);
      return value;
    },
  };
}
