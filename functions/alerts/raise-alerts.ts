import { isDeepStrictEqual } from 'node:util';
import type { Account } from '../accounts/account.ts';
import { houseZone } from '../accounts/lock-rules.ts';
import { wrongPinTimes } from '../accounts/pins/pin-lockout.ts';
import type { AccountState } from '../locks/account-state.ts';
import type { Alert, AlertRules, AlertState, OpenAlert } from '../locks/alerts/alert-state.ts';
import type { LockRecord } from '../locks/lock-cloud.ts';
import { lockTimeOf } from '../locks/record-times.ts';
import { alertPolicy } from './alert-kinds.ts';
import { conditionsOf, LINK_REFUSED, linkRefused, putOffUntil } from './conditions.ts';

/** More at once say no more to a person. */
const MAX_RAISED = 50;
const MAX_SEEN = 60;
/** An event that is learned later than that is history. */
const MAX_EVENT_AGE_MS = 6 * 60 * 60_000;
/** Alerts that are due or over within this time leave together, unless it is urgent: all locks of a gateway come and go within seconds. */
export const TOGETHER_MS = 30_000;

/** Returns the rules that follow from the owner's choice; `undefined` without a channel. */
function rulesOf(account: Account): AlertRules | undefined {
  const { alerts } = account;
  if (alerts === undefined || alerts.channels.length === 0) return undefined;
  const kinds = [...new Set(alerts.channels.flatMap((channel) => channel.kinds))].sort();
  return { kinds, ...(alerts.night && { night: { ...alerts.night, zone: houseZone(account) } }) };
}

/** Returns the states with the rules of the account beside them; the same object if they have them already. */
export function withRules(states: AccountState, account: Account, now: number): AccountState {
  const rules = rulesOf(account);
  const { alerts, ...rest } = states;
  if (rules === undefined) return alerts === undefined ? states : rest;
  if (isDeepStrictEqual(alerts?.rules, rules)) return states;
  const empty = { since: now, open: {}, raised: [], messages: [], seen: [], sentAt: [], results: {} };
  // A change of the night may make others due.
  const open = alerts === undefined ? {} : withoutNights(alerts.open);
  return { ...states, alerts: { ...(alerts ?? empty), open, rules } };
}

/**
 * Returns the states with what begins or ends by them: what lasts is kept in `open`, what the owner is told in `raised`. The same object if
 * nothing does, or if the account has no alerts. Pure: runs in the compare-and-set of every change.
 */
export function withConditions(states: AccountState, now: number): AccountState {
  const { alerts } = states;
  if (alerts === undefined) return states;
  const found = conditionsOf(states, alerts, now);
  const ended = Object.entries(alerts.open).filter(([key]) => !found.has(key));
  const begun = [...found].filter(([key, open]) => alerts.open[key] !== open);
  const pins = newWrongPins(states, alerts, now);
  if (ended.length === 0 && begun.length === 0 && pins.length === 0) return states;
  const over = ended.flatMap(([key, open]) => endOf(alerts, key, open, now));
  return {
    ...states,
    alerts: {
      ...withRaised(alerts, [...over, ...pins]),
      open: Object.fromEntries(found),
      ...(pins.length > 0 && { wrongPinsUntil: Math.max(...pins.map(({ at }) => at)) }),
    },
  };
}

/** Returns the states with the alerts of records or events of a lock that were not raised before; the same object if there are none. */
export function withDoorAlerts(
  states: AccountState,
  lockId: string,
  records: readonly LockRecord[],
  now: number,
): AccountState {
  const { alerts } = states;
  if (alerts === undefined) return states;
  const raised = records.flatMap((record): Alert[] => {
    const kind = kindOf(record);
    const at = Math.min(record.happenedAt, now);
    const isOld = record.receivedAt < alerts.since || now - record.receivedAt > MAX_EVENT_AGE_MS;
    if (kind === undefined || isOld || !alerts.rules.kinds.includes(kind)) return [];
    // A webhook and the history say the same of an event, but not always with its id.
    return [{ id: `${kind}/${lockId}/${lockTimeOf(record)}/${record.type}`, kind, at, lockId }];
  });
  const fresh = raised.filter(({ id }, index) => {
    const isFirst = raised.findIndex((other) => other.id === id) === index;
    return isFirst && !alerts.seen.includes(id);
  });
  if (fresh.length === 0) return states;
  const seen = [...alerts.seen, ...fresh.map(({ id }) => id)].slice(-MAX_SEEN);
  return { ...states, alerts: { ...withRaised(alerts, fresh), seen } };
}

