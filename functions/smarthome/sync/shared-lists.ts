import type { CloudLock } from '../../locks/lock-cloud.ts';

/** Lets SYNCs of one account that come at the same time share one list: Google repeats a SYNC that takes long, for each of its users. */
export class SharedLists {
  readonly #running = new Map<string, Promise<readonly CloudLock[]>>();

  /** Returns the list that is being read for an account, or starts to read one. */
  take(accountId: string, read: () => Promise<readonly CloudLock[]>): Promise<readonly CloudLock[]> {
    const running = this.#running.get(accountId);
    if (running !== undefined) return running;
    const list = read().finally(() => this.#running.delete(accountId));
    this.#running.set(accountId, list);
    return list;
  }
}
