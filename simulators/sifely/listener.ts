import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Outcome } from './api.ts';
import type { Reply } from './replies.ts';

/** Answers a request, or says how its connection is to be mistreated. */
export type Handler = (request: IncomingMessage, url: URL) => Promise<Outcome>;

/** Starts to listen; resolves with the server and its address. */
export async function listen(
  handle: Handler,
  port: number,
  host: string,
): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((request, response) => void respond(handle, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address to listen on');
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { server, url: `http://${name}:${address.port}` };
}

async function respond(handle: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let outcome: Outcome;
  try {
    outcome = await handle(request, new URL(request.url ?? '/', 'http://simulator'));
  } catch (error) {
    // Closing the simulator ends waiting calls; everything else is a fault of the simulator and must be seen.
    if (response.destroyed || response.headersSent) return;
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
