import type { EventLoopLag } from './event-loop-lag.ts';
import type { SifelyWatch } from './sifely-watch.ts';

/** How late this machine may be in noticing what was sent in time. */
const SLACK_MS = 400;

/** A stop of a process, or its end: what, and when, ms since the epoch. */
export interface Strike {
  readonly what: string;
  readonly at: number;
}

/** One command as Google sent it: a repeat is another one. */
export interface SentCommand {
  readonly lockId: string;
  readonly action: 'lock' | 'unlock';
  readonly requestId: string;
  readonly at: number;
}

/** The results of a run. */
export interface StopReport {
  readonly stops: Record<string, number>;
  readonly requests: Record<string, number>;
  /** Commands that Sifely got, without those that it refused as busy. */
  readonly sent: number;
  /** Unlocks and locks that reached Sifely more than once. */
  readonly doubled: readonly string[];
  /** Unlocks that were begun after their limit. */
  readonly late: readonly string[];
  /** Answers that must never be given, links that are lost, states that are wrong at the end. */
  readonly failures: readonly string[];
  /** Commands that were answered PENDING, and those of them whose end was never reported. */
  readonly pending: number;
  readonly withoutFollowUp: readonly string[];
}

/** Compares what Sifely got with what Google sent. `limitMs`: how long after its request an unlock may be sent. */
export function checkAttempts({
  watch,
  commands: all,
  lag,
  strikes,
  startedAt,
  limitMs,
  onTheWayMs,
}: {
  readonly watch: SifelyWatch;
  readonly commands: readonly SentCommand[];
  readonly lag: EventLoopLag;
  readonly strikes: readonly Strike[];
  /** How long a call that arrived at a time was on its way, at most, ms. */
  readonly onTheWayMs?: (at: number) => number;
  /** When the product began with each request, besides when Google sent it. */
  readonly startedAt: ReadonlyMap<string, readonly number[]>;
  readonly limitMs: number;
}): Pick<StopReport, 'doubled' | 'late' | 'sent'> {
  const doubled: string[] = [];
  const late: string[] = [];
  let sent = 0;
  const byKey = Map.groupBy(all, ({ lockId, action }) => `${lockId} ${action}`);
  for (const [key, commands] of byKey) {
    const [lockId = '', action = ''] = key.split(' ');
    const calls = watch.attempts(lockId).filter(({ endpoint }) => endpoint.endsWith(`/${action}`));
    const carriedOut = new Map<string, number>();
    for (const { at, code } of calls) {
      const cause = commands.findLast((command) => command.at <= at);
      const isBusy = code === -3003 || code === -3037;
      if (!isBusy) sent++;
      if (cause === undefined) {
        doubled.push(`${key} without a request at ${at}`);
        continue;
      }
      const times = [cause.at, ...(startedAt.get(cause.requestId) ?? [])];
      const came = Math.max(...times.filter((time) => time <= at));
      const age = at - lag.before(at) - (onTheWayMs?.(at) ?? 0) - came;
      if (action === 'unlock' && age > limitMs + SLACK_MS) {
        const before = strikes.filter((strike) => strike.at > came - 3000 && strike.at < at);
        const events = before.map((strike) => `${strike.what} ${strike.at - came}`);
        late.push(`${key} ${age} (${at - came}) ms after ${cause.requestId} came: ${events.join(', ')}`);
      }
      if (isBusy) continue;
      const count = (carriedOut.get(cause.requestId) ?? 0) + 1;
      carriedOut.set(cause.requestId, count);
      if (count === 2) doubled.push(`${key} by request ${cause.requestId}`);
    }
  }
  return { doubled, late, sent };
}
