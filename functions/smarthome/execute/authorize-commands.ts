import type { Account } from '../../accounts/account.ts';
import type { Accounts } from '../../accounts/accounts.ts';
import {
  checkPin,
  clampChallenge,
  isLockedOut,
  type PinResult,
  withRefusedPins,
} from '../../accounts/pins/pin-lockout.ts';
import { HOUSEHOLD_PIN_ID } from '../../accounts/pins/pin-names.ts';
import { sharedLock } from '../../accounts/shared-lock.ts';
import {
  type AccountState,
  type CommandMark,
  type CommandOutcome,
  changeLocks,
  type RefusedPin,
  stateOf,
} from '../../locks/account-state.ts';
import {
  countMarks,
  findMark,
  MAX_MARKS,
  withMark,
  withoutOffers,
  withRoomForMarks,
} from '../../locks/commands/command-marks.ts';
import type { LockAction } from '../../locks/lock-cloud.ts';
import { withActivity } from '../../locks/webhook-coverage.ts';
import { alreadyInState } from './already-in-state.ts';
import { challengeResult, type DeviceResult, errorResult } from './command-result.ts';
import type { DevicePlan, PlannedCommand } from './plan-commands.ts';

/** A command that may run, or did already under the same request. The PIN ends here: nothing below gets it. */
export interface AuthorizedCommand {
  readonly action: LockAction;
  /** The key of its mark. */
  readonly key: string;
  /** Google's handle for telling it later how a slow command ended. Never logged. */
  readonly followUpToken?: string;
  /** Set if this request came before: the answer is the stored outcome, and nothing is sent again. */
  readonly repeat?: { readonly outcome: CommandOutcome | undefined };
}

/** A device with its authorized commands, or with the answer that refuses them. */
export type DeviceAuthorization =
  | { readonly deviceId: string; readonly authorized: readonly AuthorizedCommand[] }
  | { readonly deviceId: string; readonly refused: DeviceResult };

/** Right or wrong, by PIN. A PIN that was not checked is missing. */
type CheckedPins = ReadonlyMap<string, boolean>;

/** Returns the PINs of a request that are to be checked, each once. None for commands that are marked: they are repeats. */
export function pinsToCheck(account: Account, states: AccountState, plans: readonly DevicePlan[]): string[] {
  if (account.pin === undefined) return [];
  const pins = plans.flatMap((plan) => {
    if ('refused' in plan) return [];
    const lock = stateOf(states, plan.deviceId);
    return plan.commands.flatMap(({ reply, key }) =>
      reply?.kind === 'pin' && findMark(lock, key) === undefined ? [reply.pin] : [],
    );
  });
  return [...new Set(pins)];
}

/** Checks PINs one after another, on the newest states, until one locks out. While locked out it hashes none. */
export async function checkPins(
  accounts: Accounts,
  account: Account,
  states: AccountState,
  pins: readonly string[],
  now: number,
  isLate: () => boolean,
): Promise<CheckedPins> {
  const checked = new Map<string, boolean>();
  let after = clampChallenge(states, now);
  for (const pin of pins) {
    if (isLockedOut(after, now)) break;
    const right = await accounts.verifyPin(account, pin, isLate);
    checked.set(pin, right);
    after = checkPin(after, right, now).states;
  }
  return checked;
}

/** The states with the marks and the PIN counter, and what each device is allowed. */
export interface Authorization {
  readonly states: AccountState;
  readonly devices: readonly DeviceAuthorization[];
  /** Count of wrong PINs that were counted. */
  readonly wrongPins: number;
}

/**
 * Authorizes the commands of one request on the newest states, and marks those that may run. Pure: it runs inside the
 * compare-and-set, so that the result of the PIN and the mark of the command are one write, and of forty guesses at
 * once none slips past the counter.
 */
