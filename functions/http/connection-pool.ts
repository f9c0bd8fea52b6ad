import http, { Agent as PlainAgent, type AgentOptions as PlainOptions } from 'node:http';
import https, { Agent as TlsAgent, type AgentOptions as TlsOptions } from 'node:https';
import { isIP, type LookupFunction, type Socket, setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../clock.ts';
import { type ConnectOptions, connectFirst } from './connect-first.ts';

interface ConnectionPools {
  readonly plain: PlainAgent;
  readonly tls: TlsAgent;
}

interface PoolOptions {
  /** Unused connections are closed after this time. */
  readonly idleMs: number;
  readonly clock: Clock;
  /** Resolves names; the system does by default. */
  readonly lookup?: LookupFunction | undefined;
}

/**
 * Creates pools of connections. They try the addresses of a host side by side, and obey Node's proxy setting (`NODE_USE_ENV_PROXY`):
 * then only the proxy is connected to, in Node's own way.
 */
export function createConnectionPools({ idleMs, clock, lookup }: PoolOptions): ConnectionPools {
  const options = { keepAlive: true, timeout: idleMs, ...(lookup && { lookup }) };
  const plainProxy = proxyOf(http.globalAgent);
  const tlsProxy = proxyOf(https.globalAgent);
  return {
    plain: plainProxy ? new PlainAgent({ ...options, ...plainProxy }) : new RacingAgent(options, clock),
    tls: tlsProxy ? new TlsAgent({ ...options, ...tlsProxy }) : new RacingTlsAgent(options, clock),
  };
}

/** How long Node's own connections wait for an address before they give it up and try the next; 250 ms by default. */
const ATTEMPT_TIMEOUT_MS = 2000;
/** As in Node's global agents. */
const GLOBAL_OPTIONS = { keepAlive: true, scheduling: 'lifo', timeout: 5000 } as const;

/**
 * Lets libraries with an HTTP client of their own (Cloud Tasks, Google's tokens) connect where an address of a host is slow or dead, too:
 * through Node's global agents. Whatever uses neither them nor our client waits longer for each address.
 */
export function connectPatientlyByDefault(clock: Clock): void {
  setDefaultAutoSelectFamilyAttemptTimeout(ATTEMPT_TIMEOUT_MS);
  if (!proxyOf(http.globalAgent)) http.globalAgent = new RacingAgent(GLOBAL_OPTIONS, clock);
  if (!proxyOf(https.globalAgent)) https.globalAgent = new RacingTlsAgent(GLOBAL_OPTIONS, clock);
}

function proxyOf(agent: PlainAgent): { readonly proxyEnv: NodeJS.ProcessEnv } | undefined {
  const { proxyEnv } = Object(Reflect.get(agent, 'options'));
  return proxyEnv === undefined ? undefined : { proxyEnv };
}

type OnCreated = (error: Error | null, socket: Duplex) => void;

class RacingAgent extends PlainAgent {
  readonly #clock: Clock;

  constructor(options: PlainOptions, clock: Clock) {
    super(options);
    this.#clock = clock;
  }

  override createConnection(options: ConnectOptions, onCreated: OnCreated): Duplex | null | undefined {
    const { host, socketPath } = Object(options);
    if (socketPath || isIP(host)) return super.createConnection(options, onCreated);
    hand(connectFirst(options, this.#clock), onCreated);
    return undefined;
  }
}

class RacingTlsAgent extends TlsAgent {
  readonly #clock: Clock;

  constructor(options: TlsOptions, clock: Clock) {
    super(options);
    this.#clock = clock;
  }

  override createConnection(options: ConnectOptions, onCreated: OnCreated): Duplex | null | undefined {
    const { host, socket: given } = Object(options);
    if (given || isIP(host)) return super.createConnection(options, onCreated);
    const encrypted = connectFirst(options, this.#clock).then((socket) => {
      const withSocket = { ...options, socket };
      return super.createConnection(withSocket, onCreated) ?? socket;
    });
    hand(encrypted, onCreated);
    return undefined;
  }
}

/** Gives a connection to its agent as soon as it is there. */
function hand(connecting: Promise<Duplex>, onCreated: OnCreated): void {
  connecting.then(
    (socket) => onCreated(null, socket),
    // Node's own signature wants a socket beside the error, and ignores it.
    (error) => Reflect.apply(onCreated, undefined, [error]),
  );
}

/** Returns the event that a socket emits when it is connected; `undefined` if it already is. */
export function connecting(socket: Socket): 'connect' | 'secureConnect' | undefined {
  if (Reflect.get(socket, 'secureConnecting') === true) return 'secureConnect';
  return socket.connecting ? 'connect' : undefined;
}

/**
 * Lets the end of a connection be a reset (RST): bytes that are still on the way, or wait in the system, are dropped.
 * `Socket.resetAndDestroy` refuses connections with TLS, so this changes the handle; where that has another form, the end stays a normal one.
 */
export function resetAtClose(socket: Socket): void {
  const handle: unknown = Reflect.get(socket, '_handle');
  if (typeof handle !== 'object' || handle === null) return;
  const parent: unknown = Reflect.get(handle, '_parent');
  const tcp = typeof parent === 'object' && parent !== null ? parent : handle;
  const reset: unknown = Reflect.get(tcp, 'reset');
  if (typeof reset !== 'function') return;
  Reflect.set(tcp, 'close', (onClosed: () => void) => reset.call(tcp, onClosed));
}
