import { Agent as PlainAgent, globalAgent as plainGlobal } from 'node:http';
import { Agent as TlsAgent, globalAgent as tlsGlobal } from 'node:https';
import type { Socket } from 'node:net';

/** Connections that are kept for the next request, one pool for each protocol. */
interface KeptConnections {
  readonly plain: PlainAgent;
  readonly tls: TlsAgent;
}

/**
 * Pools whose unused connections are closed after `idleMs` milliseconds, or when the server says so. Where the platform's
 * own client takes a proxy (`NODE_USE_ENV_PROXY`), so do they.
 */
export function keptConnections(idleMs: number): KeptConnections {
  const options = { keepAlive: true, timeout: idleMs };
  return {
    plain: new PlainAgent({ ...options, ...proxyOf(plainGlobal) }),
    tls: new TlsAgent({ ...options, ...proxyOf(tlsGlobal) }),
  };
}

/** The proxy that the platform was told of, as an option of an agent. */
function proxyOf(agent: PlainAgent): { proxyEnv?: NodeJS.ProcessEnv } {
  const { proxyEnv } = Object(Reflect.get(agent, 'options'));
  return proxyEnv === undefined ? {} : { proxyEnv };
}

/** The event that tells that a connection stands; `undefined` when it stands already. */
export function connecting(socket: Socket): 'connect' | 'secureConnect' | undefined {
  if (Reflect.get(socket, 'secureConnecting') === true) return 'secureConnect';
  return socket.connecting ? 'connect' : undefined;
}
