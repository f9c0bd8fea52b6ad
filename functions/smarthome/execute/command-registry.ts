import * as v from 'valibot';
import type { LockAction } from '../../locks/lock-cloud.ts';
import type { GoogleErrorCode } from '../protocol/error-codes.ts';

/** Google's tokens are short; what is longer is none. */
const MAX_TOKEN_LENGTH = 4096;

/** One of Google's commands: what it asks for, and whether it needs the person's PIN. */
export interface DeviceCommand {
  readonly name: `action.devices.commands.${string}`;
  /** Reads the parameters: an action, or why there is none. */
  readonly read: (params: unknown) => LockAction | undefined;
  readonly needsPin: (action: LockAction) => boolean;
}

const params = v.looseObject({ lock: v.boolean() });
/** Sent by surfaces that can speak later (/cloud-to-cloud/traits/lockunlock). A wrong one spoils no command. */
const withToken = v.looseObject({
  followUpToken: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_TOKEN_LENGTH)),
});

/** `action.devices.commands.LockUnlock`. Locking is never challenged: who may not unlock may still make safe. */
export const lockUnlock: DeviceCommand = {
  name: 'action.devices.commands.LockUnlock',
  read: (given) => {
    const parsed = v.safeParse(params, given);
    if (!parsed.success) return undefined;
    return parsed.output.lock ? 'lock' : 'unlock';
  },
  needsPin: (action) => action === 'unlock',
};

const COMMANDS: readonly DeviceCommand[] = [lockUnlock];

/** What a requested command comes to. */
export type ReadCommand =
  | { readonly action: LockAction; readonly needsPin: boolean; readonly followUpToken: string | undefined }
  | { readonly errorCode: GoogleErrorCode };

/** Finds a command by its name and reads its parameters. */
export function readCommand(name: string, given: unknown): ReadCommand {
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) return { errorCode: 'functionNotSupported' };
  const action = command.read(given);
  if (action === undefined) return { errorCode: 'notSupported' };
  const followUpToken = v.is(withToken, given) ? given.followUpToken : undefined;
  return { action, needsPin: command.needsPin(action), followUpToken };
}
