import type { Span } from '../options.ts';
import { SENSOR_BATTERY } from './grow-world.ts';
import { DOOR_WARNING, settingOf } from './lock-settings.ts';
import { endOfPassage, inPassage, nextOpening } from './passage-rules.ts';
import type { Cause, CloudRecord, LockEvent, LockState, Position, World, WorldEvent } from './world.ts';

interface BoltSurroundings {
  readonly world: World;
  schedule(event: WorldEvent): void;
  span(span: Span): number;
  readonly timing: { readonly stateLagMs: Span; readonly recordMs: Span };
  readonly autoLockRecord: 'none' | 45 | 47;
  /** Called when a record has reached the cloud. */
  onRecord(lock: LockState, record: CloudRecord): void;
  /** Called when a bolt was moved, or driven to where it was. */
  onMovement(movement: Movement): void;
}

/** A physical movement of a bolt, which only the simulator sees. */
export interface Movement {
  readonly lockId: string;
  /** Ms since the epoch. */
  readonly at: number;
  readonly from: Position;
  readonly to: Position;
  /** The type of its record; `undefined` if it leaves none. */
  readonly recordType: number | undefined;
}

const KEPT_RECORDS = 1000;
/** The record type of a lock that passage mode opens. */
const PASSAGE_OPENING = 63;
/** The record types of a door's sensor; that of a door left open is the lock's own. */
const DOOR_CLOSED = 30;
const DOOR_OPENED = 31;
const DOOR_LEFT_OPEN = 64;

/** The physics of locks: bolts move, states become visible later, records later still, locks lock themselves. */
export class Bolts {
  readonly #s: BoltSurroundings;

  constructor(surroundings: BoltSurroundings) {
    this.#s = surroundings;
  }

  /** Runs one event of the timeline. */
  happen(event: WorldEvent): void {
    const lock = this.#s.world.locks.get(event.lockId);
    if (!lock) return;
    if (event.kind === 'move') this.move(lock, event.to, event.at, event.cause);
    else if (event.kind === 'show') this.#show(lock, event.to, event.movement);
    else if (event.kind === 'upload') this.#upload(lock, event.event, event.at);
    else if (event.kind === 'passage') this.#openForPassage(lock, event.change, event.at);
    else if (event.kind === 'door-warning') this.#warnOfDoor(lock, event.swing, event.at);
    else if (event.movement === lock.movement && lock.bolt === 'unlocked' && !inPassage(lock, event.at)) {
      const type = this.#s.autoLockRecord;
      this.move(
        lock,
        'locked',
        event.at,
        type === 'none' ? undefined : { recordType: type, recordTypeFromLock: type },
      );
    }
  }

