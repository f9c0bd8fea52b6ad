import * as v from 'valibot';
import type { CodeKind } from './access-cloud.ts';
import { firstHours, newHours } from './code-hours.ts';
import type { CodeRecord, CodeTerms } from './code-record.ts';
import type { Known } from './known.ts';

const days = v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7))), v.minLength(1));

/** Reads a stored {@link Validity}. */
export const validitySchema = v.variant('kind', [
  v.looseObject({ kind: v.literal('permanent') }),
  v.looseObject({ kind: v.literal('period'), from: v.number(), until: v.number() }),
  v.looseObject({
    kind: v.literal('weekly'),
    days,
    fromHour: v.number(),
    untilHour: v.number(),
    from: v.exactOptional(v.number()),
    until: v.exactOptional(v.number()),
  }),
]);

/**
 * When a guest may enter: always, from a moment until another (ms since the epoch), or weekly on days (1 for Monday to 7 for Sunday) from
 * an hour of the day until another, by the guest's zone; the latter maybe from and until a moment.
 */
export type Validity = Known<v.InferOutput<typeof validitySchema>>;

/** Problems of a validity. */
export type ValidityProblem = 'order' | 'past' | 'days' | 'hours' | 'weekly-ekey';

/** Sentences for people; each says what to do. */
export const VALIDITY_WORDS: Readonly<Record<ValidityProblem, string>> = {
  order: 'The end must be at least a minute after the start.',
  past: 'The end is in the past. Choose a later one.',
  days: 'Sifely offers codes for every day, for Monday to Friday, for the weekend, or for one day of the week. Choose one of these, or make a guest for each day.',
  hours: 'Sifely takes whole hours from 0 to 23, the end after the start. Choose other hours.',
  'weekly-ekey':
    'An ekey for days of the week can only be sent in the Sifely app. Choose a code, or a time without days.',
};

const MINUTE_MS = 60_000;

const ONE_DAY = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** Returns why a validity is refused, `undefined` if it is possible. `by` is how the guest opens the doors. */
export function validityProblem(
  validity: Validity,
  by: 'code' | 'ekey' | 'both',
  now: number,
): ValidityProblem | undefined {
  if (validity.kind === 'permanent') return undefined;
  const { from, until } = validity;
  if (until !== undefined && until <= now) return 'past';
  if (until !== undefined && until - (from ?? now) < MINUTE_MS) return 'order';
  if (validity.kind === 'period') return undefined;
  if (by !== 'code') return 'weekly-ekey';
  if (kindOf(validity.days) === undefined) return 'days';
  const { fromHour, untilHour } = validity;
  const areHours = [fromHour, untilHour].every((hour) => Number.isInteger(hour) && hour >= 0 && hour <= 23);
  return areHours && fromHour < untilHour ? undefined : 'hours';
}

/** Returns the times of a code, for the terms and the record. `zone` decides which hours are meant. `isOffline`: the cloud makes the code. */
export function timesOf(
  validity: Validity,
  zone: string,
  now: number,
  isOffline = false,
): {
  readonly terms: Pick<CodeTerms, 'period' | 'offline'>;
  readonly record: Pick<CodeRecord, 'beginsAt' | 'endsAt' | 'hours'>;
} {
  if (validity.kind === 'permanent')
    return { terms: isOffline ? { offline: { kind: 'permanent', from: now } } : {}, record: {} };
  const { from, until } = validity;
  if (validity.kind === 'period' && isOffline) {
    const offline = { kind: 'period' as const, from: Math.max(validity.from, now), until: validity.until };
    return { terms: { offline }, record: {} };
  }
  if (validity.kind === 'period')
    return { terms: { period: { from: validity.from, until: validity.until } }, record: {} };
  const kind = kindOf(validity.days) ?? 'daily';
  const { days, fromHour, untilHour } = validity;
  const hours = newHours({ zone, days, fromHour, untilHour }, now);
  return {
    terms: { offline: { kind, ...firstHours(hours, Math.max(now, from ?? now)) } },
    record: {
      hours,
      ...(from !== undefined && { beginsAt: from }),
      ...(until !== undefined && { endsAt: until }),
    },
  };
}

/** Returns the kind of code that opens on some days; the cloud has none for most sets of days. */
function kindOf(days: readonly number[]): CodeKind | undefined {
  const set = [...new Set(days)].sort((a, b) => a - b).join('');
  if (set.length === 1) return ONE_DAY[Number(set) - 1];
  const kinds: Readonly<Record<string, CodeKind>> = {
    '1234567': 'daily',
    '12345': 'workdays',
    '67': 'weekend',
  };
  return kinds[set];
}
