import { hash } from 'node:crypto';
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';

/** What an authorization code stands for. */
const codeDocument = v.object({
  accountId: v.string(),
  clientId: v.string(),
  redirectUri: v.string(),
  codeChallenge: v.exactOptional(v.string()),
  /** Ms since the epoch. Codes saved by an older version have none. */
  expiresAt: v.exactOptional(v.number()),
});

/** The account, and the request that the code answers. */
export type CodeData = v.InferOutput<typeof codeDocument>;

/** A code that exists now. */
export interface StoredCode extends CodeData {
  readonly revision: string;
}

/** How long Google has to redeem a code: the usual ten minutes. */
export const CODE_SECONDS = 600;

const collection = 'codes';

/** Authorization codes: only their hashes are stored, and each can be redeemed once. */
export function createCodes({ store, clock }: { store: Store; clock: Clock }) {
  return {
    /** Saves a new code, or one that was redeemed for nothing, with what is left of its life. */
    async save(code: string, meaning: CodeData): Promise<void> {
      const { expiresAt = clock.now() + CODE_SECONDS * 1000 } = meaning;
      const data = { ...meaning, expiresAt };
      const saved = await store.create({ collection, id: codeId(code) }, data, { expireAt: expiresAt });
      if (saved === undefined) throw new Error('an authorization code was made twice');
    },

    async find(code: string): Promise<StoredCode | undefined> {
      const [document] = await store.get([{ collection, id: codeId(code) }]);
      if (!document) return undefined;
      return { ...v.parse(codeDocument, document.data), revision: document.revision };
    },

    /** Whether a code, by its id, is still waiting for Google. */
    async isPending(id: string): Promise<boolean> {
      const [document] = await store.get([{ collection, id }]);
      return document !== undefined;
    },

    /** Uses a code up. Of many at once exactly one is told `true`. */
    redeem: (code: string, found: StoredCode): Promise<boolean> =>
      store.delete({ collection, id: codeId(code) }, found.revision),
  };
}

/** The store of authorization codes. */
export type Codes = ReturnType<typeof createCodes>;

/** The id of a code's document: its SHA-256. */
export function codeId(code: string): string {
  return hash('sha256', code, 'base64url');
}
