import type { RequestHandler } from 'express';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import { withTimeout } from '../timeout.ts';
import { VERSION } from '../version.ts';

/** An answer is given again for so long, because the address is public. */
const CACHE_MS = 5_000;
const CHECK_MS = 2_000;
/** Jobs run within seconds of their time, and are given up rather than kept. */
const LATE_JOB_MS = 10 * 60_000;

interface ReadyDeps {
  /** True if a job should have run before this time, ms since the epoch. Rejects if the store does not answer. */
  readonly isJobLate: (until: number) => Promise<boolean>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Something that keeps the product from its work. Without secrets: anybody may read it. */
interface Problem {
  readonly part: 'store' | 'jobs';
  readonly message: string;
}

/**
 * `GET /ready`: 200, or 503 with the problems. It asks the store and nothing else: an outage of Sifely or Google passes without the
 * operator, and their calls are counted.
 */
export function ready({ isJobLate, clock, logger }: ReadyDeps): RequestHandler {
  let newest: { readonly at: number; readonly problems: Promise<Problem[]> } | undefined;
  const check = async (): Promise<Problem[]> => {
    const until = clock.now() - LATE_JOB_MS;
    try {
      const isLate = await withTimeout(isJobLate(until), CHECK_MS, clock);
      return isLate ? [{ part: 'jobs', message: 'Jobs are more than ten minutes late' }] : [];
    } catch (error) {
      logger.warn('not ready', { error });
      return [{ part: 'store', message: 'The database does not answer; the log says why' }];
    }
  };
  return async (_request, response) => {
    const now = clock.now();
    const age = now - (newest?.at ?? 0);
    if (newest === undefined || age < 0 || age >= CACHE_MS) newest = { at: now, problems: check() };
    const problems = await newest.problems;
    response.status(problems.length === 0 ? 200 : 503).set('Cache-Control', 'no-store');
    response.json({
      status: problems.length === 0 ? 'ready' : 'not ready',
      version: VERSION,
      ...(problems.length > 0 && { problems }),
    });
  };
}
