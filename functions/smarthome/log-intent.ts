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

/** Returns the command of an EXECUTE, and whether a PIN came with it: with the outcome, enough to let it happen again. */
function factsOf(request: IntentRequest): object {
  if (request.intent !== 'action.devices.EXECUTE') return {};
  const wishes = request.commands.map(({ params }) => Object(params).lock);
  const to = [
    ...new Set(wishes.map((lock) => (lock === true ? 'lock' : lock === false ? 'unlock' : 'other'))),
  ];
  const isWithPin = request.commands.some(({ challenge }) => Object(challenge).pin !== undefined);
  return { to: to.join(','), withPin: isWithPin };
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
    ...(request && authenticated && factsOf(request)),
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
