/** Former names of fields in `accounts`, used until 2026-11-28: a document not written since then still has them. */
const ACCOUNT_FIELDS = { holds: 'pendingLinks' } as const;

/** The same for each lock of a `states` document. */
const LOCK_FIELDS = {
  doubtedAt: 'uncertainSince',
  pushedAt: 'webhookEventAt',
  silentAt: 'missedEventAt',
} as const;

/** Returns an `accounts` document under its current field names; the same object where it has them already. */
export function withCurrentAccountNames(data: unknown): unknown {
  return withCurrentNames(data, ACCOUNT_FIELDS);
}

/** Returns a `states` document under its current field names; the same object where it has them already. */
export function withCurrentStateNames(data: unknown): unknown {
  if (!isObject(data) || !isObject(data['locks'])) return data;
  const locks = Object.entries(data['locks']);
  const current = locks.map(([id, lock]) => [id, withCurrentNames(lock, LOCK_FIELDS)] as const);
  if (current.every(([, lock], index) => lock === locks[index]?.[1])) return data;
  return { ...data, locks: Object.fromEntries(current) };
}

function withCurrentNames(data: unknown, names: Readonly<Record<string, string>>): unknown {
  if (!isObject(data)) return data;
  const former = Object.keys(names).filter((name) => Object.hasOwn(data, name));
  if (former.length === 0) return data;
  const current = Object.entries(data).filter(([name]) => !former.includes(name));
  // Both names may be there while two versions run side by side during a deployment: the current one is newer.
  const renamed = former.map((name) => [names[name], data[name]]);
  return Object.fromEntries([...renamed, ...current]);
}

function isObject(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