  /** Moves the bolt now and schedules the effects. */
  move(lock: LockState, to: Position, at: number, cause: Cause | undefined): void {
    const lockId = String(lock.lockId);
    this.#s.onMovement({ lockId, at, from: lock.bolt, to, recordType: cause?.recordType });
    lock.bolt = to;
    lock.movement += 1;
    this.#s.schedule({
      kind: 'show',
      at: at + this.#s.span(this.#s.timing.stateLagMs),
      lockId,
      to,
      movement: lock.movement,
    });
    if (cause) this.report(lock, { ...cause, success: 1, lockDate: at });
    this.armAutoLock(lock, at);
  }

  /** Starts the auto-lock timer of an unlocked lock, if it has one: now, or when its passage mode ends. */
  armAutoLock(lock: LockState, at: number): void {
    const from = endOfPassage(lock, at);
    if (lock.bolt !== 'unlocked' || lock.autoLockSeconds <= 0 || from === undefined) return;
    const due = from + lock.autoLockSeconds * 1000;
    this.#s.schedule({ kind: 'auto-lock', at: due, lockId: String(lock.lockId), movement: lock.movement });
  }

  /** Plans the moment at which passage mode opens the lock next, if it is set so. Call it after each change of the mode. */
  armPassage(lock: LockState, at: number): void {
    lock.passageChanges = (lock.passageChanges ?? 0) + 1;
    this.#planOpening(lock, at);
  }

  #planOpening(lock: LockState, after: number): void {
    const at = nextOpening(lock, after);
    const change = lock.passageChanges ?? 0;
    if (at !== undefined) this.#s.schedule({ kind: 'passage', at, lockId: String(lock.lockId), change });
  }

  #openForPassage(lock: LockState, change: number, at: number): void {
    if (change !== lock.passageChanges) return;
    const type = PASSAGE_OPENING;
    if (lock.bolt === 'locked')
      this.move(lock, 'unlocked', at, { recordType: type, recordTypeFromLock: type });
    this.#planOpening(lock, at);
  }

  /** Opens or closes the door of a lock with a sensor; an open one warns after the seconds that the lock is set to. */
  swingDoor(lock: LockState, to: 'open' | 'closed', at: number): void {
    const swings = (lock.doorSensor?.swings ?? 0) + 1;
    lock.doorSensor = { battery: SENSOR_BATTERY, ...lock.doorSensor, open: to === 'open', swings };
    const type = to === 'open' ? DOOR_OPENED : DOOR_CLOSED;
    this.report(lock, { success: 1, lockDate: at, recordType: type, recordTypeFromLock: type });
    const seconds = settingOf(lock, DOOR_WARNING);
    if (to === 'closed' || seconds === 0) return;
    const warnAt = at + seconds * 1000;
    this.#s.schedule({ kind: 'door-warning', at: warnAt, lockId: String(lock.lockId), swing: swings });
  }

  #warnOfDoor(lock: LockState, swing: number, at: number): void {
    const { doorSensor } = lock;
    if (doorSensor?.open !== true || doorSensor.swings !== swing) return;
    this.report(lock, {
      ...{ success: 1, lockDate: at },
      ...{ recordType: DOOR_OPENED, recordTypeFromLock: DOOR_LEFT_OPEN },
    });
  }

  /** Records an event at the lock, which reaches the cloud later. */
  report(lock: LockState, event: LockEvent): void {
    const { clockOffsetMs } = lock;
    const dated = clockOffsetMs
      ? { ...event, at: event.lockDate, lockDate: event.lockDate + clockOffsetMs }
      : event;
    const at = event.lockDate + this.#s.span(this.#s.timing.recordMs);
    this.#s.schedule({ kind: 'upload', at, lockId: String(lock.lockId), event: dated });
  }

  /** Sends the waiting events to the cloud. */
  uploadWaiting(lock: LockState, at: number): void {
    const waiting = lock.unsent;
    lock.unsent = [];
    for (const event of waiting) this.#s.schedule({ kind: 'upload', at, lockId: String(lock.lockId), event });
  }

  /** Sends the lock's events to the cloud through a phone at the door. */
  syncByPhone(lock: LockState, at: number): void {
    const waiting = lock.unsent;
    lock.unsent = [];
    for (const event of waiting) this.#record(lock, event, at);
  }

  #show(lock: LockState, to: Position, movement: number): void {
    if (movement < lock.shownMovement) return;
    lock.shown = to;
    lock.shownMovement = movement;
  }

  #upload(lock: LockState, event: LockEvent, at: number): void {
    if (reachable(this.#s.world, lock)) this.#record(lock, event, at);
    else lock.unsent.push(event);
  }

  #record(lock: LockState, { at: happenedAt, ...event }: LockEvent, at: number): void {
    const record: CloudRecord = {
      ...event,
      recordId: this.#s.world.nextId++,
      serverDate: Math.max(at, (happenedAt ?? event.lockDate) + 1),
      battery: lock.battery,
    };
    lock.records.push(record);
    if (lock.records.length > KEPT_RECORDS) lock.records.splice(0, lock.records.length - KEPT_RECORDS);
    this.#s.onRecord(lock, record);
  }
}

/** True if a lock currently has a connection to the cloud. */
function reachable(world: World, lock: LockState): boolean {
  if (!lock.online) return false;
  if (lock.wifi) return true;
  return lock.hasGateway && lock.gatewayIds.some((id) => world.gateways.get(String(id))?.online === true);
}
