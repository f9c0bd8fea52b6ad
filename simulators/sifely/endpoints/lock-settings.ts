import * as v from 'valibot';
import { PlatformError } from '../http/failures.ts';
import { SETTING_RULES, settingOf, supports } from '../world/lock-settings.ts';
import { ALWAYS } from '../world/passage-rules.ts';
import type { LockState, Passage } from '../world/world.ts';
import { type Endpoint, type EndpointCall, heldLock } from './endpoint.ts';
import { WAY, wayOf, writeToLock, writtenLock } from './lock-writes.ts';

/** Numbers for yes and no in these calls. */
const YES = 1;
const NO = 2;
/** Shortest and longest time of automatic locking in seconds; 0 and -1 switch it off. */
const AUTO_LOCK_SECONDS = { least: 5, most: 900 } as const;

const minute = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24 * 60));
const weekDays = v.pipe(
  v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7))),
  v.minLength(1),
);
const period = v.object({
  isAllDay: v.picklist([YES, NO]),
  startTime: v.optional(minute, 0),
  endTime: v.optional(minute, 0),
  weekDays,
});
const periods = v.pipe(v.array(period), v.minLength(1), v.maxLength(5));

/** Sets the time of automatic locking: through the gateway in the lock too, by Bluetooth only in the cloud. */
export const setAutoLockTime: Endpoint = {
  path: '/v3/lock/setAutoLockTime',
  method: 'POST',
  extra: true,
  wayInType: true,
  access: 'account',
  shape: 'result',
  async run(call, account) {
    const lock = writtenLock(call, account);
    const seconds = call.parameters.integer('seconds', 'Integer');
    const { least, most } = AUTO_LOCK_SECONDS;
    if (seconds !== 0 && seconds !== -1 && (seconds < least || seconds > most))
      throw new PlatformError(-4082);
    await set(call, lock, { autoLockSeconds: seconds }, () => {
      lock.autoLockSeconds = seconds;
      call.cloud.bolts.armAutoLock(lock, call.cloud.clock.now());
    });
  },
};

/** Sets one of the lock's other settings, such as its sound; a Wi-Fi lock saves power only if a phone tells it so. */
export const updateSetting: Endpoint = {
  path: '/v3/lock/updateSetting',
  method: 'POST',
  extra: true,
  access: 'account',
  shape: 'result',
  async run(call, account) {
    const { parameters } = call;
    const lock = writtenLock(call, account);
    const type = parameters.integer('type', 'Integer');
    const value = parameters.integer('value', 'Integer');
    const way = wayOf(parameters.optionalInteger('changeType'));
    const rule = SETTING_RULES[type];
    if (!rule || value < rule.least || value > rule.most) throw new PlatformError(-3);
    const isRefused = rule.byPhoneOnly && way !== WAY.bluetooth;
    if (isRefused || !supports(lock, rule)) throw new PlatformError(-4043);
    await writeToLock(call, lock, way, () => {
      lock.settings = { ...lock.settings, [type]: value };
    });
    const { [type]: _, ...others } = lock.listed?.settings ?? {};
    lock.listed = {
      ...lock.listed,
      settings: way === WAY.bluetooth ? { ...others, [type]: value } : others,
    };
  },
};

/** Reads one of these settings in the lock, through its gateway. */
export const querySetting: Endpoint = {
  path: '/v3/lock/querySetting',
  method: 'POST',
  extra: true,
  access: 'account',
  shape: 'object',
  run(call, account) {
    const { lock } = heldLock(call, account, call.parameters.integer('lockId'));
    const type = call.parameters.integer('type', 'Integer');
    if (!SETTING_RULES[type]?.isRead) throw new PlatformError(-3);
    return call.cloud.gateways.reach(lock, () => ({ value: settingOf(lock, type) }));
  },
};

