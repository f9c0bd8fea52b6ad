import * as v from 'valibot';
import type { CallOptions } from '../../locks/lock-cloud.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { decimalId, name } from '../http/field-schemas.ts';
import { itemKey, readPages } from './read-list.ts';

const groupSchema = v.object({ groupId: decimalId, groupName: name });

/** Returns the names of the account's groups by id; none if Sifely does not list them: locks are listed without the names. */
export async function groupNames(
  context: EndpointContext,
  options: CallOptions,
): Promise<ReadonlyMap<string, string>> {
  const list = {
    endpoint: '/v3/group/list',
    method: 'GET',
    schema: groupSchema,
    maxPages: 10,
    beyond: 'stop',
    key: itemKey('groupId'),
  } as const;
  try {
    const groups = await readPages(context, list, options);
    return new Map(groups.map(({ groupId, groupName }) => [groupId, groupName]));
  } catch {
    // The transport logged it.
    return new Map();
  }
}
