import { PlatformError } from '../http/failures.ts';
import { secretDigits } from '../secrets.ts';
import { PASSCODE_TYPE, toHour } from '../world/passcode-rules.ts';
import type { LockState } from '../world/world.ts';
import { type Endpoint, managedLock } from './endpoint.ts';

const YEAR = 366 * 86_400_000;
/** The number of codes for one start; any other kind has one for its start and end. */
const MOST: Readonly<Record<number, number>> = { [PASSCODE_TYPE.once]: 200, [PASSCODE_TYPE.permanent]: 20 };

/** Generates a code that the lock accepts without having heard of it: no gateway takes part. */
export const passcodeGet: Endpoint = {
  path: '/v3/keyboardPwd/get',
  method: 'POST',
  eitherMethod: true,
  access: 'account',
  shape: 'object',
  run(call, account) {
    const { cloud, parameters } = call;
    const { lock } = managedLock(call, account, parameters.integer('lockId'));
    const type = parameters.integer('keyboardPwdType', 'Integer');
    if (type < PASSCODE_TYPE.once || type > PASSCODE_TYPE.sunday) throw new PlatformError(-3);
    if ((parameters.optionalInteger('keyboardPwdVersion') ?? 4) !== (lock.passcodeVersion ?? 4))
      throw new PlatformError(20007);
    const startDate = toHour(parameters.integer('startDate'), lock.utcOffsetMinutes);
    const hasEnd = type === PASSCODE_TYPE.period || type >= PASSCODE_TYPE.weekend;
    const endDate = hasEnd ? toHour(parameters.integer('endDate'), lock.utcOffsetMinutes) : 0;
    if (startDate < 0 || (hasEnd && endDate <= startDate)) throw new PlatformError(-3);
    if (type === PASSCODE_TYPE.period && endDate - startDate > YEAR) throw new PlatformError(-3);
    const place = takePlace(lock, type, startDate, endDate);
    const name = parameters.optionalText('keyboardPwdName') ?? '';
    const secret = secretDigits(`generated ${lock.lockId} ${place}`);
    const code = { name, secret, type, custom: false, startDate, endDate };
    const id = cloud.world.nextId++;
    lock.passcodes.push({ ...code, id, createdAt: call.now, status: 1, sender: account.username });
    lock.keypad.push({ ...code, hoursOffsetMinutes: lock.utcOffsetMinutes });
    return { keyboardPwd: secret, keyboardPwdId: id };
  },
};

/** Takes the next code of these hours: -1007 if there is none left, -1026 if the only one was fetched and deleted. */
function takePlace(lock: LockState, type: number, startDate: number, endDate: number): string {
  const hours = `${type} ${startDate} ${endDate}`;
  const taken = lock.fetchedPasscodes.filter((each) => each === hours).length;
  if (taken >= (MOST[type] ?? 1)) {
    const kept = lock.passcodes.some(
      (code) => code.type === type && code.startDate === startDate && code.endDate === endDate,
    );
    throw new PlatformError(kept || MOST[type] !== undefined ? -1007 : -1026);
  }
  lock.fetchedPasscodes.push(hours);
  return `${hours} ${taken}`;
}
