import { Agent as PlainAgent, globalAgent as plainGlobal } from 'node:http';
import { Agent as TlsAgent, globalAgent as tlsGlobal } from 'node:https';
import type { Socket } from 'node:net';

/** A pool of reusable connections for each protocol. */
interface ConnectionPools {
  readonly plain: PlainAgent;
  readonly tls: TlsAgent;
}

/**
 * Creates pools that close unused connections after `idleMs` milliseconds, or earlier if the server says so. They use a
 * proxy if Node's own client does (`NODE_USE_ENV_PROXY`).
 */
export function createConnectionPools(idleMs: number): ConnectionPools {
  const options = { keepAlive: true, timeout: idleMs };
  return {
    plain: new PlainAgent({ ...options, ...proxyOf(plainGlobal) }),
    tls: new TlsAgent({ ...options, ...proxyOf(tlsGlobal) }),
  };
}

/** Returns Node's proxy setting as an option of an agent. */
function proxyOf(agent: PlainAgent): { proxyEnv?: NodeJS.ProcessEnv } {
  const { proxyEnv } = Object(Reflect.get(agent, 'options'));
  return proxyEnv === undefined ? {} : { proxyEnv };
}

/** Returns the event that a socket emits when it is connected; `undefined` if it already is. */
export function connecting(socket: Socket): 'connect' | 'secureConnect' | undefined {
  if (Reflect.get(socket, 'secureConnecting') === true) return 'secureConnect';
  return socket.connecting ? 'connect' : undefined;
}
