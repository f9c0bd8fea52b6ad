import { systemRandom } from '../../random.ts';
import type { Revision } from '../store.ts';

/** Builds unique revisions. Not from injected randomness: if that repeated, a stale write could pass. */
export function createRevisions(): () => Revision {
  const prefix = systemRandom.bytes(12).toString('base64url');
  let count = 0;
  return () => `${prefix}${(++count).toString(36)}`;
}
