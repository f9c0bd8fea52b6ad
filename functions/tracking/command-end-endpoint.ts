import { Router } from 'express';
import { CANCELLED } from '../clock.ts';
import { MAX_HOLD_MS } from './answering-process.ts';
import type { FinishCommandsDeps } from './deps.ts';

/**
 * Creates `POST /commands/:key/end`, by which the owner job of a command waits for its end: `{ended}`, at the latest after
 * {@link MAX_HOLD_MS}. On Cloud Run an instance has a processor while it has a request, so that it hears its gateway's answer, stores
 * and reports it. An address without a command in flight in this process is unknown. It needs no token: the key is a hash of
 * ids that only Google and this product know, and it buys one bit.
 */
export function createCommandEndEndpoint({
  runner,
  clock,
}: Pick<FinishCommandsDeps, 'runner' | 'clock'>): Router {
  const router = Router();
  router.post('/commands/:key/end', async (request, response, next) => {
    const running = runner.find(request.params.key);
    if (running === undefined) {
      next();
      return;
    }
    const over = new AbortController();
    response.once('close', () => over.abort(CANCELLED));
    const late = clock.delay(MAX_HOLD_MS, over.signal).then(
      () => false,
      () => false,
    );
    const ended = await Promise.race([running.recorded.then(() => true), late]);
    over.abort(CANCELLED);
    response.set('Cache-Control', 'no-store').json({ ended });
  });
  return router;
}
