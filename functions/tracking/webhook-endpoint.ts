import { type Response, Router } from 'express';
import { createBodyReader } from '../http/request-body.ts';
import type { TrackingDeps } from './deps.ts';

const readBody = createBodyReader(256 * 1024);
/** Jobs are small documents: a body that tells more becomes several. */
const MAX_EVENTS = 100;

/**
 * `POST /webhooks/sifely/:secret`: keeps what a webhook tells for a job and answers `success` at once, the word that
 * the platform expects (seen by tammeryousef1006/matterbridge-ttlock, also for GET probes). No signature is known, so
 * the address is the secret: a wrong one is answered like any address that leads nowhere.
 */
export function createWebhookEndpoint(
  deps: Pick<TrackingDeps, 'accounts' | 'cloud' | 'jobs' | 'clock' | 'logger'>,
): Router {
  const { accounts, cloud, jobs, clock, logger } = deps;

  const keep = async (accountId: string, body: string): Promise<void> => {
    const receivedAt = clock.now();
    const events = cloud.parseWebhook?.(body, receivedAt) ?? [];
    for (let from = 0; from === 0 || from < events.length; from += MAX_EVENTS) {
      const some = events.slice(from, from + MAX_EVENTS);
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
    await keep(found.account.id, body?.toString('utf8') ?? '');
    succeed(response);
  });
  return router;
}

function succeed(response: Response): void {
  response.type('text/plain').send('success');
}
