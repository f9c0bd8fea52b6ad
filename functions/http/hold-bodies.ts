import { subscribe } from 'node:diagnostics_channel';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Without these a parser takes a request for one without a body. */
const BODY_HEADERS = ['content-length', 'transfer-encoding', 'content-encoding'] as const;

const held = new WeakMap<IncomingMessage, IncomingHttpHeaders>();

/**
 * Keeps the functions framework from reading bodies: it parses before our code, inflates 380 KiB to 400 MiB for a caller without a
 * token, and refuses unknown encodings. Node tells of a request before the framework gets it; {@link releaseBody} undoes
 * this. The framework loads the function before it listens.
 */
export function holdBodies(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    const hidden: IncomingHttpHeaders = {};
    for (const name of BODY_HEADERS) {
      const value = request.headers[name];
      if (value === undefined) continue;
      hidden[name] = value;
      delete request.headers[name];
    }
    held.set(request, hidden);
  });
}

/** Gives a request the headers of its body back, for our own reader, which has limits. */
export function releaseBody(request: IncomingMessage): void {
  Object.assign(request.headers, held.get(request));
}
