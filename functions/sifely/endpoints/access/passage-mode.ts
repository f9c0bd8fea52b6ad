import * as v from 'valibot';
import type { OpenHours, PassageMode } from '../../../guests/access-settings.ts';
import type { CallOptions } from '../../../locks/lock-cloud.ts';
import { defined } from '../../defined.ts';
import type { EndpointContext } from '../../endpoint-context.ts';
import { optionalOnOff, optionalWholeNumber, wholeNumber } from '../../http/field-schemas.ts';
import { lenientJson } from '../../http/lenient-json.ts';
import { readPayload, readSuccess } from '../../http/read-payload.ts';
import { SifelyError } from '../../http/sifely-error.ts';
import { lockQuery } from '../lock-id.ts';
import { optionalCall } from './optional-call.ts';
import { sendChange, wayValue, wrongInput } from './send-change.ts';

/** The newer calls take several periods, the older ones a single one. Both describe the same setting. */
const READ = '/v3/lock/getPassageModeConfiguration';
const READ_ONE = '/v3/lock/getPassageModeConfig';
const WRITE = '/v3/lock/configurePassageMode';
const WRITE_ONE = '/v3/lock/configPassageMode';

const ON = '1';
const OFF = '2';
const MAX_PERIODS = 5;
const MINUTES_OF_DAY = 24 * 60;

/** A list, or the JSON of one. */
const list = <T extends v.GenericSchema>(item: T) =>
  v.pipe(v.union([v.pipe(v.string(), v.transform(lenientJson)), v.array(v.unknown())]), v.array(item));

const days = list(v.pipe(wholeNumber, v.minValue(1), v.maxValue(7)));

const periodFields = { isAllDay: optionalOnOff, weekDays: days };

const severalSchema = v.object({
  passageMode: wholeNumber,
  autoUnlock: optionalOnOff,
  cyclicConfig: v.optional(
    v.nullable(
      list(v.object({ ...periodFields, startTime: optionalWholeNumber, endTime: optionalWholeNumber })),
    ),
  ),
});

const oneSchema = v.object({
  passageMode: wholeNumber,
  autoUnlock: optionalOnOff,
  isAllDay: optionalOnOff,
  weekDays: v.optional(v.nullable(days)),
  startDate: optionalWholeNumber,
  endDate: optionalWholeNumber,
});

/**
 * Reads the passage mode: `GET /v3/lock/getPassageModeConfiguration`, `lockId`; replies `passageMode` (1 on, 2 off),
 * `autoUnlock`, `cyclicConfig` of `isAllDay` (1 yes, 2 no), `startTime`, `endTime` (minutes of the day), `weekDays` (1 for
 * Monday). Where that is missing, `GET /v3/lock/getPassageModeConfig` with one period (TTLock platform; Sifely's index names
 * neither). Rejects with `not-supported` where Sifely has none of them.
 */
export async function passageMode(
  context: EndpointContext,
  lockId: string,
  options: CallOptions,
): Promise<PassageMode> {
  const read = <S extends v.GenericSchema>(endpoint: typeof READ | typeof READ_ONE, schema: S) =>
    optionalCall(context, endpoint, () =>
      context.calls.call(
        {
          endpoint,
          method: 'GET',
          query: lockQuery(lockId, endpoint),
          timeoutMs: context.timeouts.readMs,
          idempotent: true,
          changes: false,
          read: readPayload(schema),
        },
        options,
      ),
    );
  return newerOrOlder(
    async () => {
      const mode = await read(READ, severalSchema);
      const periods = (mode.cyclicConfig ?? []).map(({ isAllDay, weekDays, startTime, endTime }) =>
        hoursOf(weekDays, isAllDay, startTime, endTime),
      );
      return toMode(mode, periods);
    },
    async () => {
      const mode = await read(READ_ONE, oneSchema);
      const { isAllDay, weekDays, startDate, endDate } = mode;
      return toMode(mode, weekDays ? [hoursOf(weekDays, isAllDay, startDate, endDate)] : []);
    },
  );
}

