import type { Cloud } from '../cloud.ts';
import { accepted, takeWaitingCards } from './card-rules.ts';
import type { Token } from './contents.ts';
import { changeOutside, digitsNamed, enter, type OutsideChange, takeWaiting } from './keypad.ts';
import type { LockChanges } from './lock-changes.ts';
import { changeTokensOutside, type OutsideTokenChange } from './outside-tokens.ts';
import type { Cause, CloudRecord, LockEvent, LockState, Position } from './world.ts';

/** A person at the door, who operates the lock and sees the real position of its bolt. */
export class SimulatedLock {
  readonly lockId: string;
  readonly #cloud: Cloud;
  readonly #state: LockState;

  constructor(cloud: Cloud, state: LockState) {
    this.lockId = String(state.lockId);
    this.#cloud = cloud;
    this.#state = state;
  }

  /** The physical position of the bolt, whatever the cloud reports. */
  get bolt(): Position {
    this.#cloud.settle();
    return this.#state.bolt;
  }

  /** The state that the cloud reports. */
  get shown(): LockState['shown'] {
    this.#cloud.settle();
    return this.#state.shown;
  }

  /** The number of movements of the bolt (also to where it was), from any cause. */
  get movements(): number {
    this.#cloud.settle();
    return this.#state.movement;
  }

