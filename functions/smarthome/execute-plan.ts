import type { Account } from '../accounts/account.ts';
import { markKey } from '../locks/command-marks.ts';
import type { LockAction } from '../locks/lock-cloud.ts';
import type { LockStates } from '../locks/lock-states.ts';
import type { DeviceResult } from './device-result.ts';
import { errorResult } from './device-result.ts';
import type { RequestedCommand } from './intent-request.ts';
import { readCommand } from './lock-unlock.ts';
import { type ChallengeReply, readChallenge } from './pin-challenge.ts';
import { refusal, sharedLock } from './shared-lock.ts';

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
  | { readonly deviceId: string; readonly refused: DeviceResult };

/** Groups a request by device, each device once, and refuses what can be refused without a PIN or a cloud. */
export function planDevices(
  account: Account,
  states: LockStates,
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