/**
 * Sets the passage mode through the gateway: `POST /v3/lock/configurePassageMode`, `lockId`, `passageMode`, `autoUnlock`,
 * `cyclicConfig` (JSON of at most five periods as {@link passageMode} reads them), `type`; replies `errcode` 0. Where that is
 * missing, `POST /v3/lock/configPassageMode` with `startDate`, `endDate`, `isAllDay`, `weekDays` of a single period (TTLock
 * platform; Sifely's index names neither). Errors: those of gateways; `not-supported` where Sifely has none of them, or none for
 * several periods.
 */
export async function setPassageMode(
  context: EndpointContext,
  lockId: string,
  mode: PassageMode,
  options: CallOptions,
): Promise<void> {
  assertMode(mode);
  const { isOn, opensItself } = mode;
  const common = {
    ...lockQuery(lockId, WRITE),
    passageMode: isOn ? ON : OFF,
    ...(opensItself === undefined ? {} : { autoUnlock: opensItself ? ON : OFF }),
    type: wayValue('gateway'),
  };
  const write = (endpoint: typeof WRITE | typeof WRITE_ONE, more: Readonly<Record<string, string>>) => {
    const change = { endpoint, query: { ...common, ...more }, read: readSuccess };
    return optionalCall(context, endpoint, () => sendChange(context, change, options));
  };
  const [first, ...others] = isOn ? mode.openHours : [];
  await newerOrOlder(
    () => write(WRITE, first ? { cyclicConfig: JSON.stringify([first, ...others].map(toPeriod)) } : {}),
    others.length > 0 ? undefined : () => write(WRITE_ONE, first ? toOnePeriod(first) : {}),
  );
}

/** Makes the newer call and, where Sifely does not have it, so that nothing was done, the older one. */
async function newerOrOlder<T>(newer: () => Promise<T>, older: (() => Promise<T>) | undefined): Promise<T> {
  try {
    return await newer();
  } catch (error) {
    const isMissing = error instanceof SifelyError && error.kind === 'missing';
    if (!isMissing || older === undefined) throw error;
    return older();
  }
}

function assertMode({ isOn, openHours }: PassageMode): void {
  const isMinute = (minute: number) => Number.isInteger(minute) && minute >= 0 && minute <= MINUTES_OF_DAY;
  const isRight = ({ days, hours }: OpenHours) =>
    days.length > 0 &&
    days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7) &&
    (!hours || (isMinute(hours.from) && isMinute(hours.until) && hours.from < hours.until));
  const isWhole = openHours.length > 0 && openHours.length <= MAX_PERIODS && openHours.every(isRight);
  if (isOn && !isWhole) throw wrongInput(WRITE, 'passage mode needs one to five right periods');
}

function toPeriod({ days, hours }: OpenHours): object {
  const times = hours ? { startTime: hours.from, endTime: hours.until } : {};
  return { isAllDay: Number(hours ? OFF : ON), ...times, weekDays: days };
}

function toOnePeriod({ days, hours }: OpenHours): Record<string, string> {
  const times = hours ? { startDate: String(hours.from), endDate: String(hours.until) } : {};
  return { isAllDay: hours ? OFF : ON, ...times, weekDays: JSON.stringify(days) };
}

function hoursOf(
  weekDays: readonly number[],
  isAllDay: boolean | undefined,
  from: number | undefined,
  until: number | undefined,
): OpenHours {
  const hours = isAllDay || from === undefined || until === undefined ? undefined : { from, until };
  return defined({ days: weekDays, hours });
}

function toMode(
  mode: { readonly passageMode: number; readonly autoUnlock?: boolean | undefined },
  periods: readonly OpenHours[],
): PassageMode {
  const isOn = String(mode.passageMode) === ON;
  return defined({ isOn, openHours: isOn ? periods : [], opensItself: mode.autoUnlock });
}
