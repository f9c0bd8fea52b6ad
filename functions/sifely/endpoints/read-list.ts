import * as v from 'valibot';
import type { CallOptions } from '../../locks/lock-cloud.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { allPages, type Listing, type Page, readPage } from '../http/paging.ts';
import type { SifelyRequest } from '../http/transport.ts';

/** Items that are asked for at a time. */
export const PAGE_SIZE = 100;

interface ListEndpoint extends Pick<SifelyRequest<Page>, 'endpoint' | 'method' | 'query'> {
  /** Describes one item; what it does not name is dropped. */
  readonly schema: v.GenericSchema;
}

interface PagedEndpoint extends ListEndpoint, Pick<Listing, 'maxPages' | 'beyond' | 'key' | 'isEnough'> {}

/** Reads a list that comes in pages, each item once. */
export async function readPages<E extends PagedEndpoint>(
  context: EndpointContext,
  list: E,
  options: CallOptions,
): Promise<v.InferOutput<E['schema']>[]> {
  const { calls, timeouts } = context;
  const items = await allPages({
    ...list,
    pageSize: PAGE_SIZE,
    page: (pageNo) => {
      const query = { ...list.query, pageNo: String(pageNo), pageSize: String(PAGE_SIZE) };
      return calls.call(requestOf({ ...list, query }, timeouts.readMs), options);
    },
  });
  return readItems(context, list, items);
}

/** Reads a list that comes in one piece. */
export async function readList<E extends ListEndpoint>(
  context: EndpointContext,
  list: E,
  options: CallOptions,
): Promise<v.InferOutput<E['schema']>[]> {
  const { items } = await context.calls.call(requestOf(list, context.timeouts.readMs), options);
  return readItems(context, list, items);
}

function requestOf({ endpoint, method, query = {} }: ListEndpoint, timeoutMs: number): SifelyRequest<Page> {
  return { endpoint, method, query, timeoutMs, idempotent: true, changes: false, read: readPage };
}

/** One unreadable item does not cost the others: it is left out with a warning. */
function readItems<E extends ListEndpoint>(
  { logger, owner }: EndpointContext,
  { endpoint, schema }: E,
  items: readonly unknown[],
): v.InferOutput<E['schema']>[] {
  return items.flatMap((item) => {
    const result = v.safeParse(schema, item);
    if (result.success) return [result.output];
    const fields = [...new Set(result.issues.map((issue) => v.getDotPath(issue) ?? 'item'))];
    logger.warn('skipped an unreadable Sifely item', { endpoint, accountId: owner, fields });
    return [];
  });
}

/**
 * Makes a key of an item from one of its id fields. Items without it are told apart by their fields, so that a server that sends one page
 * again and again is noticed, too.
 */
export function itemKey(field: string): (item: unknown) => string {
  let unnamed = 0;
  return (item) => {
    const fields = typeof item === 'object' && item !== null ? Object.entries(item) : [];
    const id = fields.find(([name]) => name === field)?.[1];
    if (typeof id === 'string' || typeof id === 'number') return `${field} ${id}`;
    const plain = fields.filter(([, value]) => typeof value !== 'object');
    return `unnamed ${plain.length > 0 ? JSON.stringify(plain) : unnamed++}`;
  };
}
