import { isLasting, readHomeGraphTrouble, readQuotaRefusedAt } from '../../reporting/home-graph-trouble.ts';
import { MISSED } from '../../reporting/missed/missed-calls.ts';
import type { StoreDeps } from '../deps.ts';
import { type Check, ok, problem, type Result, warning } from '../finding.ts';
import { countOf, span } from '../words.ts';

const DAY_MS = 24 * 3_600_000;
/** The schedule repeats calls every two minutes at least. */
const LATE_MS = 10 * 60_000;
/** The most calls that are counted. */
const MAX_COUNTED = 1000;

/** The server's own calls to Google, as it remembers them. */
export const reports: Check<StoreDeps> = {
  name: 'reports',
  async run({ store, clock, looksOutside }) {
    const now = clock.now();
    const found = [
      ...trouble(await readHomeGraphTrouble(store), { now, looksOutside }),
      ...quota(await readQuotaRefusedAt(store), now),
      ...missed(await store.dueKeys(MISSED, { until: now, limit: MAX_COUNTED }), now),
    ];
    return found.length > 0
      ? found
      : [ok('No call of the server to Google has failed since the last success.')];
  },
};

function trouble(
  found: Awaited<ReturnType<typeof readHomeGraphTrouble>>,
  { now, looksOutside }: { readonly now: number; readonly looksOutside: boolean },
): Result[] {
  if (found === undefined) return [];
  const duration = `for ${span(now - found.since)}`;
  const look = looksOutside
    ? 'See what home-graph says below.'
    : 'Call doctor without --local: its check home-graph says why.';
  const todo = `${look} Missed states are sent as soon as Google takes them.`;
  if (found.kind === 'refused')
    return [
      problem(
        `Google has refused the server's reports, ${duration} now.`,
        `${look} Missed states are sent with the next change or poll.`,
      ),
    ];
  const text = `The server's reports to Google have failed, ${duration} now.`;
  return [isLasting(found) ? problem(text, todo) : warning(text, todo)];
}

function quota(refusedAt: number | undefined, now: number): Result[] {
  if (refusedAt === undefined || now - refusedAt >= DAY_MS) return [];
  return [
    warning(
      `Google refused calls for the quota of the HomeGraph API, last ${span(Math.max(0, now - refusedAt))} ago.`,
      'They are repeated. If it comes back, ask Google for more than 6000 calls a minute, in the quotas of the HomeGraph API in the Google Cloud console.',
    ),
  ];
}

function missed(calls: readonly { readonly dueAt: number }[], now: number): Result[] {
  const [oldest] = calls;
  if (oldest === undefined || now - oldest.dueAt < LATE_MS) return [];
  const count = `${countOf(calls.length, 'call')}${calls.length >= MAX_COUNTED ? ' or more' : ''}`;
  return [
    warning(
      `${count} that Google could not take wait to be repeated, the oldest for ${span(now - oldest.dueAt)}.`,
      'They are sent as soon as Google takes calls, fifty a second, while the server (on Firebase: the function poll) runs.',
    ),
  ];
}
