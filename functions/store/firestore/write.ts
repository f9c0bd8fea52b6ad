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
import { isSameTime } from './values.ts';

/** The version that a write expects, or no document. */
export type Base = Version | typeof NOTHING;

export const NOTHING = { updateTime: undefined, writeId: '' } as const;

interface DocumentWrite {
  readonly key: DocumentKey;
  readonly base: Base;
  /** `undefined` deletes. */
  readonly content: DocumentContent | undefined;
  readonly retries: Retries;
}

/**
 * Writes one document if it still has the expected version; else returns `undefined`. When the answer is lost, the document
 * shows the outcome: it stores the id of the write that made it and of the one before. If one is ours, the write happened.
 * If the expected version, a claim of it or another write's is there, it did not. If it was replaced twice or deleted, the outcome is
 * unknown: throws `StoreUnavailableError`. If the write was overwritten since, no document has the returned revision.
 */
export async function writeDocument(
  calls: FirestoreCalls,
  write: DocumentWrite,
): Promise<Revision | undefined> {
  // Not from injected randomness: if that repeated, another's write would count as ours.
  const writeId = randomBytes(9).toString('base64url');
  const expireAt = write.content?.times.expireAt;
  let mayHaveHappened = false;
  for (;;) {
    try {
      const updateTime = await calls.commit(toCommit(write, writeId));
      return toRevision({ updateTime, writeId, expireAt });
    } catch (failure) {
      const meaning = meaningOf(failure);
      if (meaning === 'refused') {
        if (!mayHaveHappened) return undefined;
      } else {
        if (!isRetryable(failure)) throw failure;
        mayHaveHappened ||= meaning === 'unknown';
        await write.retries.pause(failure);
      }
      if (!mayHaveHappened) continue;
      const [current] = await readDocuments(calls, [write.key], write.retries);
      if (current?.writeId === writeId) return toRevision(current);
      const outcome = outcomeOfWrite(current, write.base, writeId);
      if (outcome === 'overwritten') return `overwritten~${writeId}`;
      if (outcome === 'lost') return undefined;
      if (outcome === 'unknown') {
        throw new StoreUnavailableError('It is unknown whether the write happened', { cause: failure });
      }
      if (meaning === 'refused') await write.retries.pause(failure);
    }
  }
}

type Outcome = 'overwritten' | 'lost' | 'pending' | 'unknown';

/** Returns the outcome of a write whose id the document does not have. */
function outcomeOfWrite(current: FirestoreDocument | undefined, base: Base, writeId: string): Outcome {
  if (current?.previousWriteId === writeId) return 'overwritten';
  // A claim changed the update time alone: what was sent for the time before cannot happen any more.
  if ((current?.writeId ?? '') === base.writeId) {
    return isSameTime(current?.updateTime, base.updateTime) ? 'pending' : 'lost';
  }
  if (current?.previousWriteId === base.writeId) return 'lost';
  return 'unknown';
}

function toCommit({ key, base, content }: DocumentWrite, writeId: string): CommitWrite {
  return {
    path: documentPath(key),
    updateTime: base.updateTime,
    fields: content && toFields(key, content, writeId, base.writeId),
  };
}
