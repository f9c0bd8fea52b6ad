import { hash } from 'node:crypto';
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';

const codeDocument = v.object({
  accountId: v.string(),
  clientId: v.string(),
  redirectUri: v.string(),
  codeChallenge: v.exactOptional(v.string()),
  /** Ms since the epoch. Codes saved by an older version have none. */
  expiresAt: v.exactOptional(v.number()),
});

type CodeData = v.InferOutput<typeof codeDocument>;

export interface StoredCode extends CodeData {
  readonly revision: string;
}

/** Lifetime of a code: the usual ten minutes. */
export const CODE_SECONDS = 600;

const collection = 'codes';

/** Creates the store of authorization codes. Only hashes are stored, and each code can be redeemed once. */
export function createCodes({ store, clock }: { store: Store; clock: Clock }) {
  return {
    /** Saves a new code; or a redeemed one whose grant failed, for the rest of its lifetime. */
    async save(code: string, data: CodeData): Promise<void> {
      const { expiresAt = clock.now() + CODE_SECONDS * 1000 } = data;
      const document = { ...data, expiresAt };
      const saved = await store.create({ collection, id: codeId(code) }, document, { expireAt: expiresAt });
      if (saved === undefined) throw new Error('an authorization code was generated twice');
    },

    async find(code: string): Promise<StoredCode | undefined> {
      const [document] = await store.get([{ collection, id: codeId(code) }]);
      if (!document) return undefined;
      return { ...v.parse(codeDocument, document.data), revision: document.revision };
    },

    /** True if the code with this id has not been redeemed and has not expired. */
    async isPending(id: string): Promise<boolean> {
      const [document] = await store.get([{ collection, id }]);
      return document !== undefined;
    },

    /** Redeems a code. Of concurrent calls exactly one resolves with `true`. */
    redeem: (code: string, found: StoredCode): Promise<boolean> =>
      store.delete({ collection, id: codeId(code) }, found.revision),
  };
}

export type Codes = ReturnType<typeof createCodes>;

/** The id of a code's document: its SHA-256. */
export function codeId(code: string): string {
  return hash('sha256', code, 'base64url');
}
