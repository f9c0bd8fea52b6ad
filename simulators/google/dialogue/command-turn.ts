import type { ExecuteResult } from '../schemas/execute-answer.ts';

/** How a lock or unlock command is given. */
export interface CommandOptions {
  /** Sends a `followUpToken`, as speakers and displays do: `true` for a new one. */
  readonly followUp?: boolean | string;
  /** The request id, to repeat a request; a new one otherwise. */
  readonly requestId?: string;
}

/** How one EXECUTE for one device ended. */
export interface CommandTurn {
  readonly deviceId: string;
  readonly requestId: string;
  readonly status: ExecuteResult['status'];
  readonly errorCode: string | undefined;
  /** The type of the challenge that was asked for. */
  readonly challenge: string | undefined;
  readonly states: ExecuteResult['states'];
  readonly followUpToken: string | undefined;
  /** What a person hears. */
  readonly spoken: string;
}

/** How a command ended after the whole dialogue, with every turn of it. */
export interface CommandResult extends CommandTurn {
  readonly turns: readonly CommandTurn[];
}
