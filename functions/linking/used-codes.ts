import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import type { Store } from '../store/store.ts';
import { openWithCode, sealWithCode } from './code-box.ts';
import { codeId } from './codes.ts';

interface UsedCode {
  readonly accountId: string;
  readonly clientId: string;
  readonly grantId: string;
}

const usedDocument = v.object({
  accountId: v.string(),
  clientId: v.string(),
  grantId: v.string(),
  /** Ms since the epoch. */
  grantedAt: v.number(),
  /** The process that granted. */
  process: v.string(),
});

/** Sealed, because it may outlive the account, and nothing stored names one that ended. */
const sealedDocument = v.object({ iv: v.string(), box: v.string() });

/** The requests of this process with one code. */
interface Requests {
  /** The requests with it under way. */
  count: number;
  /** True if there were several before the first use was answered. */
  isContended: boolean;
  /** When its first use was answered, by `performance.now()`. */
  answeredAt?: number;
}

const REMEMBERED_MS = 60 * 60_000;
/** The last of several requests at once is read at most this long after the answer to the first. */
const BURST_MS = 5_000;
/** The same for another process, whose clock may differ. */
const OTHER_PROCESS_MS = 1_000;
/** More codes than are redeemed within the times above. */
const MAX_CODES = 1000;

/**
 * Creates the record of redeemed codes. A code that comes again ends the grant that its first use gave (RFC 6749 section 4.1.2), but
 * not a duplicate that was under way at the same time: the network made it, and the first answer may have arrived.
 */
export function createUsedCodes(deps: { store: Store; clock: Clock; accounts: Accounts; logger: Logger }) {
  const { store, clock, accounts, logger } = deps;
  const thisProcess = randomUUID();
  const requests = new Map<string, Requests>();
  const keyOf = (code: string) => ({ collection: 'codes', id: `used-${codeId(code)}` }) as const;

  const isDuplicate = (code: string, used: v.InferOutput<typeof usedDocument>): boolean => {
    const { isContended = false, answeredAt } = requests.get(codeId(code)) ?? {};
    if (used.process !== thisProcess) return clock.now() < used.grantedAt + OTHER_PROCESS_MS;
    return isContended && performance.now() < (answeredAt ?? Infinity) + BURST_MS;
  };

  return {
    /** Runs a request with a code, if it has one. */
    async during<T>(code: string | null, request: () => Promise<T>): Promise<T> {
      if (!code) return request();
      const id = codeId(code);
      const own = requests.get(id) ?? { count: 0, isContended: false };
      own.count += 1;
      own.isContended ||= own.count > 1 && own.answeredAt === undefined;
      requests.delete(id);
      requests.set(id, own);
      const [oldest] = requests.keys();
      if (requests.size > MAX_CODES && oldest !== undefined) requests.delete(oldest);
      try {
        return await request();
      } finally {
        own.count -= 1;
      }
    },

    /** Records the first use, before it is answered. Never rejects: without it a second use is only refused. */
    async record(code: string, { accountId, clientId, grantId }: UsedCode): Promise<void> {
      const grantedAt = clock.now();
      const used = { accountId, clientId, grantId, grantedAt, process: thisProcess };
      try {
        const sealed = sealWithCode(code, JSON.stringify(used));
        await store.create(keyOf(code), sealed, { expireAt: grantedAt + REMEMBERED_MS });
      } catch (error) {
        logger.warn('could not record the use of an authorization code', { accountId, error });
      }
    },

    /** Records that the first use is being answered. */
    answered(code: string): void {
      const own = requests.get(codeId(code));
      if (own !== undefined) own.answeredAt = performance.now();
    },

    /** Ends the grant of a code that this client redeemed before. Rejects if the store fails. */
    async cameAgain(code: string, clientId: string): Promise<void> {
      const [document] = await store.get([keyOf(code)]);
      if (document === undefined) return;
      const sealed = v.parse(sealedDocument, document.data);
      const used = v.parse(usedDocument, JSON.parse(openWithCode(code, sealed)));
      if (used.clientId !== clientId || isDuplicate(code, used)) return;
      const { accountId, grantId } = used;
      logger.warn('an authorization code came again, its grant is ended', { accountId, grantId });
      await accounts.endGrant(accountId, grantId);
    },
  };
}

export type UsedCodes = ReturnType<typeof createUsedCodes>;