/**
 * Returns the states with what lasts and is due raised, as far as the account and the newest states confirm it. Runs in the job, which knows
 * the account.
 */
export function withDue(states: AccountState, account: Account, now: number): AccountState {
  const current = withConditions(states, now);
  const { alerts } = current;
  if (alerts === undefined) return current;
  const { [LINK_REFUSED]: known, ...others } = alerts.open;
  const refused = linkRefused(account, alerts);
  const ended = known !== undefined && refused === undefined ? endOf(alerts, LINK_REFUSED, known, now) : [];
  const open: Record<string, OpenAlert> = { ...others, ...(refused && { [LINK_REFUSED]: refused }) };
  const raised: Alert[] = [...ended];
  const isSoon = Object.values(open).some(({ raisedAt, dueAt }) => raisedAt === undefined && dueAt <= now);
  for (const [key, one] of Object.entries(open)) {
    if (one.raisedAt !== undefined || one.dueAt > now + (isSoon ? TOGETHER_MS : 0)) continue;
    const until = putOffUntil(account, current, one, alerts.rules.night, now);
    open[key] = until === undefined ? { ...one, raisedAt: now } : { ...one, dueAt: until };
    if (until === undefined) raised.push(alertOf(key, one));
  }
  const changed = { ...withRaised(alerts, raised), open };
  return isDeepStrictEqual(changed, alerts) ? current : { ...current, alerts: changed };
}

/** True if the owner was not told yet that the credentials are refused, or are accepted again. */
export function isLinkOutdated(account: Account, { alerts }: AccountState): boolean {
  return alerts !== undefined && alerts.open[LINK_REFUSED] !== linkRefused(account, alerts);
}

function alertOf(key: string, { kind, lockId, since }: OpenAlert): Alert {
  return { id: `${key}/${since}`, kind, at: since, ...(lockId !== undefined && { lockId }) };
}

/** Returns the alert that something is over, if the owner was told that it began. */
function endOf({ rules }: AlertState, key: string, open: OpenAlert, now: number): Alert[] {
  if (open.raisedAt === undefined || !alertPolicy(open.kind).tellsEnd) return [];
  if (!rules.kinds.includes(open.kind)) return [];
  return [{ ...alertOf(key, open), id: `${key}/${open.since}/over`, at: now, isOver: true }];
}

function withRaised(alerts: AlertState, more: readonly Alert[]): AlertState {
  if (more.length === 0) return alerts;
  const all = [...alerts.raised, ...more];
  const omitted = (alerts.omitted ?? 0) + Math.max(0, all.length - MAX_RAISED);
  return { ...alerts, raised: all.slice(-MAX_RAISED), ...(omitted > 0 && { omitted }) };
}

function newWrongPins(states: AccountState, alerts: AlertState, now: number): Alert[] {
  if (!alerts.rules.kinds.includes('wrong-pin')) return [];
  const { wrongPinsUntil = alerts.since } = alerts;
  // The clock was set back, if that is ahead.
  const from = Math.min(wrongPinsUntil, now);
  const times = wrongPinTimes(states, now, MAX_EVENT_AGE_MS).filter((at) => at > from);
  return times.reverse().map((at, index) => ({ id: `wrong-pin/${at}/${index}`, kind: 'wrong-pin', at }));
}

function kindOf({ description }: LockRecord): 'tamper' | 'lockout' | undefined {
  switch (description?.event) {
    case 'tampered':
    case 'forced':
      return 'tamper';
    case 'locked-out':
      return 'lockout';
    default:
      return undefined;
  }
}

function withoutNights(open: AlertState['open']): AlertState['open'] {
  return Object.fromEntries(
    Object.entries(open).filter(
      ([, { kind, raisedAt }]) => kind !== 'unlocked-at-night' || raisedAt !== undefined,
    ),
  );
}
