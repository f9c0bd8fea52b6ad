import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorRequestHandler, json, type Request, type RequestHandler, Router } from 'express';
import * as v from 'valibot';
import { loopbackOnly } from '../loopback-only.ts';
import { houseActionSchema } from './house.ts';
import { replayInFreshDemo } from './incidents/fresh-demo.ts';
import { IncidentFileError, readIncident } from './incidents/incident.ts';
import type { Playground } from './playground.ts';
import type { PlaygroundEvent } from './playground-view.ts';
import { SCENES } from './scenes/scenes.ts';

const user = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^[\p{L}\p{N} _-]{1,30}$/u, 'a name has 1 to 30 letters and digits'),
);
const sentence = v.strictObject({
  user,
  sentence: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(200)),
});
const pin = v.strictObject({ user, pin: v.exactOptional(v.pipe(v.string(), v.maxLength(20))) });
const tap = v.strictObject({ user, deviceId: v.string() });
const named = v.strictObject({ user });
const scene = v.strictObject({ id: v.string(), user });
const RATES = [1, 60] as const;
const HOUR_MS = 3_600_000;
const time = v.strictObject({
  rate: v.exactOptional(v.picklist(RATES)),
  forwardMs: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24 * HOUR_MS))),
});

/** Below this path is everything of the playground but its page. */
export const PLAYGROUND_PATH = '/playground';

const PAGE_FOLDER = join(import.meta.dirname, 'page');
/** The files of the page, by their endings. */
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};
const FILES = readdirSync(PAGE_FOLDER).filter((name) => TYPES[endingOf(name)] !== undefined);
/** A connection of the events says something at least so often: servers cut those on which nothing moves. */
const HEARTBEAT_MS = 15_000;
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * The page of the playground at `/`, its events and its actions. It opens doors, if only simulated ones: it answers this machine only,
 * by a loopback name, and no page of another site. Failures are `{ "error": "…" }`, a sentence for the person.
 */
export function playgroundRouter(playground: Playground): Router {
  const router = Router();
  router.get('/', loopbackOnly, (_request, response) =>
    sendFile(response, 'index.html', 'text/html; charset=utf-8'),
  );
  const inner = Router();
  inner.use(loopbackOnly);
  for (const name of FILES)
    inner.get(`/${name}`, (_request, response) => sendFile(response, name, TYPES[endingOf(name)] ?? ''));
  inner.get('/view', (_request, response) => response.json(playground.view()));
  inner.get('/events', sendEvents(playground));
  inner.use(json({ limit: '1mb' }));
  const post = (path: string, act: (body: unknown, request: Request) => unknown) => {
    inner.post(path, async (request, response) => {
      // A scene or a replay goes on for minutes, while nothing moves on its connection: the server would cut it.
      request.setTimeout(0);
      response.json((await act(request.body, request)) ?? {});
    });
  };
  post('/say', (body) => {
    const { user: name, sentence: said } = v.parse(sentence, body);
    return playground.say(name, said);
  });
  post('/pin', (body) => {
    const { user: name, pin: given } = v.parse(pin, body);
    return playground.answerPin(name, given);
  });
  post('/tap', (body) => {
    const { user: name, deviceId } = v.parse(tap, body);
    return playground.tap(name, deviceId);
  });
  post('/refresh', (body) => playground.refresh(v.parse(named, body).user));
  post('/users', (body) => playground.addUser(v.parse(named, body).user));
  post('/unlink', (body) => playground.unlink(v.parse(named, body).user));
  post('/house', (body) => playground.act(v.parse(houseActionSchema, body)));
  inner.get('/scenes', (_request, response) => response.json(SCENES.map(({ id, title }) => ({ id, title }))));
  post('/scenes', (body) => {
    const { id, user: name } = v.parse(scene, body);
    return playground.scenes.play(id, name);
  });
  post('/next', () => playground.scenes.next());
  post('/stop', () => playground.scenes.stop());
  post('/reset', () => playground.reset());
  inner.get('/incident', (_request, response) => {
    const incident = playground.incident();
    const name = `incident-${incident.recordedAt.slice(0, 19).replaceAll(':', '-')}.json`;
    response.set('Content-Disposition', `attachment; filename="${name}"`);
    response.type('json').send(`${JSON.stringify(incident, undefined, 2)}\n`);
  });
  // In a demo of its own, so that the links and doors of this one stay as they are.
  post('/replay', (body) => replayInFreshDemo(readIncident(JSON.stringify(body))));
  post('/replay-here', (body) => playground.replay(readIncident(JSON.stringify(body))));
  post('/time', (body) => {
    const { rate, forwardMs } = v.parse(time, body);
    playground.time({ ...(rate !== undefined && { rate }), ...(forwardMs !== undefined && { forwardMs }) });
  });
  const failed: ErrorRequestHandler = (error, _request, response, _next) => {
    response.status(statusOf(error)).json({ error: sentenceOf(error) });
  };
  inner.use(failed);
  router.use(PLAYGROUND_PATH, inner);
  return router;
}

/** Returns 400 for a body that is not understood, as the parser of bodies says for others, and 409 for what makes no sense now. */
function statusOf(error: unknown): number {
  if (error instanceof v.ValiError || error instanceof IncidentFileError) return 400;
  const status: unknown = Object(error).status;
  return typeof status === 'number' ? status : 409;
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof v.ValiError)) return error instanceof Error ? error.message : String(error);
  const [issue] = error.issues;
  const place = v.getDotPath(issue);
  return place === null ? issue.message : `${place}: ${issue.message}`;
}

function endingOf(name: string): string {
  return name.split('.').at(-1) ?? '';
}

type PageResponse = Parameters<RequestHandler>[1];

async function sendFile(response: PageResponse, name: string, type: string): Promise<void> {
  const content = await readFile(join(PAGE_FOLDER, name), 'utf8');
  response.set({
    'Cache-Control': 'no-store',
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  });
  response.type(type).send(content);
}

/** Server-sent events: first the view and the kept messages, then what happens. */
function sendEvents(playground: Playground): RequestHandler {
  return (request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    const send = ({ kind, ...data }: PlaygroundEvent) => {
      response.write(`event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
    };
    send({ kind: 'view', view: playground.view() });
    for (const message of playground.log.messages) send({ kind: 'message', message });
    const end = playground.listen(send);
    let isBehind = false;
    response.on('drain', () => {
      isBehind = false;
    });
    const beat = () => {
      // A page that sleeps reads nothing, and would fill the memory; it connects anew when it wakes.
      if (isBehind) response.destroy();
      isBehind = response.writableNeedDrain;
      if (!isBehind) response.write(':\n\n');
    };
    const heartbeat = setInterval(beat, playground.heartbeatMs ?? HEARTBEAT_MS).unref();
    const stop = () => response.end();
    playground.closed.addEventListener('abort', stop, { once: true });
    request.on('close', () => {
      clearInterval(heartbeat);
      end();
      playground.closed.removeEventListener('abort', stop);
    });
  };
}
