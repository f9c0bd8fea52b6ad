import type { Period } from '../../../functions/guests/access-terms.ts';
import { UsageError } from '../../command.ts';
import type { OwnerCall } from '../owner-call.ts';
import type { VerbOption } from '../verb.ts';
import { parseSpan, parseWhen } from './when.ts';

/** The options of a period. */
export const PERIOD_OPTIONS = {
  from: { type: 'string', value: 'TIME', help: 'begins then (default: now)' },
  until: { type: 'string', value: 'TIME', help: 'ends then; a day alone is included' },
  for: { type: 'string', value: 'TIME', help: 'ends so long after it begins, such as "3 hours"' },
  zone: { type: 'string', value: 'ZONE', help: 'the zone of the times (default: the lock’s own)' },
} as const satisfies Record<string, VerbOption>;

/** A start in the past by less is one that was typed a while ago. */
const TOLERANCE_MS = 60_000;

/** True if a call names a period, or one end of it. */
export function hasPeriodOption(call: OwnerCall): boolean {
  return ['from', 'until', 'for'].some((name) => call.option(name) !== undefined);
}

/**
 * Returns the period that `--from`, `--until` and `--for` name; `undefined` without any of them. `before` is the period of what is
 * changed: an end alone leaves its start, and the other way round. Throws `UsageError` for one that has no end, is over, or ends
 * before it begins.
 */
export function periodOf(call: OwnerCall, zone: string, before?: Period): Period | undefined {
  if (!hasPeriodOption(call)) return undefined;
  const [fromText, untilText, forText] = [call.option('from'), call.option('until'), call.option('for')];
  if (untilText !== undefined && forText !== undefined)
    throw new UsageError('Say --until or --for, not both.');
  const now = call.now();
  const from =
    fromText === undefined ? (before?.from ?? now) : parseWhen(fromText, { name: '--from', now, zone });
  if (fromText !== undefined && from < now - TOLERANCE_MS) throw new UsageError('--from is in the past.');
  if (untilText === undefined && forText === undefined && before === undefined) {
    throw new UsageError('--from needs an end: say --until or --for.');
  }
  const until = endOf({ from, until: before?.until ?? from }, { untilText, forText }, { now, zone });
  if (until <= now) throw new UsageError('The end is in the past.');
  if (until <= from) throw new UsageError('The end must be after the start.');
  return { from, until };
}

function endOf(
  { from, until }: Period,
  { untilText, forText }: { readonly untilText: string | undefined; readonly forText: string | undefined },
  { now, zone }: { readonly now: number; readonly zone: string },
): number {
  if (untilText !== undefined) {
    return parseWhen(untilText, { name: '--until', now, zone, after: Math.max(from, now), isEnd: true });
  }
  return forText === undefined ? until : from + parseSpan(forText, '--for');
}
