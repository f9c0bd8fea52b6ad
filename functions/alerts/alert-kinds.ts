import type { AlertKind } from '../locks/alerts/alert-state.ts';

const MINUTE_MS = 60_000;

/** How one kind of alert behaves. */
interface AlertPolicy {
  /** It is told if it is still so after this time, ms; 0 tells it at once. */
  readonly afterMs: number;
  /** True if the owner is told when it is over. */
  readonly tellsEnd: boolean;
  /** `high` wakes a phone that is silent. */
  readonly urgency: 'high' | 'normal';
}

/** The kinds of alerts and how each behaves, in the order of the page. */
export const ALERT_KINDS = {
  lockout: { afterMs: 0, tellsEnd: false, urgency: 'high' },
  'wrong-pin': { afterMs: 0, tellsEnd: false, urgency: 'normal' },
  tamper: { afterMs: 0, tellsEnd: false, urgency: 'high' },
  jam: { afterMs: 0, tellsEnd: true, urgency: 'high' },
  'unlocked-at-night': { afterMs: 15 * MINUTE_MS, tellsEnd: true, urgency: 'high' },
  'door-left-open': { afterMs: 0, tellsEnd: true, urgency: 'normal' },
  // A gateway that restarts is back within minutes.
  offline: { afterMs: 10 * MINUTE_MS, tellsEnd: true, urgency: 'normal' },
  'battery-low': { afterMs: 0, tellsEnd: false, urgency: 'normal' },
  'link-refused': { afterMs: 0, tellsEnd: true, urgency: 'high' },
} as const satisfies Readonly<Record<AlertKind, AlertPolicy>>;

/** Returns how a kind of alerts behaves. One of a newer release, which this one may find in a database, is told as it is. */
export function alertPolicy(kind: AlertKind): AlertPolicy {
  return isAlertKind(kind) ? ALERT_KINDS[kind] : { afterMs: 0, tellsEnd: false, urgency: 'normal' };
}

/** All kinds, in the order of the page. */
export const ALL_ALERT_KINDS = Object.keys(ALERT_KINDS) as AlertKind[];

/** True if a text from outside is a kind of alerts. */
export function isAlertKind(text: string): text is AlertKind {
  return Object.hasOwn(ALERT_KINDS, text);
}
