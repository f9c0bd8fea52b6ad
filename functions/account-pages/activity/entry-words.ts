import type { LoadedAccount } from '../../accounts/accounts.ts';
import { HOUSEHOLD_PIN_ID } from '../../accounts/pins/pin.ts';
import { type ActivityEntry, type ActivityEvent, isWithoutEffect } from '../../activity/activity-entry.ts';
import type { Words } from '../../languages/words.ts';
import { stateOf } from '../../locks/account-state.ts';
import { isFailureReason } from '../../locks/failure-policy.ts';
import { type Html, html } from '../../pages/html.ts';

/** Events that an owner should notice in a long list. */
const GRAVE: ReadonlySet<ActivityEvent> = new Set<ActivityEvent>([
  ...(['refused', 'locked-out', 'door-left-open', 'tampered', 'forced', 'failed'] as const),
]);

/** True for an event that an owner should notice in a long list. */
export function isGrave({ event }: ActivityEntry): boolean {
  return GRAVE.has(event);
}

/** Returns the name of a door; `Lock 532301` if its lock was never listed. */
export function doorName(words: Words, { states }: Pick<LoadedAccount, 'states'>, lockId: string): string {
  return stateOf(states, lockId).listed?.name ?? words.text('common.lockName', { id: lockId });
}

/** Returns what happened: `Unlocked`. */
export function eventWords(words: Words, { event, reason, action }: ActivityEntry): string {
  if (reason === 'wrong-pin' || reason === 'pin-not-allowed') return words.text(`activity.event.${reason}`);
  if (event === 'failed' && action !== undefined) return words.text(`activity.event.${action}-failed`);
  return words.text(`activity.event.${event}`);
}

/** Returns by whom and how, from the most to the least important; empty if nobody knows. */
export function detailsOf(words: Words, loaded: LoadedAccount, entry: ActivityEntry): (string | Html)[] {
  const { how, who, keyName, pin, grantId, succeeded, source } = entry;
  const details: (string | Html | undefined)[] = [
    how && words.text(`activity.how.${how}`),
    who === undefined ? undefined : html`<bdi>${who}</bdi>`,
    keyName === undefined || keyName === who ? undefined : html`<bdi>${keyName}</bdi>`,
    pin && pinWords(words, pin),
    grantId === undefined ? undefined : linkWords(words, loaded, grantId),
    reasonWords(words, entry),
    source === 'google' && succeeded === undefined ? words.text('activity.notConfirmed') : undefined,
    isDisproved(loaded, entry) ? words.text('activity.onlyClaimed') : undefined,
  ];
  return details.filter((detail) => detail !== undefined);
}

/**
 * True if a webhook claimed an event that the lock's history lacks. Where webhooks cover a lock its history is seldom read: until then nothing
 * speaks against an event. What a door's sensor says without a record may be in no history.
 */
function isDisproved({ states }: LoadedAccount, { isUnconfirmed, lockId, at, type }: ActivityEntry): boolean {
  if (!isUnconfirmed || lockId === undefined || type === undefined) return false;
  return at < (stateOf(states, lockId).recordedActivity?.since ?? 0);
}

function pinWords(words: Words, { id, name }: NonNullable<ActivityEntry['pin']>): Html | string {
  return id === HOUSEHOLD_PIN_ID ? words.text('activity.householdPin') : words.html('activity.pin', { name });
}

/** Of one link there is nothing to tell. */
function linkWords(
  words: Words,
  { account: { grants } }: LoadedAccount,
  grantId: string,
): string | undefined {
  const grant = grants.find(({ id }) => id === grantId);
  if (grant === undefined) return words.text('activity.linkEnded');
  return grants.length > 1 ? words.text('activity.link', { date: words.date(grant.createdAt) }) : undefined;
}

/** Returns why a command failed, or why nobody knows how it ended; `undefined` for words of a newer release. */
function reasonWords(words: Words, { reason, succeeded }: ActivityEntry): string | undefined {
  if (reason === undefined || succeeded === true) return undefined;
  const isUnsent = reason === 'not-sent' || reason === 'not-allowed';
  return isFailureReason(reason) || isUnsent || isWithoutEffect(reason)
    ? words.text(`failures.${reason}`)
    : undefined;
}
