import type { Words } from '../languages/words.ts';
import type { ListedLock } from '../locks/account-state.ts';

/** Returns why Google cannot control a lock, with the remedy. */
export function lockReason(
  words: Words,
  operability: Exclude<ListedLock['operability'], 'operable'>,
): string {
  return words.text(`locks.reason.${operability}`);
}
