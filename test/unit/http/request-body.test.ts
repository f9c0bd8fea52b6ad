import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { createBodyReader, RequestBodyError } from '../../../functions/http/request-body.ts';

/** The functions framework's own parser: reads the stream and keeps its bytes. */
const framework: RequestHandler = async (request, _response, next) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  Object.assign(request, { rawBody: Buffer.concat(chunks), body: { parsed: 'already' } });
  next();
};

describe.each([
  ['a server of its own', undefined],
  ['Cloud Functions', framework],
])('The body reader on %s', (_, before) => {
  let server: Server;

  beforeAll(async () => {
    const read = createBodyReader(16);
    const app = express();
    if (before) app.use(before);
    app.post('/', async (request, response) => {
      const body = await read(request, response);
      response.json({ text: body?.toString('utf8') ?? null });
    });
    const failed: ErrorRequestHandler = (error, _request, response, _next) => {
      const status = error instanceof RequestBodyError ? error.status : 500;
      response.status(status).json({ name: error.name });
    };
    server = createServer(app.use(failed));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const post = async (body: string, headers: Record<string, string> = {}) => {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body, headers });
    return { status: response.status, json: await response.json() };
  };

  test.each(['text/plain', 'application/json', 'image/png'])('returns the bytes of %s', async (type) => {
    expect(await post('Tür {', { 'content-type': type })).toEqual({ status: 200, json: { text: 'Tür {' } });
  });

  test('reads a body of exactly the limit', async () => {
    expect(await post('x'.repeat(16))).toEqual({ status: 200, json: { text: 'x'.repeat(16) } });
  });

  test('refuses a body above the limit with 413', async () => {
    expect(await post('x'.repeat(17))).toEqual({ status: 413, json: { name: 'RequestBodyError' } });
  });
});

test('The body reader takes an encoding that it does not know for a mistake of the sender', async () => {
  const read = createBodyReader(16);
  const app = express().post('/', async (request, response) => {
    response.json({ text: (await read(request, response))?.toString('utf8') });
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const headers = { 'content-encoding': 'zebra' };
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x', headers });
  expect(await response.json()).toEqual({ text: 'x' });
  await new Promise((resolve) => server.close(resolve));
});
