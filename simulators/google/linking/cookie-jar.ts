import type { Clock } from '../../../functions/clock.ts';

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  readonly path: string;
  readonly secure: boolean;
  readonly expiresAt: number | undefined;
}

/**
 * A browser's cookies. Host-only cookies (a `Domain` must be the host itself), `Path`, `Max-Age`, `Expires` and `Secure` are
 * honoured; as in Chrome and Firefox, loopback counts as secure. Ports do not separate cookies. Source: RFC 6265.
 */
export class CookieJar {
  readonly #clock: Clock;
  #cookies: Cookie[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Stores the `Set-Cookie` lines of a response. */
  store(url: URL, lines: readonly string[]): void {
    for (const line of lines) {
      const cookie = parse(line, url, this.#clock.now());
      if (cookie === undefined) continue;
      this.#cookies = this.#cookies.filter(
        ({ name, host, path }) => name !== cookie.name || host !== cookie.host || path !== cookie.path,
      );
      this.#cookies.push(cookie);
    }
  }

  /** Returns the cookies of a request to a URL, by name; longer paths win. */
  for(url: URL): Map<string, string> {
    const fitting = this.#cookies
      .filter(({ expiresAt }) => expiresAt === undefined || expiresAt > this.#clock.now())
      .filter(({ host, path, secure }) => {
        return host === url.hostname && isWithin(url.pathname, path) && (!secure || isTrustworthy(url));
      })
      .sort((a, b) => a.path.length - b.path.length);
    return new Map(fitting.map(({ name, value }) => [name, value]));
  }
}

function parse(line: string, url: URL, now: number): Cookie | undefined {
  const [pair = '', ...rest] = line.split(';');
  const equals = pair.indexOf('=');
  if (equals < 1) return undefined;
  const attributes = new Map(
    rest.map((part) => {
      const [key = '', ...value] = part.split('=');
      return [key.trim().toLowerCase(), value.join('=').trim()];
    }),
  );
  const domain = attributes.get('domain')?.replace(/^\./, '');
  if (domain !== undefined && domain !== '' && domain !== url.hostname) return undefined;
  const secure = attributes.has('secure');
  if (secure && !isTrustworthy(url)) return undefined;
  const path = attributes.get('path') ?? '';
  return {
    name: pair.slice(0, equals).trim(),
    value: pair.slice(equals + 1).trim(),
    host: url.hostname,
    path: path.startsWith('/') ? path : url.pathname.replace(/\/[^/]*$/, '') || '/',
    secure,
    expiresAt: expiry(attributes, now),
  };
}

function expiry(attributes: ReadonlyMap<string, string>, now: number): number | undefined {
  const maxAge = attributes.get('max-age');
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return now + Number(maxAge) * 1000;
  const expires = Date.parse(attributes.get('expires') ?? '');
  return Number.isNaN(expires) ? undefined : expires;
}

function isWithin(pathname: string, path: string): boolean {
  return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
}

function isTrustworthy({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
