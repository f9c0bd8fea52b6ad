import { CANCELLED, type Clock } from '../../clock.ts';
import type { Store } from '../../store/store.ts';

/** Between two looks for writes of other processes: one costs 4 µs. */
const LOOK_MS = 1000;

/**
 * Calls `onWrite` within a second of a write of another process to a store that can tell ({@link Store.otherWrites}). Returns the
 * function that ends it.
 */
export function watchOthers(store: Store, clock: Clock, onWrite: () => void): () => void {
  const ended = new AbortController();
  const otherWrites = () => {
    try {
      return store.otherWrites?.();
    } catch {
      return undefined;
    }
  };
  const look = async (): Promise<void> => {
    let last = otherWrites();
    if (last === undefined) return;
    for (;;) {
      await clock.delay(LOOK_MS, ended.signal);
      const writes = otherWrites();
      if (writes === last) continue;
      last = writes;
      onWrite();
    }
  };
  // Rejects when it is ended.
  look().catch(() => {});
  return () => ended.abort(CANCELLED);
}
