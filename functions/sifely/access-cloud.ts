import type { AccessCloud } from '../guests/access-cloud.ts';
import type { EndpointContext } from './endpoint-context.ts';
import { setAutoLock } from './endpoints/access/auto-lock.ts';
import { addCard, cards, changeCardPeriod, deleteCard } from './endpoints/access/cards.ts';
import { doorRecords } from './endpoints/access/door-records.ts';
import { changeEkeyPeriod, deleteEkey, freezeEkey, sendEkey } from './endpoints/access/ekey-changes.ts';
import { fingerprints } from './endpoints/access/fingerprints.ts';
import { gatewayLocks } from './endpoints/access/gateway-locks.ts';
import { lockKeys } from './endpoints/access/lock-keys.ts';
import { passageMode, setPassageMode } from './endpoints/access/passage-mode.ts';
import {
  addPasscode,
  changePasscode,
  deletePasscode,
  deletePasscodeByDigits,
} from './endpoints/access/passcode-changes.ts';
import { generatePasscode } from './endpoints/access/passcode-generator.ts';
import { firstPasscodes, passcodes } from './endpoints/access/passcode-list.ts';
import { gatewayDetail } from './endpoints/gateway-detail.ts';
import { hearingGateways } from './endpoints/gateways.ts';
import { groups } from './endpoints/groups.ts';

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
    firstCodes: (lockId, call = {}) => firstPasscodes(context, lockId, call),
    keys: {
      list: (lockId, call = {}) => lockKeys(context, lockId, call),
      send: (lockId, key, call = {}) => sendEkey(context, lockId, key, call),
      remove: (lockId, keyId, call = {}) => deleteEkey(context, lockId, keyId, call),
      freeze: (keyId, call = {}) => freezeEkey(context, keyId, 'freeze', call),
      unfreeze: (keyId, call = {}) => freezeEkey(context, keyId, 'unfreeze', call),
      changePeriod: (keyId, period, call = {}) => changeEkeyPeriod(context, keyId, period, call),
    },
    cards: {
      list: (lockId, call = {}) => cards(context, lockId, call),
      add: (lockId, card, way, call = {}) => addCard(context, lockId, card, way, call),
      remove: (lockId, cardId, way, call = {}) => deleteCard(context, lockId, cardId, way, call),
      changePeriod: (lockId, cardId, period, way, call = {}) =>
        changeCardPeriod(context, lockId, cardId, { period, way }, call),
    },
    fingerprints: { list: (lockId, call = {}) => fingerprints(context, lockId, call) },
    doors: { records: (lockId, since, call = {}) => doorRecords(context, lockId, since, call) },
    gateways: {
      detail: (gatewayId, call = {}) => gatewayDetail(context, gatewayId, call),
      hearing: (lockId, call = {}) => hearingGateways(context, lockId, call),
      locks: (gatewayId, call = {}) => gatewayLocks(context, gatewayId, call),
    },
    groups: { list: (call = {}) => groups(context, call) },
    settings: {
      passageMode: (lockId, call = {}) => passageMode(context, lockId, call),
      setPassageMode: (lockId, mode, call = {}) => setPassageMode(context, lockId, mode, call),
      setAutoLock: (lockId, seconds, call = {}) => setAutoLock(context, lockId, seconds, call),
    },
  };
}
