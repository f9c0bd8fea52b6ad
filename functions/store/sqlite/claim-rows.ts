import type { ClaimQuery, Collection, DueClaim } from '../store.ts';
import type { SqliteStatements } from './statements.ts';

/** Claims due documents at `now`, as {@link Store.claimDue}. Call it in a transaction. */
export function claimRows(
  statements: Pick<SqliteStatements['writes'], 'claimable' | 'claim'>,
  query: Omit<ClaimQuery, 'shard'> & { readonly collection: Collection; readonly now: number },
  dueAgainAt: (claims: number) => number,
): DueClaim[] {
  const { collection, until, limit, after, now } = query;
  const [afterTime, afterId] = [after?.dueAt ?? -1, after?.id ?? ''];
  return statements.claimable.all(collection, until, afterTime, afterId, now, limit).map((row) => {
    const id = String(row['id']);
    const claims = Number(row['claims']) + 1;
    statements.claim.run(dueAgainAt(claims), claims, collection, id);
    return { key: { collection, id }, dueAt: Number(row['due_at']), claims };
  });
}
