import { randomBytes } from 'node:crypto';
import { type DocumentKey, type Revision, StoreUnavailableError } from '../store.ts';
import type { CommitWrite, FirestoreCalls } from './calls.ts';
import {
  type DocumentContent,
  type FirestoreDocument,
  toFields,
  toRevision,
  type Version,
} from './document.ts';
import { isRetryable, meaningOf } from './failure.ts';
import { documentPath, readDocuments } from './reads.ts';
import type { Retries } from './retries.ts';

/** What a write expects to find: this version, or no document. */
export type Base = Version | typeof NOTHING;

/** No document. */
export const NOTHING = { updateTime: undefined, writeId: '' } as const;

/** One compare-and-set. */
interface DocumentWrite {
  readonly key: DocumentKey;
  readonly base: Base;
  /** `undefined` deletes. */
  readonly content: DocumentContent | undefined;
  readonly retries: Retries;
}

/**
 * Writes one document where it still is as expected: the new revision, or `undefined` when it is not.
 *
 * When the answer to a commit is lost, the document tells what became of it: it carries the id of the write that
 * made it and the id of the one before. Ours there means that it happened; the base still there, or replaced by
 * another, that it did not. Anything else (replaced twice, deleted) leaves it open. A write that happened and was
 * overwritten at once is reported with a revision that no document has.
 *
 * @throws {StoreUnavailableError} when it was left open, or when nothing helped for too long.
 */
export async function writeDocument(
  calls: FirestoreCalls,
  write: DocumentWrite,
): Promise<Revision | undefined> {
  // Not from an injected source: one that repeats itself would take another's write for ours.
  const writeId = randomBytes(9).toString('base64url');
  const expireAt = write.content?.times.expireAt;
  let inDoubt = false;
  for (;;) {
    try {
      const updateTime = await calls.commit(toCommit(write, writeId));
      return toRevision({ updateTime, writeId, expireAt });
    } catch (failure) {
      const meaning = meaningOf(failure);
      if (meaning === 'refused') {
        if (!inDoubt) return undefined;
      } else {
        if (!isRetryable(failure)) throw failure;
        inDoubt ||= meaning === 'unknown';
        await write.retries.pause(failure);
      }
      if (!inDoubt) continue;
      const [current] = await readDocuments(calls, [write.key], write.retries);
      if (current?.writeId === writeId) return toRevision(current);
      const outcome = outcomeOfWrite(current, write.base, writeId);
      if (outcome === 'overwritten') return `overwritten~${writeId}`;
      if (outcome === 'lost') return undefined;
      if (outcome === 'open') {
        throw new StoreUnavailableError('Whether the write happened cannot be known', { cause: failure });
      }
      if (meaning === 'refused') await write.retries.pause(failure);
    }
  }
}

type Outcome = 'overwritten' | 'lost' | 'pending' | 'open';

/** What became of a write of which the document does not bear the id. */
function outcomeOfWrite(current: FirestoreDocument | undefined, base: Base, writeId: string): Outcome {
  if (current?.previousWriteId === writeId) return 'overwritten';
  if ((current?.writeId ?? '') === base.writeId) return 'pending';
  if (current?.previousWriteId === base.writeId) return 'lost';
  return 'open';
}

function toCommit({ key, base, content }: DocumentWrite, writeId: string): CommitWrite {
  return {
    path: documentPath(key),
    updateTime: base.updateTime,
    fields: content && toFields(content, writeId, base.writeId),
  };
}
