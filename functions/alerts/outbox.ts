import { hash } from 'node:crypto';
import type { Account } from '../accounts/account.ts';
import type { AlertChannel } from '../accounts/account-alerts.ts';
import { sharedLock } from '../accounts/shared-lock.ts';
import { backOffMs } from '../back-off.ts';
import type { AccountState } from '../locks/account-state.ts';
import type { Alert, AlertMessage, AlertState, ChannelResult } from '../locks/alerts/alert-state.ts';
import { alertPolicy } from './alert-kinds.ts';
import { TOGETHER_MS, withDue } from './raise-alerts.ts';

const HOUR_MS = 60 * 60_000;

/** So many messages an hour leave an account; what comes beyond waits and leaves as one. */
const MAX_MESSAGES_PER_HOUR = 20;
/** A message that a channel did not take for so long is lost for it. */
export const PATIENCE_MS = 4 * HOUR_MS;
/** From a failed attempt to the next one. */
const BACK_OFF = { firstMs: 15_000, maxMs: 30 * 60_000 };
/** Messages that one run sends; more wait for the next, so that a run ends before its claim. */
const MAX_CLAIMED = 4;
/** Longer than a run takes. */
const CLAIM_MS = 60_000;
const MAX_MESSAGES = 20;

/** How an attempt to reach a channel ended. */
export type DeliveryOutcome =
  | { readonly delivered: true }
  | {
      readonly delivered: false;
      readonly reason: 'address' | 'no-connection' | 'no-answer' | 'status' | 'unusable' | 'gone';
      /** The HTTP status, if there was one. */
      readonly status?: number;
    };

/** The outcomes of attempts to reach one channel, by message id. */
export type Outcomes = ReadonlyMap<string, DeliveryOutcome>;

/** Returns the channels that take any of the alerts. */
function channelsFor(
  { alerts }: Pick<Account, 'alerts'>,
  wanted: readonly Pick<Alert, 'kind'>[],
): AlertChannel[] {
  return (alerts?.channels ?? []).filter((channel) => takesAny(channel, wanted));
}

/** True if the owner wants any of the alerts by this channel. */
export function takesAny({ kinds }: AlertChannel, alerts: readonly Pick<Alert, 'kind'>[]): boolean {
  return alerts.some(({ kind }) => kinds.includes(kind));
}

/**
 * Returns the states with what is due made into a message, and the messages that the caller may send: no other process sends them until
 * their claim ends. Pure: runs in a compare-and-set. `now` in ms since the epoch.
 */
export function claimMessages(
  before: AccountState,
  account: Account,
  now: number,
): {
  readonly states: AccountState;
  readonly claimed: readonly AlertMessage[];
  /** Older messages that gave way to a new one. */
  readonly lost: readonly LostMessage[];
} {
  const { states: formed, dropped } = withMessage(withDue(before, account, now), account, now);
  const lost = dropped.flatMap((message) => message.to.map((channelId) => ({ message, channelId })));
  const { alerts } = formed;
  if (alerts === undefined) return { states: formed, claimed: [], lost };
  const due = alerts.messages.filter((message) => nextAttemptAt(message, now) <= now).slice(0, MAX_CLAIMED);
  if (due.length === 0) return { states: formed, claimed: [], lost };
  const claimed = due.map((message) => ({
    ...message,
    tries: message.tries + 1,
    claimedUntil: now + CLAIM_MS,
  }));
  const messages = alerts.messages.map((message) => claimed.find(({ id }) => id === message.id) ?? message);
  return { states: { ...formed, alerts: { ...alerts, messages } }, claimed, lost };
}

/** Returns the states with the alerts that wait made into one message, as far as messages may leave, and the messages that it displaced. */
function withMessage(
  states: AccountState,
  account: Account,
  now: number,
): { readonly states: AccountState; readonly dropped: readonly AlertMessage[] } {
  const { alerts } = states;
  if (alerts === undefined || alerts.raised.length === 0 || messagesAt(alerts, now) > now)
    return { states, dropped: [] };
  const { omitted, ...rest } = alerts;
  const wanted = alerts.raised.filter(
    ({ lockId }) => lockId === undefined || sharedLock(account, states, lockId) !== undefined,
  );
  const to = channelsFor(account, wanted).map(({ id }) => id);
  if (to.length === 0) return { states: { ...states, alerts: { ...rest, raised: [] } }, dropped: [] };
  const message: AlertMessage = {
    id: messageId(account.id, wanted),
    ...{ at: now, alerts: wanted, to, tries: 0, dueAt: now },
    ...(omitted !== undefined && { omitted }),
  };
  const sentAt = [...alerts.sentAt.filter((at) => isWithinHour(at, now)), now];
  const all = [...alerts.messages, message];
  const messages = all.slice(-MAX_MESSAGES);
  const dropped = all.slice(0, -MAX_MESSAGES);
  return { states: { ...states, alerts: { ...rest, raised: [], messages, sentAt } }, dropped };
}

/**
 * Returns the states after attempts to send the messages of `ids`, with those that were given up for a channel. `outcomes` are by channel
 * id. Pure: runs in a compare-and-set.
 */