  /** A copy of the lock's whole state. */
  get state(): Readonly<LockState> {
    this.#cloud.settle();
    return structuredClone(this.#state);
  }

  /** The records in the cloud, oldest first. */
  get records(): readonly CloudRecord[] {
    this.#cloud.settle();
    return structuredClone(this.#state.records);
  }

  /** Turns it by the thumb turn or its button. Unlocking leaves record 46, locking 47, as with button locks. */
  turnByHand(action: 'lock' | 'unlock'): void {
    const type = action === 'lock' ? 47 : 46;
    this.#move(action === 'lock' ? 'locked' : 'unlocked', { recordType: type, recordTypeFromLock: type });
  }

  /** Uses the mechanical key from outside. */
  useMechanicalKey(action: 'lock' | 'unlock'): void {
    if (action === 'unlock') this.#move('unlocked', { recordType: 10, recordTypeFromLock: 27 });
    else this.#move('locked', { recordType: 36, recordTypeFromLock: 36 });
  }

  /**
   * Enters a keypad code by its name; without one, the first in the lock. It opens only if it is in the lock and valid by the
   * lock's clock; anything else, an unknown name too, is refused and leaves a record.
   */
  enterPasscode(name?: string): void {
    this.#cloud.settle();
    const digits = name === undefined ? this.#state.keypad[0]?.secret : digitsNamed(this.#state, name);
    this.enterDigits(digits ?? '9912345621');
  }

  /** Enters digits at the keypad. */
  enterDigits(digits: string): void {
    this.#cloud.settle();
    const entry = enter(this.#state, digits, this.#cloud.clock.now());
    if ('opens' in entry) this.#move('unlocked', entry.opens);
    else this.report(entry.event);
  }

  /** Changes its codes without the API, as a phone at the door does. Throws if there is no such code. */
  changePasscodes(change: OutsideChange): void {
    this.#cloud.settle();
    changeOutside(this.#cloud.world, this.#state, change, this.#cloud.clock.now());
    this.#done();
  }

  /** Changes its cards or fingerprints without the API, as a phone at the door does. Throws if there is no such one. */
  changeTokens(kind: 'card' | 'fingerprint', change: OutsideTokenChange): void {
    this.#cloud.settle();
    changeTokensOutside(this.#cloud.world, this.#state, kind, change, this.#cloud.clock.now());
    this.#done();
  }

  /** Uses a card; one that is not in the lock, or not valid by its clock, is refused. */
  useCard(name?: string): void {
    const known = this.#valid(this.#state.cardsInLock, name);
    const cause = { recordType: 7, recordTypeFromLock: known ? 17 : 25 };
    if (known) this.#move('unlocked', { ...cause, username: known.name, keyboardPwd: known.secret });
    else this.report({ ...cause, success: 0 });
  }

  /** Uses a finger; an unknown one is refused. */
  useFingerprint(name?: string): void {
    const known = this.#valid(this.#state.fingersInLock ?? this.#state.fingerprints, name);
    const cause = { recordType: 8, recordTypeFromLock: known ? 20 : 22 };
    if (known) this.#move('unlocked', { ...cause, username: known.name });
    else this.report({ ...cause, success: 0 });
  }

  /** Returns the card or finger of a name, by default the first, if the lock accepts it now. */
  #valid(tokens: readonly Token[], name: string | undefined): Token | undefined {
    this.#cloud.settle();
    const { clockOffsetMs = 0, utcOffsetMinutes } = this.#state;
    const known = name ? tokens.find((each) => each.name === name) : tokens[0];
    const now = this.#cloud.clock.now() + clockOffsetMs;
    return known && accepted(known, now, utcOffsetMinutes) ? known : undefined;
  }

  /** Operates it from a phone, by Bluetooth. */
  usePhone(action: 'lock' | 'unlock', username = this.#state.owner): void {
    if (action === 'unlock') this.#move('unlocked', { recordType: 1, recordTypeFromLock: 1, username });
    else this.#move('locked', { recordType: 11, recordTypeFromLock: 26, username });
  }

  /** Records any event unchanged: unknown types, failures, missing battery, a wrong lock clock. */
  report(event: Partial<LockEvent> & Pick<LockEvent, 'recordType'>): void {
    this.#cloud.settle();
    this.#cloud.bolts.report(this.#state, { success: 1, lockDate: this.#cloud.clock.now(), ...event });
    this.#done();
  }

  /** Sends its waiting events to the cloud through a phone at the door. */
  syncByPhone(): void {
    this.#cloud.settle();
    this.#cloud.bolts.syncByPhone(this.#state, this.#cloud.clock.now());
    this.#done();
  }

  /** Blocks the bolt: commands succeed but it does not move, until {@link free} or `times` commands later. */
  jam(options: { readonly times?: number; readonly reads?: 'unknown' } = {}): void {
    this.#cloud.faults.add({ kind: 'jam', lockId: this.lockId, ...options });
  }

  /** Ends {@link jam}. */
  free(): void {
    for (const { id, fault } of this.#cloud.faults.list())
      if (fault.kind === 'jam' && String(fault.lockId) === this.lockId) this.#cloud.faults.remove(id);
  }

  /** Changes facts and settings. `bolt` changes without an event, and the cloud sees it at once. */
  set(settings: LockChanges): void {
    this.#cloud.settle();
    const now = this.#cloud.clock.now();
    const { features, bolt, passageMode, ...plain } = settings;
    const wasOnline = this.#state.online;
    Object.assign(this.#state, plain);
    Object.assign(this.#state.features, features);
    if (bolt !== undefined) {
      const movement = {
        lockId: this.lockId,
        at: now,
        from: this.#state.bolt,
        to: bolt,
        recordType: undefined,
      };
      for (const listener of this.#cloud.movementListeners) listener(movement);
      this.#state.bolt = bolt;
      this.#state.shown = settings.shown ?? bolt;
      this.#state.movement += 1;
      this.#state.shownMovement = this.#state.movement;
    }
    if (passageMode !== undefined) {
      this.#state.passageMode = passageMode;
      this.#cloud.bolts.armPassage(this.#state, now);
    }
    if (bolt !== undefined || passageMode === false || settings.autoLockSeconds !== undefined)
      this.#cloud.bolts.armAutoLock(this.#state, now);
    this.#cloud.bolts.uploadWaiting(this.#state, now);
    if (settings.asleep === false) this.#wake();
    if (this.#state.wifi && this.#state.online !== wasOnline) this.#cloud.webhooks.notifyOfLock(this.#state);
    this.#done();
  }

  /**
   * Notifies by webhook that a command or a write failed which the cloud had accepted. `objectType`: 2 code, 3 card, 4 fingerprint,
   * 5 palm, 6 face, 7 remote; without one it is about the lock itself. Moves nothing: {@link jam} the bolt before the command.
   */
  failLater(failure: {
    readonly errcode: number;
    readonly objectType?: number;
    readonly objectId?: number;
  }): void {
    const { lockId, mac, owner } = this.#state;
    this.#cloud.webhooks.notify(owner, {
      notifyType: '4',
      ...{
        lockId: String(lockId),
        lockMac: mac,
        uid: this.#cloud.world.accounts.get(owner)?.uid ?? 0,
        ...failure,
      },
    });
  }

  #wake(): void {
    for (const { id } of takeWaiting(this.#state))
      this.failLater({ errcode: -3007, objectType: 2, objectId: id });
    for (const { id } of takeWaitingCards(this.#state))
      this.failLater({ errcode: -4056, objectType: 3, objectId: id });
  }

  /** Opens or closes a door with a sensor: a notification, and a record that says nothing of the bolt. One that stays open may warn. */
  swingDoor(to: 'open' | 'closed'): void {
    this.#cloud.settle();
    const { lockId, mac, owner } = this.#state;
    const doorStatus = to === 'open' ? 1 : 0;
    this.#cloud.webhooks.notify(owner, {
      notifyType: '7',
      ...{ lockId: String(lockId), lockMac: mac, doorStatus, date: this.#cloud.clock.now() },
    });
    this.#cloud.bolts.swingDoor(this.#state, to, this.#cloud.clock.now());
    this.#done();
  }

  #move(to: Position, cause: Cause): void {
    this.#cloud.settle();
    this.#cloud.bolts.move(this.#state, to, this.#cloud.clock.now(), cause);
    this.#done();
  }

  #done(): void {
    this.#cloud.settle();
    this.#cloud.save();
  }
}
