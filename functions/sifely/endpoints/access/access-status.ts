import type { AccessStatus } from '../../../guests/access-terms.ts';

/** `status` of codes, cards and fingerprints (Sifely docs, api-194455500; numbers by the TTLock platform). */
const STATUSES: Readonly<Record<number, AccessStatus>> = {
  1: 'active',
  2: 'ended',
  3: 'pending',
  4: 'adding',
  5: 'add-failed',
  6: 'changing',
  7: 'change-failed',
  8: 'removing',
  9: 'remove-failed',
};

/** Returns the status by Sifely's number; `unknown` for none and for those of later releases. */
export function accessStatus(number: number | undefined): AccessStatus {
  return (number === undefined ? undefined : STATUSES[number]) ?? 'unknown';
}
