import { type Response, Router } from 'express';
import { createBodyReader } from '../http/request-body.ts';
import type { TrackingDeps } from './deps.ts';

const readBody = createBodyReader(256 * 1024);
/** Jobs are small documents: a body with more events becomes several jobs. */
const MAX_EVENTS_PER_JOB = 100;

/**
 * Creates `POST /webhooks/sifely/:secret`. Answers `success` at once, as tammeryousef1006/matterbridge-ttlock says that
 * TTLock expects, also for GET probes. No signature is known: the address is the secret, and a wrong one is answered like
 * any unknown.
 */
export function createWebhookEndpoint(
  deps: Pick<TrackingDeps, 'accounts' | 'cloud' | 'jobs' | 'clock' | 'logger'>,
): Router {
  const { accounts, cloud, jobs, clock, logger } = deps;

  const enqueueEvents = async (accountId: string, body: string): Promise<void> => {
    const receivedAt = clock.now();
    const events = cloud.parseWebhook(body, receivedAt);
    for (let from = 0; from === 0 || from < events.length; from += MAX_EVENTS_PER_JOB) {
      const some = events.slice(from, from + MAX_EVENTS_PER_JOB);
      await jobs.enqueue({ kind: 'events', accountId, receivedAt, events: some });
    }
    logger.info('webhook', { accountId, events: events.length });
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
    const body = await readBody(request, response);
    await enqueueEvents(found.account.id, body?.toString('utf8') ?? '');
    succeed(response);
  });
  return router;
}

function succeed(response: Response): void {
  response.type('text/plain').send('success');
}
