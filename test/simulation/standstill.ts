import type { ServerResponse } from 'node:http';
import type { Clock } from '../../functions/clock.ts';
import type { CallOptions } from '../../functions/locks/lock-cloud.ts';

/**
 * An instance that has a processor only while it has a request to answer. Whatever it waits for (time, the store, a cloud) comes
 * to it no earlier than its next request; what it would begin in between begins then.
 */
export class Standstill {
  #active = 0;
  #hasEnded = false;
  #resumed = Promise.withResolvers<void>();

  /** Gives it a processor until a response has left. */
  during(response: ServerResponse): void {
    this.#active += 1;
    this.#resumed.resolve();
    response.once('close', () => {
      this.#active -= 1;
      if (this.#active === 0 && !this.#hasEnded) this.#resumed = Promise.withResolvers();
    });
  }

  /** Gives it a processor for good. */
  end(): void {
    this.#hasEnded = true;
    this.#resumed.resolve();
  }

  /** The clock as the instance has it. */
  clock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      delay: (ms, signal) => this.#resume(() => clock.delay(ms, signal)),
    };
  }

  /** Something asynchronous as the instance has it: a store, a cloud, a queue. */
  wrap<T extends object>(inner: T): T {
    return new Proxy(inner, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          const result: unknown = member.apply(
            target,
            args.map((each) => this.#inLane(each)),
          );
          if (result instanceof Promise) return this.#resume(() => result);
          return typeof result === 'object' && result !== null && !Array.isArray(result)
            ? this.wrap(result)
            : result;
        };
      },
    });
  }

  /** An exchange that waited for its lane begins when there is a processor, and ends so. */
  #inLane(argument: unknown): unknown {
    const { inLane } = Object(argument) as CallOptions;
    if (inLane === undefined) return argument;
    const ours: CallOptions['inLane'] = (exchange) => inLane(() => this.#resume(exchange));
    return { ...Object(argument), inLane: ours };
  }

  async #resume<T>(work: () => Promise<T>): Promise<T> {
    await this.#resumed.promise;
    try {
      return await work();
    } finally {
      await this.#resumed.promise;
    }
  }
}
