import type { RequestListener } from 'node:http';
import { constantEquals } from '../pages/constant-equals.ts';
import type { Registry } from './registry.ts';

/** The media type of Prometheus' text format. */
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const TEXT = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };

/** Answers `GET /metrics` of a port that only this machine reaches; everything else is 404. */
export function metricsListener(registry: Registry): RequestListener {
  const send = sendMetrics(registry);
  return (request, response) => {
    const [path] = (request.url ?? '').split('?');
    if (path === '/metrics') return send(request, response);
    response.writeHead(404, TEXT).end('not found\n');
  };
}

/** Answers `GET /metrics` of the public port: 401 without the token. */
export function metricsWithToken(registry: Registry, token: string): RequestListener {
  const send = sendMetrics(registry);
  return (request, response) => {
    if (constantEquals(request.headers.authorization ?? '', `Bearer ${token}`))
      return send(request, response);
    response.writeHead(401, { ...TEXT, 'WWW-Authenticate': 'Bearer realm="metrics"' }).end('unauthorized\n');
  };
}

function sendMetrics(registry: Registry): RequestListener {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { ...TEXT, Allow: 'GET, HEAD' }).end('method not allowed\n');
      return;
    }
    const text = await registry.expose();
    response.writeHead(200, { ...TEXT, 'Content-Type': CONTENT_TYPE }).end(text);
  };
}
