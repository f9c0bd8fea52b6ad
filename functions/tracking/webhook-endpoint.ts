import { type Request, type Response, Router } from 'express';
import { createBodyReader, RequestBodyError } from '../http/request-body.ts';
import type { WebhookContent } from '../locks/lock-cloud.ts';
import type { TrackingDeps } from './deps.ts';

const readBody = createBodyReader(256 * 1024);
/** Jobs are small documents: a body with more events becomes several jobs. */
const MAX_EVENTS_PER_JOB = 100;
/** Unknown kinds that are logged one by one: their numbers come from outside. */
const MAX_UNKNOWN_KINDS = 20;
/**
 * Creates `POST /webhooks/sifely/:secret`. Answers `success` at once, whatever the headers say, as tammeryousef1006/matterbridge-ttlock says that
 * TTLock expects, also for GET probes. No signature is known: the address is the secret, and a wrong one is answered like
 * any unknown.
 */
export function createWebhookEndpoint(
  deps: Pick<TrackingDeps, 'accounts' | 'cloud' | 'jobs' | 'clock' | 'logger'>,
): Router {
  const { accounts, cloud, jobs, clock, logger } = deps;
  const counts = new Map<WebhookContent['kind'], number>();
  const unknownKinds = new Set<number | undefined>();

  const enqueueContent = async (accountId: string, body: string): Promise<void> => {
    const receivedAt = clock.now();
    const { kind, number, events, hints } = cloud.parseWebhook(body, receivedAt);
    for (let from = 0; from === 0 || from < events.length; from += MAX_EVENTS_PER_JOB) {
      const some = events.slice(from, from + MAX_EVENTS_PER_JOB);
      const withHints = hints.length > 0 && { hints };
      await jobs.enqueue({ kind: 'events', accountId, receivedAt, events: some, ...withHints });
    }
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    logger.info('webhook', { accountId, kind, count, events: events.length });
    if (kind === 'unknown') warnOnce(number);
  };

  const warnOnce = (number: number | undefined) => {
    if (unknownKinds.has(number) || unknownKinds.size >= MAX_UNKNOWN_KINDS) return;
    unknownKinds.add(number);
    logger.warn('webhook of an unknown kind', { number });
  };

  const path = '/webhooks/sifely/:secret';
  const router = Router();
  router.get(path, async (request, response, next) => {
    const found = await accounts.findByWebhook(request.params.secret);
    if (found === undefined) next();
    else succeed(response);
  });
  router.post(path, async (request, response, next) => {
    const found = await accounts.findByWebhook(request.params.secret);
    if (found === undefined) {
      next();
      return;
    }
    await enqueueContent(found.account.id, await textOf(request, response));
    succeed(response);
  });
  return router;
}

/** Returns the text of a body; empty if it cannot be decoded. Rejects with `RequestBodyError` only for one that is too large. */
async function textOf(request: Request, response: Response): Promise<string> {
  try {
    const body = await readBody(request, response);
    return body?.toString('utf8') ?? '';
  } catch (error) {
    if (error instanceof RequestBodyError && error.status !== 413) return '';
    throw error;
  }
}

function succeed(response: Response): void {
  response.type('text/plain').send('success');
}
