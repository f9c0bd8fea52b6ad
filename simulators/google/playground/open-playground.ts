import type { RequestListener } from 'node:http';
import express from 'express';
import type { MessageLog } from './message-log.ts';
import { Playground, type PlaygroundDeps } from './playground.ts';
import { playgroundRouter } from './playground-router.ts';

/** A playground that answers requests. */
export interface OpenPlayground {
  /** Answers a request, or passes it on to the product. */
  readonly handle: RequestListener;
  /** The timeline. */
  readonly log: MessageLog;
  close(): void;
}

/** Opens a playground; `product` gets every request that is not for it. */
export function openPlayground(deps: PlaygroundDeps, product?: RequestListener): OpenPlayground {
  const playground = new Playground(deps);
  const app = express();
  app.disable('x-powered-by');
  app.use(playgroundRouter(playground));
  const routes: RequestListener = app;
  return {
    // The product sees the request as it came: no other framework has set something on it.
    handle: (request, response) => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const isOurs = path === '/' || path === '/playground' || path.startsWith('/playground/');
      if (isOurs || product === undefined) routes(request, response);
      else product(request, response);
    },
    log: playground.log,
    close: () => playground.close(),
  };
}
