import type { Config } from '../config/config.ts';
import { constantEquals } from '../pages/constant-equals.ts';

export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Returns the client if it is Google's. Credentials are in the form or a Basic header, never the address, which logs show. */
export function authenticateClient(
  config: Pick<Config, 'google'>,
  authorization: string | undefined,
  form: URLSearchParams,
): ClientCredentials | undefined {
  const found = candidates(authorization, form);
  return found.find(
    (one) =>
      // Compares both always: an unknown client takes as long as a wrong secret.
      Number(constantEquals(one.clientId, config.google.clientId)) +
        Number(isClientSecret(config, one.clientSecret)) ===
      2,
  );
}

/** True for each secret in the configuration: while the operator replaces it, Google shows the old one until its console is saved. */
export function isClientSecret({ google }: Pick<Config, 'google'>, secret: string): boolean {
  // Compares all always.
  return google.clientSecrets.filter((one) => constantEquals(secret, one)).length > 0;
}

function candidates(authorization: string | undefined, form: URLSearchParams): ClientCredentials[] {
  const clientId = form.get('client_id');
  const clientSecret = form.get('client_secret');
  if (authorization === undefined) {
    return clientId && clientSecret ? [{ clientId, clientSecret }] : [];
  }
  const basic = readBasic(authorization);
  // RFC 6749, 2.3: one method only. A client id beside the header is common and must be the same.
  return basic.filter((one) => clientSecret === null && (clientId === null || clientId === one.clientId));
}

/** RFC 6749, 2.3.1 requires both parts to be form-encoded before base64. Many clients omit that: both are tried. */
function readBasic(authorization: string): ClientCredentials[] {
  const [, encoded] = /^Basic +([A-Za-z0-9+/_-]+=*) *$/i.exec(authorization) ?? [];
  if (encoded === undefined) return [];
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0) return [];
  const plain = { clientId: pair.slice(0, colon), clientSecret: pair.slice(colon + 1) };
  const decoded = { clientId: formDecoded(plain.clientId), clientSecret: formDecoded(plain.clientSecret) };
  return [plain, decoded];
}

function formDecoded(text: string): string {
  return new URLSearchParams(`v=${text.replaceAll('&', '%26')}`).get('v') ?? '';
}
