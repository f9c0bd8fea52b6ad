import { assertOpens } from '../accounts/documents/assert-opens.ts';
import { parseAccount, parseIdentity, parseStates } from '../accounts/documents/documents.ts';
import { NewerReleaseError } from '../accounts/documents/schema-version.ts';
import { type Sealer, SealingError } from '../accounts/sealing.ts';
import { readGuest } from '../guests/guest-ledger.ts';
import type { DocumentKey } from '../store/store.ts';

/** Collects what is wrong with documents of a copy before it is used. */
export class DocumentChecks {
  readonly #sealer: Sealer;
  readonly #failures = new Map<string, number>();
  #accounts = 0;
  #sealedAccounts = 0;
  #newer: NewerReleaseError | undefined;

  constructor(sealer: Sealer) {
    this.#sealer = sealer;
  }

  /** The number of accounts that were checked. */
  get accounts(): number {
    return this.#accounts;
  }

  add({ collection, id }: DocumentKey, data: unknown): void {
    try {
      if (collection === 'accounts') {
        this.#accounts += 1;
        assertOpens(this.#sealer, parseAccount(data, id));
      } else if (collection === 'states') parseStates(data, id);
      else if (collection === 'identities') parseIdentity(data, id);
      else if (collection === 'guests') readGuest(this.#sealer, id, data);
    } catch (error) {
      if (error instanceof NewerReleaseError) this.#newer ??= error;
      else if (error instanceof SealingError) this.#sealedAccounts += 1;
      const reason = error instanceof Error ? error.message : 'unknown';
      this.#failures.set(reason, (this.#failures.get(reason) ?? 0) + 1);
    }
  }

  /** Returns the reasons not to use the copy, for people; empty if there is none. `mayLack`: some accounts may be unusable. */
  reasons({ mayLack = false } = {}): string[] {
    if (this.#newer) return [this.#newer.message];
    const isUseless = this.#accounts > 0 && this.#sealedAccounts === this.#accounts;
    if (this.#failures.size === 0 || (mayLack && !isUseless)) return [];
    const shown = [...this.#failures.keys()].slice(0, 5);
    const advice =
      this.#sealedAccounts === 0
        ? []
        : [
            `ENCRYPTION_KEYS does not fit ${this.#sealedAccounts} of ${this.#accounts} accounts: set the keys with which the server ran when the copy was made.`,
          ];
    return [...advice, ...shown];
  }
}
