import { type AccountState, type PinUse, stateOf } from '../../locks/account-state.ts';
import { findMark } from '../../locks/commands/command-marks.ts';
import { isWithin } from '../../schedules/weekly-hours.ts';
import type { Pin } from './pin.ts';

/** The use of PINs, by their ids. */
export type PinUses = Readonly<Record<string, PinUse>>;

/** True if a PIN opens a door at a moment. `zone` is that of the house. Hours that the clocks show twice count twice. */
export function canOpen(
  pin: Pin,
  lockId: string,
  { uses, at, zone }: { readonly uses: PinUses; readonly at: number; readonly zone: string },
): boolean {
  const { doors, hours, until } = pin;
  return (
    (doors === undefined || doors.includes(lockId)) &&
    (until === undefined || at < until) &&
    !isUsedUp(pin, uses) &&
    (hours === undefined || isWithin(hours, at, zone))
  );
}

/** True if a PIN that opens once has opened. */
export function isUsedUp({ id, once }: Pick<Pin, 'id' | 'once'>, uses: PinUses): boolean {
  return once !== undefined && useOf(uses, id)?.spent?.once === once;
}

/** Returns the use of a PIN. Reads own keys only. */
export function useOf(uses: PinUses, pinId: string): PinUse | undefined {
  return Object.hasOwn(uses, pinId) ? uses[pinId] : undefined;
}

/** Returns the uses after a PIN has authorized a command. A PIN that opens once is used up with the mark, before anything is sent. */
export function withUse(
  uses: PinUses,
  { id, once }: Pin,
  command: { readonly lockId: string; readonly key: string },
  at: number,
): PinUses {
  return { ...uses, [id]: { usedAt: at, ...(once !== undefined && { spent: { once, ...command } }) } };
}

/** Returns the uses of those PINs that the account still has; the same object if these are all. */
export function withoutRemovedPins(uses: PinUses, pins: readonly Pin[]): PinUses {
  const ids = new Set(pins.map(({ id }) => id));
  const kept = Object.entries(uses).filter(([id]) => ids.has(id));
  return kept.length === Object.keys(uses).length ? uses : Object.fromEntries(kept);
}

/**
 * Returns the states in which PINs that open once are good again, if the command that used them up was certainly not carried out; the same
 * object if there is none. Runs in every write of states, so that the write which stores the end of the command gives back the PIN. The
 * word of a webhook, which anybody may send, gives back none.
 */
export function withReturnedPins(states: AccountState): AccountState {
  const { pinUses = {} } = states;
  const returned = Object.entries(pinUses).filter(([, { spent }]) => {
    if (spent === undefined) return false;
    const mark = findMark(stateOf(states, spent.lockId), spent.key);
    return mark?.outcome?.kind === 'failed' && mark.isHearsay !== true;
  });
  if (returned.length === 0) return states;
  const unspent = returned.map(([id, { usedAt }]) => [id, { usedAt }] as const);
  return { ...states, pinUses: { ...pinUses, ...Object.fromEntries(unspent) } };
}
