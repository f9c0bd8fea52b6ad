import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

const NUMBER = '123456789012';

/** The parts of Google's APIs that Firebase's tools need to prepare one project, on loopback. */
export interface GoogleProject {
  /** The environment with which Firebase's tools use it, signed in. */
  readonly env: Readonly<Record<string, string>>;
  readonly sites: ReadonlySet<string>;
  readonly database: Readonly<Record<string, unknown>> | undefined;
  /** The values of each secret, oldest first. */
  readonly secrets: ReadonlyMap<string, readonly string[]>;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const missing = (what: string): Answer => ({
  status: 404,
  body: { error: { code: 404, message: `${what} not found`, status: 'NOT_FOUND' } },
});

/** Starts an empty project. A slow database is there before its operation says so, as at Google. */
export async function startGoogleProject(project: string): Promise<GoogleProject> {
  const sites = new Set<string>();
  const secrets = new Map<string, string[]>();
  const state: { database?: Record<string, unknown> } = {};
  const info = { projectId: project, projectNumber: NUMBER, displayName: 'Locks', resources: {} };

  const answer = (method: string, url: URL, body: Record<string, unknown>): Answer => {
    const path = decodeURIComponent(url.pathname).replace(/^\/v1(beta1)?\//, '');
    const name = url.searchParams.get('secretId') ?? /\/secrets\/(\w+)/.exec(path)?.[1] ?? '';
    if (path === '/oauth2/v3/token') {
      return ok({
        access_token: 'token',
        expires_in: 3600,
        scope: String(body['scope'] ?? ''),
        token_type: 'Bearer',
      });
    }
    if (path === 'projects') return ok({ results: [info] });
    if (path === `projects/${project}`) return ok(info);
    if (path.endsWith(':testIamPermissions')) return ok({ permissions: body['permissions'] });
    if (/\/services\/cloudfunctions/.test(path)) return ok({ state: 'DISABLED' });
    if (/\/services\//.test(path)) return ok({ state: 'ENABLED' });
    if (/\/sites$/.test(path) && method === 'POST') {
      const site = url.searchParams.get('siteId') ?? '';
      if (url.searchParams.get('validateOnly') !== 'true') sites.add(site);
      return ok({ name: `projects/${project}/sites/${site}`, defaultUrl: `https://${site}.web.app` });
    }
    const site = /\/sites\/([\w-]+)$/.exec(path)?.[1];
    if (site !== undefined)
      return sites.has(site) ? ok({ name: `projects/${project}/sites/${site}` }) : missing('site');
    if (/\/operations\//.test(path)) return ok({ name: path, done: true, response: state.database });
    if (/\/databases$/.test(path) && method === 'POST') {
      state.database = { name: `${path}/(default)`, ...body };
      return ok({ name: `${path}/(default)/operations/1` });
    }
    if (/\/databases\/\(default\)$/.test(path)) {
      if (method === 'PATCH') Object.assign(state.database ?? {}, body);
      return state.database === undefined ? missing('The database (default)') : ok(state.database);
    }
    if (/\/secrets$/.test(path) && method === 'POST') {
      secrets.set(name, []);
      return ok({ name: `projects/${NUMBER}/secrets/${name}`, labels: body['labels'] });
    }
    const versions = secrets.get(name);
    if (versions === undefined) return missing(`Secret [projects/${NUMBER}/secrets/${name}]`);
    if (path.endsWith(':addVersion')) {
      versions.push(Buffer.from(Object(body['payload']).data, 'base64').toString());
    }
    const version = (index: number) => ({
      name: `projects/${NUMBER}/secrets/${name}/versions/${index + 1}`,
      state: 'ENABLED',
    });
    if (path.endsWith('/versions')) return ok({ versions: versions.map((_, index) => version(index)) });
    if (path.endsWith(':addVersion')) return ok(version(versions.length - 1));
    return ok({ name: `projects/${NUMBER}/secrets/${name}`, labels: { 'firebase-managed': 'functions' } });
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://google');
    const { status, body } = answer(request.method ?? 'GET', url, await bodyOf(request));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: { FIREBASE_TOKEN: 'refresh', ...Object.fromEntries(ORIGINS.map((name) => [name, origin])) },
    sites,
    secrets,
    get database() {
      return state.database;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The variables by which Firebase's tools find Google's APIs. */
const ORIGINS = [
  'FIREBASE_TOKEN_URL',
  'FIREBASE_API_URL',
  'FIREBASE_RESOURCEMANAGER_URL',
  'FIREBASE_SERVICE_USAGE_URL',
  'FIREBASE_HOSTING_API_URL',
  'FIRESTORE_URL',
  'CLOUD_SECRET_MANAGER_URL',
  'FIREBASE_FUNCTIONS_URL',
  'FIREBASE_FUNCTIONS_V2_URL',
];

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  try {
    return Object(JSON.parse(await text(request)));
  } catch {
    return {};
  }
}
