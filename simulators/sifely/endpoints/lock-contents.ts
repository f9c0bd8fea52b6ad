import { pageOf } from '../http/parameters.ts';
import type { Token } from '../world/contents.ts';
import { listedStatus } from '../world/passcode-rules.ts';
import type { CloudRecord, LockState } from '../world/world.ts';
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
      const page = call.parameters.page(200, pageType, call.cloud.options.pagesOptional);
      return pageOf(stored(lock, call), page);
    },
  };
}

/** Keypad codes in the cloud's list; Sifely docs api-194455500. They need not be in the lock. */
export const listKeyboardPwd = contents('/v3/lock/listKeyboardPwd', (lock, { cloud, parameters, now }) =>
  parameters
    .chosen(lock.passcodes, ({ name, createdAt, secret }) => ({ name, at: createdAt, exactly: secret }))
    .map((code) => ({
      keyboardPwdId: code.id,
      lockId: lock.lockId,
      ...(cloud.options.passcodesHidden !== true && { keyboardPwd: code.secret }),
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

/** The facts by which cards and fingerprints are chosen. */
const facts = ({ name, createdAt, secret }: Token) => ({ name, at: createdAt, exactly: secret });

const validity = (
  lock: LockState,
  { createdAt, startDate, endDate, cyclicConfig, sender, status = 1 }: Token,
  now: number,
) => ({
  lockId: lock.lockId,
  startDate,
  endDate,
  cyclicConfig,
  createDate: createdAt,
  status: status === 1 && endDate > 0 && now > endDate ? 2 : status,
  senderUsername: sender,
});

/** IC cards in the cloud's list. They need not be in the lock. */
export const identityCardList = contents('/v3/identityCard/list', (lock, { parameters, now }) =>
  parameters.chosen(lock.cards, facts).map((card) => ({
    cardId: card.id,
    cardNumber: card.secret,
    cardName: card.name,
    cardType: card.type,
    ...validity(lock, card, now),
  })),
);

/** Fingerprints; Sifely docs api-197306272. */
export const fingerprintList = contents('/v3/fingerprint/list', (lock, { parameters, now }) =>
  parameters.chosen(lock.fingerprints, facts).map((finger) => ({
    fingerprintId: finger.id,
    fingerprintNumber: finger.secret,
    fingerprintName: finger.name,
    fingerprintType: finger.type,
    ...validity(lock, finger, now),
  })),
);

/** Lists the records of a lock, newest first: of a time, an account (`uid`), a kind, a name, or an exact code or card. */
export const lockRecordList = contents(
  '/v3/lockRecord/list',
  (lock, { cloud, parameters }) => {
    const from = parameters.optionalInteger('startDate') ?? 0;
    const to = parameters.optionalInteger('endDate') || Number.POSITIVE_INFINITY;
    const kind = parameters.optionalInteger('recordType');
    const search = (parameters.optionalText('searchStr') ?? '').toLowerCase();
    const uid = parameters.optionalInteger('uid');
    const account = [...cloud.world.accounts.values()].find((each) => each.uid === uid)?.username;
    const chosen = ({ lockDate, recordType, username, keyboardPwd }: CloudRecord) =>
      lockDate >= from &&
      lockDate <= to &&
      (kind === undefined || recordType === kind) &&
      (uid === undefined || (account !== undefined && username === account)) &&
      ((username ?? '').toLowerCase().includes(search) || keyboardPwd === search);
    return newestFirst(lock.records.filter(chosen)).map((record) => described(lock, record));
  },
  'Integer',
);

/** Lists the records of a door's sensor, newest first: it closed (30) or opened (31). */
export const doorSensorRecordList = contents(
  '/v3/doorSensor/listRecord',
  (lock) =>
    newestFirst(lock.records.filter(({ recordType }) => recordType === 30 || recordType === 31)).map(
      (record) => {
        const { username: _, ...fields } = described(lock, record);
        return fields;
      },
    ),
  'Integer',
);

function newestFirst(records: readonly CloudRecord[]): CloudRecord[] {
  return records.toSorted((a, b) => b.lockDate - a.lockDate || b.recordId - a.recordId);
}

function described(lock: LockState, { battery, omitBattery, username, ...record }: CloudRecord) {
  return {
    lockId: lock.lockId,
    ...record,
    username: username ?? null,
    ...(!omitBattery && { electricQuantity: battery }),
  };
}
