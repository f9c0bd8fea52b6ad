import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The answer to a request for a token: a token, a failure, or none at all. */
export type TokenAnswer = 'token' | 'failure' | 'silence';

/** The metadata server of Google Cloud; it never gives the same token twice. */
export interface MetadataServer {
  readonly tokens: readonly string[];
  /** Count of requests for a token. */
  readonly asked: number;
  answer: TokenAnswer;
  /** True: the server answers with the name of the project. */
  namesProject: boolean;
  /** Lifetime of a token in seconds. */
  expiresIn: number;
  /** Answers the requests that hang, with tokens. */
  answerAll(): void;
  /** The environment that points Google's libraries here, as on Cloud Run. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts a metadata server on loopback. */
export async function startMetadataServer(): Promise<MetadataServer> {
  const tokens: string[] = [];
  const silent: ServerResponse[] = [];
  const give = (response: ServerResponse) => {
    tokens.push(`token-${tokens.length + 1}`);
    const token = { access_token: tokens.at(-1), expires_in: metadata.expiresIn, token_type: 'Bearer' };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(token));
  };
  const server = createServer(({ url = '' }, response) => {
    response.setHeader('Metadata-Flavor', 'Google');
    if (url.includes('/token')) {
      metadata.asked += 1;
      if (metadata.answer === 'token') give(response);
      else if (metadata.answer === 'failure') response.writeHead(404).end();
      else silent.push(response);
    } else if (url.includes('/project/project-id')) {
      if (metadata.namesProject) response.end('demo-of-the-platform');
    } else if (url.includes('/universe')) {
      response.writeHead(404).end();
    } else {
      response.end('default');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const metadata = {
    tokens,
    asked: 0,
    answer: 'token' as TokenAnswer,
    namesProject: true,
    expiresIn: 3599,
    answerAll: () => silent.splice(0).forEach(give),
    environment: {
      GCE_METADATA_HOST: `127.0.0.1:${port}`,
      METADATA_SERVER_DETECTION: 'assume-present',
      // The name of a Cloud Run machine: there Google's library waits for an answer without a timeout.
      K_SERVICE: 'api',
      HOME: '/nowhere',
    },
    close: async () => {
      // The libraries do not retry after this status.
      await Promise.all(silent.map((response) => new Promise<void>((ok) => response.writeHead(404).end(ok))));
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return metadata;
}
