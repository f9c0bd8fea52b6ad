import type { AuthenticatedAccount } from '../../accounts/accounts.ts';
import type { Trace } from '../../logs/trace.ts';

/** Everything about one request that an intent's handler needs. Never kept beyond it, never on a shared object. */
export interface IntentContext<Request> {
  readonly request: Request;
  readonly authenticated: AuthenticatedAccount;
  readonly trace: Trace;
  /** When the request arrived, ms since the epoch: deadlines count from here. */
  readonly startedAt: number;
}

/** What a handler answers Google, and what the log line says of it. */
export interface IntentAnswer<Body> {
  readonly body: Body;
  /** Ids of the locks concerned. */
  readonly devices: readonly string[];
  /** Statuses and error codes, each once. */
  readonly outcome: string;
}

/** The statuses or error codes of several devices as one word for the log. */
export function outcomeOfDevices(
  results: readonly { readonly status: string; readonly errorCode?: string }[],
): string {
  const words = new Set(results.map(({ status, errorCode }) => errorCode ?? status));
  return words.size === 0 ? 'none' : [...words].sort().join(',');
}
