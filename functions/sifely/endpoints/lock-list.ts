import * as v from 'valibot';
import type { CallOptions } from '../../locks/lock-cloud.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { listedLockFields } from './listed-lock.ts';
import { itemKey, readPages } from './read-list.ts';

const ownedLockSchema = v.object(listedLockFields);

export type OwnedLock = v.InferOutput<typeof ownedLockSchema>;

/**
 * Lists the locks that the account owns; shared ones are in `key/list` only: `POST /v3/lock/list`, `pageNo`, `pageSize`; a page of locks
 * (clients; Sifely's page could not be read). Rejects rather than list a part.
 */
export function lockList(context: EndpointContext, options: CallOptions): Promise<OwnedLock[]> {
  const list = {
    endpoint: '/v3/lock/list',
    method: 'POST',
    schema: ownedLockSchema,
    maxPages: 100,
    beyond: 'fail',
    key: itemKey('lockId'),
  } as const;
  return readPages(context, list, options);
}
