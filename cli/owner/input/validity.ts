import type { GuestView } from '../../../functions/guests/guest-view.ts';
import type { Validity } from '../../../functions/guests/validity.ts';
import { UsageError } from '../../command.ts';
import type { OwnerCall } from '../owner-call.ts';
import { hasPeriodOption, periodOf } from './period.ts';

const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** Days for which Sifely makes codes: 1 for Monday to 7 for Sunday. */
export const DAYS: Readonly<Record<string, readonly number[]>> = {
  daily: [1, 2, 3, 4, 5, 6, 7],
  workdays: [1, 2, 3, 4, 5],
  weekend: [6, 7],
  ...Object.fromEntries(WEEK.map((day, index) => [day, [index + 1]])),
};

/** Returns the days and hours that a call names; what it does not name is as `before`. `undefined` if it names none. Throws `UsageError`. */
export function weeklyOf(call: OwnerCall, before?: Validity) {
  const [daysText, hoursText] = [call.option('days'), call.option('hours')];
  if (daysText === undefined && hoursText === undefined) return undefined;
  const [, from, until] = /^(\d{1,2})(?::00)? ?- ?(\d{1,2})(?::00)?$/.exec(hoursText ?? '') ?? [];
  const past = before?.kind === 'weekly' ? before : undefined;
  const days = daysText === undefined ? past?.days : DAYS[daysText];
  const hours =
    hoursText === undefined
      ? past && { fromHour: past.fromHour, untilHour: past.untilHour }
      : from !== undefined && until !== undefined
        ? { fromHour: Number(from), untilHour: Number(until) }
        : undefined;
  if (days === undefined || hours === undefined) {
    throw new UsageError('Days of the week need --days and --hours, such as --days workdays --hours 9-17.');
  }
  return { days: [...days], ...hours };
}

/** Returns when a guest may come from now on; `undefined` if a call names no time. What it does not name stays. Throws `UsageError`. */
export function changedValidity(
  call: OwnerCall,
  zone: string,
  { validity: before }: Pick<GuestView, 'validity'>,
): Validity | undefined {
  const named = weeklyOf(call, before);
  if (named === undefined && !hasPeriodOption(call)) return undefined;
  const bounds = before.kind === 'permanent' ? {} : boundsOf(before);
  const { from, until } = bounds;
  const period = periodOf(
    call,
    zone,
    from === undefined || until === undefined ? undefined : { from, until },
  );
  const weekly = named ?? (before.kind === 'weekly' ? before : undefined);
  if (weekly !== undefined) {
    const { days, fromHour, untilHour } = weekly;
    return { kind: 'weekly', days, fromHour, untilHour, ...bounds, ...period };
  }
  return period && { kind: 'period', ...period };
}

function boundsOf({
  from,
  until,
}: {
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}) {
  return { ...(from !== undefined && { from }), ...(until !== undefined && { until }) };
}
