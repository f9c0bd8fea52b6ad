import * as v from 'valibot';
import type { LockAction } from '../locks/lock-cloud.ts';
import type { GoogleErrorCode } from './google-errors.ts';

/** One of Google's commands: what it asks for, and whether it needs the person's PIN. */
export interface DeviceCommand {
  readonly name: `action.devices.commands.${string}`;
  /** Reads the parameters: an action, or why there is none. */
  readonly read: (params: unknown) => LockAction | undefined;
  readonly needsPin: (action: LockAction) => boolean;
}

const params = v.looseObject({ lock: v.boolean(), followUpToken: v.optional(v.unknown()) });

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
  | { readonly action: LockAction; readonly needsPin: boolean }
  | { readonly errorCode: GoogleErrorCode };

/** Finds a command by its name and reads its parameters. */
export function readCommand(name: string, given: unknown): ReadCommand {
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) return { errorCode: 'functionNotSupported' };
  const action = command.read(given);
  return action === undefined
    ? { errorCode: 'notSupported' }
    : { action, needsPin: command.needsPin(action) };
}
