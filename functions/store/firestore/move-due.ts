import type { DocumentKey } from '../store.ts';
import type { DueMove, FirestoreCalls } from './calls.ts';
import { dueFields } from './due-index.ts';
import { isRetryable, meaningOf } from './failure.ts';
import { documentPath } from './reads.ts';
import type { Retries } from './retries.ts';

/** Writes per call: a call of Google's own client has as many at most. */
const MAX_MOVES = 500;

/** A document as it was read, and when it is due from now on. */
interface DueChange {
  readonly key: DocumentKey;
  readonly updateTime: string;
  readonly dueAt: number;
  readonly claims?: number;
}

/** Moves due times of documents that still have their update time; returns which were moved. */
export async function moveDue(
  calls: FirestoreCalls,
  changes: readonly DueChange[],
  retries: Retries,
): Promise<boolean[]> {
  const moved: boolean[] = [];
  for (let start = 0; start < changes.length; start += MAX_MOVES) {
    const moves = changes.slice(start, start + MAX_MOVES).map(toMove);
    moved.push(...(await sendUntilAnswered(calls, moves, retries)));
  }
  return moved;
}

/**
 * Sends moves until they are answered. After a lost answer those that had happened are refused, and recognised by what they wrote: a
 * lost claim would put its documents off for nothing.
 */
async function sendUntilAnswered(
  calls: FirestoreCalls,
  moves: readonly DueMove[],
  retries: Retries,
): Promise<boolean[]> {
  let mayHaveHappened = false;
  for (;;) {
    try {
      const moved = await calls.moveDue(moves);
      return mayHaveHappened ? await withEarlierMoves(calls, moves, moved) : moved;
    } catch (failure) {
      if (!isRetryable(failure)) throw failure;
      mayHaveHappened ||= meaningOf(failure) === 'unknown';
      await retries.pause(failure);
    }
  }
}

async function withEarlierMoves(
  calls: FirestoreCalls,
  moves: readonly DueMove[],
  moved: readonly boolean[],
): Promise<boolean[]> {
  const refused = moves.filter((_, index) => moved[index] !== true).map(({ path }) => path);
  if (refused.length === 0) return [...moved];
  const found = await calls.batchGet(refused, ['_claims', 'due', 'dueAt']);
  return moves.map(({ path, due, claims }, index) => {
    const fields = found.get(path)?.fields;
    const isAsMoved = fields?.['due'] === due.due && fields?.['dueAt'] === due.dueAt;
    return moved[index] === true || (isAsMoved && (claims === undefined || fields?.['_claims'] === claims));
  });
}

function toMove({ key, updateTime, dueAt, claims }: DueChange): DueMove {
  return {
    path: documentPath(key),
    updateTime,
    due: dueFields(key, dueAt),
    ...(claims !== undefined && { claims }),
  };
}
