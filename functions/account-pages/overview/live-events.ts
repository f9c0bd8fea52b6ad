import type { RequestHandler, Response } from 'express';
import { CANCELLED, type Clock } from '../../clock.ts';
import type { Config } from '../../config/config.ts';
import { annotate } from '../../pages/call-log.ts';
import { StoreUnavailableError } from '../../store/store.ts';
import type { OwnerVisits, QuietVisit } from '../owner-visits.ts';
import { secondsLeft } from '../session-end.ts';
import { doorTokens } from './door-tokens.ts';
import { readDoorsFilter } from './doors-section.ts';
import { liveParts } from './live-parts.ts';

/** How often a stream looks for what changed, ms. */
const LOOK_MS = 2000;
/** Ages in words change by the minute. */
const REDRAW_MS = 20_000;
/** Proxies and `MAX_STILL_MS` cut a connection on which nothing moves for a minute. */
const HEARTBEAT_MS = 15_000;
/** Streams of one process, and of one account. The pages of others ask now and then. */
const MAX_STREAMS = 100;
const MAX_ACCOUNT_STREAMS = 6;
/** Bytes that a caller has not read; beyond that the stream is cut, and the browser opens a new one. */
const MAX_UNREAD_BYTES = 256 * 1024;
/** Of how many seconds the end of a session may differ from what the page expects before the page is told. */
const MAX_DRIFT_SECONDS = 5;

interface LiveEventsDeps {
  readonly config: Pick<Config, 'platform'>;
  readonly clock: Clock;
  readonly visits: OwnerVisits;
  /** Called for an answer that becomes a stream: it no longer counts as a request that is being answered. */
  readonly released: (response: Response) => void;
}

/** The state of a page: the parts that it shows, and when it expects the session to end. */
interface Shown {
  readonly parts: ReadonlyMap<string, string>;
  /** Ms since the epoch. */
  readonly expiresAt: number;
  readonly drawnAt: number;
  readonly version: string | undefined;
}

/** Answers with what changed on the overview. */
export interface LiveEvents {
  /** Answers a stream of events (text/event-stream) where it is wanted and possible, else once as JSON: 401 without a session. */
  readonly handle: RequestHandler;
  /** Ends all streams: the process stops. */
  end(): void;
}

/**
 * Creates {@link LiveEvents}. They do not extend the session, and end with it. On Firebase there is no stream: it would hold an instance,
 * which costs, and the pages ask now and then.
 */
export function createLiveEvents({ config, clock, visits, released }: LiveEventsDeps): LiveEvents {
  const streams = new Map<Response, { readonly accountId: string; readonly end: () => void }>();

  const draw = (visit: QuietVisit) => {
    const { words, loaded, request } = visit;
    const view = {
      words,
      loaded,
      filter: readDoorsFilter(request.query),
      now: clock.now(),
      doorTokens: doorTokens(visits, visit),
    };
    return new Map(Object.entries(liveParts(view)).map(([id, part]) => [id, part.toString()]));
  };

  const answerOf = ({ session }: QuietVisit, parts: Iterable<readonly [string, string]>) =>
    JSON.stringify({
      seconds: secondsLeft(session.expiresAt, clock.now()),
      parts: Object.fromEntries(parts),
    });

  const isFull = (accountId: string): boolean => {
    const own = [...streams.values()].filter((stream) => stream.accountId === accountId);
    return streams.size >= MAX_STREAMS || own.length >= MAX_ACCOUNT_STREAMS;
  };

  /** Writes what a page lacks; returns what it has then. */
  const update = (visit: QuietVisit, response: Response, shown: Shown | undefined): Shown => {
    const { loaded, session } = visit;
    const now = clock.now();
    const version = loaded.version?.latest.revision;
    const isSame = shown !== undefined && shown.version === version && now - shown.drawnAt < REDRAW_MS;
    const parts = isSame ? shown.parts : draw(visit);
    const changed = [...parts].filter(([id, part]) => shown?.parts.get(id) !== part);
    const drift = Math.abs(session.expiresAt - (shown?.expiresAt ?? 0)) / 1000;
    if (changed.length > 0 || drift > MAX_DRIFT_SECONDS) {
      response.write(`event: doors\ndata: ${answerOf(visit, changed)}\n\n`);
    }
    const drawnAt = isSame ? shown.drawnAt : now;
    return { parts, version, drawnAt, expiresAt: session.expiresAt };
  };

  const stream = async (first: QuietVisit): Promise<void> => {
    const { request, response } = first;
    // The caller left while the session was read, and its `close` is over.
    if (response.destroyed) return;
    const gone = new AbortController();
    response.once('close', () => gone.abort(CANCELLED));
    streams.set(response, { accountId: first.session.data.accountId, end: () => gone.abort(CANCELLED) });
    released(response);
    response
      .status(200)
      .set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
    response.flushHeaders();
    annotate(response, { outcome: 'streamed' });
    try {
      let shown: Shown | undefined;
      let beatAt = clock.now();
      for (
        let visit: QuietVisit | undefined = first;
        !gone.signal.aborted;
        visit = await visits.quietly(request, response)
      ) {
        if (visit === undefined) {
          response.write('event: end\ndata: {}\n\n');
          return;
        }
        shown = update(visit, response, shown);
        if (clock.now() - beatAt >= HEARTBEAT_MS) {
          beatAt = clock.now();
          response.write(': \n\n');
        }
        if (response.writableLength > MAX_UNREAD_BYTES) {
          response.destroy();
          return;
        }
        await clock.delay(LOOK_MS, gone.signal);
      }
    } catch (error) {
      // The browser opens a new one, and finds out how it is.
      if (error !== CANCELLED && !(error instanceof StoreUnavailableError)) throw error;
    } finally {
      streams.delete(response);
      response.end();
    }
  };

  return {
    async handle(request, response) {
      const visit = await visits.quietly(request, response);
      if (visit === undefined) {
        annotate(response, { outcome: 'session expired' });
        response.status(401).json({ error: 'signed_out' });
        return;
      }
      const { accountId } = visit.session.data;
      annotate(response, { accountId, outcome: 'sent' });
      const wantsStream =
        request.method === 'GET' && request.accepts(['json', 'text/event-stream']) !== 'json';
      if (wantsStream && config.platform !== 'firebase') {
        if (!isFull(accountId)) return stream(visit);
        annotate(response, { outcome: 'too many streams' });
        response.status(503).set('Retry-After', '30').json({ error: 'too_many_streams' });
        return;
      }
      response.type('json').send(answerOf(visit, draw(visit)));
    },

    end() {
      for (const { end } of streams.values()) end();
    },
  };
}
