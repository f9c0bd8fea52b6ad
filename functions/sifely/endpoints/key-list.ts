import * as v from 'valibot';
import type { CallOptions } from '../../locks/lock-cloud.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { optionalText, optionalWholeNumber } from '../http/field-schemas.ts';
import { allPages, readPage } from '../http/paging.ts';
import { itemKey, listedLockFields, readItems } from './listed-lock.ts';

const ekeySchema = v.object({
  ...listedLockFields,
  /** `110401` is a valid key; see `operability.ts`. */
  keyStatus: optionalText,
  /** `110301` for an administrator's key, `110302` for an ordinary one. */
  userType: optionalText,
  /** Ms since the epoch; 0 is no bound. */
  startDate: optionalWholeNumber,
  endDate: optionalWholeNumber,
  /** 1 yes, 2 no; 0 in Sifely's own sample. */
  remoteEnable: optionalWholeNumber,
});

/** An ekey with the lock that it opens. */
export type Ekey = v.InferOutput<typeof ekeySchema>;

const ENDPOINT = '/v3/key/list';
const PAGE_SIZE = 100;

/** All ekeys of the account, to owned and shared locks (Sifely docs, api-197299685). All or an error, never a part. */
export async function keyList(manager: EndpointContext, options: CallOptions): Promise<Ekey[]> {
  const keyId = itemKey('keyId');
  const lockId = itemKey('lockId');
  const items = await allPages({
    endpoint: ENDPOINT,
    pageSize: PAGE_SIZE,
    maxPages: 100,
    beyond: 'fail',
    // `keyId` is not among the documented fields; one account has one key to a lock.
    key: (item) =>
      typeof item === 'object' && item !== null && 'keyId' in item ? keyId(item) : lockId(item),
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
  return readItems(ekeySchema, items, { ...manager, endpoint: ENDPOINT });
}
