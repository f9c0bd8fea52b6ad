import type { FollowUp } from '../home-graph/home-graph.ts';
import type { ExecuteResult } from '../schemas/execute-answer.ts';
import type { QueryEntry } from '../schemas/query-answer.ts';

/** Roughly what Assistant says; %s is the device. Other codes get a generic sentence. */
const SENTENCES: Readonly<Record<string, string>> = {
  deviceOffline: "%s isn't available right now",
  offline: "%s isn't available right now",
  deviceNotFound: "%s isn't available, try setting it up again",
  deviceNotReady: "%s isn't ready",
  deviceBusy: '%s is already doing something',
  deviceJammingDetected: '%s is jammed',
  deviceStuck: '%s is stuck',
  lockFailure: "%s couldn't be locked",
  unlockFailure: "%s couldn't be unlocked",
  alreadyLocked: '%s is already locked',
  alreadyUnlocked: '%s is already unlocked',
  alreadyInState: '%s is already in that state',
  remoteSetDisabled: "%s can't be controlled remotely",
  directResponseOnlyUnreachable: "%s doesn't support remote control",
  securityRestriction: '%s has a security restriction',
  challengeFailedNotSetup: '%s has no PIN yet: set one at /account',
  pinIncorrect: 'the PIN for %s is incorrect',
  passphraseIncorrect: 'the PIN for %s is incorrect',
  tooManyFailedAttempts: 'too many wrong PINs for %s: try again later, or reset the PIN at /account',
  userCancelled: 'OK, %s stays as it is',
  authFailure: "I can't reach %s, check its app",
  authExpired: '%s must be linked again',
  relinkRequired: '%s must be linked again in the Home app',
  deviceDoorOpen: 'the door of %s is open',
  functionNotSupported: "%s doesn't support that",
  notSupported: "%s doesn't support that",
  actionNotAvailable: "%s can't do that right now",
  transientError: 'something went wrong with %s, try again',
  hardError: "%s can't be controlled",
};

/** Returns what a person hears after a command. */
export function sayResult(
  name: string,
  { status, states, errorCode, challengeNeeded }: ExecuteResult,
): string {
  if (challengeNeeded?.type === 'challengeFailedPinNeeded') return `${name}: that PIN is wrong`;
  if (challengeNeeded !== undefined)
    return `${name} needs ${challengeNeeded.type === 'ackNeeded' ? 'a yes' : 'a PIN'}`;
  if (status === 'SUCCESS') return sayState(name, states ?? {});
  if (status === 'PENDING') return `${name} is still working on it`;
  return sayError(name, status === 'OFFLINE' ? 'deviceOffline' : errorCode);
}

/** Returns what a person hears after asking for a state. */
export function sayEntry(name: string, entry: QueryEntry): string {
  if (entry.status === 'ERROR') return sayError(name, entry.errorCode);
  if (entry.status === 'OFFLINE') return sayError(name, 'deviceOffline');
  return sayState(name, entry);
}

/** Returns what a person hears when a follow-up arrives. */
export function sayFollowUp(name: string, { status, isLocked, errorCode }: FollowUp): string {
  return status === 'SUCCESS' ? sayState(name, { isLocked }) : sayError(name, errorCode);
}

function sayState(name: string, states: NonNullable<ExecuteResult['states']>): string {
  const bolt =
    states.isJammed === true
      ? 'is jammed'
      : states.isLocked === undefined
        ? 'does not report whether it is locked'
        : states.isLocked
          ? 'is locked'
          : 'is unlocked';
  const percent = states.capacityRemaining?.find(({ unit }) => unit === 'PERCENTAGE')?.rawValue;
  const battery = percent === undefined ? '' : `, battery ${percent} %`;
  const warning = states.exceptionCode === undefined ? '' : ` (${states.exceptionCode})`;
  return `${name} ${bolt}${battery}${warning}`;
}

function sayError(name: string, code: string | undefined): string {
  return `${sayFailure(name, code)}${code === undefined ? '' : ` (${code})`}`;
}

/** Returns what a person hears for an error code, without the code. */
export function sayFailure(name: string, code: string | undefined): string {
  const sentence = SENTENCES[code ?? ''] ?? "%s isn't available right now";
  const text = sentence.replace('%s', name);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
