import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { createHomeGraph } from '../../../functions/reporting/home-graph/client.ts';
import type { HomeGraph } from '../../../functions/reporting/home-graph.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { writeWorkloadIdentity } from '../../support/workload-identity.ts';

const TOKEN = 'a-token-that-must-not-be-logged';

/** A server that records requests and answers as scripted. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: { url: string; authorization: string | undefined; body: string }[] = [];
  const server: Server = createServer(async (request, response) => {
    const { url = '', headers } = request;
    asked.push({ url, authorization: headers.authorization, body: await text(request) });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { asked, url: `http://127.0.0.1:${port}`, close };
}

const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

describe('calls to Google are signed', () => {
  const before = process.env['GOOGLE_APPLICATION_CREDENTIALS'];
  let folder: string;
  let api: Awaited<ReturnType<typeof serve>>;
  let issuer: Awaited<ReturnType<typeof serve>>;
  let tokenStatus = 200;

  beforeEach(async () => {
    tokenStatus = 200;
    folder = mkdtempSync(join(tmpdir(), 'homegraph-'));
    api = await serve((_request, response) => json(response, 200, {}));
    issuer = await serve((_request, response) =>
      tokenStatus === 200
        ? json(response, 200, { access_token: TOKEN, token_type: 'Bearer', expires_in: 3600 })
        : json(response, tokenStatus, { error: 'invalid_grant' }),
    );
  });
  afterEach(async () => {
    if (before === undefined) delete process.env['GOOGLE_APPLICATION_CREDENTIALS'];
    else process.env['GOOGLE_APPLICATION_CREDENTIALS'] = before;
    await api.close();
    await issuer.close();
    rmSync(folder, { recursive: true });
  });

  const homeGraph = (credentialsFile: string | undefined): HomeGraph => {
    const silent = () => undefined;
    const google = { clientId: '', clientSecrets: [], projectId: undefined, homegraphUrl: api.url };
    return createHomeGraph({
      config: { google: { ...google, credentialsFile } },
      clock: new ManualClock(),
      logger: { debug: silent, info: silent, warn: silent, error: silent },
    });
  };

  const credentials = () => writeWorkloadIdentity(folder, issuer.url);

  /** Makes two calls in a process of their own, where Google's library loads its parts as it does in production. */
  const inProcess = async (credentialsFile: string): Promise<{ answers: unknown; output: string }> => {
    const program = join(__dirname, '../../support/call-home-graph.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [program, api.url, credentialsFile], {
      // Otherwise the library asks Google for the name of the project.
      env: { GOOGLE_APPLICATION_CREDENTIALS: credentialsFile, GOOGLE_CLOUD_PROJECT: 'demo-project' },
    });
    const lines = stdout.trim().split('\n');
    return { answers: JSON.parse(lines.at(-1) ?? ''), output: stdout };
  };

  test('with a token for the HomeGraph API, fetched once for many calls', async () => {
    const { answers, output } = await inProcess(credentials());
    expect(answers).toEqual([
      { outcome: 'ok', status: 200 },
      { outcome: 'ok', status: 200 },
    ]);
    expect(api.asked.map(({ url, authorization }) => [url, authorization])).toEqual([
      ['/v1/devices:requestSync', `Bearer ${TOKEN}`],
      ['/v1/agentUsers/account', `Bearer ${TOKEN}`],
    ]);
    expect(issuer.asked).toHaveLength(1);
    const scope = new URLSearchParams(issuer.asked[0]?.body).get('scope');
    expect(scope).toBe('https://www.googleapis.com/auth/homegraph');
    expect(output).not.toContain(TOKEN);
  });

  test('a refused token is logged for the operator', async () => {
    tokenStatus = 400;
    const { answers } = await inProcess(credentials());
    expect(answers).toMatchObject([{ outcome: 'forbidden' }, { outcome: 'forbidden' }]);
    expect(api.asked).toEqual([]);
  });

  test('a missing credentials file is logged for the operator', async () => {
    const file = join(folder, 'missing.json');
    process.env['GOOGLE_APPLICATION_CREDENTIALS'] = file;
    expect(await homeGraph(file).requestSync('account')).toMatchObject({ outcome: 'forbidden' });
    expect(api.asked).toEqual([]);
  });

  test('on loopback without credentials with a fixed token, without a request for one', async () => {
    expect(await homeGraph(undefined).requestSync('account')).toEqual({ outcome: 'ok', status: 200 });
    expect(api.asked.map(({ authorization }) => authorization)).toEqual(['Bearer simulated']);
    expect(issuer.asked).toEqual([]);
  });

  test('an answer to a query that is not of Google counts as unavailable', async () => {
    const query = homeGraph(undefined).query('account', ['1']);
    expect(await query).toEqual({ outcome: 'unavailable', detail: 'the answer has no devices' });
  });

  test('an unreachable server is reported as such, without silent retries', async () => {
    const google = homeGraph(undefined);
    await api.close();
    expect(await google.requestSync('account')).toMatchObject({ outcome: 'unavailable' });
    expect(await google.requestSync('account')).not.toHaveProperty('status');
  });
});
