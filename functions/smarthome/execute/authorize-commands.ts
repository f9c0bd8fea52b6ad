import type { Account } from '../../accounts/account.ts';
import { withRefusedPins } from '../../accounts/pins/pin-lockout.ts';
import { type PinUses, withoutRemovedPins, withUse } from '../../accounts/pins/pin-uses.ts';
import { sharedLock } from '../../accounts/shared-lock.ts';
import {
  type AccountState,
  type CommandMark,
  type CommandOutcome,
  changeLocks,
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
import {
  authorizePin,
  type CheckedPins,
  countPins,
  type GivenPin,
  givenFor,
  type PinRules,
  refusedPin,
} from './check-pins.ts';
import { type DeviceResult, errorResult } from './command-result.ts';
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

/** The states with the marks and the PIN counter, and what each device is allowed. */
export interface Authorization {
  readonly states: AccountState;
  readonly devices: readonly DeviceAuthorization[];
  /** Count of wrong PINs that were counted. */
  readonly wrongPins: number;
}

/**
 * Authorizes the commands of one request on the newest states, and marks those that may run. Pure: it runs inside the
 * compare-and-set, so that the result of the PIN, the use of one that opens once, and the mark of the command are one write, and of forty
 * guesses at once none slips past the counter.
 */
export function authorizeCommands(
  account: Account,
  before: AccountState,
  plans: readonly DevicePlan[],
  checked: CheckedPins,
  now: number,
  options: PinRules & { readonly alreadyInStateMs: number; readonly grantId: string },
): Authorization {
  const { alreadyInStateMs, grantId } = options;
  const counted = countPins(before, plans, checked, options, now);
  let states = withRoomForMarks(counted.states, now);
  const { pinUses = {} } = before;
  let uses: PinUses = pinUses;
  let room = MAX_MARKS - countMarks(states);
  const unmarked = new Map<string, PlannedCommand[]>();
  const limited: GivenPin[] = [];
  const devices = plans.map((plan): DeviceAuthorization => {
    if ('refused' in plan) return plan;
    const { deviceId } = plan;
    const marks = plan.commands.map(({ key }) => findMark(stateOf(before, deviceId), key));
    let ownUses = uses;
    for (const [index, command] of plan.commands.entries()) {
      // A repeat moves nothing, and gets the stored answer whatever its PIN.
      if (command.reply?.kind === 'pin' && marks[index] !== undefined) continue;
      const by = authorizePin(deviceId, command, { counted, rules: options, uses: ownUses, now });
      if ('refused' in by) {
        if (by.outside) limited.push({ lockId: deviceId, command, pinId: by.outside.id });
        return { deviceId, refused: by.refused };
      }
      if (by.pin) ownUses = withUse(ownUses, by.pin, { lockId: deviceId, key: command.key }, now);
    }
    const lock = sharedLock(account, before, deviceId);
    const already = lock && alreadyInState(lock, plan.commands, now, alreadyInStateMs);
    if (already !== undefined) return { deviceId, refused: already };
    const added = plan.commands.filter((_, index) => marks[index] === undefined);
    if (added.length > room) return { deviceId, refused: errorResult(deviceId, 'deviceBusy', 'too-many') };
    room -= added.length;
    uses = ownUses;
    if (added.length > 0) unmarked.set(deviceId, added);
    const authorized = plan.commands.map((command, index) => authorizedCommand(command, marks[index]));
    return { deviceId, authorized };
  });
  states = withRefusedPins(states, [
    ...counted.wrong.map((digits) => refusedPin(givenFor(before, plans, digits), grantId, now)),
    ...[...Map.groupBy(limited, ({ pinId }) => pinId).values()].map((given) =>
      refusedPin(given, grantId, now),
    ),
  ]);
  if (uses !== pinUses) {
    states = { ...states, pinUses: withoutRemovedPins(uses, options.pins) };
  }
  const marked = changeLocks(states, unmarked.keys(), (lock, deviceId) =>
    (unmarked.get(deviceId) ?? []).reduce(
      (state, command) => withMark(withoutOffers(state, now), newMark(command, checked, grantId, now)),
      lock,
    ),
  );
  return {
    states: withActivity(marked, [...unmarked.keys()], now),
    devices,
    wrongPins: counted.wrong.length,
  };
}

function newMark(command: PlannedCommand, checked: CheckedPins, grantId: string, at: number): CommandMark {
  const { key, action, reply } = command;
  const pinId = reply?.kind === 'pin' ? checked.get(reply.pin) : undefined;
  return { key, action, at, grantId, ...spoken(command), ...(pinId !== undefined && { pinId }) };
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
