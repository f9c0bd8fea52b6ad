import {
  DEMO_LOCKS,
  INSTANT_TIMING,
  md5,
  SifelySimulator,
  type SimulatorOptions,
} from '../../../simulators/sifely/index.ts';
import { OffsetClock } from '../../support/offset-clock.ts';

export const DEMO = { username: 'demo@example.com', password: 'demo-password' } as const;
export const GUEST = { username: 'guest@example.com', password: 'guest-password' } as const;
export const { frontDoor, backDoor, garage, study, shed, cabin } = DEMO_LOCKS;

/** An answer, with its body as text and, if it is JSON, as an object. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

type Query = Readonly<Record<string, string | number>>;

/** Speaks to a simulator as any HTTP client would: nothing of the product is in here. */
export class RawClient {
  readonly url: string;
  authorization: string | undefined;

  constructor(url: string, authorization?: string) {
    this.url = url;
    this.authorization = authorization;
  }

  get = (path: string, query: Query = {}) => this.send('GET', path, query);
  post = (path: string, query: Query = {}) => this.send('POST', path, query);

  async send(method: string, path: string, query: Query = {}, init: RequestInit = {}): Promise<Answer> {
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const headers = new Headers(init.headers);
    if (this.authorization !== undefined) headers.set('authorization', this.authorization);
    const response = await fetch(`${this.url}${path}?${search}`, {
      ...init,
      method,
      headers,
      redirect: 'manual',
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: objectIn(text) };
  }

  /** The login of the token generation, by query string. */
  login(account: { username: string; password: string } = DEMO, clientId = 'any-client') {
    const { username, password } = account;
    return this.post('/system/smart/login', { client_id: clientId, username, password: md5(password) });
  }

  /** The login of the API key generation, by JSON body. */
  keyLogin({ username, password }: { username: string; password: string } = DEMO) {
    return this.send(
      'POST',
      '/system/smart/login',
      {},
      {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ account: username, password: md5(password) }),
      },
    );
  }

  /** A call below `/_control`. */
  control(method: string, path: string, body?: unknown) {
    if (body === undefined && method === 'GET') return this.send(method, `/_control/${path}`);
    const headers = { 'content-type': 'application/json' };
    return this.send(method, `/_control/${path}`, {}, { headers, body: JSON.stringify(body ?? {}) });
  }

  async openState(lockId: number): Promise<unknown> {
    return (await this.get('/v3/lock/queryOpenState', { lockId })).body['state'];
  }

  async records(lockId: number): Promise<Record<string, unknown>[]> {
    return items(await this.get('/v3/lockRecord/list', { lockId, pageNo: 1, pageSize: 100 }));
  }
}

/** The items of a page. */
export function items({ body }: Answer): Record<string, unknown>[] {
  const list = body['list'];
  if (!Array.isArray(list)) throw new Error(`no list in ${JSON.stringify(body)}`);
  return list;
}

/** The `data` of a wrapped reply. */
export function data({ body }: Answer): Record<string, unknown> {
  return objectIn(JSON.stringify(body['data'] ?? null));
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Starts simulators for the tests of a file and closes them after each. */
export function simulators() {
  const running: SifelySimulator[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((simulator) => simulator.close()));
  });
  return async (options: SimulatorOptions = {}) => {
    const clock = new OffsetClock();
    const simulator = await SifelySimulator.start({ clock, timing: INSTANT_TIMING, ...options });
    running.push(simulator);
    const key = (username: string = DEMO.username) =>
      new RawClient(simulator.url, simulator.account(username).apiKey);
    return { simulator, clock, anonymous: new RawClient(simulator.url), demo: key(), key };
  };
}
