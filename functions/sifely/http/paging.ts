import * as v from 'valibot';
import type { HttpReply } from './decode-reply.ts';
import { otherFailures } from './error-table.ts';
import { optionalWholeNumber } from './field-schemas.ts';
import { readPayload } from './read-payload.ts';
import { SifelyError } from './sifely-error.ts';

/** One page as it came; the items are not validated yet. */
export interface Page {
  readonly items: readonly unknown[];
  /** How many pages there are, where said. */
  readonly pages?: number | undefined;
  /** How many items there are, where said. */
  readonly total?: number | undefined;
  /** How many items a page has by the server's word; it may be less than what was asked for. */
  readonly pageSize?: number | undefined;
}

const pageSchema = v.union([
  v.pipe(
    v.array(v.unknown()),
    v.transform((items): Page => ({ items })),
  ),
  v.pipe(
    v.object({
      list: v.nullable(v.array(v.unknown())),
      pages: optionalWholeNumber,
      total: optionalWholeNumber,
      pageSize: optionalWholeNumber,
    }),
    // `null` for an empty list is one thing; `null` where the total says otherwise is a list that got lost.
    v.check(({ list, total }) => list !== null || (total ?? 0) === 0, 'list is null'),
    v.transform(
      ({ list, pages, total, pageSize }): Page => ({
        items: list ?? [],
        pages: counted(pages),
        total: counted(total),
        pageSize: counted(pageSize),
      }),
    ),
  ),
]);

/** Reads a page: `list` with or without counts, or a bare array. Anything else fails: a lost list is not an empty one. */
export const readPage: (reply: HttpReply) => Page = readPayload(pageSchema);

/** How a listing is read. */
export interface Listing {
  /** For errors. */
  readonly endpoint: string;
  /** What was asked for as `pageSize`. */
  readonly pageSize: number;
  readonly maxPages: number;
  /** What to do when there are more pages: fail, so that a part never looks like the whole, or be content. */
  readonly beyond: 'fail' | 'stop';
  readonly page: (pageNo: number) => Promise<Page>;
  /** Names an item, to notice a server that sends the same page again and again. */
  readonly key: (item: unknown) => string;
}

/** Reads all pages of a listing, each item once. */
export async function allPages(listing: Listing): Promise<unknown[]> {
  const items = new Map<string, unknown>();
  let largest = 0;
  for (let pageNo = 1; pageNo <= listing.maxPages; pageNo++) {
    const page = await listing.page(pageNo);
    const before = items.size;
    for (const item of page.items) items.set(listing.key(item), item);
    // An empty page, or one that has nothing new, ends it whatever the counts say.
    if (items.size === before) return [...items.values()];
    largest = Math.max(largest, page.items.length);
    const sofar = { pageNo, largest, collected: items.size, asked: listing.pageSize };
    if (!expectsMore(page, sofar)) return [...items.values()];
  }
  if (listing.beyond === 'stop') return [...items.values()];
  const context = { endpoint: listing.endpoint, kind: 'unreadable', note: 'too many pages' } as const;
  throw new SifelyError({ ...otherFailures.unreadable, executed: 'no' }, context);
}

interface SoFar {
  readonly pageNo: number;
  /** Items of the largest page. */
  readonly largest: number;
  readonly collected: number;
  readonly asked: number;
}

function expectsMore(page: Page, { pageNo, largest, collected, asked }: SoFar): boolean {
  // The counts may contradict each other when the server caps the page size; one more call decides it.
  if (page.pages !== undefined || page.total !== undefined) {
    return (
      (page.pages !== undefined && pageNo < page.pages) ||
      (page.total !== undefined && collected < page.total)
    );
  }
  const { length } = page.items;
  if (length < largest) return false;
  if (length >= Math.min(page.pageSize ?? asked, asked)) return true;
  // Without any count, a page of 10, 20 or 50 may be a full one of a server that caps sizes silently.
  return page.pageSize === undefined && length % 10 === 0;
}

/** Counts of 0 beside items are a server's way to say that it did not count. */
function counted(count: number | undefined): number | undefined {
  return count !== undefined && count > 0 ? count : undefined;
}
