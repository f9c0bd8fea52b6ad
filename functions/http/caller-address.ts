import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { Request } from 'express';

/** Tells if the sender at `address` may say on whose behalf it sends; `hop` 0 is the peer of the connection. */
export type TrustProxy = (address: string, hop: number) => boolean;

/** The one bucket of all callers without an address. */
const UNKNOWN = 'unknown';

/** Proxies whose `X-Forwarded-For` is believed: so many in a row, or those of these networks. */
export interface TrustedProxies {
  /** Number of proxies in front of the server; without `proxyNetworks` the nearest must be on this machine. */
  readonly trustedProxies: number;
  /** Addresses and networks (`10.0.0.0/8`) of proxies besides this machine's. `any`: whoever connects is one. */
  readonly proxyNetworks?: readonly string[] | 'any' | undefined;
}

/** Creates Express's `trust proxy`. A caller that reaches the server directly may write any header. */
export function createTrustProxy({ trustedProxies, proxyNetworks }: TrustedProxies): TrustProxy {
  if (proxyNetworks === 'any') return (_, hop) => hop < trustedProxies;
  const named = new BlockList();
  for (const network of ['127.0.0.0/8', '::1', ...(proxyNetworks ?? [])]) addNetwork(named, network);
  const isNamed = (address: string): boolean => {
    const plain = addressIn(address);
    return plain !== undefined && named.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
  };
  if (proxyNetworks !== undefined) return isNamed;
  return (address, hop) => hop < trustedProxies && (hop > 0 || isNamed(address));
}

function addNetwork(list: BlockList, network: string): void {
  const [address = '', prefix] = network.split('/');
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  if (prefix === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(prefix), family);
}

/**
 * Returns the network of a request's caller, by which attempts are counted: an IPv4 address, the /64 of an IPv6 address, or
 * `unknown` for everything that is no address. Proxies write ports, brackets and quotes, which Express would keep.
 */
export function callerNetwork(request: Request): string {
  return networkOf(senderOf(request).address);
}

/** The networks by which the sign-ins of a request are counted. */
export interface Caller {
  /** See {@link callerNetwork}. */
  readonly network: string;
  /**
   * True if every address that the request has come by is a trusted proxy's. The caller's own did not arrive, so `network` may be
   * everybody's: a proxy does not write `X-Forwarded-For`, or fewer write it than `TRUSTED_PROXIES` says.
   */
  readonly isShared: boolean;
  /**
   * Only where anybody may connect, as to a function: the network that connected to the platform, if it named another one as the
   * caller's. It is Hosting, or a caller who came past Hosting and wrote `network` at will.
   */
  readonly claimant?: string;
}

/** Returns the caller of a request, as its sign-ins are counted. */
export function callerOf(request: Request): Caller {
  const { address, isProxy } = senderOf(request);
  const trusts = trustOf(request);
  const network = networkOf(address);
  const isClaimed = forwardedCount(request) > 0 && trusts(UNKNOWN, 0) && trusts(UNKNOWN, 1);
  const claimant = isClaimed ? networkOf(forwardedAddresses(request)[0]) : network;
  return { network, isShared: isProxy, ...(claimant !== network && { claimant }) };
}

/** Finds the first sender, counted from the server, that is no trusted proxy; the last one if all are. */
function senderOf(request: Request): { readonly address: string | undefined; readonly isProxy: boolean } {
  const trusts = trustOf(request);
  const addresses = [addressIn(request.socket.remoteAddress), ...forwardedAddresses(request)];
  const hop = addresses.findIndex((address, index) => !trusts(address ?? UNKNOWN, index));
  return { address: addresses.at(hop), isProxy: hop < 0 };
}

function trustOf(request: Request): TrustProxy {
  return request.app.get('trust proxy fn');
}

/** The addresses of `X-Forwarded-For`, the nearest first. */
function forwardedAddresses(request: Request): (string | undefined)[] {
  const forwarded = request.get('x-forwarded-for')?.split(',') ?? [];
  return forwarded.reverse().map(addressIn);
}

/** Returns the number of addresses in the `X-Forwarded-For` of a request. */
export function forwardedCount(request: Request): number {
  return request.get('x-forwarded-for')?.split(',').length ?? 0;
}

/** True if the sender of a request may say on whose behalf it sends. */
export function believesPeer(request: Request): boolean {
  return trustOf(request)(addressIn(request.socket.remoteAddress) ?? UNKNOWN, 0);
}

/** Returns the address in `198.51.100.7:4711`, `"[2001:db8::7]:4711"`, `fe80::1%eth0` and the like; IPv4 in IPv6 as IPv4. */
function addressIn(text = ''): string | undefined {
  const bare = text.replace(/^[\s"']+|[\s"']+$/g, '');
  const [, bracketed] = /^\[([^\]]*)\](?::\d*)?$/.exec(bare) ?? [];
  const [, beforePort] = /^([\d.]+):\d*$/.exec(bare) ?? [];
  const address = (bracketed ?? beforePort ?? bare).replace(/%.*$/, '');
  if (!isIPv6(address)) return isIPv4(address) ? address : undefined;
  const groups = groupsOf(address);
  // ::ffff:0:0/96 is IPv4 itself (RFC 4291), 64:ff9b::/96 an IPv4 host behind NAT64 (RFC 6052).
  const isWrapped = ['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0'].includes(groups.slice(0, 6).join(':'));
  if (!isWrapped) return address;
  const bytes = groups
    .slice(6)
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
  return bytes.join('.');
}

/** An IPv6 user has a whole /64. */
function networkOf(address: string | undefined): string {
  if (address === undefined) return UNKNOWN;
  return isIPv4(address) ? address : groupsOf(address).slice(0, 4).join(':');
}

/** The eight groups of an IPv6 address, in lower case without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const front = head === '' ? [] : head.split(':');
  if (tail === undefined) return front;
  const back = tail === '' ? [] : tail.split(':');
  return [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back];
}
