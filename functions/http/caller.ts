import { setImmediate } from 'node:timers/promises';
import type { Request, Response } from 'express';

/** The connection of a caller that waits for an answer. */
export interface Caller {
  /** True once the caller has closed the connection before its answer. */
  readonly isGone: () => boolean;
  /** The opposite at once and for sure: it first reads what has arrived on the connection. */
  readonly isStillThere: () => Promise<boolean>;
}

/** Watches the connection of a request from now on. */
export function watchCaller({ socket }: Request, response: Response): Caller {
  let hasLeft = false;
  const isGone = () => {
    hasLeft ||= !response.writableEnded && (socket.destroyed || socket.readableEnded);
    return hasLeft;
  };
  response.once('close', isGone);
  const isStillThere = async () => {
    // An end of the connection that has arrived is read in the next turn of the event loop.
    await setImmediate();
    await setImmediate();
    return !isGone();
  };
  return { isGone, isStillThere };
}
