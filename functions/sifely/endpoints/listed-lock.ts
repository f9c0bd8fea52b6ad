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
