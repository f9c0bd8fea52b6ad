import * as v from 'valibot';
import type { CallOptions } from '../../locks/lock-cloud.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { optionalId, optionalText, optionalWholeNumber } from '../http/field-schemas.ts';
import { listedLockFields } from './listed-lock.ts';
import { itemKey, readPages } from './read-list.ts';

const ekeySchema = v.object({
  ...listedLockFields,
  keyId: optionalId,
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

export type Ekey = v.InferOutput<typeof ekeySchema>;

/**
 * Lists all ekeys of the account, to owned and shared locks: `POST /v3/key/list`, `pageNo`, `pageSize`; a page of ekeys (Sifely docs,
 * api-197299685). Rejects rather than list a part.
 */
export function keyList(context: EndpointContext, options: CallOptions): Promise<Ekey[]> {
  const keyId = itemKey('keyId');
  const lockId = itemKey('lockId');
  const list = {
    endpoint: '/v3/key/list',
    method: 'POST',
    schema: ekeySchema,
    maxPages: 100,
    beyond: 'fail',
    // `keyId` is not among the documented fields; one account has one key to a lock.
    key: (item: unknown) =>
      typeof item === 'object' && item !== null && 'keyId' in item ? keyId(item) : lockId(item),
  } as const;
  return readPages(context, list, options);
}
