import type { AuthenticatedAccount } from '../../accounts/accounts.ts';
import { DAY_MS, lockedOutUntil, WEEK_MS, wrongPinTimes } from '../../accounts/pins/pin-lockout.ts';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logs/logger.ts';
import type { Authorization } from './authorize-commands.ts';

/** Warns of the wrong PINs that a request added to the count: a person mistyped, or guesses. Nothing is logged while locked out. */
export function logWrongPins(
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  from: { readonly authenticated: AuthenticatedAccount; readonly requestId: string },
  { states, devices, wrongPins }: Authorization,
): void {
  if (wrongPins === 0) return;
  const now = clock.now();
  const end = lockedOutUntil(states, now);
  logger.warn('Google passed on a wrong PIN', {
    requestId: from.requestId,
    accountId: from.authenticated.account.id,
    grantId: from.authenticated.grant.id,
    devices: devices.flatMap((device) => ('refused' in device ? [device.deviceId] : [])),
    count: wrongPins,
    inDay: wrongPinTimes(states, now, DAY_MS).length,
    inWeek: wrongPinTimes(states, now, WEEK_MS).length,
    ...(end !== undefined && { lockedUntil: new Date(end).toISOString() }),
  });
}
