import type { Account } from '../../accounts/account.ts';
import type { Accounts } from '../../accounts/accounts.ts';
import { challengeAsOf, checkPin, isLockedOut, LOCKOUT, type PinResult } from '../../accounts/pin-lockout.ts';
import type { AccountState, CommandOutcome } from '../../locks/account-state.ts';
import { changeLock, stateOf } from '../../locks/account-state.ts';
import { findMark, withMark } from '../../locks/command-marks.ts';
import { type CommandResult, challengeResult, errorResult } from './command-result.ts';
import type { DevicePlan, PlannedCommand } from './plan-commands.ts';

/** A command that may run, or did already under the same request. */
export interface AuthorizedCommand extends PlannedCommand {
  /** Set when this request was seen before: it is answered with what became of it then, and never sent again. */
  readonly repeat?: { readonly outcome: CommandOutcome | undefined };
}

/** A device whose commands may run, or what it is answered instead. */
export type DeviceAuthorization =
  | { readonly deviceId: string; readonly admitted: readonly AuthorizedCommand[] }
  | { readonly deviceId: string; readonly refused: CommandResult };

/** Which of the PINs of one request are right. */
export type CheckedPins = ReadonlyMap<string, boolean>;

/**
 * Checks the PINs of one request, each once however many devices it is for. Not more than a lockout takes: all
 * further ones are wrong, unheard.
 */
export async function checkPins(
  accounts: Accounts,
  account: Account,
  states: AccountState,
  plans: readonly DevicePlan[],
  now: number,
): Promise<CheckedPins> {
  if (account.pin === undefined || isLockedOut(states.challenge, now)) return new Map();
  const pins = new Set(
    plans.flatMap((plan) =>
      'refused' in plan
        ? []
        : plan.commands.flatMap(({ reply }) => (reply?.kind === 'pin' ? [reply.pin] : [])),
    ),
  );
  const checked = [...pins].map(async (pin, index): Promise<[string, boolean]> => {
    const heard = pin !== '' && index < LOCKOUT.failures;
    return [pin, heard && (await accounts.verifyPin(account, pin))];
  });
  return new Map(await Promise.all(checked));
}

/** What {@link authorizeCommands} comes to. */
export interface Authorization {
  readonly states: AccountState;
  readonly verdicts: readonly DeviceAuthorization[];
}

/**
 * Judges the devices of one request against the newest states, and marks what may run. Pure: it runs inside the
 * compare-and-set, so the verdict on the PIN and the mark of the command are one write, and of forty guesses at
 * once none slips past the counter.
 */
export function authorizeCommands(
  account: Account,
  before: AccountState,
  plans: readonly DevicePlan[],
  pins: CheckedPins,
  now: number,
): Authorization {
  let challenge = challengeAsOf(before.challenge, now);
  const lockedOut = isLockedOut(challenge, now);
  const judged = new Map<string, PinResult>();
  for (const [pin, right] of pins) {
    const result = checkPin(challenge, right, now);
    challenge = result.challenge;
    judged.set(pin, result.verdict);
  }
  let states = challenge === before.challenge ? before : { ...before, challenge };
  const verdicts = plans.map((plan): DeviceAuthorization => {
    if ('refused' in plan) return plan;
    const { deviceId } = plan;
    for (const command of plan.commands) {
      const refused = pinRefusal(account, deviceId, command, judged, lockedOut);
      if (refused !== undefined) return { deviceId, refused };
    }
    const admitted = plan.commands.map((command): AuthorizedCommand => {
      const mark = findMark(stateOf(before, deviceId), command.key);
      if (mark !== undefined) return { ...command, repeat: { outcome: mark.outcome } };
      const { key, action } = command;
      states = changeLock(states, deviceId, (state) => withMark(state, { key, action, at: now }));
      return command;
    });
    return { deviceId, admitted };
  });
  return { states, verdicts };
}

function pinRefusal(
  account: Account,
  deviceId: string,
  { reply }: PlannedCommand,
  judged: ReadonlyMap<string, PinResult>,
  lockedOut: boolean,
): CommandResult | undefined {
  if (reply === undefined) return undefined;
  if (account.pin === undefined) return errorResult(deviceId, 'challengeFailedNotSetup');
  if (reply.kind === 'cancelled') return errorResult(deviceId, 'userCancelled');
  if (lockedOut) return errorResult(deviceId, 'tooManyFailedAttempts');
  if (reply.kind === 'none') return challengeResult(deviceId, 'pinNeeded');
  const verdict = judged.get(reply.pin) ?? 'locked-out';
  if (verdict === 'right') return undefined;
  return verdict === 'wrong'
    ? challengeResult(deviceId, 'challengeFailedPinNeeded')
    : errorResult(deviceId, 'tooManyFailedAttempts');
}
