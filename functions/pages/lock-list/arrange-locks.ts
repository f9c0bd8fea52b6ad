/** A lock in a list that a person reads. */
export interface NamedLock {
  readonly lockId: string;
  readonly name: string;
  readonly groupName?: string;
}

/** The part of a long list that a person wants to see; pages count from 0. */
export interface ListPosition {
  /** Words that the locks must have, in any order. */
  readonly find: string;
  readonly page: number;
}

/** One page of a list, by groups. */
export interface ArrangedLocks<L extends NamedLock> {
  /** All locks with the words, those of other pages too. */
  readonly found: readonly L[];
  /** Those of this page. A group without a name comes last. */
  readonly groups: readonly { readonly name: string | undefined; readonly locks: readonly L[] }[];
  readonly page: number;
  readonly pages: number;
}

/** Lists of more locks get pages and a filter, and nothing is chosen in advance. */
export const MAX_PLAIN_LOCKS = 20;
/** With names of any script a page stays below 40 KB. */
const LOCKS_PER_PAGE = 40;

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Finds the locks that have all words, and arranges one page of them by group and name. */
export function arrangeLocks<L extends NamedLock>(
  locks: readonly L[],
  { find, page: wanted }: ListPosition,
  perPage = LOCKS_PER_PAGE,
): ArrangedLocks<L> {
  const words = fold(find).split(/\s+/).filter(Boolean);
  const found = locks
    .filter((lock) => {
      const text = fold(`${lock.name} ${lock.groupName ?? ''}`);
      return words.every((word) => text.includes(word));
    })
    .sort(byGroupAndName);
  const pages = Math.max(1, Math.ceil(found.length / perPage));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  const shown = found.slice(page * perPage, (page + 1) * perPage);
  const groups = [...Map.groupBy(shown, ({ groupName }) => groupName)];
  return { found, groups: groups.map(([name, group]) => ({ name, locks: group })), page, pages };
}

function byGroupAndName(one: NamedLock, other: NamedLock): number {
  return byGroup(one.groupName, other.groupName) || collator.compare(one.name, other.name);
}

function byGroup(one: string | undefined, other: string | undefined): number {
  if (one === other) return 0;
  if (one === undefined || other === undefined) return one === undefined ? 1 : -1;
  // Groups that differ only in case stay apart.
  return collator.compare(one, other) || (one < other ? -1 : 1);
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
