import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { isSecretKey, REDACTED, redact, redactText } from '../../../functions/logs/redact.ts';

const token = () => Buffer.concat([randomBytes(16), randomBytes(32)]).toString('base64url');

describe('redaction by key', () => {
  const secretKeys = [
    ...[
      'token',
      'accessToken',
      'access_token',
      'REFRESH_TOKEN',
      'refreshtoken',
      'tokens',
      'clientToken',
      'sifelyToken',
    ],
    ...['secret', 'clientSecret', 'client_secret', 'webhookSecret', 'SIFELY_CLIENT_SECRET', 'webhook-secret'],
    ...[
      'password',
      'Password',
      'passwd',
      'passcode',
      'keyboardPwd',
      'keyboard_pwd',
      'adminPwd',
      'noKeyPwd',
      'deletePwd',
    ],
    ...[
      'pin',
      'PIN',
      'newPin',
      'pin_again',
      'pinHash',
      'authorization',
      'Authorization',
      'proxy-authorization',
    ],
    ...[
      'cookie',
      'Set-Cookie',
      'cookies',
      '__session',
      'sessionId',
      'credentials',
      'aesKeyStr',
      'aes_key_str',
    ],
    ...[
      'lockKey',
      'lockData',
      'lock_data',
      'lockkey',
      'ENCRYPTION_KEYS',
      'privateKey',
      'apiKey',
      'code_verifier',
    ],
    ...['username', 'userName', 'email', 'phoneNumber'],
  ];
  test.each(secretKeys)('hides the value of %s', (key) => {
    expect(isSecretKey(key)).toBe(true);
    expect(redact({ outer: [{ [key]: 'hunter2' }] })).toEqual({ outer: [{ [key]: REDACTED }] });
    expect(redact({ [key]: 1234 })).toEqual({ [key]: REDACTED });
    expect(redact({ [key]: { nested: 'x' } })).toEqual({ [key]: REDACTED });
  });

  const harmless = [
    ...['requestId', 'accountId', 'grantId', 'lockId', 'lockName', 'keyId', 'intent', 'outcome', 'devices'],
    ...[
      'shipping',
      'opinion',
      'mapping',
      'totalMs',
      'ourMs',
      'upstreamMs',
      'endpoint',
      'statusCode',
      'encoding',
    ],
  ];
  test.each(harmless)('leaves the value of %s unchanged', (key) => {
    expect(redact({ [key]: 'front door' })).toEqual({ [key]: 'front door' });
  });

  test('shows that a PIN was given, but not which', () => {
    expect(redact({ pin: true, token: null })).toEqual({ pin: true, token: null });
  });

  test('hides authorization codes and passcodes, and shows error codes', () => {
    expect(redact({ code: 'a1b2c3d4' })).toEqual({ code: REDACTED });
    expect(redact({ code: '482913' })).toEqual({ code: REDACTED });
    expect(redact({ code: -3003 })).toEqual({ code: -3003 });
    expect(redact({ code: '-3003' })).toEqual({ code: '-3003' });
    expect(redact({ code: 'ECONNREFUSED' })).toEqual({ code: 'ECONNREFUSED' });
  });
});

