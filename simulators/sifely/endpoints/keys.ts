import { PlatformError } from '../http/failures.ts';
import { pageOf } from '../http/parameters.ts';
import { KEY_STATUS, ONE_TIME } from '../world/ekey-rules.ts';
import type { AccountState, EKey, World } from '../world/world.ts';
import { type Endpoint, type EndpointCall, managedLock } from './endpoint.ts';

const RECURRING = 4;

/** Lists all keys of one lock but its owner's; Sifely docs api-197254612. */
export const listKey: Endpoint = {
  path: '/v3/lock/listKey',
  method: 'GET',
  access: 'account',
  shape: 'page',
  run(call, account) {
    const { cloud, parameters, profile } = call;
    const { lock } = managedLock(call, account, parameters.integer('lockId'));
    const page = parameters.page(200);
    // Sifely's page gives this filter the values 1 and 2, and no meaning that fits its keys.
    const right = profile === 'ttlock' ? parameters.optionalInteger('keyRight') : undefined;
    const keys = cloud.world.keys.filter(
      ({ lockId, admin, keyRight }) =>
        lockId === lock.lockId && !admin && (right === undefined || keyRight === right),
    );
    const chosen = parameters.chosen(keys, ({ keyName, username, sentAt }) => ({
      name: `${keyName} ${username}`,
      at: sentAt,
    }));
    return pageOf(
      chosen.map((key) => described(cloud.world, key)),
      page,
    );
  },
};

function described(world: World, key: EKey) {
  return {
    keyId: key.keyId,
    lockId: key.lockId,
    uid: world.accounts.get(key.username)?.uid ?? 0,
    username: key.username,
    keyName: key.keyName,
    keyStatus: key.keyStatus,
    startDate: key.startDate,
    endDate: key.endDate,
    ...recurrenceOf(key),
    keyRight: key.keyRight,
    remoteEnable: key.remoteEnable ? 1 : 2,
    senderUsername: key.sender,
    remarks: key.remarks,
    date: key.sentAt,
  };
}

/** Returns the fields of a recurring key; none of any other. */
export function recurrenceOf({ recurs }: EKey) {
  return recurs && { keyType: RECURRING, ...recurs, weekDays: JSON.stringify(recurs.weekDays) };
}

/** Shares a key; sharing again replaces it. Sifely docs api-251735561. */
export const keySend: Endpoint = {
  path: '/v3/key/send',
  method: 'POST',
  access: 'account',
  shape: 'object',
  run(call, account) {
    const { cloud, parameters, now } = call;
    const { lock, key: own } = managedLock(call, account, parameters.integer('lockId', 'Integer'));
    const receiver = parameters.text('receiverUsername');
    const keyName = parameters.text('keyName');
    const asked = { startDate: parameters.integer('startDate'), endDate: parameters.integer('endDate') };
    if (receiver === account.username) throw new PlatformError(-2019);
    if (receiver === lock.owner) throw new PlatformError(-2020);
    const dates = asked.endDate === ONE_TIME ? { ...asked, startDate: now } : asked;
    if (dates.endDate !== ONE_TIME) refuseDates(dates);
    const recurs = recurrenceAsked(call);
    const lastMoment = recurs?.endDay ?? dates.endDate;
    if (!own.admin && own.endDate > ONE_TIME && (lastMoment === 0 || lastMoment > own.endDate))
      throw new PlatformError(-3039);
    if (!cloud.world.accounts.has(receiver)) {
      if (parameters.optionalInteger('createUser') !== 1) throw new PlatformError(-4064);
      cloud.credentials.createAccount(receiver);
    }
    const remoteEnable = parameters.optionalInteger('remoteEnable');
    const keyId = cloud.world.nextId++;
    cloud.world.keys = cloud.world.keys.filter(
      (key) => key.lockId !== lock.lockId || key.username !== receiver,
    );
    cloud.world.keys.push({
      keyId,
      lockId: lock.lockId,
      username: receiver,
      sender: account.username,
      keyName,
      admin: false,
      keyRight: parameters.optionalInteger('keyRight') === 1 ? 1 : 0,
      keyStatus: KEY_STATUS.normal,
      ...dates,
      ...(recurs && { recurs }),
      remoteEnable: remoteEnable === undefined ? lock.features.remoteUnlock : remoteEnable === 1,
      remarks: parameters.optionalText('remarks') ?? '',
      sentAt: now,
    });
    return {
      keyId,
      errcode: 0,
      errmsg: 'none error message',
      description: 'none error message or means yes',
    };
  },
};

