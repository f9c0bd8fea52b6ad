import { isIP } from 'node:net';
import { connect } from 'node:tls';

/** The certificate that a server shows, and if this machine accepts it. */
export interface PeerCertificateFacts {
  /** Begin and end of its validity, ms since the epoch. */
  readonly validFrom: number;
  readonly validTo: number;
  /** Why this machine does not accept it, such as `CERT_HAS_EXPIRED`; absent if it does. */
  readonly fault?: string;
}

const TIMEOUT_MS = 10_000;

/** Connects to a TLS server and returns its certificate, accepted or not. Rejects if no TLS is agreed on within ten seconds. */
export function peerCertificate(host: string, port: number): Promise<PeerCertificateFacts> {
  return new Promise((resolve, reject) => {
    const bare = host.replace(/^\[|\]$/g, '');
    const name = isIP(bare) === 0 ? { servername: bare } : {};
    const socket = connect({ host: bare, port, ...name, rejectUnauthorized: false });
    socket.setTimeout(TIMEOUT_MS, () => {
      socket.destroy(Object.assign(new Error('No TLS in time'), { code: 'ETIMEDOUT' }));
    });
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      const { valid_from: from, valid_to: to } = socket.getPeerCertificate();
      const fault = socket.authorized ? undefined : String(socket.authorizationError);
      socket.destroy();
      resolve({
        validFrom: Date.parse(from),
        validTo: Date.parse(to),
        ...(fault !== undefined && { fault }),
      });
    });
  });
}
