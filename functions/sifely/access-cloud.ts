import type { AccessCloud } from '../guests/access-cloud.ts';
import type { EndpointContext } from './endpoint-context.ts';
import { changeEkeyPeriod, deleteEkey, freezeEkey, sendEkey } from './endpoints/access/ekey-changes.ts';
import { lockKeys } from './endpoints/access/lock-keys.ts';
import {
  addPasscode,
  changePasscode,
  deletePasscode,
  deletePasscodeByDigits,
} from './endpoints/access/passcode-changes.ts';
import { generatePasscode } from './endpoints/access/passcode-generator.ts';
import { passcodes } from './endpoints/access/passcode-list.ts';

/** Opens what gives access to an account's locks. Makes no call. */
export function openAccessCloud(context: EndpointContext): AccessCloud {
  return {
    codes: {
      list: (lockId, call = {}) => passcodes(context, lockId, call),
      add: (lockId, code, way, call = {}) => addPasscode(context, lockId, code, way, call),
      generate: (lockId, code, call = {}) => generatePasscode(context, lockId, code, call),
      change: (lockId, codeId, change, way, call = {}) =>
        changePasscode(context, lockId, codeId, change, way, call),
      remove: (lockId, codeId, way, call = {}) => deletePasscode(context, lockId, codeId, way, call),
      removeByDigits: (lockId, digits, way, call = {}) =>
        deletePasscodeByDigits(context, lockId, digits, way, call),
    },
    keys: {
      list: (lockId, call = {}) => lockKeys(context, lockId, call),
      send: (lockId, key, call = {}) => sendEkey(context, lockId, key, call),
      remove: (lockId, keyId, call = {}) => deleteEkey(context, lockId, keyId, call),
      freeze: (keyId, call = {}) => freezeEkey(context, keyId, 'freeze', call),
      unfreeze: (keyId, call = {}) => freezeEkey(context, keyId, 'unfreeze', call),
      changePeriod: (keyId, period, call = {}) => changeEkeyPeriod(context, keyId, period, call),
    },
  };
}
