import type { KeypadCode, Passcode } from './contents.ts';
import { codeInLock } from './grow-contents.ts';
import { ADD_FAILED, ADDING, outcomeOf, PASSCODE_TYPE } from './passcode-rules.ts';
import type { Cause, LockEvent, LockState, World } from './world.ts';

/** An outcome of digits at a keypad: the cause of a movement, or an event that moves nothing. */
type Entry = { readonly opens: Cause } | { readonly event: Omit<LockEvent, 'lockDate'> };

/** A change of a lock's codes that the cloud's API has no part in. */
export interface OutsideChange {
  readonly do: 'add' | 'change' | 'remove';
  readonly name: string;
  /** The new digits; for `add` they are needed. */
  readonly digits?: string;
  /** Ms since the epoch. With both, `add` stores a period; otherwise a permanent code. */
  readonly startDate?: number;
  readonly endDate?: number;
  /** `both` as a phone at the door does (default); only the `lock`, as a phone that is offline; only the `cloud`. */
  readonly where?: 'both' | 'lock' | 'cloud';
}

/** Returns the digits of a code by its name, in the cloud's list or in the lock. */
export function digitsNamed(lock: LockState, name: string): string | undefined {
  const isNamed = (code: KeypadCode) => code.name === name;
  return (lock.passcodes.find(isNamed) ?? lock.keypad.find(isNamed))?.secret;
}

/** Enters digits at `at`, ms since the epoch. Only what is in the lock counts, by the lock's own clock. */
export function enter(lock: LockState, digits: string, at: number): Entry {
  const now = at + (lock.clockOffsetMs ?? 0);
  const code = lock.keypad.find(({ secret }) => secret === digits);
  const outcome = code ? outcomeOf(code, now, lock.utcOffsetMinutes) : 'unknown';
  const username = lock.passcodes.find(({ secret }) => secret === digits)?.name;
  const named = { recordType: 4, keyboardPwd: digits, ...(username !== undefined && { username }) };
  if (!code || outcome === 'unknown')
    return { event: { ...named, recordTypeFromLock: 7, success: 0, username: masked(digits) } };
  if (outcome === 'expired') return { event: { ...named, recordTypeFromLock: 11, success: 0 } };
  code.usedAt ??= now;
  if (outcome === 'opens') return { opens: { ...named, recordTypeFromLock: 4 } };
  lock.keypad = [code];
  return { event: { ...named, recordTypeFromLock: 10, success: 0 } };
}

/** Takes the codes that waited for a lock to wake; returns those that it refuses, because it holds their digits. */
export function takeWaiting(lock: LockState): Passcode[] {
  const waiting = lock.passcodes.filter(({ status }) => status === ADDING);
  return waiting.filter((code) => {
    const taken = lock.keypad.some(({ secret }) => secret === code.secret);
    code.status = taken ? ADD_FAILED : 1;
    if (!taken) lock.keypad.push(codeInLock(code));
    return taken;
  });
}

/** Applies a change that a phone made. Throws if `add` has no digits, or no such code exists. */
export function changeOutside(world: World, lock: LockState, change: OutsideChange, now: number): void {
  const { name, digits, startDate, endDate, where = 'both' } = change;
  const known = digitsNamed(lock, name);
  const lists = [...(where === 'lock' ? [] : [lock.passcodes]), ...(where === 'cloud' ? [] : [lock.keypad])];
  if (change.do === 'add') {
    if (digits === undefined) throw new Error('a new code needs digits');
    const type = startDate !== undefined && endDate ? PASSCODE_TYPE.period : PASSCODE_TYPE.permanent;
    const code = {
      name,
      secret: digits,
      type,
      custom: true,
      startDate: startDate ?? now,
      endDate: endDate ?? 0,
    };
    if (where !== 'lock')
      lock.passcodes.push({ ...code, id: world.nextId++, createdAt: now, status: 1, sender: lock.owner });
    if (where !== 'cloud') lock.keypad.push(code);
    return;
  }
  if (known === undefined) throw new Error(`there is no code ${name}`);
  if (change.do === 'remove') {
    const others = ({ secret }: KeypadCode) => secret !== known;
    if (where !== 'lock') lock.passcodes = lock.passcodes.filter(others);
    if (where !== 'cloud') lock.keypad = lock.keypad.filter(others);
    return;
  }
  const changed = {
    ...(digits !== undefined && { secret: digits }),
    ...(startDate !== undefined && { startDate }),
    ...(endDate !== undefined && { endDate }),
  };
  for (const code of lists.flat().filter(({ secret }) => secret === known)) Object.assign(code, changed);
}

function masked(digits: string): string {
  const shown = digits.length < 6 ? 1 : 2;
  return `${digits.slice(0, shown)}****${digits.slice(-shown)}`;
}
