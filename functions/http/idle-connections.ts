import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** More than proxies keep open. An idle connection takes some kilobytes. */
const MAX_IDLE = 4000;

/** The part of the files that a process may open; the others are for requests, the database, Sifely and Google. */
const PART_OF_FILES = 0.5;

/** Returns the most idle connections: fewer where the process may open few files (Linux tells). */
export function maxIdleConnections(): number {
  try {
    const [, files] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return files === undefined ? MAX_IDLE : Math.min(MAX_IDLE, Math.floor(Number(files) * PART_OF_FILES));
  } catch {
    return MAX_IDLE;
  }
}

/**
 * The connections without a request: those that have sent none, or not all of its head, and those that wait for their next one. Of too
 * many the one that is idle for longest is cut: a caller in earnest sends at once, and opens a new one for the next request.
 */
export class IdleConnections {
  readonly #max: number;
  /** In the order in which they became idle. */
  readonly #idle = new Set<Socket>();
  /** The number of requests under way, of each connection that has any. */
  readonly #requests = new Map<Socket, number>();

  constructor(max: number) {
    this.#max = max;
  }

  /** Counts a new connection until it is closed. */
  opened(socket: Socket): void {
    socket.once('close', () => {
      this.#idle.delete(socket);
      this.#requests.delete(socket);
    });
    this.#add(socket);
  }

  /** Takes a connection for busy until its response is closed. */
  requested(socket: Socket, response: ServerResponse): void {
    this.#idle.delete(socket);
    this.#requests.set(socket, (this.#requests.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (this.#requests.get(socket) ?? 1) - 1;
      if (left > 0) {
        this.#requests.set(socket, left);
        return;
      }
      this.#requests.delete(socket);
      if (!socket.destroyed) this.#add(socket);
    });
  }

  #add(socket: Socket): void {
    this.#idle.add(socket);
    const [oldest] = this.#idle;
    if (this.#idle.size <= this.#max || oldest === undefined) return;
    this.#idle.delete(oldest);
    oldest.destroy();
  }
}
