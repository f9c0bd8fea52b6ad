import { pageOf } from '../http/parameters.ts';
import { listedStatus } from '../world/passcode-rules.ts';
import type { CloudRecord, Credential, LockState } from '../world/world.ts';
import { type Endpoint, type EndpointCall, managedLock } from './endpoint.ts';

/** Creates a read-only list of a lock's contents, for managers of the lock. */
function contents(
  path: string,
  stored: (lock: LockState, call: EndpointCall) => readonly unknown[],
  pageType = 'String',
): Endpoint {
  return {
    path,
    method: 'GET',
    access: 'account',
    shape: 'page',
    run(call, account) {
      const { lock } = managedLock(call, account, call.parameters.integer('lockId'));
      const page = call.parameters.page(200, pageType);
      return pageOf(stored(lock, call), page);
    },
  };
}

/** Keypad codes in the cloud's list; Sifely docs api-194455500. They need not be in the lock. */
export const listKeyboardPwd = contents('/v3/lock/listKeyboardPwd', (lock, { parameters, now }) =>
  parameters
    .chosen(lock.passcodes, ({ name, createdAt, secret }) => ({ name, at: createdAt, exactly: secret }))
    .map((code) => ({
      keyboardPwdId: code.id,
      lockId: lock.lockId,
      keyboardPwd: code.secret,
      keyboardPwdName: code.name,
      nickName: code.name,
      keyboardPwdType: code.type,
      keyboardPwdVersion: lock.passcodeVersion ?? 4,
      startDate: code.startDate,
      endDate: code.endDate,
      sendDate: code.createdAt,
      isCustom: code.custom ? 1 : 0,
      status: listedStatus(lock, code, now),
      senderUsername: code.sender,
      receiverUsername: '',
    })),
);

const validity = (lock: LockState, { createdAt }: Credential) => ({
  lockId: lock.lockId,
  startDate: 0,
  endDate: 0,
  createDate: createdAt,
  status: 1,
  senderUsername: lock.owner,
});

/** IC cards. */
export const identityCardList = contents('/v3/identityCard/list', (lock) =>
  lock.cards.map((card) => ({
    cardId: card.id,
    cardNumber: card.secret,
    cardName: card.name,
    ...validity(lock, card),
  })),
);

/** Fingerprints; Sifely docs api-197306272. */
export const fingerprintList = contents('/v3/fingerprint/list', (lock) =>
  lock.fingerprints.map((finger) => ({
    fingerprintId: finger.id,
    fingerprintNumber: finger.secret,
    fingerprintName: finger.name,
    fingerprintType: 1,
    ...validity(lock, finger),
  })),
);

/** Lists the records of a lock, newest first. */
export const lockRecordList = contents(
  '/v3/lockRecord/list',
  (lock, { parameters }) => {
    const from = parameters.optionalInteger('startDate') ?? 0;
    const to = parameters.optionalInteger('endDate') || Number.POSITIVE_INFINITY;
    return lock.records
      .filter(({ lockDate }) => lockDate >= from && lockDate <= to)
      .sort((a, b) => b.lockDate - a.lockDate || b.recordId - a.recordId)
      .map((record) => described(lock, record));
  },
  'Integer',
);

function described(lock: LockState, { battery, omitBattery, username, ...record }: CloudRecord) {
  return {
    lockId: lock.lockId,
    ...record,
    username: username ?? null,
    ...(!omitBattery && { electricQuantity: battery }),
  };
}
