import * as v from 'valibot';
import type { LockGroup } from '../../guests/access-settings.ts';
import type { CallOptions } from '../../locks/lock-cloud.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { decimalId, name } from '../http/field-schemas.ts';
import { itemKey, readPages } from './read-list.ts';

const groupSchema = v.object({ groupId: decimalId, groupName: name });

/**
 * Lists the groups of the account: `GET /v3/group/list`, `pageNo`, `pageSize`; `groupId`, `groupName` (Sifely's index; fields by the
 * TTLock platform). Rejects with `SifelyError`.
 */
export async function groups(context: EndpointContext, options: CallOptions): Promise<LockGroup[]> {
  const list = {
    endpoint: '/v3/group/list',
    method: 'GET',
    schema: groupSchema,
    maxPages: 10,
    beyond: 'stop',
    key: itemKey('groupId'),
  } as const;
  const items = await readPages(context, list, options);
  return items.map(({ groupId, groupName }) => ({ id: groupId, name: groupName }));
}

/** Returns the names of the account's groups by id; none if Sifely does not list them: locks are listed without the names. */
export async function groupNames(
  context: EndpointContext,
  options: CallOptions,
): Promise<ReadonlyMap<string, string>> {
  try {
    return new Map((await groups(context, options)).map(({ id, name }) => [id, name]));
  } catch {
    // The transport logged it.
    return new Map();
  }
}
