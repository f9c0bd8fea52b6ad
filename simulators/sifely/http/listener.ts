import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HttpError } from './failures.ts';
import { failureReply, type Reply } from './replies.ts';
import type { Outcome } from './wire-faults.ts';

/** Returns the reply to a request, or a fault of its connection. */
type Handler = (request: IncomingMessage, url: URL) => Promise<Outcome>;

/** Starts listening; resolves with the server and its address. */
export async function listen(
  handle: Handler,
  port: number,
  host: string,
  closed: AbortSignal,
  now: () => number,
): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer(
    (request, response) => void respond(dated(handle, now), request, response, closed),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address to listen on');
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { server, url: `http://${name}:${address.port}` };
}

/** Gives each reply the time of the simulated clock, as servers do (RFC 9110, 6.6.1). */
function dated(handle: Handler, now: () => number): Handler {
  return async (request, url) => {
    const outcome = await handle(request, url);
    if (typeof outcome === 'string') return outcome;
    const date = new Date(now()).toUTCString();
    const withDate = (reply: Reply): Reply => ({ ...reply, headers: { date, ...reply.headers } });
    return 'stall' in outcome ? { stall: withDate(outcome.stall) } : withDate(outcome);
  };
}

async function respond(
  handle: Handler,
  request: IncomingMessage,
  response: ServerResponse,
  closed: AbortSignal,
): Promise<void> {
  let outcome: Outcome;
  try {
    const url = URL.parse(request.url ?? '/', 'http://simulator');
    outcome = url ? await handle(request, url) : { status: 400, headers: {}, body: '' };
  } catch (error) {
    if (error instanceof HttpError) {
      send(response, failureReply(undefined, error, {}));
      return;
    }
    // Closing ends waiting calls; any other error is a bug of the simulator and must be visible.
    if (closed.aborted || response.destroyed) {
      request.socket.destroy();
      return;
    }
    const detail = error instanceof Error ? error.stack : String(error);
    outcome = {
      status: 500,
      headers: { 'content-type': 'text/plain' },
      body: `simulator failure: ${detail}`,
    };
  }
  if (outcome === 'drop') request.socket.destroy();
  else if (outcome === 'hang') return;
  else if ('stall' in outcome) {
    const { status, headers, body } = outcome.stall;
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) + 1 });
    response.write(body);
  } else send(response, outcome);
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
