interface Address {
  readonly isTls: boolean;
  readonly host: string;
  readonly port: string;
  readonly path: string;
}

/** A deployment uses two or three origins, repeatedly. */
const origins = new Map<string, Omit<Address, 'path'>>();
const MAX_ORIGINS = 100;

/** Parses a URL; path and query stay as written. Throws `TypeError` if it is not an http or https URL. */
export function addressOf(url: string): Address {
  const end = url.indexOf('/', 'https://'.length);
  const origin = end < 0 ? url : url.slice(0, end);
  const path = end < 0 ? '/' : url.slice(end);
  const known = origins.get(origin);
  if (known !== undefined) return { ...known, path };
  const { protocol, hostname, port } = new URL(origin);
  if (!/^https?:$/.test(protocol)) throw new TypeError('neither http nor https');
  const parsed = { isTls: protocol === 'https:', host: hostname.replace(/^\[|\]$/g, ''), port };
  if (origins.size < MAX_ORIGINS) origins.set(origin, parsed);
  return { ...parsed, path };
}
