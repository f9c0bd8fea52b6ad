import * as v from 'valibot';
import type { CallOptions } from '../../locks/lock-cloud.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { allPages, readPage } from '../http/paging.ts';
import { itemKey, listedLockFields, readItems } from './listed-lock.ts';

const ownedLockSchema = v.object(listedLockFields);

/** A lock in the owner's list. */
export type OwnedLock = v.InferOutput<typeof ownedLockSchema>;

const ENDPOINT = '/v3/lock/list';
const PAGE_SIZE = 100;

/** The locks that the account owns; shared ones are in `key/list` only. All or an error, never a part. */
export async function lockList(manager: EndpointContext, options: CallOptions): Promise<OwnedLock[]> {
  const items = await allPages({
    endpoint: ENDPOINT,
    pageSize: PAGE_SIZE,
    maxPages: 100,
    beyond: 'fail',
    key: itemKey('lockId'),
    page: (pageNo) =>
      manager.calls.call(
        {
          endpoint: ENDPOINT,
          method: 'POST',
          query: { pageNo: String(pageNo), pageSize: String(PAGE_SIZE) },
          timeoutMs: manager.timeouts.readMs,
          idempotent: true,
          changes: false,
          read: readPage,
        },
        options,
      ),
  });
  return readItems(ownedLockSchema, items, { ...manager, endpoint: ENDPOINT });
}
