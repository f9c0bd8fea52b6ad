import * as v from 'valibot';
import { decodeReply, type HttpReply } from './decode-reply.ts';
import { otherFailures } from './error-table.ts';
import { optionalWholeNumber } from './field-schemas.ts';
import { readPayload } from './read-payload.ts';
import { SifelyError } from './sifely-error.ts';

export interface Page {
  readonly items: readonly unknown[];
  /** The counts are absent if the server did not send them. */
  readonly pages?: number | undefined;
  readonly total?: number | undefined;
  /** Its page size, which may be smaller than the requested one. */
  readonly pageSize?: number | undefined;
  /** True if the server reported success and left the list out: an empty one, unless its counts promised more. */
  readonly isAbsent?: boolean;
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
    // `null` is an empty list; but not if the total says otherwise.
    v.check(({ list, total }) => list !== null || (total ?? 0) === 0, 'list is null'),
    v.transform(
      ({ list, pages, total, pageSize }): Page => ({
        items: list ?? [],
        isAbsent: list === null,
        pages: counted(pages),
        total: counted(total),
        pageSize: counted(pageSize),
      }),
    ),
  ),
]);

const readGivenPage: (reply: HttpReply) => Page = readPayload(pageSchema);

/** Reads a page: `list` with or without counts, a bare array, or success without a list. Throws for anything else. */
export function readPage(reply: HttpReply): Page {
  const { payload, affirmed } = decodeReply(reply);
  return lacksList(payload, affirmed) ? { items: [], isAbsent: true } : readGivenPage(reply);
}

/** True for `{"code":200,"data":null}` and the like: success, or a total of 0, beside no list and no other content. */
function lacksList(payload: unknown, affirmed: boolean): boolean {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return false;
  const { data, list, total, ...others } = payload as Record<string, unknown>;
  if ((data ?? '') !== '' || (list ?? undefined) !== undefined) return false;
  if (Object.values(others).some((value) => typeof value === 'object' && value !== null)) return false;
  const count = v.parse(optionalWholeNumber, total);
  return count === 0 || (count === undefined && affirmed);
}

export interface Listing {
  readonly endpoint: string;
  /** The requested one. */
  readonly pageSize: number;
  readonly maxPages: number;
  /** If there are more pages: `fail`, so that a part never passes for the whole list, or `stop` with a part. */
  readonly beyond: 'fail' | 'stop';
  readonly page: (pageNo: number) => Promise<Page>;
  /** True if no page is wanted after one with these items. */
  readonly isEnough?: (items: readonly unknown[]) => boolean;
  /** Returns the key of an item, to detect a server that sends the same page again and again. */
  readonly key: (item: unknown) => string;
}

/** Reads all pages of a list and returns each item once. Rejects with a `SifelyError`. */
export async function allPages(listing: Listing): Promise<unknown[]> {
  const items = new Map<string, unknown>();
  let largest = 0;
  let isMorePromised = false;
  for (let pageNo = 1; pageNo <= listing.maxPages; pageNo++) {
    const page = await listing.page(pageNo);
    const before = items.size;
    for (const item of page.items) items.set(listing.key(item), item);
    if (page.isAbsent && isMorePromised && listing.beyond === 'fail')
      throw incomplete(listing, 'a promised page is missing');
    // An empty page, or one without a new item, is the last one, whatever the counts say.
    if (items.size === before || listing.isEnough?.(page.items)) return [...items.values()];
    largest = Math.max(largest, page.items.length);
    const soFar = { pageNo, largest, collected: items.size, asked: listing.pageSize };
    if (!expectsMore(page, soFar)) return [...items.values()];
    isMorePromised = page.pages !== undefined || page.total !== undefined;
  }
  if (listing.beyond === 'stop') return [...items.values()];
  throw incomplete(listing, 'too many pages');
}

function incomplete({ endpoint }: Listing, note: string): SifelyError {
  const context = { endpoint, kind: 'unreadable', note } as const;
  return new SifelyError({ ...otherFailures.unreadable, executed: 'no' }, context);
}

interface SoFar {
  readonly pageNo: number;
  readonly largest: number;
  readonly collected: number;
  readonly asked: number;
}

function expectsMore(page: Page, { pageNo, largest, collected, asked }: SoFar): boolean {
  // The counts may contradict each other if the server caps the page size; then one more call decides.
  if (page.pages !== undefined || page.total !== undefined) {
    return (
      (page.pages !== undefined && pageNo < page.pages) ||
      (page.total !== undefined && collected < page.total)
    );
  }
  const { length } = page.items;
  if (length < largest) return false;
  if (length >= Math.min(page.pageSize ?? asked, asked)) return true;
  // Without counts, a page of 10, 20 or 50 items may be full: some servers cap the size without saying so.
  return page.pageSize === undefined && length % 10 === 0;
}

/** A count of 0 beside items means that the server did not count. */
function counted(count: number | undefined): number | undefined {
  return count !== undefined && count > 0 ? count : undefined;
}
