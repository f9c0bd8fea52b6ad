import {
  decimalId,
  optionalBattery,
  optionalId,
  optionalName,
  optionalOnOff,
  optionalText,
  optionalWholeNumber,
} from '../http/field-schemas.ts';

/** The fields of a lock that `lock/list` and `key/list` share. Only these are read, none of the secrets beside them. */
export const listedLockFields = {
  lockId: decimalId,
  lockName: optionalName,
  lockAlias: optionalName,
  electricQuantity: optionalBattery,
  featureValue: optionalText,
  groupId: optionalId,
  groupName: optionalName,
  /** 1 or 0; not documented for `key/list`. */
  hasGateway: optionalWholeNumber,
  isOnline: optionalWholeNumber,
  passageMode: optionalOnOff,
};
