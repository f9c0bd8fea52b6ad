import type { AccountState } from '../locks/account-state.ts';
import { stateOf } from '../locks/account-state.ts';
import type { Alert, AlertKind, AlertMessage } from '../locks/alerts/alert-state.ts';
import { ALERT_KINDS } from './alert-kinds.ts';

/** A message as a person reads it, in plain text. */
export interface AlertText {
  readonly title: string;
  /** One line for each thing. */
  readonly body: string;
  readonly urgency: 'high' | 'normal';
}

/** So many doors are named; the others are counted. */
const MAX_NAMED = 5;

/** Returns the text of alerts, with the names of doors as they are now. */
export function alertText(
  states: AccountState,
  { alerts, omitted = 0 }: Pick<AlertMessage, 'alerts' | 'omitted'>,
): AlertText {
  const groups = [...Map.groupBy(alerts, ({ kind, isOver }) => `${kind}${isOver ? '/over' : ''}`).values()];
  const lines = groups.map((group) => lineOf(states, group));
  const more = omitted > 0 ? [`${omitted} earlier alerts are left out.`] : [];
  const isUrgent = alerts.some(({ kind, isOver }) => !isOver && ALERT_KINDS[kind].urgency === 'high');
  const [first = ''] = lines;
  return {
    title: lines.length === 1 ? first : `${lines.length} alerts from your locks`,
    body: [...lines, ...more].join('\n'),
    urgency: isUrgent ? 'high' : 'normal',
  };
}

/** Returns the name of a door as the owner knows it. */
export function doorName(states: AccountState, lockId: string): string {
  return stateOf(states, lockId).listed?.name ?? `Lock ${lockId}`;
}

function lineOf(states: AccountState, group: readonly Alert[]): string {
  const ids = [...new Set(group.flatMap(({ lockId }) => lockId ?? []))];
  const [first] = group;
  if (first === undefined) return '';
  if (ids.length === 0) return accountLine(first, group.length);
  const names = ids.slice(0, MAX_NAMED).map((id) => doorName(states, id));
  const more = ids.length - names.length;
  const doors = more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
  return doorLine(first, doors, ids.length > 1);
}

type Line = (doors: string, isMany: boolean) => string;

const BEGINNINGS: Partial<Record<AlertKind, Line>> = {
  lockout: (doors) => `${doors}: too many wrong codes at the keypad`,
  tamper: (doors) => `${doors}: the lock says that it is tampered with or forced`,
  jam: (doors) => `${doors}: the bolt is jammed`,
  'battery-low': (doors) => `${doors}: the battery is low`,
  'unlocked-at-night': (doors, isMany) => `${doors} ${isMany ? 'are' : 'is'} unlocked`,
  'door-left-open': (doors, isMany) => `${doors} ${isMany ? 'are' : 'is'} open`,
  offline: (doors, isMany) => `${doors} ${isMany ? 'are' : 'is'} offline`,
};

const ENDS: Partial<Record<AlertKind, Line>> = {
  jam: (doors) => `${doors}: the bolt moves again`,
  'unlocked-at-night': (doors, isMany) => `${doors} ${isMany ? 'are' : 'is'} locked now`,
  'door-left-open': (doors, isMany) => `${doors} ${isMany ? 'are' : 'is'} closed now`,
  offline: (doors, isMany) => `${doors} ${isMany ? 'are' : 'is'} online again`,
};

function doorLine({ kind, isOver }: Alert, doors: string, isMany: boolean): string {
  return (isOver ? ENDS : BEGINNINGS)[kind]?.(doors, isMany) ?? doors;
}

function accountLine({ kind, isOver }: Alert, count: number): string {
  if (kind === 'lockout') return 'Too many wrong PINs: unlocking by voice is off for a while';
  if (kind === 'wrong-pin')
    return count === 1 ? 'Google passed on a wrong PIN' : `Google passed on ${count} wrong PINs`;
  if (isOver) return 'Sifely accepts your sign-in again';
  return 'Sifely refuses your sign-in: Google cannot reach your locks until you sign in again';
}
