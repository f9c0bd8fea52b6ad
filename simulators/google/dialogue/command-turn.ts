import type { ExecuteResult } from '../schemas/execute-answer.ts';

/** Options of a lock or unlock command. */
export interface CommandOptions {
  /** Sends a `followUpToken`, as speakers and displays do: `true` for a new one. */
  readonly followUp?: boolean | string;
  /** The request id, to repeat a request; default: a new one. */
  readonly requestId?: string;
}

/** The result of one EXECUTE for one device. */
export interface CommandTurn {
  readonly deviceId: string;
  readonly requestId: string;
  readonly status: ExecuteResult['status'];
  readonly errorCode: string | undefined;
  /** The type of the requested challenge. */
  readonly challenge: string | undefined;
  readonly states: ExecuteResult['states'];
  readonly followUpToken: string | undefined;
  /** The sentence that a person hears. */
  readonly spoken: string;
}

/** The result of a command after the whole dialogue, with every turn. */
export interface CommandResult extends CommandTurn {
  readonly turns: readonly CommandTurn[];
}