export function authorizeCommands(
  account: Account,
  before: AccountState,
  plans: readonly DevicePlan[],
  pins: CheckedPins,
  now: number,
  { alreadyInStateMs, grantId }: { readonly alreadyInStateMs: number; readonly grantId: string },
): Authorization {
  let states = clampChallenge(before, now);
  const lockedOut = isLockedOut(states, now);
  const results = new Map<string, PinResult>();
  const wrong: string[] = [];
  for (const [pin, right] of pins) {
    const checked = checkPin(states, right, now);
    if (checked.states.wrongPins !== states.wrongPins) wrong.push(pin);
    states = checked.states;
    results.set(pin, checked.result);
  }
  const refusedPins = wrong.map((pin) => refusedPin(before, plans, pin, grantId, now));
  states = withRoomForMarks(withRefusedPins(states, refusedPins), now);
  let room = MAX_MARKS - countMarks(states);
  const unmarked = new Map<string, PlannedCommand[]>();
  const devices = plans.map((plan): DeviceAuthorization => {
    if ('refused' in plan) return plan;
    const { deviceId } = plan;
    const marks = plan.commands.map(({ key }) => findMark(stateOf(before, deviceId), key));
    for (const [index, command] of plan.commands.entries()) {
      // A repeat moves nothing, and gets the stored answer whatever its PIN.
      if (command.reply?.kind === 'pin' && marks[index] !== undefined) continue;
      const refused = pinRefusal(account, deviceId, command, results, lockedOut);
      if (refused !== undefined) return { deviceId, refused };
    }
    const lock = sharedLock(account, before, deviceId);
    const already = lock && alreadyInState(lock, plan.commands, now, alreadyInStateMs);
    if (already !== undefined) return { deviceId, refused: already };
    const added = plan.commands.filter((_, index) => marks[index] === undefined);
    if (added.length > room) return { deviceId, refused: errorResult(deviceId, 'deviceBusy', 'too-many') };
    room -= added.length;
    if (added.length > 0) unmarked.set(deviceId, added);
    const authorized = plan.commands.map((command, index) => authorizedCommand(command, marks[index]));
    return { deviceId, authorized };
  });
  const marked = changeLocks(states, unmarked.keys(), (lock, deviceId) =>
    (unmarked.get(deviceId) ?? []).reduce(
      (state, command) => withMark(withoutOffers(state, now), newMark(command, grantId, now)),
      lock,
    ),
  );
  return { states: withActivity(marked, [...unmarked.keys()], now), devices, wrongPins: wrong.length };
}

function newMark(command: PlannedCommand, grantId: string, at: number): CommandMark {
  const { key, action, reply } = command;
  return {
    ...{ key, action, at, grantId, ...spoken(command) },
    ...(reply?.kind === 'pin' && { pinId: HOUSEHOLD_PIN_ID }),
  };
}

/** Returns what the activity says of a wrong PIN: when, for which locks and by whom, without the digits. */
function refusedPin(
  before: AccountState,
  plans: readonly DevicePlan[],
  pin: string,
  grantId: string,
  at: number,
): RefusedPin {
  const given = plans.flatMap((plan) => {
    if ('refused' in plan) return [];
    const command = plan.commands.find(
      ({ key, reply }) =>
        reply?.kind === 'pin' &&
        reply.pin === pin &&
        findMark(stateOf(before, plan.deviceId), key) === undefined,
    );
    return command === undefined ? [] : [{ lockId: plan.deviceId, command }];
  });
  const isSpoken = given.some(({ command }) => command.followUpToken !== undefined);
  const lockIds = given.map(({ lockId }) => lockId);
  return { at, lockIds, grantId, ...(isSpoken && { isSpoken }), reason: 'wrong-pin' };
}

function spoken({ followUpToken }: PlannedCommand): { readonly isSpoken?: true } {
  return followUpToken === undefined ? {} : { isSpoken: true };
}

/** Property by property, so that neither the PIN nor anything that is added to a plan later gets through. */
function authorizedCommand(
  { action, key, followUpToken }: PlannedCommand,
  mark: CommandMark | undefined,
): AuthorizedCommand {
  return {
    action,
    key,
    ...(followUpToken !== undefined && { followUpToken }),
    ...(mark !== undefined && { repeat: { outcome: mark.outcome } }),
  };
}

function pinRefusal(
  account: Account,
  deviceId: string,
  { reply }: PlannedCommand,
  results: ReadonlyMap<string, PinResult>,
  lockedOut: boolean,
): DeviceResult | undefined {
  if (reply === undefined) return undefined;
  if (account.pin === undefined) return errorResult(deviceId, 'challengeFailedNotSetup', 'pin-not-set-up');
  if (reply.kind === 'cancelled') return errorResult(deviceId, 'userCancelled', 'cancelled');
  if (lockedOut) return errorResult(deviceId, 'tooManyFailedAttempts', 'locked-out');
  if (reply.kind === 'none') return challengeResult(deviceId, 'pin-needed');
  const result = results.get(reply.pin) ?? 'locked-out';
  if (result === 'right') return undefined;
  return result === 'wrong'
    ? challengeResult(deviceId, 'pin-wrong')
    : errorResult(deviceId, 'tooManyFailedAttempts', 'locked-out');
}