/** The older kind of passage mode, with one period. A lock with several shows the first. */
export const getPassageModeConfig = reading('/v3/lock/getPassageModeConfig', (on, passage) => {
  const [first] = passage.periods;
  return {
    passageMode: on ? YES : NO,
    startDate: first?.startTime ?? 0,
    endDate: first?.endTime ?? 0,
    isAllDay: first?.isAllDay ? YES : NO,
    weekDays: first?.weekDays ?? [],
    autoUnlock: passage.autoUnlock ? YES : NO,
  };
});

/** The newer kind of passage mode, with up to five periods. */
export const getPassageModeConfiguration = reading('/v3/lock/getPassageModeConfiguration', (on, passage) => ({
  passageMode: on ? YES : NO,
  autoUnlock: passage.autoUnlock ? YES : NO,
  cyclicConfig: passage.periods.map((each) => ({ ...each, isAllDay: each.isAllDay ? YES : NO })),
}));

/** Sets the older kind of passage mode. */
export const configPassageMode = writing('/v3/lock/configPassageMode', ({ parameters }) => {
  const isAllDay = parameters.integer('isAllDay', 'Integer');
  const hours = isAllDay === NO && {
    startTime: parameters.integer('startDate', 'Integer'),
    endTime: parameters.integer('endDate', 'Integer'),
  };
  return [{ isAllDay, weekDays: json(parameters.text('weekDays')), ...hours }];
});

/** Sets the newer kind of passage mode. */
export const configurePassageMode = writing('/v3/lock/configurePassageMode', ({ parameters }) =>
  json(parameters.text('cyclicConfig')),
);

function reading(path: string, described: (on: boolean, passage: Passage) => unknown): Endpoint {
  return {
    path,
    method: 'GET',
    extra: true,
    access: 'account',
    shape: 'object',
    run(call, account) {
      const { lock } = heldLock(call, account, call.parameters.integer('lockId'));
      const { passageMode = lock.passageMode, passage = lock.passage ?? ALWAYS } = lock.listed ?? {};
      return described(passageMode, passage);
    },
  };
}

function writing(path: string, asked: (call: EndpointCall) => unknown): Endpoint {
  return {
    path,
    method: 'POST',
    extra: true,
    wayInType: true,
    access: 'account',
    shape: 'result',
    async run(call, account) {
      const lock = writtenLock(call, account);
      const mode = call.parameters.integer('passageMode', 'Integer');
      if (mode !== YES && mode !== NO) throw new PlatformError(-3);
      const autoUnlock = call.parameters.optionalInteger('autoUnlock') === YES;
      const passage = mode === YES ? { autoUnlock, periods: checked(asked(call)) } : (lock.passage ?? ALWAYS);
      const settings = { passageMode: mode === YES, passage };
      await set(call, lock, settings, () => {
        Object.assign(lock, settings);
        const at = call.cloud.clock.now();
        call.cloud.bolts.armAutoLock(lock, at);
        call.cloud.bolts.armPassage(lock, at);
      });
    },
  };
}

/** Writes settings: the cloud lists them at once; the lock has them if the gateway wrote them. */
async function set(
  call: EndpointCall,
  lock: LockState,
  settings: NonNullable<LockState['listed']>,
  work: () => void,
): Promise<void> {
  const way = wayOf(call.parameters.optionalInteger('type'));
  await writeToLock(call, lock, way, work);
  const listed = { ...lock.listed };
  if (way === WAY.bluetooth) Object.assign(listed, settings);
  else
    for (const name of ['autoLockSeconds', 'passageMode', 'passage'] as const)
      if (name in settings) delete listed[name];
  lock.listed = listed;
}

function checked(value: unknown): Passage['periods'] {
  const parsed = v.safeParse(periods, value);
  const fits = (each: v.InferOutput<typeof period>) => each.isAllDay === YES || each.endTime > each.startTime;
  if (!parsed.success || !parsed.output.every(fits)) throw new PlatformError(-3);
  return parsed.output.map((each) => ({ ...each, isAllDay: each.isAllDay === YES }));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PlatformError(-3);
  }
}
