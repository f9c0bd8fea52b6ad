import type { AuthenticatedAccount } from '../../accounts/accounts.ts';
import type { CommandRefusal } from '../../accounts/owner-requests.ts';
import type { Trace } from '../../logs/trace.ts';

/** One request with everything that its handler needs. Never on a shared object. */
export interface IntentContext<Request> {
  readonly request: Request;
  readonly authenticated: AuthenticatedAccount;
  readonly trace: Trace;
  /** When the request arrived, ms since the epoch: deadlines count from here. It becomes less if the clock is set back meanwhile. */
  readonly startedAt: number;
  /** True if the caller has closed the connection before its answer. */
  readonly isCallerGone: () => boolean;
  /** The same at once and for sure: it first reads what has arrived on the connection. */
  readonly isCallerStillThere: () => Promise<boolean>;
}

/** Why a device is offline or failed, for the log. Finer than Google's codes, and never a secret or a name. */
export type DeviceReason =
  | CommandRefusal
  /** The snapshot says offline. The reason was logged when it was learned. */
  | 'snapshot-offline'
  | 'state-unknown'
  | 'internal-error';

/** The answer of a handler to Google, with the facts for the log line. */
export interface IntentAnswer<Body> {
  readonly body: Body;
  /** Ids of the locks concerned. */
  readonly devices: readonly string[];
  /** Statuses and error codes, each once. */
  readonly outcome: string;
  /** How many devices have each status or error code; of an intent without results by device, its own. */
  readonly results: Readonly<Record<string, number>>;
  /** By lock id; only devices that are offline or failed, or pending after a timeout. */
  readonly reasons?: Readonly<Record<string, DeviceReason>>;
}

interface LoggableDevice {
  readonly deviceId: string;
  readonly answer: { readonly status: string; readonly errorCode?: string };
  readonly reason?: DeviceReason | undefined;
}

/** Sums up the devices of an answer for the log. */
export function summarize(
  results: readonly LoggableDevice[],
): Pick<IntentAnswer<unknown>, 'outcome' | 'results' | 'reasons'> {
  const counts = countResults(results.map(({ answer: { status, errorCode } }) => errorCode ?? status));
  const words = Object.keys(counts);
  const failed = results.flatMap(({ deviceId, reason }) =>
    reason === undefined ? [] : [[deviceId, reason]],
  );
  return {
    outcome: words.length === 0 ? 'none' : words.sort().join(','),
    results: counts,
    ...(failed.length > 0 && { reasons: Object.fromEntries(failed) }),
  };
}

/** Counts each word. */
export function countResults(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
