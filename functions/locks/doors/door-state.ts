import type { DoorState, LockState } from '../account-state.ts';
import type { CloudHint } from '../lock-cloud.ts';
import { lockTimeOf, type PlacedRecord } from '../record-times.ts';

/** The times of a record and of a notification about one movement of a door differ by no more: locks and clouds have own clocks. */
const SAME_MOVE_MS = 2 * 60_000;
/** The history has a movement so long after its webhook, or it never took place. */
const PROVED_WITHIN_MS = 10 * 60_000;
/** A notification that is later has a wrong time. */
const LATE_MS = 60 * 60_000;

/** A door sensor's notification; `at` in ms since the epoch. */
interface DoorClaim {
  readonly isOpen: boolean;
  readonly at: number;
}

/** Returns what a notification that arrived at `now` says of a door; `undefined` if it does not say how the door is. */
export function doorClaim(
  { open, happenedAt = 0 }: Extract<CloudHint, { readonly kind: 'door' }>,
  now: number,
): DoorClaim | undefined {
  if (open === undefined) return undefined;
  const isDated = happenedAt <= now && now - happenedAt < LATE_MS;
  return { isOpen: open, at: isDated ? happenedAt : now };
}

/** True if a door has been open since `since` (ms since the epoch) and was not found to have stayed so yet. */
export function isOpenSince({ door }: LockState, since: number): boolean {
  return door?.isOpen === true && door.since === since && door.leftOpenAt === undefined;
}

/** Returns the state of a lock whose door was left open, as was found at `at` (ms since the epoch). */
export function markLeftOpen(state: LockState, at: number): LockState {
  return state.door === undefined ? state : { ...state, door: { ...state.door, leftOpenAt: at } };
}

/**
 * Applies the records of a door's sensor in any order; the same object if they say nothing new. What only a webhook said, and the history
 * does not have after ten minutes, is dropped for what the history has.
 */
export function applyDoorRecords(
  state: LockState,
  records: readonly PlacedRecord[],
  { source, now }: { readonly source: DoorState['source']; readonly now: number },
): LockState {
  const moves = records
    .filter(({ door }) => door !== undefined)
    .sort(
      (a, b) => a.happenedAt - b.happenedAt || a.receivedAt - b.receivedAt || lockTimeOf(a) - lockTimeOf(b),
    );
  if (moves.length === 0) return state;
  const isDisproved = source === 'records' && isUnproved(state.door, moves, now);
  const before = isDisproved ? undefined : state.door;
  const door = moves.reduce<DoorState | undefined>(
    (known, move) => afterRecord(known, move, source, now),
    before,
  );
  return door === undefined || door === state.door ? state : { ...state, door };
}

/**
 * Applies a notification of a door's sensor that arrived at `now`: it says how the door is, so one that repeats it only says until when.
 * Nothing proves who sent it, and two may overtake each other.
 */
export function applyDoorClaim(state: LockState, { isOpen, at }: DoorClaim, now: number): LockState {
  const { door } = state;
  if (door !== undefined && at < (door.repeatedAt ?? door.since)) return state;
  if (door?.isOpen === isOpen)
    return isNear(door.since, at) ? state : { ...state, door: { ...door, repeatedAt: at } };
  return { ...state, door: { isOpen, since: at, learnedAt: now, source: 'webhook' } };
}

/** True if a notification is about a movement: it changes what is known, or says again what just did. */
export function isDoorMove({ door }: LockState, { isOpen, at }: DoorClaim): boolean {
  if (door === undefined) return true;
  if (door.isOpen === isOpen) return isNear(door.since, at);
  return at >= door.since;
}

function afterRecord(
  known: DoorState | undefined,
  { door: move, happenedAt, receivedAt }: PlacedRecord,
  source: DoorState['source'],
  now: number,
): DoorState | undefined {
  const isOpen = move !== 'closed';
  const learned = { isOpen, since: happenedAt, learnedAt: now, source } as const;
  const leftOpen = move === 'left-open' ? { leftOpenAt: happenedAt } : {};
  if (known === undefined) return { ...learned, ...leftOpen };
  const isSameState = known.isOpen === isOpen;
  if (isSameState && move === 'left-open' && happenedAt >= known.since)
    return known.leftOpenAt === undefined ? { ...known, ...leftOpen } : known;
  if (isSameState && (isNear(known.since, happenedAt) || isNear(known.since, receivedAt)))
    return source === 'records' && known.source === 'webhook' ? { ...known, source } : known;
  return happenedAt <= known.since ? known : { ...learned, ...leftOpen };
}

function isUnproved(
  door: DoorState | undefined,
  moves: readonly PlacedRecord[],
  now: number,
): door is DoorState {
  if (door?.source !== 'webhook' || now - door.learnedAt < PROVED_WITHIN_MS) return false;
  return !moves.some(
    ({ door: move, happenedAt, receivedAt }) =>
      (move !== 'closed') === door.isOpen &&
      (isNear(door.since, happenedAt) || isNear(door.since, receivedAt)),
  );
}

function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= SAME_MOVE_MS;
}
