import { CHECK, LOCK_NOW } from '../lock-test/door-buttons.ts';
import type { OwnerVisits, QuietVisit } from '../owner-visits.ts';
import type { DoorTokens } from './door-card.ts';

/** Makes the form tokens of the buttons of doors. */
export function doorTokens(
  { formToken }: Pick<OwnerVisits, 'formToken'>,
  visit: Pick<QuietVisit, 'browser' | 'session'>,
): DoorTokens {
  return { lockNow: formToken(visit, LOCK_NOW), check: formToken(visit, CHECK) };
}
