import type { AuthenticatedAccount } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import type { Trace } from '../logs/trace.ts';
import type { IntentAnswer } from './protocol/intent-context.ts';
import type { IntentRequest } from './protocol/intent-request.ts';

/** One request to `POST /smarthome`, as far as it got. Without names, PINs and tokens. */
interface LoggableIntent extends Partial<Pick<IntentAnswer<unknown>, 'devices' | 'results' | 'reasons'>> {
  readonly outcome: string;
  /** When the request arrived, ms since the epoch. */
  readonly startedAt: number;
  readonly authenticated?: AuthenticatedAccount;
  readonly request?: IntentRequest;
  readonly trace?: Trace;
  readonly error?: unknown;
}

/** Writes the log line of a request: the only place that logs `intent`. */
export function logIntent(
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  { outcome, startedAt, authenticated, request, trace, devices, results, reasons, error }: LoggableIntent,
): void {
  const upstreamMs = trace?.times().upstreamMs ?? 0;
  const ms = clock.now() - startedAt;
  const line = {
    ...(request && { requestId: request.requestId }),
    ...(authenticated && { accountId: authenticated.account.id }),
    ...(request && authenticated && { grantId: authenticated.grant.id, intent: request.intent }),
    ...(devices && { devices }),
    outcome,
    ...(results && { results }),
    ...(reasons && { reasons }),
    ms,
    ourMs: ms - upstreamMs,
    upstreamMs,
  };
  if (error === undefined) logger.info('intent', line);
  else logger.error('intent', { ...line, error });
}