function refuseDates({ startDate, endDate }: { readonly startDate: number; readonly endDate: number }): void {
  if (startDate < 0 || endDate < 0 || (endDate > 0 && endDate <= startDate)) throw new PlatformError(-3);
}

/** Reads the days of a recurring key; -3 if they are no list of 1 to 7, or end before they start. */
function recurrenceAsked({ parameters }: EndpointCall): EKey['recurs'] {
  if (parameters.optionalInteger('keyType') !== RECURRING) return undefined;
  const weekDays = wholeNumbers(parameters.text('weekDays'));
  const startDay = parameters.integer('startDay');
  const endDay = parameters.integer('endDay');
  const wrong = !weekDays?.length || weekDays.some((day) => day < 1 || day > 7) || endDay <= startDay;
  if (wrong) throw new PlatformError(-3);
  return { weekDays, startDay, endDay };
}

function wholeNumbers(json: string): number[] | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) && value.every(Number.isInteger) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Deletes an ordinary key. Refuses the owner's own key, whose deletion would reset the lock. */
export const keyDelete: Endpoint = {
  path: '/v3/key/delete',
  method: 'POST',
  access: 'account',
  shape: 'result',
  run(call, account) {
    const { cloud } = call;
    const key = namedKey(call);
    if (key.username !== account.username) refuseUnlessSenderOrOwner(call, account, key);
    if (key.admin) throw new PlatformError(-2018);
    cloud.world.keys = cloud.world.keys.filter((each) => each !== key);
  },
};

/** Makes a key of someone else useless until {@link keyUnfreeze}. */
export const keyFreeze = changeOfStatus('/v3/key/freeze', KEY_STATUS.frozen);
/** Makes a frozen key useful again. */
export const keyUnfreeze = changeOfStatus('/v3/key/unfreeze', KEY_STATUS.normal);

function changeOfStatus(path: string, keyStatus: string): Endpoint {
  return {
    path,
    method: 'POST',
    extra: true,
    access: 'account',
    shape: 'result',
    run(call, account) {
      const key = namedKey(call);
      refuseUnlessSenderOrOwner(call, account, key);
      if (key.admin) throw new PlatformError(-2018);
      key.keyStatus = keyStatus;
    },
  };
}

/** Changes the times of a key of someone else. */
export const keyChangePeriod: Endpoint = {
  path: '/v3/key/changePeriod',
  method: 'POST',
  extra: true,
  access: 'account',
  shape: 'result',
  run(call, account) {
    const { parameters } = call;
    const dates = { startDate: parameters.integer('startDate'), endDate: parameters.integer('endDate') };
    const key = namedKey(call);
    refuseUnlessSenderOrOwner(call, account, key);
    if (key.admin) throw new PlatformError(-2018);
    refuseDates(dates);
    Object.assign(key, dates);
  },
};

function namedKey({ cloud, parameters }: EndpointCall): EKey {
  const keyId = parameters.integer('keyId', 'Integer');
  const key = cloud.world.keys.find((each) => each.keyId === keyId);
  if (!key) throw new PlatformError(-1008);
  return key;
}

/** The owner decides on every key of his lock, an authorised manager on those that he sent. */
function refuseUnlessSenderOrOwner(call: EndpointCall, account: AccountState, key: EKey): void {
  const own = managedLock(call, account, key.lockId).key;
  if (!own.admin && key.sender !== account.username) throw new PlatformError(-2018);
}
