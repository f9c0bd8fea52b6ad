import type { DocumentKey } from '../store.ts';
import type { DueMove, FirestoreCalls } from './calls.ts';
import { dueFields } from './due-index.ts';
import { meaningOf } from './failure.ts';
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

/**
 * Moves due times of documents that still have their update time; returns which were moved. If an answer is lost, rejects without another
 * attempt, as it would find its own moves refused.
 */
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

async function sendUntilAnswered(
  calls: FirestoreCalls,
  moves: readonly DueMove[],
  retries: Retries,
): Promise<boolean[]> {
  for (;;) {
    try {
      return await calls.moveDue(moves);
    } catch (failure) {
      if (meaningOf(failure) !== 'undone') throw failure;
      await retries.pause(failure);
    }
  }
}

function toMove({ key, updateTime, dueAt, claims }: DueChange): DueMove {
  return {
    path: documentPath(key),
    updateTime,
    due: dueFields(key, dueAt),
    ...(claims !== undefined && { claims }),
  };
}
