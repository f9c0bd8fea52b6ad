import fc from 'fast-check';
import { encoded, encodings } from '../encodings.ts';
import { family } from '../family.ts';
import { hostileHeaders, hostileText } from '../values.ts';

const PATHS = [
  ...[
    '/',
    '/health',
    '/healthz',
    '/ready',
    '/smarthome',
    '/oauth/token',
    '/oauth/revoke',
    '/oauth/authorize',
    '/oauth/consent',
  ],
  ...[
    '/account',
    '/account/sign-in',
    '/account/pin',
    '/account/guests',
    '/account/guest-add',
    '/account/guest',
    '/account/guest-remove',
    '/account/guest-action',
    '/account/guest-codes',
    '/account/pins',
    '/account/person-pin',
    '/account/remove-pin',
    '/account/alerts',
    '/account/locks',
    '/account/lock',
    '/account/lock-test',
    '/account/lock-now',
    '/account/check',
    '/account/webhook',
    '/account/unlink',
  ],
  ...['/account/lockout', '/account/sign-out', '/webhooks/sifely/', '/webhooks/sifely/x', '/commands/x/end'],
  ...['/commands/%00/end', '/commands/__proto__/end', '/commands//end', '/nowhere', '/.env', '/favicon.ico'],
  ...[
    '/robots.txt',
    '/__proto__',
    '/%',
    '/%E0%A4%A',
    '//example.com/',
    '/oauth/../smarthome',
    '/OAUTH/TOKEN',
  ],
];
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND', 'SEARCH'];

const segment = hostileText.map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 4000));

/** Every address with every method, headers, query and body. */
export const anything = family(
  'any address',
  fc.record({
    method: fc.constantFrom(...METHODS),
    path: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...PATHS) },
      { weight: 1, arbitrary: segment.map((part) => `/${part}`) },
      { weight: 1, arbitrary: segment.map((part) => `/commands/${part}/end`) },
    ),
    query: fc.oneof(
      fc.constant(''),
      segment.map((part) => `?${part}`),
      segment.map((part) => `?a[b][c]=${part}`),
    ),
    text: hostileText,
    encoding: encodings,
    headers: hostileHeaders,
  }),
  async (session, { method, path, query, text, encoding, headers }) => {
    const { body, labels } = encoded(text, encoding);
    const hasBody = !['GET', 'HEAD', 'TRACE', 'OPTIONS', 'SEARCH', 'PROPFIND'].includes(method);
    await session.ask({
      ...{ method, path: path + query, headers: [...labels, ...headers] },
      ...(hasBody && { body }),
    });
  },
);
