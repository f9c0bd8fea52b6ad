import type { RequestHandler } from 'express';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import { withTimeout } from '../timeout.ts';
import { VERSION } from '../version.ts';

/** An answer is given again for so long, because the address is public. */
const CACHE_MS = 5_000;
const CHECK_MS = 2_000;

/** Something that keeps the product from its work. Without secrets: anybody may read it. */
export interface ReadyProblem {
  readonly part: 'store' | 'jobs' | 'keys' | 'home-graph';
  readonly message: string;
}

interface ReadyDeps {
  /** Each finds one kind of problem, asks the store at most, and rejects if that does not answer. */
  readonly checks: readonly (() => Promise<ReadyProblem | undefined>)[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * `GET /ready`: 200, or 503 with the problems. It asks the store and nothing else: an outage of Sifely or Google passes without the
 * operator, and their calls are counted.
 */
export function ready({ checks, clock, logger }: ReadyDeps): RequestHandler {
  let newest: { readonly at: number; readonly problems: Promise<ReadyProblem[]> } | undefined;
  const check = async (): Promise<ReadyProblem[]> => {
    try {
      const found = await withTimeout(Promise.all(checks.map((each) => each())), CHECK_MS, clock);
      return found.filter((problem) => problem !== undefined);
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
