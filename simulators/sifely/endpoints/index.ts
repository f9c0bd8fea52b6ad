import { cardAdd, cardAddReversed, cardChangePeriod, cardDelete } from './cards.ts';
import type { Endpoint } from './endpoint.ts';
import { fingerprintChangePeriod, fingerprintDelete } from './fingerprints.ts';
import { gatewayDetail, gatewayList, gatewayListByLock, gatewayListLock } from './gateways.ts';
import { passcodeGet } from './generated-passcodes.ts';
import { keyAuthorize, keyGet, keyUnauthorize } from './key-rights.ts';
import { keyChangePeriod, keyDelete, keyFreeze, keySend, keyUnfreeze, listKey } from './keys.ts';
import {
  doorSensorRecordList,
  fingerprintList,
  identityCardList,
  listKeyboardPwd,
  lockRecordList,
} from './lock-contents.ts';
import { groupList, keyList, lockList } from './lock-lists.ts';
import { lock, lockDetail, queryOpenState, unlock } from './lock-operations.ts';
import {
  configPassageMode,
  configurePassageMode,
  getPassageModeConfig,
  getPassageModeConfiguration,
  querySetting,
  setAutoLockTime,
  updateSetting,
} from './lock-settings.ts';
import { login, loginByGuest, rollToken } from './login.ts';
import { authorize, oauthToken } from './oauth.ts';
import { passcodeAdd, passcodeChange, passcodeDelete, passcodeDeleteByCode } from './passcodes.ts';
import { ttlockToken, userRegister, userUid } from './ttlock-accounts.ts';
import {
  doorSensorQuery,
  lockFreeze,
  lockRename,
  lockUnfreeze,
  queryDate,
  queryElectricQuantity,
  updateDate,
} from './ttlock-locks.ts';

/** Every path that the simulator answers. */
export const ENDPOINTS: readonly Endpoint[] = [
  login,
  loginByGuest,
  authorize,
  oauthToken,
  rollToken,
  keyList,
  keySend,
  keyDelete,
  keyFreeze,
  keyUnfreeze,
  keyChangePeriod,
  lockList,
  lockDetail,
  queryOpenState,
  unlock,
  lock,
  setAutoLockTime,
  updateSetting,
  querySetting,
  getPassageModeConfig,
  configPassageMode,
  getPassageModeConfiguration,
  configurePassageMode,
  listKey,
  listKeyboardPwd,
  passcodeAdd,
  passcodeChange,
  passcodeDelete,
  passcodeDeleteByCode,
  passcodeGet,
  groupList,
  identityCardList,
  cardAdd,
  cardAddReversed,
  cardDelete,
  cardChangePeriod,
  fingerprintList,
  lockRecordList,
  doorSensorRecordList,
  gatewayDetail,
  gatewayListByLock,
  gatewayListLock,
  ttlockToken,
  userRegister,
  userUid,
  gatewayList,
  queryElectricQuantity,
  queryDate,
  updateDate,
  lockRename,
  lockFreeze,
  lockUnfreeze,
  doorSensorQuery,
  fingerprintDelete,
  fingerprintChangePeriod,
  keyGet,
  keyAuthorize,
  keyUnauthorize,
];