describe('redaction by shape', () => {
  const secrets: [string, string][] = [
    ['a bearer token', 'Authorization: Bearer abc.def'],
    ['basic credentials', 'sent Basic dXNlcjpodW50ZXIy there'],
    ['an API key', 'key sk-EXAMPLEabc123 refused'],
    ['a JSON web token', 'got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl back'],
    ['an MD5', `login ${createHash('md5').update('hunter2').digest('hex')} failed`],
    ['a SHA-256', `codes/${createHash('sha256').update('x').digest('hex')}`],
    ['a password in a query', 'GET https://cloud.test/login?username=ann&password=hunter2&date=1'],
    ['a token in a query', 'redirect to https://x.test/r?state=1&access_token=s3cr3t#top'],
    ['a code in a form', 'body: code=4f5e6d&grant_type=authorization_code'],
    ['a session cookie', 'cookie __session=hunter2; path=/'],
    ['a password in JSON', 'reply {"userName":"ann","password":"hun\\\\ter2"}'],
    ['a PIN in JSON', 'request {"challenge":{"pin": "4321"}}'],
    ['a passcode as a number', '{"keyboardPwd":123456}'],
    ['credentials in an address', 'proxy http://ann:hunter2@proxy.test:3128'],
  ];
  const leaks = /abc\.def|dXNlcj|sk-EX|eyJ|hunter2|[0-9a-f]{32}|s3cr3t|4f5e6d|4321|123456|ter2/;
  test.each(secrets)('hides %s in a text', (_, text) => {
    const safe = redactText(text);
    expect(safe).toContain(REDACTED);
    expect(safe).not.toMatch(leaks);
  });

  test('hides our own tokens and their digests anywhere in a text', () => {
    for (let round = 0; round < 500; round++) {
      const secret = token();
      const digest = createHash('sha256').update(secret).digest('base64url');
      const key = randomBytes(32).toString('base64');
      const safe = redactText(`refresh of ${secret} (hash ${digest}) under k1:${key} failed`);
      expect(safe).not.toContain(secret);
      expect(safe).not.toContain(digest);
      expect(safe).not.toContain(key);
    }
  });

  test('hides the secret end of webhook addresses, even if cut or mistyped', () => {
    const secret = token();
    for (const end of [secret, secret.slice(0, 20), `${secret}x`, 'hunter2', 'hunter2%20x']) {
      const line = `POST https://locks.example.com/webhooks/sifely/${end}?a=1 answered 404`;
      expect(redactText(line)).toBe(
        `POST https://locks.example.com/webhooks/sifely/${REDACTED}?a=1 answered 404`,
      );
    }
    expect(redact({ url: new URL('https://locks.example.com/webhooks/sifely/hunter2') })).toEqual({
      url: `https://locks.example.com/webhooks/sifely/${REDACTED}`,
    });
  });

  test('masks e-mail addresses but keeps them distinguishable', () => {
    expect(redactText('sign-in of ann.smith+home@mail.example.com refused')).toBe(
      'sign-in of a***@mail.example.com refused',
    );
  });

  test('hides secrets in short and plain texts, too', () => {
    for (const secret of ['sk-Ab12_cd', 'eyJhbGci.e30.c2ln', '/webhooks/sifely/Ab12', 'SK-ab12cd34']) {
      const known = redactText(`it was: ${secret}`).slice('it was: '.length);
      expect(redactText(secret)).toBe(known);
    }
    expect(redactText('sk-Ab12_cd')).not.toContain('Ab12');
    expect(redactText('/webhooks/sifely/Ab12')).not.toContain('Ab12');
  });

  test('leaves account ids, request ids, addresses and file names unchanged', () => {
    for (let round = 0; round < 200; round++) {
      const text = `account ${randomBytes(16).toString('base64url')} request ${randomUUID()} and 18446744073709551615`;
      expect(redactText(text)).toBe(text);
    }
    for (const text of [
      'at run (/app/node_modules/@google-cloud/firestore/build/src/reference/collection-reference.js:12:7)',
      'https://app-smart-server.sifely.com/v3/lock/list?pageNo=1&pageSize=100',
      'npm:@googleapis/homegraph@7.0.0',
      'a-name-of-a-file-that-is-longer-than-forty-characters.ts',
    ]) {
      expect(redactText(text)).toBe(text);
    }
  });

  test('applies to every string, names of fields included', () => {
    const secret = token();
    expect(JSON.stringify(redact({ [secret]: [new Map([['k', new Set([secret])]])] }))).not.toContain(secret);
  });
});

describe('redacted values', () => {
  test('keep message, stack and causes of errors, without the secrets in them', () => {
    const secret = token();
    const cause = Object.assign(new Error(`token ${secret} refused`), { code: 'ECONNREFUSED', port: 8081 });
    const error = new TypeError('Sifely said no to a@b.example', { cause });
    const plain = JSON.parse(JSON.stringify(redact({ error }))).error;
    expect(plain).toMatchObject({
      name: 'TypeError',
      message: 'Sifely said no to a***@b.example',
      stack: expect.stringContaining('redact.test.ts'),
      cause: { name: 'Error', message: `token ${REDACTED} refused`, code: 'ECONNREFUSED', port: 8081 },
    });
    expect(JSON.stringify(plain)).not.toContain(secret);
  });

  test('keep the errors of an aggregate, and drop other fields of an error', () => {
    const inner = Object.assign(new SyntaxError('bad JSON'), { body: '{"pin":"4321"', config: { a: 1 } });
    const plain = JSON.stringify(redact(new AggregateError([inner], 'all failed')));
    expect(plain).toContain('bad JSON');
    expect(plain).not.toContain('4321');
    expect(plain).not.toContain('config');
  });

  test('survive circles, depth, length and getters that throw', () => {
    const circle: Record<string, unknown> = { a: 1 };
    circle['self'] = circle;
    expect(redact(circle)).toEqual({ a: 1, self: '[circular]' });
    let deep: unknown = 'bottom';
    for (let level = 0; level < 50; level++) deep = { deep };
    expect(JSON.stringify(redact(deep))).toContain('[too deep]');
    expect(String(redact('x '.repeat(20_000))).length).toBeLessThan(10_000);
    const hostile = Object.defineProperty({}, 'x', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    expect(redact(hostile)).toBe('[unreadable]');
  });

  test('show the same object twice if it occurs twice', () => {
    const shared = { a: 1 };
    expect(redact([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });

  test('are readable for bytes, dates, addresses and odd numbers', () => {
    expect(
      redact({
        b: Buffer.alloc(3),
        d: new Date(0),
        u: new URL('https://x.test/?pin=1234'),
        n: Number.NaN,
        i: 7n,
      }),
    ).toEqual({
      b: '[3 bytes]',
      d: '1970-01-01T00:00:00.000Z',
      u: `https://x.test/?pin=${REDACTED}`,
      n: 'NaN',
      i: '7',
    });
  });

  test('take time in proportion to the text, even for hostile texts', () => {
    for (const text of [
      '"pin":"'.repeat(2000),
      'a@'.repeat(8000),
      `${'\\'.repeat(8000)}"`,
      'a.'.repeat(8000),
    ]) {
      const before = process.cpuUsage().user;
      redactText(text);
      // Quadratic matching would take many seconds; this only has to tell the two apart.
      expect(process.cpuUsage().user - before).toBeLessThan(2_000_000);
    }
  });
});
