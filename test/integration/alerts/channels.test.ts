import { createDecipheriv, createECDH, createPublicKey, hkdfSync, verify } from 'node:crypto';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { LOOPBACK_CERTIFICATE } from '../../support/tls-certificate.ts';
import { FRONT, HOUR, MINUTE } from '../tracking/observed-home.ts';
import { AlertsHome } from './alerts-home.ts';
import { type ReceivedRequest, Receiver } from './receiver.ts';

const WRONG = { pin: ['1111', '2222', '3333', '4444', '5555'] };
const LOCKED_OUT = 'Too many wrong PINs: voice unlocking is paused.';

describe('an alert', () => {
  let alerts: AlertsHome;
  beforeEach(async () => {
    alerts = await AlertsHome.start([FRONT]);
  });
  afterEach(() => alerts.close());
  const lockOut = async () => {
    await alerts.world.google.user().unlock('front door', WRONG);
    await alerts.home.pass(MINUTE);
  };
  const lastFailure = async () => Object.values((await alerts.alerts())?.results ?? {})[0];

  test('reaches a topic of ntfy with title, priority, tag, link and token', async () => {
    const { home, receiver } = alerts;
    const url = `${receiver.url}/behind/a-topic_1`;
    await alerts.choices.add(home.accountId, { kind: 'ntfy', url, token: ' tk_secret ' }, ['lockout', 'jam']);
    receiver.answerWith(200);
    await lockOut();
    expect(receiver.requests.map(({ path, headers }) => [path, headers['authorization']])).toEqual([
      ['/behind/', 'Bearer tk_secret'],
    ]);
    expect(receiver.bodies).toEqual([
      {
        ...{ topic: 'a-topic_1', title: LOCKED_OUT, message: LOCKED_OUT, priority: 5 },
        ...{ tags: ['rotating_light'], click: `${alerts.world.url}/account` },
      },
    ]);
    expect(JSON.stringify((await home.loaded()).account)).not.toMatch(/a-topic|tk_secret/);
    expect(alerts.world.logLines.join()).not.toMatch(/a-topic|tk_secret|behind/);
  });

  test.each([
    ['redirects', 302, { location: 'http://127.0.0.1:1/elsewhere' }, 'status-302'],
    ['refuses', 403, {}, 'status-403'],
  ] as const)(
    'is not delivered to a program that %s, and follows no redirect',
    async (_what, status, headers, reason) => {
      await alerts.addWebhook(['lockout']);
      alerts.receiver.answerWith(status, headers);
      await lockOut();
      expect(await lastFailure()).toMatchObject({ reason });
      expect(alerts.lines('could not deliver an alert')[0]).toMatchObject({ channel: 'webhook', reason });
    },
  );

  test('is not delivered to a program that never answers: that takes ten seconds', async () => {
    await alerts.addWebhook(['lockout']);
    alerts.receiver.answer = () => {};
    await lockOut();
    expect(await lastFailure()).toMatchObject({ reason: 'no-answer' });
    const [line] = alerts.lines('could not deliver an alert');
    expect(Number(line?.['ms'])).toBeGreaterThanOrEqual(10_000);
    expect(Number(line?.['ms'])).toBeLessThan(20_000);
  });

  test('counts as delivered though the answer is endless: no more than its beginning is read', async () => {
    await alerts.addWebhook(['lockout']);
    alerts.receiver.answer = (_request, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(4096)));
      };
      response.on('drain', more);
      more();
    };
    await lockOut();
    expect(await lastFailure()).toMatchObject({ failures: 0 });
    expect(alerts.receiver.requests).toHaveLength(1);
  });

  test('is not delivered where nothing listens', async () => {
    await alerts.addWebhook(['lockout']);
    await alerts.receiver.close();
    await lockOut();
    expect(await lastFailure()).toMatchObject({ reason: 'no-connection' });
  });

  test.each([
    ['a private address', '127.0.0.1'],
    // Only the look-up of the connection can tell.
    ['a name that leads to a private address', 'localhost'],
  ])('is not delivered to %s where the operator allows public ones alone', async (_what, host) => {
    const strict = await AlertsHome.start([FRONT], { config: { alertAddresses: 'public' } });
    const service = await Receiver.start({ tls: true });
    try {
      const url = `https://${host}:${service.port}/hook`;
      await strict.choices.add(strict.home.accountId, { kind: 'webhook', url }, ['lockout']);
      await strict.world.google.user().unlock('front door', WRONG);
      await strict.home.pass(MINUTE);
      expect(service.requests).toEqual([]);
      expect(strict.lines('could not deliver an alert')[0]).toMatchObject({ reason: 'address' });
    } finally {
      await strict.close();
      await service.close();
    }
  });
});

