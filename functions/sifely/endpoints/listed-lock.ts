import * as v from 'valibot';
import type { Logger } from '../../logs/logger.ts';
import {
  decimalId,
  optionalBattery,
  optionalId,
  optionalOnOff,
  optionalText,
  optionalWholeNumber,
} from '../http/field-schemas.ts';

/** What `lock/list` and `key/list` say of a lock alike. Only these fields come in: the secrets beside them do not. */
export const listedLockFields = {
  lockId: decimalId,
  lockName: optionalText,
  lockAlias: optionalText,
  electricQuantity: optionalBattery,
  featureValue: optionalText,
  groupId: optionalId,
  groupName: optionalText,
  /** 1 or 0; not in the documented fields of `key/list`. */
  hasGateway: optionalWholeNumber,
  isOnline: optionalWholeNumber,
  passageMode: optionalOnOff,
};

/** Reads the items of a list one by one: what cannot be read is left out with a warning and does not spoil the others. */
export function readItems<S extends v.GenericSchema>(
  schema: S,
  items: readonly unknown[],
  log: { readonly logger: Logger; readonly endpoint: string; readonly owner: string },
): v.InferOutput<S>[] {
  return items.flatMap((item) => {
    const result = v.safeParse(schema, item);
    if (result.success) return [result.output];
    const fields = [...new Set(result.issues.map((issue) => v.getDotPath(issue) ?? 'item'))];
    log.logger.warn('sifely item left out', { endpoint: log.endpoint, accountId: log.owner, fields });
    return [];
  });
}

/** Names a list item by one of its id fields; items without it by their place, so that none is taken for another. */
export function itemKey(field: string): (item: unknown) => string {
  let unnamed = 0;
  return (item) => {
    const id =
      typeof item === 'object' && item !== null ? (item as Record<string, unknown>)[field] : undefined;
    return typeof id === 'string' || typeof id === 'number' ? `${field} ${id}` : `unnamed ${unnamed++}`;
  };
}