export function settleMessages(
  states: AccountState,
  account: Account,
  { ids, outcomes }: { readonly ids: readonly string[]; readonly outcomes: ReadonlyMap<string, Outcomes> },
  now: number,
): { readonly states: AccountState; readonly lost: readonly LostMessage[] } {
  const { alerts } = states;
  if (alerts === undefined) return { states, lost: [] };
  const lost: LostMessage[] = [];
  const messages = alerts.messages.flatMap((message): AlertMessage[] => {
    if (!ids.includes(message.id)) return [message];
    const { claimedUntil: _, ...rest } = message;
    const outcomeAt = (channelId: string) => outcomes.get(channelId)?.get(message.id);
    // A channel that takes none of these kinds any more wants no message either.
    const takers = channelsFor(account, message.alerts).map(({ id }) => id);
    const left = message.to.filter((id) => takers.includes(id) && outcomeAt(id)?.delivered !== true);
    const isOver = now - message.at >= PATIENCE_MS;
    const to = left.filter((id) => !isFinal(outcomeAt(id)));
    if (isOver) {
      lost.push(...to.map((channelId) => ({ message, channelId })));
      return [];
    }
    return to.length === 0 ? [] : [{ ...rest, to, dueAt: now + backOffMs(BACK_OFF, message.tries) }];
  });
  const results = Object.entries(resultsAfter(alerts.results, outcomes, now));
  const known = Object.fromEntries(results.filter(([id]) => isThere(account, id)));
  return { states: { ...states, alerts: { ...alerts, messages, results: known } }, lost };
}

/** A message that was given up for a channel. */
export interface LostMessage {
  readonly message: AlertMessage;
  readonly channelId: string;
}

/** Returns the results of channels after more attempts; `outcomes` are by channel id. */
export function resultsAfter(
  results: AlertState['results'],
  outcomes: ReadonlyMap<string, Outcomes>,
  now: number,
): AlertState['results'] {
  const after: Record<string, ChannelResult> = { ...results };
  for (const [id, byMessage] of outcomes) {
    for (const outcome of byMessage.values()) {
      const { deliveredAt, failures } = after[id] ?? { failures: 0 };
      after[id] = outcome.delivered
        ? { deliveredAt: now, failures: 0 }
        : {
            ...(deliveredAt !== undefined && { deliveredAt }),
            ...{ failedAt: now, reason: reasonOf(outcome), failures: failures + 1 },
          };
    }
  }
  return after;
}

/** Returns the reason of a failure in one word: `status-` and the HTTP status, if there was one. */
export function reasonOf(outcome: Exclude<DeliveryOutcome, { readonly delivered: true }>): string {
  return outcome.reason === 'status' ? `status-${outcome.status}` : outcome.reason;
}

/** Returns when the next thing is to be done for the alerts of an account, ms since the epoch; `undefined` if nothing is. */
export function nextAlertsAt({ alerts }: Pick<AccountState, 'alerts'>, now: number): number | undefined {
  if (alerts === undefined) return undefined;
  const times = [
    ...Object.values(alerts.open).flatMap(({ dueAt, raisedAt }) => (raisedAt === undefined ? [dueAt] : [])),
    ...alerts.messages.map((message) => nextAttemptAt(message, now)),
    ...(alerts.raised.length > 0 ? [messagesAt(alerts, now)] : []),
  ];
  return times.length === 0 ? undefined : Math.min(...times);
}

/** A time that is further ahead than ours can be is from before the clock was set back. */
function nextAttemptAt({ dueAt, claimedUntil = 0 }: AlertMessage, now: number): number {
  return Math.min(Math.max(dueAt, claimedUntil), now + BACK_OFF.maxMs);
}

/** Returns from when on the alerts that wait may leave. */
function messagesAt({ sentAt, raised }: AlertState, now: number): number {
  const recent = sentAt.filter((at) => isWithinHour(at, now));
  const first = recent.at(-MAX_MESSAGES_PER_HOUR);
  const allowedAt = first === undefined ? now : first + HOUR_MS;
  const isCalm = raised.every(({ kind, isOver }) => isOver || alertPolicy(kind).urgency === 'normal');
  const togetherAt = Math.min(now, ...raised.map(({ at }) => at)) + TOGETHER_MS;
  return isCalm ? Math.max(allowedAt, togetherAt) : allowedAt;
}

function isWithinHour(at: number, now: number): boolean {
  return Math.abs(now - at) < HOUR_MS;
}

function isThere({ alerts }: Account, id: string): boolean {
  return alerts?.channels.some((channel) => channel.id === id) === true;
}

function isFinal(outcome: DeliveryOutcome | undefined): boolean {
  return outcome?.delivered === false && outcome.reason === 'gone';
}

function messageId(accountId: string, alerts: readonly Alert[]): string {
  const ids = JSON.stringify([accountId, ...alerts.map(({ id }) => id)]);
  return `msg_${hash('sha256', ids, 'base64url').slice(0, 22)}`;
}