describe('an alert to a browser', () => {
  const trusted = getCACertificates();
  let alerts: AlertsHome;
  let service: Receiver;
  const browser = createECDH('prime256v1');
  browser.generateKeys();
  const auth = Buffer.alloc(16, 5);

  beforeEach(async () => {
    setDefaultCACertificates([...trusted, LOOPBACK_CERTIFICATE.cert]);
    alerts = await AlertsHome.start([FRONT]);
    service = await Receiver.start({ tls: true });
    service.answerWith(201);
  });
  afterEach(async () => {
    setDefaultCACertificates(trusted);
    await alerts.close();
    await service.close();
  });
  const subscribe = (other: Readonly<Record<string, string>> = {}) =>
    alerts.choices.add(
      alerts.home.accountId,
      {
        ...{ kind: 'push', url: `${service.url}/push/abc`, publicKey: alerts.choices.pushKey },
        ...{
          p256dh: browser.getPublicKey().toString('base64url'),
          auth: auth.toString('base64url'),
          ...other,
        },
      },
      ['lockout'],
    );
  const lockOut = async () => {
    await alerts.world.google.user().unlock('front door', WRONG);
    await alerts.home.pass(MINUTE);
  };

  /** Decrypts a message as a browser does (RFC 8291, RFC 8188). */
  const decrypt = ({ body }: ReceivedRequest): unknown => {
    const salt = body.subarray(0, 16);
    const sender = body.subarray(21, 21 + (body[20] ?? 0));
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), sender]);
    const shared = Buffer.from(hkdfSync('sha256', browser.computeSecret(sender), auth, info, 32));
    const derive = (what: string, length: number) =>
      Buffer.from(hkdfSync('sha256', shared, salt, `Content-Encoding: ${what}\0`, length));
    const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
    const sealed = body.subarray(21 + sender.length);
    decipher.setAuthTag(sealed.subarray(-16));
    const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    return JSON.parse(padded.subarray(0, padded.lastIndexOf(2)).toString('utf8'));
  };

  test('is encrypted for that browser alone, and signed with the key that the browser subscribed with', async () => {
    await subscribe();
    await lockOut();
    expect(service.requests).toHaveLength(1);
    const [request] = service.requests;
    if (request === undefined) throw new Error('nothing came');
    expect(request.headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high', ttl: '14400' });
    expect(request.headers['topic']).toMatch(/^[\w-]{32}$/);
    expect(decrypt(request)).toMatchObject({ title: LOCKED_OUT, url: `${alerts.world.url}/account` });
    const [, token = '', key] =
      /^vapid t=([^,]+), k=(.+)$/.exec(request.headers['authorization'] ?? '') ?? [];
    expect(key).toBe(alerts.choices.pushKey);
    const [head = '', claims = '', signature = ''] = token.split('.');
    const point = Buffer.from(key ?? '', 'base64url');
    const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
    const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
    const options = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    expect(
      verify('sha256', Buffer.from(`${head}.${claims}`), options, Buffer.from(signature, 'base64url')),
    ).toBe(true);
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      aud: service.url,
      sub: `${alerts.world.url}/account`,
    });
  });

  test.each([404, 410])(
    'ends its channel if the push service answers %s: the browser has ended the subscription',
    async (status) => {
      await subscribe();
      service.answerWith(status);
      await lockOut();
      await alerts.home.pass(HOUR);
      expect(service.requests).toHaveLength(1);
      const { account, states } = await alerts.home.loaded();
      expect(account.alerts?.channels ?? []).toEqual([]);
      expect(states.alerts).toBeUndefined();
    },
  );

  test.each([
    ['another key than ours', { publicKey: Buffer.alloc(65, 4).toString('base64url') }, 'subscription'],
    [
      'a point that is not on the curve',
      { p256dh: Buffer.alloc(65, 4).toString('base64url') },
      'subscription',
    ],
    ['a secret that is too short', { auth: 'AAAA' }, 'subscription'],
    ['an address without https', { url: 'http://127.0.0.1/push' }, 'not-https'],
  ])('is refused for a subscription with %s', async (_what, other, fault) => {
    expect(await subscribe(other)).toEqual({ fault });
  });
});
