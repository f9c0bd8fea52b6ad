/** The kinds of web addresses: an `origin` (no path), a `base` (a path may follow), or `exact` (compared as written). */
export type WebAddressKind = 'origin' | 'base' | 'exact';

/** Lists everything that is wrong with an address, each as the rest of a sentence that begins with the setting's name. */
export function webAddressFaults(value: string, kind: WebAddressKind): string[] {
  // `URL` drops line breaks and tabs: the name would be another one.
  const url = /[\t\r\n]/.test(value) ? null : URL.parse(value);
  const isAsWritten = kind !== 'exact' || /^https?:\/\/[^/\\]/i.test(value);
  if (url === null || url.hostname === '' || !isAsWritten) {
    return ['must be an address that begins with https://'];
  }
  const isSecure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  const hasUser = url.username !== '' || url.password !== '';
  return [
    ...(isSecure ? [] : ['must begin with https:// (http:// is allowed on this machine only)']),
    ...(hasUser ? ['must not contain a user name or password'] : []),
    ...(url.hash === '' ? [] : ['must not contain a "#"']),
    ...(kind === 'exact' || url.search === '' ? [] : ['must not contain a "?"']),
    ...(kind === 'origin' && url.pathname !== '/' ? ['must not have a path'] : []),
  ];
}

/** True if the host name of a URL is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
