import type { DoorView, GuestView } from '../../../functions/guests/guest-view.ts';
import { DAYS } from '../input/validity.ts';
import { formatPeriod, isoPeriod, zoneWords } from '../input/zone.ts';
import type { OwnerCall } from '../owner-call.ts';
import { stateWords } from './code-words.ts';

/** The end that a call wants for the doors of a guest. */
interface Expected {
  /** The states that end well. */
  readonly wanted: readonly DoorView['state'][];
  /** The guest before the call: what was gone then is not said again. */
  readonly before?: GuestView;
}

/** Says how far a guest is at each door. Returns 1 unless all doors are as wanted. */
export async function conclude(
  call: OwnerCall,
  guest: GuestView | undefined,
  { wanted, before }: Expected,
): Promise<number> {
  if (guest === undefined) throw new Error('the guest is gone');
  const nameOf = await lockNames(call, [guest]);
  if (call.isJson) call.printResult(guestJson(guest), '');
  const wasGone = ({ lockId, by }: DoorView) =>
    before?.doors.some((door) => door.lockId === lockId && door.by === by && door.state === 'removed');
  const doors = guest.doors.filter((door) => door.state !== 'removed' || !wasGone(door));
  for (const door of doors) {
    const line = `${guest.name}: ${doorWords(door, nameOf)}.`;
    if (wanted.includes(door.state)) call.say(line);
    else call.note(`${line}${door.dueAt === undefined ? '' : ' "guests list" goes on with it.'}`);
  }
  if (wanted.includes('set')) call.say(`${guest.name} may come ${whenWords(guest)}.`);
  return doors.every(({ state }) => wanted.includes(state)) ? 0 : 1;
}

/** Returns the names of locks by id; makes no call where there are no guests. */
export async function lockNames(
  call: OwnerCall,
  items: readonly GuestView[],
): Promise<(lockId: string) => string> {
  const locks = items.length === 0 ? [] : await call.account().listLocks();
  const names = new Map(locks.map(({ lockId, name }) => [lockId, name]));
  return (lockId) => names.get(lockId) ?? `Lock ${lockId}`;
}

/** Returns how far a guest is at a door, without a full stop. */
export function doorWords(door: DoorView, nameOf: (lockId: string) => string): string {
  const hoursOff = door.hoursOff === undefined ? '' : `. ${door.hoursOff.words}`;
  return `${nameOf(door.lockId)} (${door.by}): ${stateWords(door, 'guests')}${hoursOff}`.replace(/\.$/, '');
}

/** Returns when a guest may come, in words. */
export function whenWords({ validity, timeZone }: GuestView): string {
  if (validity.kind === 'permanent') return 'always';
  const zone = zoneWords(timeZone);
  if (validity.kind === 'period') return `${formatPeriod(validity, timeZone)} (${zone})`;
  const { days, fromHour, untilHour } = validity;
  const [named] = Object.entries(DAYS).find(([, set]) => set.join() === days.join()) ?? [days.join()];
  const bounds = validity.until === undefined ? '' : `, ${formatPeriod(validity, timeZone)}`;
  return `${named} ${fromHour}:00 to ${untilHour}:00${bounds} (${zone})`;
}

/** Returns a guest as JSON has one. */
export function guestJson({ id, name, by, timeZone, validity, doors }: GuestView) {
  const { from, until } = validity.kind === 'permanent' ? {} : validity;
  return {
    ...{ id, name, by, timeZone, when: validity.kind, ...isoPeriod({ from, until }) },
    ...(validity.kind === 'weekly' && {
      days: validity.days,
      hours: { from: validity.fromHour, until: validity.untilHour },
    }),
    doors: doors.map((door) => ({
      ...{ lockId: door.lockId, by: door.by, state: door.state, words: stateWords(door, 'guests') },
      ...(door.hoursOff !== undefined && { hoursOff: door.hoursOff }),
    })),
  };
}
