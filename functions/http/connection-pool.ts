import { Agent as PlainAgent, globalAgent as plainGlobal } from 'node:http';
import { Agent as TlsAgent, globalAgent as tlsGlobal } from 'node:https';
import type { Socket } from 'node:net';

interface ConnectionPools {
  readonly plain: PlainAgent;
  readonly tls: TlsAgent;
}

/** Creates pools that close unused connections after `idleMs`. They obey Node's proxy setting (`NODE_USE_ENV_PROXY`). */
export function createConnectionPools(idleMs: number): ConnectionPools {
  const options = { keepAlive: true, timeout: idleMs };
  return {
    plain: new PlainAgent({ ...options, ...proxyOf(plainGlobal) }),
    tls: new TlsAgent({ ...options, ...proxyOf(tlsGlobal) }),
  };
}

function proxyOf(agent: PlainAgent): { proxyEnv?: NodeJS.ProcessEnv } {
  const { proxyEnv } = Object(Reflect.get(agent, 'options'));
  return proxyEnv === undefined ? {} : { proxyEnv };
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
