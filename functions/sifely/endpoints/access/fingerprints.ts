import * as v from 'valibot';
import type { Fingerprint } from '../../../guests/access-cards.ts';
import type { CallOptions } from '../../../locks/lock-cloud.ts';
import { defined } from '../../defined.ts';
import type { EndpointContext } from '../../endpoint-context.ts';
import { decimalId, optionalName, optionalTime, optionalWholeNumber } from '../../http/field-schemas.ts';
import { lockQuery } from '../lock-id.ts';
import { itemKey, readPages } from '../read-list.ts';
import { accessStatus } from './access-status.ts';

const ENDPOINT = '/v3/fingerprint/list';
const RECURRING = 4;

const fingerprintSchema = v.object({
  fingerprintId: decimalId,
  fingerprintName: optionalName,
  fingerprintType: optionalWholeNumber,
  startDate: optionalTime,
  endDate: optionalTime,
  status: optionalWholeNumber,
  senderUsername: optionalName,
});

/**
 * Lists all fingerprints of a lock: `GET /v3/fingerprint/list`, `lockId`, `pageNo`, `pageSize`; a page of fingerprints (Sifely
 * docs, api-197306272; further fields by the TTLock platform). A cloud read. Rejects rather than list a part.
 */
export async function fingerprints(
  context: EndpointContext,
  lockId: string,
  options: CallOptions,
): Promise<Fingerprint[]> {
  const list = {
    endpoint: ENDPOINT,
    method: 'GET',
    query: lockQuery(lockId, ENDPOINT),
    schema: fingerprintSchema,
    maxPages: 100,
    beyond: 'fail',
    key: itemKey('fingerprintId'),
  } as const;
  const listed = await readPages(context, list, options);
  return listed.map((fingerprint) =>
    defined({
      id: fingerprint.fingerprintId,
      name: fingerprint.fingerprintName,
      isRecurring: fingerprint.fingerprintType === RECURRING,
      from: fingerprint.startDate,
      until: fingerprint.endDate,
      status: accessStatus(fingerprint.status),
      sender: fingerprint.senderUsername,
    }),
  );
}
