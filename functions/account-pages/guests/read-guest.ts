import type { GuestView } from '../../guests/guest-view.ts';
import type { GuestProblem, GuestWish } from '../../guests/guests.ts';
import type { Validity } from '../../guests/validity.ts';
import { instantOf, localOf } from '../../schedules/zoned-time.ts';

/** The form of a guest as a person typed it, without the code. */
export interface TypedGuest {
  readonly name: string;
  readonly doors: readonly string[];
  /** Words by which doors are found, where there are many. */
  readonly find: string;
  readonly when: 'always' | 'period' | 'weekly';
  /** `2026-12-01T09:00`, by the clocks of the house; or anything else that was sent. */
  readonly from: string;
  readonly until: string;
  /** A key of {@link DAYS}. */
  readonly days: string;
  readonly fromHour: string;
  readonly untilHour: string;
  /** `2026-12-01`. */
  readonly first: string;
  readonly last: string;
  readonly by: 'code' | 'ekey' | 'both';
  readonly receiver: string;
  readonly way: 'gateway' | 'phone' | 'offline';
}

/** A fault of a form. */
export interface TypedProblem {
  readonly problem: GuestProblem | 'times';
}

/** The fields that a form may have more than once. */
export const GUEST_LISTS: readonly string[] = ['door'];

/** Days for which Sifely makes codes, 1 for Monday to 7 for Sunday. */
export const DAYS: Readonly<Record<string, readonly number[]>> = {
  daily: [1, 2, 3, 4, 5, 6, 7],
  workdays: [1, 2, 3, 4, 5],
  weekend: [6, 7],
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [String(day), [day]])),
};

const NEW_GUEST: TypedGuest = {
  ...{
    name: '',
    find: '',
    doors: [],
    when: 'always',
    from: '',
    until: '',
    days: 'daily',
    fromHour: '9',
    untilHour: '17',
  },
  ...{ first: '', last: '', by: 'code', receiver: '', way: 'gateway' },
};

/** True for a form that looks for doors: nothing is stored. */
export function looksForDoors(form: URLSearchParams): boolean {
  return form.get('action') === 'find';
}

/** Returns the empty form, with the only door ticked. */
export function emptyGuest(doorIds: readonly string[]): TypedGuest {
  return { ...NEW_GUEST, doors: doorIds.length === 1 ? doorIds : [] };
}

/** Returns the form of a guest as it stands. `zone` is that of the house. */
export function typedGuest(guest: GuestView, zone: string): TypedGuest {
  const { name, by, receiver = '', validity } = guest;
  const present = guest.doors.filter(({ state }) => state !== 'removing' && state !== 'removed');
  const doors = [...new Set(present.map(({ lockId }) => lockId))];
  const isByPhone = present.some((door) => door.by === 'code' && door.way === 'phone');
  const way = guest.isOffline === true ? 'offline' : isByPhone ? 'phone' : 'gateway';
  const typed = { ...NEW_GUEST, name, by, receiver, doors, way } as const;
  if (validity.kind === 'permanent') return typed;
  const { from, until } = validity;
  if (validity.kind === 'period')
    return {
      ...typed,
      when: 'period',
      from: localOf(validity.from, zone),
      until: localOf(validity.until, zone),
    };
  const [days = 'daily'] = Object.entries(DAYS).find(([, set]) => set.join() === validity.days.join()) ?? [];
  return {
    ...{ ...typed, when: 'weekly', days },
    ...{ fromHour: String(validity.fromHour), untilHour: String(validity.untilHour) },
    ...(from !== undefined && { first: localOf(from, zone).slice(0, 10) }),
    // The last day ends at midnight.
    ...(until !== undefined && { last: localOf(until - 1, zone).slice(0, 10) }),
  };
}

/** Reads the form: the wish, or the first fault, with what was typed. An empty code is left out. `now` in ms since the epoch. */
export function readGuest(
  form: URLSearchParams,
  zone: string,
  now: number,
): { readonly typed: TypedGuest } & ({ readonly wish: GuestWish } | TypedProblem) {
  const text = (name: string) => (form.get(name) ?? '').trim();
  const typed: TypedGuest = {
    name: form.get('name') ?? '',
    doors: form.getAll('door'),
    find: text('find').slice(0, 100),
    when: oneOf(text('when'), ['always', 'period', 'weekly']),
    ...{ from: text('from'), until: text('until'), days: text('days') },
    ...{
      fromHour: text('from_hour'),
      untilHour: text('until_hour'),
      first: text('first'),
      last: text('last'),
    },
    by: oneOf(text('by'), ['code', 'ekey', 'both']),
    receiver: form.get('receiver') ?? '',
    way: oneOf(text('way'), ['gateway', 'phone', 'offline']),
  };
  const validity = validityOf(typed, zone, now);
  if (validity === undefined) return { typed, problem: 'times' };
  const { name, doors, by, receiver, way } = typed;
  const digits = text('code');
  const wish: GuestWish = {
    ...{ name, lockIds: doors, validity, timeZone: zone, by, isOffline: way === 'offline' },
    way: way === 'phone' ? 'phone' : 'gateway',
    ...(digits !== '' && by !== 'ekey' && { digits }),
    ...(receiver !== '' && by !== 'code' && { receiver }),
  };
  return { typed, wish };
}

function validityOf(typed: TypedGuest, zone: string, now: number): Validity | undefined {
  if (typed.when === 'always') return { kind: 'permanent' };
  if (typed.when === 'period') {
    const from = typed.from === '' ? now : instantOf(typed.from, zone);
    const until = instantOf(typed.until, zone, { late: true });
    return from === undefined || until === undefined ? undefined : { kind: 'period', from, until };
  }
  const from = dayOf(typed.first, zone);
  const until = dayOf(typed.last, zone, 1);
  if (from === 'wrong' || until === 'wrong') return undefined;
  return {
    ...{ kind: 'weekly', days: [...(DAYS[typed.days] ?? [])] },
    ...{ fromHour: Number(typed.fromHour), untilHour: Number(typed.untilHour) },
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
  };
}

/** Returns the midnight at which a day begins, or with `ahead` a later one; `undefined` for none. */
function dayOf(date: string, zone: string, ahead = 0): number | 'wrong' | undefined {
  if (date === '') return undefined;
  const day = new Date(`${date}T00:00Z`);
  if (Number.isNaN(day.getTime())) return 'wrong';
  day.setUTCDate(day.getUTCDate() + ahead);
  return instantOf(`${day.toISOString().slice(0, 10)}T00:00`, zone) ?? 'wrong';
}

function oneOf<Value extends string>(value: string, [first, ...others]: readonly [Value, ...Value[]]): Value {
  return others.find((other) => other === value) ?? first;
}
