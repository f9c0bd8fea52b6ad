import { dueOf, type Guest } from '../guest.ts';
import { type AdvanceGuestDeps, advanceGuest } from './advance-guest.ts';
import { createOutages } from './outages.ts';
import { sharedLists } from './shared-lists.ts';

/** The rest of an account with many guests goes on in the next run: a job has five minutes. */
const MAX_MS = 3 * 60_000;

/** After an outage has ended, the codes that waited for that follow in the same run. */
const MAX_PASSES = 3;

/** The dependencies of {@link advanceGuests}. */
export interface AdvanceGuestsDeps extends Omit<AdvanceGuestDeps, 'outages'> {
  /** Called with the number of guests whose documents cannot be read: the others go on. */
  readonly onDamaged?: (count: number) => void;
  /** Returns the gateway of a lock that has no other one: its outage is one for all of its locks. */
  readonly gatewayOf?: (lockId: string) => string | undefined;
}

/**
 * Brings all guests of an owner who are due as far as they get now, and resolves with the time at which to call again (ms since the
 * epoch, maybe now); `undefined` if none will be due. Guests of one lock share its list and
 * its outages: one of them tries for all. Rejects as `GuestLedger`.
 */
export async function advanceGuests(deps: AdvanceGuestsDeps, owner: string): Promise<number | undefined> {
  const { ledger, cloud, clock, onDamaged, gatewayOf } = deps;
  const startedAt = clock.now();
  const outages = createOutages(gatewayOf);
  const shared = { ...deps, outages, cloud: { ...cloud, codes: sharedLists(cloud.codes, clock) } };
  const { guests: listed, damaged } = await ledger.list(owner);
  if (damaged > 0) onDamaged?.(damaged);
  let guests = listed;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const advanced: Guest[] = [];
    for (const before of guests) {
      const isDue = (dueOf(before) ?? Number.POSITIVE_INFINITY) <= clock.now();
      const isInTime = clock.now() < startedAt + MAX_MS;
      const guest = isDue && isInTime ? await advanceGuest(shared, { owner, guestId: before.id }) : before;
      if (guest !== undefined) advanced.push(guest);
    }
    guests = await outages.share(ledger, owner, advanced, clock.now());
    if (!guests.some((guest) => (dueOf(guest) ?? Number.POSITIVE_INFINITY) <= clock.now())) break;
  }
  const due = guests.flatMap((guest) => dueOf(guest) ?? []);
  return due.length === 0 ? undefined : Math.min(...due);
}
