import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * The addresses that an owner may enter. `public`: https at public addresses. `local`: also http, and addresses of the operator's own
 * networks; for a server whose owners are its operator.
 */
export type AddressPolicy = 'public' | 'local';

/** Why an address is not taken. */
export type AddressFault = 'not-a-url' | 'not-https' | 'has-password' | 'port' | 'private';

export const MAX_ADDRESS_LENGTH = 1000;

/** Below it are the ports of mail, files, databases of old: none but https is a web address. */
const MIN_FREE_PORT = 1024;

/**
 * Reads a web address that an owner entered: the address in its normal form, or why it is not taken. Names are judged when they are
 * resolved, see {@link createGuardedLookup}.
 */
export function readOwnerAddress(
  text: string,
  policy: AddressPolicy,
): { readonly url: URL } | { readonly fault: AddressFault } {
  const trimmed = text.trim();
  const url = trimmed.length <= MAX_ADDRESS_LENGTH ? URL.parse(trimmed) : null;
  if (url === null || url.hostname === '' || !/^https?:$/.test(url.protocol)) return { fault: 'not-a-url' };
  if (url.protocol === 'http:' && policy === 'public') return { fault: 'not-https' };
  if (url.username !== '' || url.password !== '') return { fault: 'has-password' };
  if (policy === 'public' && url.port !== '' && Number(url.port) < MIN_FREE_PORT) return { fault: 'port' };
  const host = hostOf(url);
  if (isIP(host) !== 0 && !isAllowed(host, policy)) return { fault: 'private' };
  url.hash = '';
  return { url };
}

/** Returns the host of a URL; that of an IPv6 address without brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

const LOCAL_RANGES = new Set(['private', 'uniqueLocal', 'loopback', 'carrierGradeNat']);

/** True if our server may connect to an IP address because an owner asks for it. Link-local ones, where clouds have credentials, never are. */
export function isAllowed(address: string, policy: AddressPolicy): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  // A network without IPv4 reaches it by addresses that contain it (RFC 6052).
  if (range === 'rfc6052') return isAllowed(parsed.toByteArray().slice(-4).join('.'), policy);
  return range === 'unicast' || (policy === 'local' && LOCAL_RANGES.has(range));
}

/** The name leads to no address that an owner may use. */
class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
  readonly code = 'ADDRESS_REFUSED';
}

/**
 * Creates a lookup that leaves out the addresses which owners may not use. Node connects to what it returns, so that a name cannot lead
 * elsewhere between a check and the connection. Fails with the code `ADDRESS_REFUSED` if none is left.
 */
export function createGuardedLookup(
  policy: AddressPolicy,
  lookup: LookupFunction = systemLookup as LookupFunction,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found, family) => {
      if (error) return callback(error, '', 0);
      const all = typeof found === 'string' ? [{ address: found, family: family ?? 0 }] : found;
      const allowed = all.filter(({ address }) => isAllowed(address, policy));
      const [first] = allowed;
      if (first === undefined)
        return callback(new AddressRefusedError('no address that owners may use'), '', 0);
      if (options.all) return callback(null, allowed);
      callback(null, first.address, first.family);
    });
  };
}
