import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import type { Cloud } from '../cloud.ts';
import type { Reply } from '../http/replies.ts';
import { bodyFields } from '../http/request-body.ts';
import type { ControlledSifely } from './control-route.ts';
import { CONTROL_ROUTES } from './control-routes.ts';
import { controlPage } from './help-page.ts';

/**
 * Plays the people at the doors and breaks things, over HTTP, for people and for other processes on this machine. It has no
 * password, so it accepts requests only from loopback and to a loopback name, and from no page of another site.
 */
export class ControlApi {
  readonly #simulator: ControlledSifely;
  readonly #cloud: Cloud;

  constructor(simulator: ControlledSifely, cloud: Cloud) {
    this.#simulator = simulator;
    this.#cloud = cloud;
  }

  /** Handles one request below `/_control`. */
  async handle(request: IncomingMessage, url: URL): Promise<Reply> {
    if (!fromThisMachine(request))
      return answer(403, { error: 'only this computer can use the control API' });
    const path = url.pathname.replace(/^\/_control\/?/, '');
    if (request.method === 'GET' && path === '')
      return {
        status: 200,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: controlPage(this.#simulator.url, this.#cloud.profiles),
      };
    const body = await bodyFields(request);
    if (request.method !== 'GET' && !(request.headers['content-type'] ?? '').includes('application/json'))
      return answer(415, { error: 'send JSON, with content-type: application/json' });
    this.#cloud.settle();
    const segments = path.split('/').map((segment) => decoded(segment));
    for (const { method, pattern, run } of CONTROL_ROUTES) {
      const ids = method === request.method ? matched(pattern, segments) : undefined;
      if (!ids) continue;
      try {
        const result = await run({ simulator: this.#simulator, cloud: this.#cloud, id: ids[0] ?? '', body });
        return answer(200, result ?? { done: true });
      } catch (error) {
        if (error instanceof v.ValiError) return answer(400, { error: error.message });
        const text = error instanceof Error ? error.message : String(error);
        return answer(text.startsWith('there is no') ? 404 : 400, { error: text });
      }
    }
    return answer(404, { error: 'unknown control: the simulated Sifely lists them at /_control' });
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function matched(pattern: string, segments: readonly string[]): string[] | undefined {
  const parts = pattern.split('/');
  if (parts.length !== segments.length) return undefined;
  const ids: string[] = [];
  for (const [i, part] of parts.entries()) {
    const segment = segments[i] ?? '';
    if (part.startsWith(':')) ids.push(segment);
    else if (part !== segment) return undefined;
  }
  return ids;
}

/** True if the caller is on loopback and used a loopback name: a site that rebinds its name to 127.0.0.1 is refused. */
function fromThisMachine(request: IncomingMessage): boolean {
  const peer = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  return (peer === '::1' || peer.startsWith('127.')) && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host);
}

function answer(status: number, body: unknown): Reply {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
  return { status, headers, body: `${JSON.stringify(body, null, 2)}\n` };
}
