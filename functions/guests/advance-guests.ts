import { type AdvanceGuestDeps, advanceGuest } from './advance-guest.ts';
import { dueOf } from './guest.ts';
import { sharedLists } from './shared-lists.ts';

/** The rest of an account with many guests goes on in the next run: a job has five minutes. */
const MAX_MS = 3 * 60_000;

/**
 * Brings all guests of an owner who are due as far as they get now, and resolves with the time at which to call again (ms since the
 * epoch, maybe now); `undefined` if none will be due. Guests of one lock share its list. Rejects as `GuestLedger`.
 */
export async function advanceGuests(deps: AdvanceGuestDeps, owner: string): Promise<number | undefined> {
  const { ledger, cloud, clock } = deps;
  const startedAt = clock.now();
  const shared = { ...deps, cloud: { ...cloud, codes: sharedLists(cloud.codes, clock) } };
  let next = Number.POSITIVE_INFINITY;
  for (const before of await ledger.list(owner)) {
    const isDue = (dueOf(before) ?? Number.POSITIVE_INFINITY) <= clock.now();
    const isInTime = clock.now() < startedAt + MAX_MS;
    const guest = isDue && isInTime ? await advanceGuest(shared, { owner, guestId: before.id }) : before;
    next = Math.min(next, (guest && dueOf(guest)) ?? Number.POSITIVE_INFINITY);
  }
  return Number.isFinite(next) ? next : undefined;
}
