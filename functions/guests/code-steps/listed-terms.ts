import { isDeepStrictEqual } from 'node:util';
import type { AccessCode } from '../access-cloud.ts';
import type { CodeAttempt, CodeRecord, CodeTerms, ListedTerms } from '../code-record.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Nobody sets a code for longer: twenty years. */
const MAX_PERIOD_MS = 20 * 366 * 24 * 60 * MINUTE_MS;

/** The client begins a period that has begun a minute ahead, and a call may wait for its turn. */
const START_SLACK_MS = 2 * MINUTE_MS;

/** Returns what a listed code says of its terms. */
export function termsOf({ digits, name, from, until, kind }: AccessCode): ListedTerms {
  return {
    ...(digits !== undefined && { digits }),
    ...(name !== undefined && { name }),
    // A permanent code begins when it was made. Some deployments give it an end that is no end, or no kind but a period without one.
    ...(from !== undefined && kind !== 'permanent' && { from }),
    ...(until !== undefined && !(kind === 'permanent' && isNoEnd(until, from)) && { until }),
  };
}

/** Returns the terms of a listed code; what the cloud hides is taken to be as it was asked for. */
export function heldBy(found: AccessCode, asked: CodeTerms): CodeTerms {
  const { digits, from, until } = termsOf(found);
  const { period: _, ...terms } = asked;
  const period = until === undefined ? undefined : { from: from ?? asked.period?.from ?? 0, until };
  return { ...terms, digits: digits ?? terms.digits, ...(period && { period }) };
}

/** True if a listed code opens as an attempt asked: locks keep whole minutes, and what has begun begins when it was sent. */
export function hasTerms(record: CodeRecord, found: AccessCode, { action, terms, at }: CodeAttempt): boolean {
  const { digits, from, until } = termsOf(found);
  if (digits !== undefined && digits !== terms.digits) return false;
  if (terms.offline) return action !== 'change' || hasMoved(record, terms.offline, termsOf(found));
  if (terms.period === undefined) return until === undefined;
  const begins =
    from === undefined ||
    (minuteOf(from) >= minuteOf(terms.period.from) &&
      minuteOf(from) <= minuteOf(Math.max(terms.period.from, at + START_SLACK_MS)));
  return begins && until !== undefined && minuteOf(until) === minuteOf(terms.period.until);
}

/** True if the hours of a code moved in the list as they were asked to: clouds may list them in forms of their own. */
function hasMoved(
  { held, listed }: CodeRecord,
  asked: NonNullable<CodeTerms['offline']>,
  found: ListedTerms,
): boolean {
  const before = held?.offline;
  if (before === undefined || isDeepStrictEqual(asked, before)) return true;
  return (['from', 'until'] as const).every((edge) => {
    const [to, from] = [found[edge], listed?.[edge]];
    const wish = (asked[edge] ?? 0) - (before[edge] ?? 0);
    return to !== undefined && from !== undefined && (to - from - wish) % DAY_MS === 0;
  });
}

/** True if a listed code is not in the lock yet. */
export function isWaiting({ status }: AccessCode): boolean {
  return status === 'pending' || status === 'adding' || status === 'changing';
}

/** True if a code of the list has a name. */
export function hasNamesake(name: string, codes: readonly AccessCode[]): boolean {
  return codes.some((code) => code.name === name);
}

/** True for an end that is none. A permanent code that was changed to a period may keep its kind: its end counts. */
function isNoEnd(until: number, from = until): boolean {
  return until - from > MAX_PERIOD_MS;
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS);
}
