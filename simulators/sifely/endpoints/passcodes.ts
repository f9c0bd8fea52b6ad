import { PlatformError } from '../http/failures.ts';
import type { KeypadCode, Passcode } from '../world/contents.ts';
import { codeInLock } from '../world/grow-contents.ts';
import { ADDING, full, PASSCODE_TYPE, toMinute, tooSimple } from '../world/passcode-rules.ts';
import type { LockState } from '../world/world.ts';
import type { Endpoint, EndpointCall } from './endpoint.ts';
import { additionOf, WAY, wayOf, writeToLock, writtenLock } from './lock-writes.ts';

/** Stores a custom code: through the gateway in the lock too, by Bluetooth (the default) only in the cloud's list. */
export const passcodeAdd: Endpoint = {
  path: '/v3/keyboardPwd/add',
  method: 'POST',
  access: 'account',
  shape: 'object',
  async run(call, account) {
    const { cloud, parameters } = call;
    const lock = writtenLock(call, account);
    const secret = parameters.text('keyboardPwd');
    const name = parameters.optionalText('keyboardPwdName') ?? '';
    const validity = validityOf(call);
    const { way, isLater } = additionOf(call, lock);
    if ((lock.passcodeVersion ?? 4) < 4) throw new PlatformError(-4043);
    refuseDigits(lock, secret);
    if (full(lock)) throw new PlatformError(-3009);
    const code: KeypadCode = { name, secret, custom: true, ...validity };
    const work = () => {
      refuseSame([...lock.passcodes, ...lock.keypad], secret);
      lock.keypad.push({ ...code });
    };
    if (!isLater) await writeToLock(call, lock, way, work);
    const id = cloud.world.nextId++;
    lock.passcodes.push({
      ...code,
      id,
      createdAt: call.now,
      status: isLater ? ADDING : 1,
      sender: account.username,
    });
    return { keyboardPwdId: id, ...(way === WAY.bluetooth && { keyboardPwd: null }) };
  },
};

/** Changes a code's name, digits or times. Names are the cloud's alone; the rest is in the lock if a gateway wrote it. */
export const passcodeChange: Endpoint = {
  path: '/v3/keyboardPwd/change',
  method: 'POST',
  access: 'account',
  shape: 'result',
  async run(call, account) {
    const { parameters } = call;
    const lock = writtenLock(call, account);
    const id = parameters.integer('keyboardPwdId');
    const name = parameters.optionalText('keyboardPwdName');
    const digits = parameters.optionalText('newKeyboardPwd') || undefined;
    const startDate = parameters.optionalInteger('startDate');
    const endDate = parameters.optionalInteger('endDate');
    const way = wayOf(parameters.optionalInteger('changeType'));
    if ([name, digits, startDate, endDate].every((each) => each === undefined)) throw new PlatformError(-3);
    const code = lock.passcodes.find((each) => each.id === id);
    if (!code) return unknownPasscode(call);
    // A single date changes nothing, and is no error.
    const dates =
      startDate !== undefined && endDate !== undefined ? wholeMinutes(startDate, endDate) : undefined;
    const inLock = lock.keypad.find((each) => each.secret === code.secret);
    if (digits !== undefined || dates) {
      if (!code.custom && inLock?.usedAt === undefined) throw new PlatformError(-3008);
      if (digits !== undefined && digits !== code.secret) refuseDigits(lock, digits);
      const changed = { ...(digits !== undefined && { secret: digits }), ...dates };
      await writeToLock(call, lock, way, () => {
        if (digits !== undefined && digits !== code.secret) refuseSame(lock.keypad, digits);
        const present = lock.keypad.find((each) => each.secret === code.secret);
        const written = { ...changed, ...(dates && { hoursOffsetMinutes: lock.utcOffsetMinutes }) };
        if (present) Object.assign(present, written);
        else lock.keypad.push({ ...codeInLock(code), ...written });
      });
      Object.assign(code, changed);
    }
    if (name !== undefined) code.name = name;
  },
};

/** Deletes a code by its id. By Bluetooth only the cloud forgets it: at the door it still opens. */
export const passcodeDelete: Endpoint = {
  path: '/v3/keyboardPwd/delete',
  method: 'POST',
  access: 'account',
  shape: 'result',
  async run(call, account) {
    const lock = writtenLock(call, account);
    const id = call.parameters.integer('keyboardPwdId');
    await remove(call, lock, (code) => code.id === id);
  },
};

/** Deletes a code by its digits, as {@link passcodeDelete} does. */
export const passcodeDeleteByCode: Endpoint = {
  path: '/v3/keyboardPwd/deleteByCode',
  method: 'POST',
  access: 'account',
  shape: 'result',
  async run(call, account) {
    const lock = writtenLock(call, account);
    const digits = call.parameters.text('keyboardPwd');
    await remove(call, lock, (code) => code.secret === digits);
  },
};

async function remove(call: EndpointCall, lock: LockState, chosen: (code: Passcode) => boolean) {
  const { parameters, profile } = call;
  const asked =
    profile === 'ttlock'
      ? parameters.optionalInteger('deleteType')
      : parameters.integer('deleteType', 'Integer');
  const way = wayOf(asked);
  const code = lock.passcodes.find(chosen);
  if (!code) return unknownPasscode(call);
  await writeToLock(call, lock, way, () => {
    lock.keypad = lock.keypad.filter(({ secret }) => secret !== code.secret);
  });
  lock.passcodes = lock.passcodes.filter((each) => each !== code);
}

/** Reads the kind and times of a new code. A permanent code with an end is stored as a period, as was observed. */
function validityOf({ cloud, parameters, profile, now }: EndpointCall) {
  const asked = parameters.optionalInteger('keyboardPwdType') ?? PASSCODE_TYPE.period;
  if (asked !== PASSCODE_TYPE.permanent && asked !== PASSCODE_TYPE.period) throw new PlatformError(-3);
  const { permanentWithoutDates = profile === 'ttlock' } = cloud.options;
  const undated = asked === PASSCODE_TYPE.permanent && permanentWithoutDates && !parameters.has('endDate');
  const dates = undated
    ? wholeMinutes(now, 0)
    : wholeMinutes(parameters.integer('startDate'), parameters.integer('endDate'));
  return { type: dates.endDate > 0 ? PASSCODE_TYPE.period : asked, ...dates };
}

/** Cuts the times of a code to whole minutes; -3 if it would end before it starts. An end of 0 is none. */
function wholeMinutes(start: number, end: number) {
  const dates = { startDate: toMinute(start), endDate: toMinute(end) };
  if (start < 0 || end < 0 || (end > 0 && dates.endDate <= dates.startDate)) throw new PlatformError(-3);
  return dates;
}

function refuseDigits(lock: LockState, digits: string): void {
  if (!/^\d{4,9}$/.test(digits)) throw new PlatformError(-3006);
  if (tooSimple(digits)) throw new PlatformError(-2032);
  refuseSame(lock.passcodes, digits);
}

function refuseSame(codes: readonly KeypadCode[], digits: string): void {
  if (codes.some(({ secret }) => secret === digits)) throw new PlatformError(-3007);
}

/** The platform is said to answer success for a code that does not exist. */
function unknownPasscode({ cloud }: EndpointCall): void {
  if (cloud.options.unknownPasscode === 'refused') throw new PlatformError(-2009);
}
