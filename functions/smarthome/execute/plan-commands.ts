import type { Account } from '../../accounts/account.ts';
import { ruleRefusal } from '../../accounts/lock-rules.ts';
import { sharedLock, unavailableReason } from '../../accounts/shared-lock.ts';
import type { AccountState } from '../../locks/account-state.ts';
import { findMark, markKey } from '../../locks/commands/command-marks.ts';
import type { LockAction } from '../../locks/lock-cloud.ts';
import { RULE_CODES, UNAVAILABLE_CODES } from '../protocol/error-codes.ts';
import type { RequestedCommand } from '../protocol/intent-request.ts';
import { readCommand } from './command-registry.ts';
import { type DeviceResult, errorResult } from './command-result.ts';
import { type ChallengeReply, readChallenge } from './pin-challenge.ts';

/** One command for one lock, ready to be authorized. */
export interface PlannedCommand {
  readonly action: LockAction;
  /** Present if the command needs a PIN. */
  readonly reply: ChallengeReply | undefined;
  /** The key of its mark. */
  readonly key: string;
  /** Google's handle for telling it later how a slow command ended. Never logged. */
  readonly followUpToken?: string;
}

/** All commands of a request for one device, in their order, or the answer that refuses them. */
export type DevicePlan =
  | { readonly deviceId: string; readonly commands: readonly PlannedCommand[] }
  | { readonly deviceId: string; readonly refused: DeviceResult };

/** Groups a request by device, each device once, and refuses what can be refused without a PIN or a cloud. */
export function planDevices(
  account: Account,
  states: AccountState,
  requestId: string,
  requested: readonly RequestedCommand[],
  now: number,
): DevicePlan[] {
  const byDevice = Map.groupBy(requested, ({ deviceId }) => deviceId);
  return [...byDevice].map(([deviceId, wanted]) => {
    const lock = sharedLock(account, states, deviceId);
    const unavailable = lock && unavailableReason(account, lock, now);
    if (lock === undefined || unavailable !== undefined) {
      const reason = unavailable ?? 'not-shared';
      return { deviceId, refused: errorResult(deviceId, UNAVAILABLE_CODES[reason], reason) };
    }
    const commands: PlannedCommand[] = [];
    for (const [position, { command, params, challenge }] of wanted.entries()) {
      const read = readCommand(command, params);
      if ('errorCode' in read) {
        return { deviceId, refused: errorResult(deviceId, read.errorCode, read.reason) };
      }
      const { action, needsPin, followUpToken } = read;
      const key = markKey({ accountId: account.id, requestId, lockId: deviceId, action, position });
      // A request that was allowed when it first came gets its stored answer.
      const isRepeat = findMark(lock.state, key) !== undefined;
      const refusal = isRepeat ? undefined : ruleRefusal(account, lock, action, now);
      if (refusal !== undefined) {
        return { deviceId, refused: errorResult(deviceId, RULE_CODES[refusal], refusal) };
      }
      commands.push({
        action,
        reply: needsPin ? readChallenge(challenge) : undefined,
        key,
        ...(followUpToken !== undefined && { followUpToken }),
      });
    }
    return { deviceId, commands };
  });
}
