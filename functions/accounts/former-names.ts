/** Fields of `accounts` documents that had another name before version 0.2, by that name. */
const ACCOUNT_FIELDS = { holds: 'pendingLinks' } as const;

/** The same for each lock of a `states` document. */
const LOCK_FIELDS = {
  doubtedAt: 'uncertainSince',
  pushedAt: 'webhookEventAt',
  silentAt: 'missedEventAt',
} as const;

/** Returns an `accounts` document under its current field names; the same object where it has them already. */
export function withCurrentAccountNames(data: unknown): unknown {
  return renamed(data, ACCOUNT_FIELDS);
}

/** Returns a `states` document under its current field names; the same object where it has them already. */
export function withCurrentStateNames(data: unknown): unknown {
  if (!isObject(data) || !isObject(data['locks'])) return data;
  const locks = Object.entries(data['locks']);
  const current = locks.map(([id, lock]) => [id, renamed(lock, LOCK_FIELDS)] as const);
  if (current.every(([, lock], index) => lock === locks[index]?.[1])) return data;
  return { ...data, locks: Object.fromEntries(current) };
}

function renamed(data: unknown, names: Readonly<Record<string, string>>): unknown {
  if (!isObject(data)) return data;
  const former = Object.keys(names).filter((name) => Object.hasOwn(data, name));
  if (former.length === 0) return data;
  const kept = Object.entries(data).filter(([name]) => !former.includes(name));
  // Two versions may run side by side during a deployment: what the current name says is newer.
  const moved = former.map((name) => [names[name], data[name]]);
  return Object.fromEntries([...moved, ...kept]);
}

function isObject(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
