import { createECDH, hash, hkdfSync } from 'node:crypto';
import type { ChannelTarget } from '../../accounts/account-alerts.ts';
import type { Sealer } from '../../accounts/sealing.ts';
import type { ChannelRequest, OutgoingAlerts } from './channel-request.ts';

const CURVE = 'prime256v1';
/** The order of the curve P-256 (SEC 2, 2.4.2). */
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
/** A push service keeps a message so long for a phone that is off, seconds. */
const TTL_SECONDS = 4 * 60 * 60;

/** A key pair that names our server to push services (RFC 8292); base64url. */
export interface PushKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/**
 * Returns the key pair for new subscriptions. It follows from the newest encryption key, so nothing is stored or set. A subscription keeps
 * the private key that it was made with, so that it goes on after a rotation.
 */
export function pushKeys(sealer: Pick<Sealer, 'derived'>): PushKeys {
  const [newest] = sealer.derived('alerts push');
  if (newest === undefined) throw new RangeError('there is no encryption key');
  // 16 bytes more than the order has, so that the remainder is as good as evenly spread (FIPS 186-5, A.2.1).
  const wide = Buffer.from(hkdfSync('sha256', newest.key, '', 'vapid', 48)).toString('hex');
  const scalar = (BigInt(`0x${wide}`) % (ORDER - 1n)) + 1n;
  return keysOf(Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').toString('base64url'));
}

/** Returns the pair of a private key in base64url. */
export function keysOf(privateKey: string): PushKeys {
  const ecdh = createECDH(CURVE);
  ecdh.setPrivateKey(Buffer.from(privateKey, 'base64url'));
  return { publicKey: ecdh.getPublicKey().toString('base64url'), privateKey };
}

/** True if a subscription's key and secret have the form of RFC 8291: a point of the curve and 16 bytes. */
export function isSubscriptionKeys({
  p256dh,
  auth,
}: {
  readonly p256dh: string;
  readonly auth: string;
}): boolean {
  const point = Buffer.from(p256dh, 'base64url');
  if (point.length !== 65 || point[0] !== 4 || Buffer.from(auth, 'base64url').length !== 16) return false;
  try {
    const ecdh = createECDH(CURVE);
    ecdh.generateKeys();
    ecdh.computeSecret(point);
    return true;
  } catch {
    return false;
  }
}

/** Builds the request that a push service passes on to a browser, encrypted for that browser alone. */
export async function pushRequest(
  target: Extract<ChannelTarget, { readonly kind: 'push' }>,
  message: OutgoingAlerts,
): Promise<ChannelRequest> {
  // Few accounts use it: loaded with the first message.
  const { buildPushPayload } = await import('@block65/webcrypto-web-push');
  const { title, body, urgency } = message.text;
  const subscription = {
    ...{ endpoint: target.url, expirationTime: null },
    keys: { p256dh: target.p256dh, auth: target.auth },
  };
  const { headers, body: encrypted } = await buildPushPayload(
    {
      data: { id: message.id, title, body: body === title ? '' : body, url: message.pageUrl },
      // A message that waits is replaced by one of the same topic, so a repeated one is shown once.
      options: { ttl: TTL_SECONDS, urgency, topic: hash('sha256', message.id, 'base64url').slice(0, 32) },
    },
    subscription,
    { subject: message.pageUrl, ...keysOf(target.vapid) },
  );
  return { url: target.url, headers, body: encrypted };
}
