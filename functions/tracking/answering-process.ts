import { CANCELLED, type Clock } from '../clock.ts';
import { createHttpClient, type HttpClient, HttpRequestError } from '../http/http-client.ts';
import type { Logger } from '../logs/logger.ts';

/** `unknown`: the process that sent the command cannot be reached, or has forgotten it. */
export type CommandStage = 'in-flight' | 'ended' | 'unknown';

/** The process that answered Google, as another one sees it. */
export interface AnsweringProcess {
  /** Waits for the end of a command that it has sent, for some seconds at most. Never rejects. */
  waitForEnd(key: string): Promise<CommandStage>;
}

/** The longest time for which a request is held. The caller asks again. */
export const MAX_HOLD_MS = 1_500;

/** Returns the path at which the end of a command can be waited for. `key` is that of its mark. */
export function commandEndPath(key: string): string {
  return `/commands/${key}/end`;
}

/** An instance that has to start first has no command in flight: not worth waiting for. */
const MAX_LATE_MS = 800;

/**
 * Creates the way to the process that answered, for platforms that take its processor away at the answer: a request through the public
 * address. The platform gives it to the instance that is there; with more than one, it may come to another, which knows
 * nothing.
 */
export function createAnsweringProcess(deps: {
  readonly config: { readonly publicUrl: string };
  readonly clock: Clock;
  readonly logger: Logger;
}): AnsweringProcess {
  const { config, clock, logger } = deps;
  const { send } = createHttpClient({ clock, idleMs: 5_000, maxBodyBytes: 64 * 1024 });
  return {
    async waitForEnd(key) {
      const url = `${config.publicUrl}${commandEndPath(key)}`;
      try {
        return await sendWithin(MAX_HOLD_MS + MAX_LATE_MS, clock, send, url);
      } catch (error) {
        if (!(error instanceof HttpRequestError)) throw error;
        logger.info('could not ask the process that answered', { code: error.code });
        return 'unknown';
      }
    },
  };
}

async function sendWithin(ms: number, clock: Clock, send: HttpClient, url: string): Promise<CommandStage> {
  const over = new AbortController();
  const done = new AbortController();
  const late = clock.delay(ms, done.signal).then(
    () => over.abort(CANCELLED),
    () => {},
  );
  try {
    const { status, body } = await send({ method: 'POST', url, headers: {}, body: '', signal: over.signal });
    return status === 200 ? stageOf(body) : 'unknown';
  } finally {
    done.abort(CANCELLED);
    await late;
  }
}

function stageOf(body: string): CommandStage {
  try {
    const { ended } = Object(JSON.parse(body)) as { ended?: unknown };
    if (typeof ended !== 'boolean') return 'unknown';
    return ended ? 'ended' : 'in-flight';
  } catch {
    return 'unknown';
  }
}
