import * as v from 'valibot';
import type { LockAction } from '../../locks/lock-cloud.ts';
import type { GoogleErrorCode } from '../protocol/error-codes.ts';
import type { DeviceReason } from '../protocol/intent-context.ts';

/** Google's tokens are short; longer ones are ignored. */
const MAX_TOKEN_LENGTH = 4096;

/** One of Google's commands. */
interface DeviceCommand {
  readonly name: `action.devices.commands.${string}`;
  /** Reads the parameters; `undefined` if they are invalid. */
  readonly read: (params: unknown) => LockAction | undefined;
  readonly needsPin: (action: LockAction) => boolean;
}

const params = v.looseObject({ lock: v.boolean() });
/** Sent by surfaces that can speak later (/cloud-to-cloud/traits/lockunlock). A wrong one spoils no command. */
const withToken = v.looseObject({
  followUpToken: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_TOKEN_LENGTH)),
});

/** Google's name of the command. */
export const LOCK_UNLOCK = 'action.devices.commands.LockUnlock';

/** Locking needs no PIN: it only makes a home safer. */
const lockUnlock: DeviceCommand = {
  name: LOCK_UNLOCK,
  read: (given) => {
    const parsed = v.safeParse(params, given);
    if (!parsed.success) return undefined;
    return parsed.output.lock ? 'lock' : 'unlock';
  },
  needsPin: (action) => action === 'unlock',
};

const COMMANDS: readonly DeviceCommand[] = [lockUnlock];

/** A requested command, read, or the error that it is answered with. */
type ReadCommand =
  | { readonly action: LockAction; readonly needsPin: boolean; readonly followUpToken: string | undefined }
  | { readonly errorCode: GoogleErrorCode; readonly reason: DeviceReason };

/** Finds a command by its name and reads its parameters. */
export function readCommand(name: string, given: unknown): ReadCommand {
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) return { errorCode: 'functionNotSupported', reason: 'unknown-command' };
  const action = command.read(given);
  if (action === undefined) return { errorCode: 'notSupported', reason: 'invalid-parameters' };
  const followUpToken = v.is(withToken, given) ? given.followUpToken : undefined;
  return { action, needsPin: command.needsPin(action), followUpToken };
}
