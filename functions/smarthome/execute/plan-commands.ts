import type { Account } from '../../accounts/account.ts';
import { refusal, sharedLock } from '../../accounts/shared-lock.ts';
import type { AccountState } from '../../locks/account-state.ts';
import { markKey } from '../../locks/command-marks.ts';
import type { LockAction } from '../../locks/lock-cloud.ts';
import type { RequestedCommand } from '../protocol/intent-request.ts';
import { readCommand } from './command-registry.ts';
import type { CommandResult } from './command-result.ts';
import { errorResult } from './command-result.ts';
import { type ChallengeReply, readChallenge } from './pin-challenge.ts';

/** One command for one lock, ready to be judged. */
export interface PlannedCommand {
  readonly action: LockAction;
  /** Present when the command needs a PIN. */
  readonly reply: ChallengeReply | undefined;
  /** Of its mark. */
  readonly key: string;
  /** With which Google wants to be told how a slow command ended. Never logged. */
  readonly followUpToken?: string;
}

/** All that a request wants of one device, in its order: commands, or why none of them will run. */
export type DevicePlan =
  | { readonly deviceId: string; readonly commands: readonly PlannedCommand[] }
  | { readonly deviceId: string; readonly refused: CommandResult };

/** Groups a request by device, each device once, and refuses what can be refused without a PIN or a cloud. */
export function planDevices(
  account: Account,
  states: AccountState,
  requestId: string,
  requested: readonly RequestedCommand[],
): DevicePlan[] {
  const byDevice = Map.groupBy(requested, ({ deviceId }) => deviceId);
  return [...byDevice].map(([deviceId, wanted]) => {
    const refused = refusal(account, sharedLock(account, states, deviceId));
    if (refused !== undefined) return { deviceId, refused: errorResult(deviceId, refused) };
    const commands: PlannedCommand[] = [];
    for (const [position, { command, params, challenge }] of wanted.entries()) {
      const read = readCommand(command, params);
      if ('errorCode' in read) return { deviceId, refused: errorResult(deviceId, read.errorCode) };
      const { action, needsPin, followUpToken } = read;
      commands.push({
        action,
        reply: needsPin ? readChallenge(challenge) : undefined,
        key: markKey({ accountId: account.id, requestId, lockId: deviceId, action, position }),
        ...(followUpToken !== undefined && { followUpToken }),
      });
    }
    return { deviceId, commands };
  });
}
