import type { Account } from '../../accounts/account.ts';
import type { Accounts } from '../../accounts/accounts.ts';
import type { Pin } from '../../accounts/pins/pin.ts';
import { checkPin, clampChallenge, isLockedOut, type PinResult } from '../../accounts/pins/pin-lockout.ts';
import { canOpen, type PinUses } from '../../accounts/pins/pin-uses.ts';
import { type AccountState, type RefusedPin, stateOf } from '../../locks/account-state.ts';
import { findMark } from '../../locks/commands/command-marks.ts';
import { challengeResult, type DeviceResult, errorResult } from './command-result.ts';
import type { DevicePlan, PlannedCommand } from './plan-commands.ts';

/** By the digits that Google passed on: the id of the PIN that has them, `undefined` for none. Digits that were not checked are missing. */
export type CheckedPins = ReadonlyMap<string, string | undefined>;

/** The PINs of an account and the circumstances that bound them. */
export interface PinRules {
  /** Empty if no command of the request needs one. */
  readonly pins: readonly Pin[];
  /** Returns the time zone of a lock. */
  readonly zoneOf: (lockId: string) => string;
}

/** Returns the digits of a request that are to be checked, each once. None for commands that are marked: they are repeats. */
export function digitsToCheck(
  { pins }: PinRules,
  states: AccountState,
  plans: readonly DevicePlan[],
): string[] {
  const given = plans.flatMap((plan) =>
    'refused' in plan || !canUnlock(pins, plan.deviceId)
      ? []
      : newPinCommands(states, plan).map(({ reply }) => reply.pin),
  );
  return [...new Set(given)];
}

/** True if a PIN of the account is for this door, at whatever time. */
function canUnlock(pins: readonly Pin[], lockId: string): boolean {
  return pins.some(({ doors }) => doors === undefined || doors.includes(lockId));
}

type PinCommand = PlannedCommand & { readonly reply: { readonly kind: 'pin'; readonly pin: string } };

/** Returns the commands of a device that come with a PIN and are no repeats. */
function newPinCommands(states: AccountState, plan: DevicePlan): PinCommand[] {
  if ('refused' in plan) return [];
  const lock = stateOf(states, plan.deviceId);
  return plan.commands.filter(
    (command): command is PinCommand =>
      command.reply?.kind === 'pin' && findMark(lock, command.key) === undefined,
  );
}

/** Checks digits one after another, on the newest states, until one locks out. While locked out it hashes none. */
export async function checkDigits(
  accounts: Accounts,
  account: Account,
  states: AccountState,
  digits: readonly string[],
  now: number,
  isLate: () => boolean,
): Promise<CheckedPins> {
  const checked = new Map<string, string | undefined>();
  let after = clampChallenge(states, now);
  for (const each of digits) {
    if (isLockedOut(after, now)) break;
    const pinId = await accounts.findPin(account, each, isLate);
    checked.set(each, pinId);
    after = checkPin(after, pinId !== undefined, now).states;
  }
  return checked;
}

/** The PINs of a request, counted for the account. Whether each opens its door follows. */
export interface CountedPins {
  readonly states: AccountState;
  readonly lockedOut: boolean;
  /** By digits. `right` also where the PIN opens none of the doors now: that is no guess. */
  readonly results: ReadonlyMap<string, PinResult>;
  readonly pinOf: (digits: string) => Pin | undefined;
  /** The digits that were counted as wrong. */
  readonly wrong: readonly string[];
}

/**
 * Counts the PINs of a request. One of the account that opens none of the doors now neither counts as wrong, so that a guest who comes
 * early locks nobody out, nor clears the count.
 */
