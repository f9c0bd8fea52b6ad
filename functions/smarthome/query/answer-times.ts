import type { SharedLock } from '../../accounts/shared-lock.ts';
import { usableSnapshot } from '../../locks/known-state.ts';
import type { IntentDeps } from '../deps.ts';

/** A lock of which nothing is known is waited for this long: an error helps no user, and most gateways answer by then. */
const UNKNOWN_MS = 2500;
/** The end of the time for an answer, left for the store. */
const STORE_MS = 100;

/** The times of one QUERY, ms since the epoch. */
export interface AnswerTimes {
  /** Readings are waited for until then, unless nothing is known of a lock. */
  readonly readBy: number;
  /** Readings are waited for until then, whatever is known. */
  readonly readByAtLatest: number;
  /** Returns how long the answer may still wait for the store once its readings have ended, in ms. */
  storeWaitMs(): number;
  /** True if some state of the lock may be answered at `readBy` without a reading. */
  isKnown(lock: SharedLock): boolean;
}

/** Returns the times of a QUERY of these locks: QUERY_ANSWER_MS, or more where nothing is known of one of them. */
export function answerTimes(
  { clock, config }: IntentDeps,
  startedAt: number,
  locks: readonly SharedLock[],
): AnswerTimes {
  const { queryAnswerMs } = config;
  const storeMs = Math.min(STORE_MS, queryAnswerMs / 4);
  const answerAt = startedAt + queryAnswerMs;
  const isKnown = ({ state, relock }: SharedLock) => usableSnapshot(state, relock, answerAt) !== undefined;
  const lastAnswerAt = locks.every(isKnown) ? answerAt : Math.max(answerAt, startedAt + UNKNOWN_MS);
  return {
    readBy: answerAt - storeMs,
    readByAtLatest: lastAnswerAt - storeMs,
    // At most the whole time: the clock may have been set back.
    storeWaitMs: () => Math.min(queryAnswerMs, Math.max(storeMs, answerAt - clock.now())),
    isKnown,
  };
}
