/** Adds an item to a list; drops the oldest one if there are more than `max`. */
export function keepNewest<T>(kept: T[], item: T, max: number): void {
  kept.push(item);
  if (kept.length > max) kept.shift();
}

/** Drops the entry that was added first if there are more than `max`; call it after each one that is added. */
export function dropOldest<K>(kept: Map<K, unknown> | Set<K>, max: number): void {
  if (kept.size <= max) return;
  const [oldest] = kept.keys();
  if (oldest !== undefined) kept.delete(oldest);
}