export function countPins(
  before: AccountState,
  plans: readonly DevicePlan[],
  checked: CheckedPins,
  { pins, zoneOf }: PinRules,
  now: number,
): CountedPins {
  let states = clampChallenge(before, now);
  const lockedOut = isLockedOut(states, now);
  const { pinUses: uses = {} } = states;
  const pinOf = (digits: string) => pins.find(({ id }) => id === checked.get(digits));
  const results = new Map<string, PinResult>();
  const wrong: string[] = [];
  for (const digits of checked.keys()) {
    const pin = pinOf(digits);
    const opens = ({ lockId }: { readonly lockId: string }) =>
      pin !== undefined && canOpen(pin, lockId, { uses, at: now, zone: zoneOf(lockId) });
    if (pin !== undefined && !givenFor(before, plans, digits).some(opens)) {
      results.set(digits, isLockedOut(states, now) ? 'locked-out' : 'right');
      continue;
    }
    const result = checkPin(states, pin !== undefined, now);
    if (result.states.wrongPins !== states.wrongPins) wrong.push(digits);
    states = result.states;
    results.set(digits, result.result);
  }
  return { states, lockedOut, results, pinOf, wrong };
}

/** The permission of a command, by its PIN. */
export type PinAuthorization =
  /** `outside` is a PIN of the account that does not open this door now. */
  | { readonly refused: DeviceResult; readonly outside?: Pin }
  /** Allowed; with the PIN that it was allowed by, if it needed one. */
  | { readonly pin: Pin | undefined };

/** Authorizes one command by its PIN. One outside its bounds is answered as a wrong one: Google is never told which it was. */
export function authorizePin(
  deviceId: string,
  { reply }: PlannedCommand,
  facts: {
    readonly counted: CountedPins;
    readonly rules: PinRules;
    readonly uses: PinUses;
    readonly now: number;
  },
): PinAuthorization {
  const { counted, rules, uses, now } = facts;
  if (reply === undefined) return { pin: undefined };
  if (!canUnlock(rules.pins, deviceId))
    return { refused: errorResult(deviceId, 'challengeFailedNotSetup', 'pin-not-set-up') };
  if (reply.kind === 'cancelled') return { refused: errorResult(deviceId, 'userCancelled', 'cancelled') };
  const lockedOut = { refused: errorResult(deviceId, 'tooManyFailedAttempts', 'locked-out') };
  if (counted.lockedOut) return lockedOut;
  if (reply.kind === 'none') return { refused: challengeResult(deviceId, 'pin-needed') };
  const result = counted.results.get(reply.pin) ?? 'locked-out';
  if (result === 'locked-out') return lockedOut;
  const pin = counted.pinOf(reply.pin);
  if (result === 'wrong' || pin === undefined) return { refused: challengeResult(deviceId, 'pin-wrong') };
  if (canOpen(pin, deviceId, { uses, at: now, zone: rules.zoneOf(deviceId) })) return { pin };
  return { refused: challengeResult(deviceId, 'pin-not-allowed'), outside: pin };
}

/** A command that came with a PIN. */
export interface GivenPin {
  readonly lockId: string;
  readonly command: PlannedCommand;
  /** Set for a PIN of the account. */
  readonly pinId?: string;
}

/** Returns the locks that digits were given for, each with its first command. */
export function givenFor(before: AccountState, plans: readonly DevicePlan[], digits: string): GivenPin[] {
  return plans.flatMap((plan) => {
    const command = newPinCommands(before, plan).find(({ reply }) => reply.pin === digits);
    return command === undefined ? [] : [{ lockId: plan.deviceId, command }];
  });
}

/** Returns what the activity says of a refused PIN: when, for which locks and by whom, without the digits. */
export function refusedPin(given: readonly GivenPin[], grantId: string, at: number): RefusedPin {
  const isSpoken = given.some(({ command }) => command.followUpToken !== undefined);
  const [pinId] = given.map((each) => each.pinId);
  return {
    ...{ at, lockIds: given.map(({ lockId }) => lockId), grantId },
    ...(isSpoken && { isSpoken }),
    ...(pinId === undefined ? { reason: 'wrong-pin' } : { reason: 'pin-not-allowed', pinId }),
  };
}
