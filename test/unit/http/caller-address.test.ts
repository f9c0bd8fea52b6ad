import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import {
  type Caller,
  callerOf,
  createTrustProxy,
  type TrustedProxies,
} from '../../../functions/http/caller-address.ts';

/** Returns the caller of a request with this `X-Forwarded-For`, as a server on this machine sees it. */
async function callerBehind(proxies: TrustedProxies, forwardedFor?: string): Promise<Caller> {
  const app = express();
  app.set('trust proxy', createTrustProxy(proxies));
  app.get('/', (request, response) => response.json(callerOf(request)));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers });
    return (await response.json()) as Caller;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const FUNCTION = { trustedProxies: 2, proxyNetworks: 'any' } as const;

test.each([
  ['through Hosting', '203.0.113.9, 198.51.100.7', '203.0.113.9'],
  [
    'past Hosting, with an address that the caller wrote',
    '192.0.2.1, 203.0.113.9, 198.51.100.7:80',
    '203.0.113.9',
  ],
  [
    'past Hosting, with something that is no address',
    'nobody, "[2001:db8::7]:443"',
    'unknown',
    '2001:db8:0:0',
  ],
])(
  'a request to a function %s counts for the address that connected, too',
  async (_, header, network, claimant = '198.51.100.7') => {
    expect(await callerBehind(FUNCTION, header)).toEqual({ network, isShared: false, claimant });
  },
);

test.each([
  ['a function that has the one address of who connected', FUNCTION, '203.0.113.9', '203.0.113.9', true],
  [
    'a function that has the same address twice',
    FUNCTION,
    '203.0.113.9, 203.0.113.9:80',
    '203.0.113.9',
    false,
  ],
  ['a function without the header', FUNCTION, undefined, '127.0.0.1', true],
  [
    'a function whose nearest address is the caller’s',
    { ...FUNCTION, trustedProxies: 1 },
    '192.0.2.1, 203.0.113.9',
    '203.0.113.9',
    false,
  ],
  ['a server behind two proxies', { trustedProxies: 2 }, '203.0.113.9, 198.51.100.7', '203.0.113.9', false],
  [
    'a server with a named proxy',
    { trustedProxies: 1, proxyNetworks: ['198.51.100.0/24'] },
    '203.0.113.9, 198.51.100.7',
    '203.0.113.9',
    false,
  ],
])('a request counts for one address: %s', async (_, proxies, header, network, isShared) => {
  expect(await callerBehind(proxies, header)).toEqual({ network, isShared });
});
