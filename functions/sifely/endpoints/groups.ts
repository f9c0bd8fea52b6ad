import * as v from 'valibot';
import type { CallOptions } from '../../locks/lock-cloud.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { decimalId, someText } from '../http/field-schemas.ts';
import { allPages, readPage } from '../http/paging.ts';
import { itemKey, readItems } from './listed-lock.ts';

const groupSchema = v.object({ groupId: decimalId, groupName: someText });

const ENDPOINT = '/v3/group/list';
const PAGE_SIZE = 100;

/** The names of the account's groups by id. Empty when Sifely will not say: a name is not worth a failed list of locks. */
export async function groupNames(
  manager: EndpointContext,
  options: CallOptions,
): Promise<ReadonlyMap<string, string>> {
  try {
    const items = await allPages({
      endpoint: ENDPOINT,
      pageSize: PAGE_SIZE,
      maxPages: 10,
      beyond: 'stop',
      key: itemKey('groupId'),
      page: (pageNo) =>
        manager.calls.call(
          {
            endpoint: ENDPOINT,
            method: 'GET',
            query: { pageNo: String(pageNo), pageSize: String(PAGE_SIZE) },
            timeoutMs: manager.timeouts.readMs,
            idempotent: true,
            changes: false,
            read: readPage,
          },
          options,
        ),
    });
    const groups = readItems(groupSchema, items, { ...manager, endpoint: ENDPOINT });
    return new Map(groups.map(({ groupId, groupName }) => [groupId, groupName]));
  } catch {
    // Logged where it was made.
    return new Map();
  }
}
