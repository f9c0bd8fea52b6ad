import type { LookupFunction } from 'node:net';
import {
  type AddressPolicy,
  createGuardedLookup,
  isAllowed,
  MAX_ADDRESS_LENGTH,
  readOwnerAddress,
} from '../../../functions/http/owner-address.ts';

const read = (text: string, policy: AddressPolicy) => {
  const result = readOwnerAddress(text, policy);
  return 'fault' in result ? result.fault : result.url.href;
};

test.each([
  // text, public, local
  ['https://hooks.example.com/a?b=c#d', 'https://hooks.example.com/a?b=c', 'https://hooks.example.com/a?b=c'],
  [' https://HOOKS.example.com ', 'https://hooks.example.com/', 'https://hooks.example.com/'],
  [
    'https://ntfy.example.com:8443/topic',
    'https://ntfy.example.com:8443/topic',
    'https://ntfy.example.com:8443/topic',
  ],
  ['https://8.8.8.8/', 'https://8.8.8.8/', 'https://8.8.8.8/'],
  ['https://[2001:4860:4860::8888]/', 'https://[2001:4860:4860::8888]/', 'https://[2001:4860:4860::8888]/'],
  ['http://hooks.example.com/', 'not-https', 'http://hooks.example.com/'],
  ['https://user:word@hooks.example.com/', 'has-password', 'has-password'],
  ['https://hooks.example.com:25/', 'port', 'https://hooks.example.com:25/'],
  ['https://127.0.0.1/', 'private', 'https://127.0.0.1/'],
  ['https://127.1/', 'private', 'https://127.0.0.1/'],
  ['https://0x7f000001/', 'private', 'https://127.0.0.1/'],
  ['https://2130706433/', 'private', 'https://127.0.0.1/'],
  ['https://0177.0.0.1/', 'private', 'https://127.0.0.1/'],
  ['https://10.0.0.1/', 'private', 'https://10.0.0.1/'],
  ['https://172.16.9.1/', 'private', 'https://172.16.9.1/'],
  ['https://192.168.1.20/', 'private', 'https://192.168.1.20/'],
  ['https://100.64.0.1/', 'private', 'https://100.64.0.1/'],
  ['https://[::1]/', 'private', 'https://[::1]/'],
  ['https://[fd00::1]/', 'private', 'https://[fd00::1]/'],
  ['https://[::ffff:10.0.0.1]/', 'private', 'https://[::ffff:a00:1]/'],
  ['https://169.254.169.254/latest', 'private', 'private'],
  ['https://[fe80::1]/', 'private', 'private'],
  ['https://[::ffff:169.254.169.254]/', 'private', 'private'],
  ['https://[64:ff9b::169.254.169.254]/', 'private', 'private'],
  ['https://0.0.0.0/', 'private', 'private'],
  ['https://[::]/', 'private', 'private'],
  ['https://255.255.255.255/', 'private', 'private'],
  ['https://224.0.0.1/', 'private', 'private'],
  ['https://[ff02::1]/', 'private', 'private'],
  ['https://[2002:7f00:1::]/', 'private', 'private'],
  ['https://192.0.2.1/', 'private', 'private'],
  ['ftp://hooks.example.com/', 'not-a-url', 'not-a-url'],
  ['file:///etc/passwd', 'not-a-url', 'not-a-url'],
  ['javascript:alert(1)', 'not-a-url', 'not-a-url'],
  ['hooks.example.com', 'not-a-url', 'not-a-url'],
  ['', 'not-a-url', 'not-a-url'],
  [`https://hooks.example.com/${'a'.repeat(MAX_ADDRESS_LENGTH)}`, 'not-a-url', 'not-a-url'],
])('an owner who enters %s gets %s, and in a local installation %s', (text, shown, local) => {
  expect(read(text, 'public')).toBe(shown);
  expect(read(text, 'local')).toBe(local);
});

test.each([
  ['64:ff9b::8.8.8.8', true],
  ['64:ff9b::10.0.0.1', false],
  ['not an address', false],
])('the address %s is allowed: %s', (address, expected) => {
  expect(isAllowed(address, 'public')).toBe(expected);
});

describe('a name', () => {
  const addresses =
    (...found: readonly string[]): LookupFunction =>
    (_host, _options, callback) =>
      callback(
        null,
        found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  const resolve = (lookup: LookupFunction, all: boolean) =>
    new Promise((resolved) => {
      lookup('hooks.example.com', { all }, (error, found, family) =>
        resolved(error ? error.code : all ? found : [found, family]),
      );
    });

  test('leads to its public addresses alone', async () => {
    const lookup = createGuardedLookup(
      'public',
      addresses('10.0.0.1', '8.8.8.8', '::1', '2001:4860:4860::8888'),
    );
    expect(await resolve(lookup, true)).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2001:4860:4860::8888', family: 6 },
    ]);
    expect(await resolve(lookup, false)).toEqual(['8.8.8.8', 4]);
  });

  test('with private addresses alone is refused, except in a local installation', async () => {
    expect(await resolve(createGuardedLookup('public', addresses('192.168.1.20')), true)).toBe(
      'ADDRESS_REFUSED',
    );
    expect(await resolve(createGuardedLookup('local', addresses('192.168.1.20')), false)).toEqual([
      '192.168.1.20',
      4,
    ]);
    expect(await resolve(createGuardedLookup('local', addresses('169.254.169.254')), true)).toBe(
      'ADDRESS_REFUSED',
    );
  });

  test('that does not resolve fails as it does', async () => {
    const missing: LookupFunction = (_host, _options, callback) =>
      callback(Object.assign(new Error('missing'), { code: 'ENOTFOUND' }), '', 0);
    expect(await resolve(createGuardedLookup('public', missing), true)).toBe('ENOTFOUND');
  });
});
