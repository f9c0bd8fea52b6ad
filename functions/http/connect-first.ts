import { ADDRCONFIG, type LookupAddress, lookup as systemLookup } from 'node:dns';
import { connect, type LookupFunction, type Socket, type TcpSocketConnectOpts } from 'node:net';
import { CANCELLED, type Clock } from '../clock.ts';

/** After this time the next address is tried beside those before it (RFC 8305, section 5). */
const ATTEMPT_DELAY_MS = 250;

/** The host and options of a connection, as Node's agents pass them on. */
export interface ConnectOptions extends TcpSocketConnectOpts {
  readonly host: string;
  readonly lookup?: LookupFunction | undefined;
  /** Ends the attempts. */
  readonly abandoned?: AbortSignal | undefined;
}

/**
 * Connects to the first address of a host that answers. Node itself gives up each address but the last after 250 ms, so that a slow
 * IPv4 before an unreachable IPv6 never connects. Rejects with the system's error.
 */
export async function connectFirst(options: ConnectOptions, clock: Clock): Promise<Socket> {
  const { abandoned, lookup: _, ...socketOptions } = options;
  abandoned?.throwIfAborted();
  const addresses = alternating(await resolve(options));
  abandoned?.throwIfAborted();
  const running = new Set<Socket>();
  const errors: NodeJS.ErrnoException[] = [];
  const { promise: first, resolve: win, reject } = Promise.withResolvers<Socket>();
  let pause = new AbortController();
  let next = 0;
  const begin = (): void => {
    pause.abort(CANCELLED);
    const address = addresses[next++];
    if (address === undefined) return;
    const socket = connect({ ...socketOptions, host: address });
    running.add(socket);
    socket.once('connect', () => win(socket));
    socket.on('error', (error) => {
      if (!running.delete(socket)) return;
      errors.push(error);
      if (next < addresses.length) begin();
      else if (running.size === 0) reject(mostTelling(errors));
    });
    if (next >= addresses.length) return;
    pause = new AbortController();
    clock.delay(ATTEMPT_DELAY_MS, pause.signal).then(begin, () => {});
  };
  const onAbandoned = () => reject(abandoned?.reason);
  abandoned?.addEventListener('abort', onAbandoned, { once: true });
  begin();
  try {
    const winner = await first;
    running.delete(winner);
    winner.removeAllListeners('error');
    return winner;
  } finally {
    next = addresses.length;
    pause.abort(CANCELLED);
    abandoned?.removeEventListener('abort', onAbandoned);
    for (const socket of running) socket.destroy();
  }
}

function resolve({ host, family = 0, lookup = systemLookup }: ConnectOptions): Promise<LookupAddress[]> {
  // As in Node: no addresses of a family that this machine does not have.
  const hints = process.platform === 'win32' ? 0 : ADDRCONFIG;
  return new Promise((resolved, reject) => {
    lookup(host, { all: true, family, hints }, (error, addresses) => {
      if (error) reject(error);
      else resolved(typeof addresses === 'string' ? [{ address: addresses, family }] : addresses);
    });
  });
}

/** Orders addresses so that families alternate, beginning with the system's choice. */
function alternating(found: readonly LookupAddress[]): string[] {
  const preferred = found.filter(({ family }) => family === found[0]?.family);
  const others = found.filter(({ family }) => family !== found[0]?.family);
  const length = Math.max(preferred.length, others.length);
  return Array.from({ length }, (_, place) => [preferred[place], others[place]])
    .flat()
    .flatMap((one) => one?.address ?? []);
}

const NO_ROUTE = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/** Returns the first error of an address to which there is a way, if there is one. */
function mostTelling(errors: readonly NodeJS.ErrnoException[]): Error | undefined {
  return errors.find(({ code }) => !NO_ROUTE.has(code ?? '')) ?? errors[0];
}
