import type { LoadedAccount } from '../../accounts/accounts.ts';

/** The newest states that a turn knows, with their version. */
export type KnownStates = Pick<LoadedAccount, 'states' | 'version'>;

interface Queue {
  /** Resolves when the last request in the queue is done. */
  tail: Promise<void>;
  size: number;
  /** The states after the newest turn. */
  known?: KnownStates;
}

/**
 * Lets one request of an account at a time check its PINs, in order of arrival, so that each is counted before the next one is
 * hashed: of a burst of guesses only those before the lockout cost a hash. Other accounts do not wait.
 */
export class PinTurns {
  readonly #queues = new Map<string, Queue>();

  /**
   * Runs `check` when all earlier turns of the account are over. It gets the states that the last of them left, or `undefined` if
   * it did not wait.
   */
  async take<T extends { readonly known: KnownStates } | undefined>(
    accountId: string,
    check: (known: KnownStates | undefined) => Promise<T>,
  ): Promise<T> {
    const queue = this.#queues.get(accountId) ?? { tail: Promise.resolve(), size: 0 };
    this.#queues.set(accountId, queue);
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = queue.tail;
    queue.tail = promise;
    queue.size++;
    await before;
    try {
      const result = await check(queue.known);
      if (result !== undefined) queue.known = result.known;
      return result;
    } finally {
      queue.size--;
      if (queue.size === 0) this.#queues.delete(accountId);
      resolve();
    }
  }
}
