import type { Pin, PinChange, PinProblem } from '../../accounts/pins/pin.ts';
import { plainDigits } from '../../digits.ts';
import {
  HOURS_LISTS,
  type HoursProblem,
  readWeeklyHours,
  type TypedHours,
  typedHours,
} from '../../pages/forms/weekly-hours-fields.ts';
import { instantOf, localOf } from '../../schedules/zoned-time.ts';

/** The names of the fields that the form may have more than once. */
export const PERSON_PIN_LISTS: readonly string[] = [...HOURS_LISTS, 'door'];

/** The form as a person filled it, without the digits. */
export interface TypedPersonPin {
  readonly name: string;
  /** True if the PIN is for chosen doors only. */
  readonly onlyDoors: boolean;
  /** Ids of the chosen doors. */
  readonly doors: readonly string[];
  readonly hours: readonly TypedHours[];
  /** `2026-01-15T12:00`, or anything else that was sent. */
  readonly end: string;
  readonly once: boolean;
}

/** A fault of the form: of the PIN, of a row of hours, or of the end. */
export type PersonPinProblem =
  | { readonly kind: PinProblem | 'code' | 'door-code' | 'end' }
  | { readonly kind: HoursProblem['kind']; readonly hours: HoursProblem };

/** A form as it was typed, with what it means or its first fault. */
type ReadPersonPin = { readonly typed: TypedPersonPin } & (
  | { readonly change: PinChange }
  | { readonly problem: PersonPinProblem }
);

/** Reads the form of a PIN of a person. Times of its end are by `zone`. */
export function readPersonPin(form: URLSearchParams, id: string | undefined, zone: string): ReadPersonPin {
  const hours = readWeeklyHours(form);
  const typed: TypedPersonPin = {
    name: form.get('name') ?? '',
    onlyDoors: form.get('doors') === 'some',
    doors: form.getAll('door'),
    hours: hours.typed,
    end: form.get('end') ?? '',
    once: form.get('once') === '1',
  };
  if ('problem' in hours) return { typed, problem: { kind: hours.problem.kind, hours: hours.problem } };
  // Some browsers send the seconds, too.
  const until = typed.end === '' ? undefined : instantOf(typed.end.slice(0, 16), zone, { late: true });
  if (typed.end !== '' && until === undefined) return { typed, problem: { kind: 'end' } };
  const digits = plainDigits(form.get('pin') ?? '');
  const change: PinChange = {
    ...(id !== undefined && { id }),
    name: typed.name,
    ...((digits !== '' || id === undefined) && { digits }),
    ...(typed.onlyDoors && { doors: typed.doors }),
    ...(hours.hours.length > 0 && { hours: hours.hours }),
    ...(until !== undefined && { until }),
    isOnce: typed.once,
    isRenewed: form.get('again') === '1',
  };
  return { typed, change };
}

/** Returns a stored PIN as a person would have filled the form; without one an empty form. */
export function typedPersonPin(pin: Pin | undefined, zone: string): TypedPersonPin {
  return {
    name: pin?.name ?? '',
    onlyDoors: pin?.doors !== undefined,
    doors: pin?.doors ?? [],
    hours: typedHours(pin?.hours ?? []),
    end: pin?.until === undefined ? '' : localOf(pin.until, zone),
    once: pin?.once !== undefined,
  };
}
