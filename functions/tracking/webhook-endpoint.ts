import express, { type Request, type Response, Router } from 'express';
import type { ReportingDeps } from '../reporting/deps.ts';

/** The largest body that is read. */
const MAX_BODY_BYTES = 256 * 1024;
/** Jobs are small documents: a body that tells more becomes several. */
const MAX_EVENTS = 100;

/**
 * `POST /webhooks/sifely/:secret`: keeps what a webhook tells for a job and answers `success` at once, the word that
 * the platform expects (seen by tammeryousef1006/matterbridge-ttlock, also for GET probes). No signature is known, so
 * the address is the secret: a wrong one is answered like any address that leads nowhere.
 */
export function createWebhookEndpoint(
  deps: Pick<ReportingDeps, 'accounts' | 'cloud' | 'jobs' | 'clock' | 'logger'>,
): Router {
  const { accounts, cloud, jobs, clock, logger } = deps;
  const readText = express.text({ limit: MAX_BODY_BYTES, type: () => true });

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
    const body = await bodyOf(request, response, readText);
    await keep(found.account.id, body);
    succeed(response);
  });
  return router;
}

function succeed(response: Response): void {
  response.type('text/plain').send('success');
}

/** The text of the body; of one that the platform has read and parsed already it is in `rawBody` (Cloud Functions). */
async function bodyOf(
  request: Request & { rawBody?: unknown },
  response: Response,
  read: express.RequestHandler,
): Promise<string> {
  const { rawBody } = request;
  if (Buffer.isBuffer(rawBody)) {
    if (rawBody.length > MAX_BODY_BYTES) throw new BodyTooLargeError();
    return rawBody.toString('utf8');
  }
  await new Promise<void>((resolve, reject) => {
    read(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
  });
  return typeof request.body === 'string' ? request.body : '';
}

class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  readonly status = 413;
}
