import type { Revision, StoredDocument } from '../../store/store.ts';

/** Maximum weight of the cached documents of one collection, about a kilobyte each: some thousand accounts, as many as are read within minutes. */
const MAX_WEIGHT = 20_000;

/** The parsed documents of one collection. Values are shared: callers must not change them. */
export interface ParsedDocuments<T> {
  /** Throws `DocumentUnreadableError`. */
  get(document: StoredDocument): T;
  set(id: string, revision: Revision, value: T): void;
}

interface ParsedDocumentsOptions<T> {
  /** Must not throw. */
  readonly listener?: (value: T) => void;
  /** Returns about how many kilobytes a document takes in memory; 1 if left out. */
  readonly weigh?: (value: T) => number;
}

/** Builds a cache that parses each revision once: parsing costs more than reading. */
export function createParsedDocuments<T>(
  parse: (data: unknown, id: string) => T,
  { listener, weigh = () => 1 }: ParsedDocumentsOptions<T> = {},
): ParsedDocuments<T> {
  const cache = new Map<
    string,
    { readonly revision: Revision; readonly value: T; readonly weight: number }
  >();
  let total = 0;
  const remove = (id: string) => {
    total -= cache.get(id)?.weight ?? 0;
    cache.delete(id);
  };
  const set = (id: string, revision: Revision, value: T) => {
    listener?.(value);
    remove(id);
    const weight = weigh(value);
    cache.set(id, { revision, value, weight });
    total += weight;
    for (const oldest of cache.keys()) {
      if (total <= MAX_WEIGHT) break;
      remove(oldest);
    }
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
