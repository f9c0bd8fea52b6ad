import type { SharedLock } from '../../accounts/shared-lock.ts';
import {
  type AccountState,
  type CommandOutcome,
  changeLocks,
  type LockState,
} from '../../locks/account-state.ts';
import { clampFutureTimestamps } from '../../locks/clamp-timestamps.ts';
import {
  type EndedCommand,
  isOvertaken,
  UNSENT,
  withFollowedUp,
  withOffer,
  withOutcome,
} from '../../locks/commands/command-marks.ts';
import { usableSnapshot } from '../../locks/known-state.ts';
import type { LockAction } from '../../locks/lock-cloud.ts';
import type { AuthorizedCommand } from './authorize-commands.ts';
import { hasMovedSince } from './command-result.ts';

/**
 * Where a command stands when this process stops sending. `unsent`: it certainly was not carried out; `last` has the outcome of
 * the last attempt. `repeat`: an earlier request with the same id has run it.
 */
export type Progress =
  | { readonly kind: 'ended'; readonly end: EndedCommand }
  | { readonly kind: 'in-flight' }
  | { readonly kind: 'unsent'; readonly last: EndedCommand }
  | { readonly kind: 'repeat'; readonly outcome: CommandOutcome | undefined };

/** The commands of one request for one lock, in their order. */
export interface DeviceProgress {
  readonly deviceId: string;
  readonly commands: readonly (AuthorizedCommand & { readonly progress: Progress })[];
}

/** The rules by which commands are settled. */
interface SettleRules {
  /** Returns a lock with a new state; `undefined` if it is not shared any more. */
  readonly lockOf: (lockId: string, state: LockState) => SharedLock | undefined;
  /** True if another process may still send an unsent command. */
  readonly mayOffer: (action: LockAction) => boolean;
  /** True if the answer to Google is made of the result: a command that it tells needs no follow-up. */
  readonly isAnswer: boolean;
  /** The outcomes by lock that Google was answered with, if the answer did not wait for the store: a later attempt may find others. */
  readonly answered?: Settlement['outcomes'];
  /** Ms since the epoch. */
  readonly now: number;
}

/** The states with the outcomes and offers of a request, and its outcomes by lock; `undefined` for those that may still come. */
export interface Settlement {
  readonly states: AccountState;
  readonly outcomes: ReadonlyMap<string, readonly (CommandOutcome | undefined)[]>;
  /** The locks that Google shows as moving, or as the command left them, until it gets a report, even of the state before. */
  readonly awaited: readonly string[];
}

/**
 * Settles the commands of a request: records those that ended, and offers the unsent ones to another process or records that they
 * were not sent. Pure: it runs inside the compare-and-set, so that a newer command of another request prevents an offer.
 */
export function settle(
  before: AccountState,
  devices: readonly DeviceProgress[],
  rules: SettleRules,
): Settlement {
  const outcomes = new Map<string, readonly (CommandOutcome | undefined)[]>();
  const awaited: string[] = [];
  // The clock may have been set back since the marks.
  const clamped = clampFutureTimestamps(before, rules.now);
  const byId = new Map(devices.map((device) => [device.deviceId, device]));
  const states = changeLocks(clamped, byId.keys(), (state, deviceId) => {
    const device = byId.get(deviceId);
    if (device === undefined) return state;
    const settled = settleDevice(state, device, rules);
    outcomes.set(deviceId, settled.outcomes);
    if (settled.isAwaited) awaited.push(deviceId);
    return settled.state;
  });
  return { states, outcomes, awaited };
}

/** The settled commands of one lock. */
interface SettledDevice {
  readonly state: LockState;
  readonly outcomes: readonly (CommandOutcome | undefined)[];
  readonly isAwaited: boolean;
}

function settleDevice(
  before: LockState,
  { deviceId, commands }: DeviceProgress,
  { lockOf, mayOffer, isAnswer, answered, now }: SettleRules,
): SettledDevice {
  const keys = commands.map(({ key }) => key);
  const outcomes: (CommandOutcome | undefined)[] = [];
  let state = before;
  let isBlocked = false;
  for (const { key, action, progress } of commands) {
    let outcome = progress.kind === 'repeat' ? progress.outcome : undefined;
    // The request that ran it may be about to store it.
    if (outcome !== undefined) state = withOutcome(state, key, { outcome, sentAt: undefined }, now);
    if (progress.kind === 'unsent' && !isBlocked && mayOffer(action) && !isOvertaken(state, key, keys)) {
      state = withOffer(state, key, now, { refusedAt: progress.last.sentAt });
    } else if (progress.kind === 'ended' || progress.kind === 'unsent') {
      const end = progress.kind === 'ended' ? progress.end : isBlocked ? UNSENT : progress.last;
      state = withOutcome(state, key, end, now);
      outcome = end.outcome;
    }
    isBlocked ||= outcome !== undefined && outcome.kind !== 'accepted';
    outcomes.push(outcome);
  }
  if (!isAnswer) return { state: withoutReport(state), outcomes, isAwaited: false };
  const told = answered?.get(deviceId) ?? outcomes;
  const last = commands.at(-1)?.action;
  const lock = decisiveIndex(told) === -1 ? lockOf(deviceId, state) : undefined;
  const hasMoved = lock !== undefined && last !== undefined && hasMovedSince(lock, last, now);
  if (hasMoved || isPending(told)) {
    return { state: withoutReport(state), outcomes, isAwaited: true };
  }
  for (const { key, followUpToken } of commands) {
    if (followUpToken !== undefined) state = withFollowedUp(state, key, now);
  }
  // Google takes the command's states for granted: even the state that was last reported must be reported again.
  const isGuess = lock !== undefined && usableSnapshot(lock.state, lock.relock, now)?.online !== true;
  return { state: isGuess ? withoutReport(state) : state, outcomes, isAwaited: isGuess };
}

function withoutReport(state: LockState): LockState {
  const { reported, ...rest } = state;
  return reported === undefined ? state : rest;
}

/** Returns the position of the command that decides the result of a device: the first that is not accepted; -1 if all are. */
export function decisiveIndex(outcomes: readonly (CommandOutcome | undefined)[]): number {
  return outcomes.findIndex((outcome) => outcome?.kind !== 'accepted');
}

/** True if a device is answered `PENDING`. */
function isPending(outcomes: readonly (CommandOutcome | undefined)[]): boolean {
  const outcome = outcomes.at(decisiveIndex(outcomes));
  return outcome === undefined || (outcome.kind === 'unknown' && outcome.reason === 'timed-out');
}
