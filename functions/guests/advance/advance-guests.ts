import { dueOf } from '../guest.ts';
import { type AdvanceGuestDeps, advanceGuest } from './advance-guest.ts';
import { sharedLists } from './shared-lists.ts';

/** The rest of an account with many guests goes on in the next run: a job has five minutes. */
const MAX_MS = 3 * 60_000;

/** The dependencies of {@link advanceGuests}. */
export interface AdvanceGuestsDeps extends AdvanceGuestDeps {
  /** Called with the number of guests whose documents cannot be read: the others go on. */
  readonly onDamaged?: (count: number) => void;
}

/**
 * Brings all guests of an owner who are due as far as they get now, and resolves with the time at which to call again (ms since the
 * epoch, maybe now); `undefined` if none will be due. Guests of one lock share its list. Rejects as `GuestLedger`.
 */
export async function advanceGuests(deps: AdvanceGuestsDeps, owner: string): Promise<number | undefined> {
  const { ledger, cloud, clock, onDamaged } = deps;
  const startedAt = clock.now();
  const shared = { ...deps, cloud: { ...cloud, codes: sharedLists(cloud.codes, clock) } };
  let next = Number.POSITIVE_INFINITY;
  const { guests, damaged } = await ledger.list(owner);
  if (damaged > 0) onDamaged?.(damaged);
  for (const before of guests) {
    const isDue = (dueOf(before) ?? Number.POSITIVE_INFINITY) <= clock.now();
    const isInTime = clock.now() < startedAt + MAX_MS;
    const guest = isDue && isInTime ? await advanceGuest(shared, { owner, guestId: before.id }) : before;
    next = Math.min(next, (guest && dueOf(guest)) ?? Number.POSITIVE_INFINITY);
  }
  return Number.isFinite(next) ? next : undefined;
}
