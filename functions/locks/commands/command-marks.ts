import { hash } from 'node:crypto';
import {
  type AccountState,
  COMMAND_MARK_MS,
  type CommandMark,
  type CommandOutcome,
  changeLocks,
  type LockState,
} from '../account-state.ts';
import { withUnlockClaim } from '../apply-records.ts';
import type { FailureReason } from '../cloud-failure-error.ts';
import { TARGET, unresolvedCommand } from '../known-state.ts';
import type { LockAction } from '../lock-cloud.ts';
import { markUncertain, meansOffline } from '../offline.ts';

/** The identity of a command: equal for a repeated request. `position` is its place among the commands for this lock. */
interface CommandIdentity {
  readonly accountId: string;
  readonly requestId: string;
  readonly lockId: string;
  readonly action: LockAction;
  readonly position: number;
}

/** Returns the key of a command's mark. JSON keeps the parts apart whatever they contain. */
export function markKey({ accountId, requestId, lockId, action, position }: CommandIdentity): string {
  const parts = JSON.stringify([accountId, requestId, lockId, action, position]);
  return hash('sha256', parts, 'base64url');
}

/** Returns the mark with this key, if the lock has it. */
export function findMark(state: LockState, key: string): CommandMark | undefined {
  return state.commands.find((mark) => mark.key === key);
}

/**
 * Returns the state with a mark added and expired marks removed. If a removed command may have moved the bolt and its outcome
 * never became known, the bolt is unknown from then on.
 */
export function withMark(state: LockState, mark: CommandMark): LockState {
  const oldest = mark.at - COMMAND_MARK_MS;
  const pruned = state.commands.some(({ at }) => at < oldest) ? pruneBefore(state, oldest) : state;
  return { ...pruned, commands: [...pruned.commands, mark] };
}

/**
 * The most marks of an account: 500 locks that are commanded six times within ten minutes. More would not fit into its document, and no
 * command could be stored any more.
 */
export const MAX_MARKS = 3000;

/** Returns the states with room for marks, if they are full: expired marks, which the account page shows, are removed from all locks. */
export function withRoomForMarks(states: AccountState, now: number): AccountState {
  if (countMarks(states) < MAX_MARKS) return states;
  const oldest = now - COMMAND_MARK_MS;
  return changeLocks(states, Object.keys(states.locks), (state) =>
    state.commands.some(({ at }) => at < oldest) ? pruneBefore(state, oldest) : state,
  );
}

/** Returns the number of marks of all locks. */
export function countMarks({ locks }: AccountState): number {
  return Object.values(locks).reduce((sum, { commands }) => sum + commands.length, 0);
}

function pruneBefore(state: LockState, oldest: number): LockState {
  const commands = state.commands.filter(({ at }) => at >= oldest);
  const unresolved = unresolvedCommand(state);
  if (unresolved === undefined || unresolved.at >= oldest || state.snapshot === undefined)
    return { ...state, commands };
  return { ...state, commands, snapshot: { ...state.snapshot, bolt: 'unknown', jammed: false } };
}

/** The end of a command, and the time of its last attempt in ms since the epoch: `undefined` if it was never sent. */
export interface EndedCommand {
  readonly outcome: CommandOutcome;
  readonly sentAt: number | undefined;
}

/** The end of a command in this process. */
export interface CommandEnd extends EndedCommand {
  /** True if it certainly was not carried out, and a later attempt might be: its time was over, or its gateway busy. */
  readonly isUnsent: boolean;
}

/**
 * Returns the state with the outcome of a command; the same object if it is stored already. An accepted command is assumed to
 * have moved the bolt at the time it was sent; if something newer contradicts it, the bolt is uncertain.
 */
export function withOutcome(state: LockState, key: string, ended: EndedCommand, now: number): LockState {
  const mark = findMark(state, key);
  if (mark === undefined || mark.outcome !== undefined) return state;
  const { outcome, sentAt = mark.at } = ended;
  const rest = withoutHandover(mark);
  const commands = state.commands.map((each) => (each === mark ? { ...rest, at: sentAt, outcome } : each));
  const unreachable = outcome.kind === 'failed' && meansOffline(outcome.reason);
  if (unreachable && state.snapshot !== undefined) {
    return { ...state, commands, snapshot: { ...state.snapshot, online: false, learnedAt: now } };
  }
  if (outcome.kind === 'failed') return { ...state, commands };
  const { snapshot } = state;
  if (snapshot !== undefined && snapshot.happenedAt > sentAt) {
    if (snapshot.bolt === TARGET[mark.action] || !snapshot.online) return { ...state, commands };
    // A later time proves no order: it may be by another clock, or by one that was put forward meanwhile.
    const undated = { ...snapshot, happenedAt: Math.min(sentAt, now) - 1 };
    const contradicted = { ...state, commands, snapshot: undated };
    // A "locked" soon after an unlock may be the state before it.
    return mark.action === 'unlock' ? withUnlockClaim(contradicted, now) : markUncertain(contradicted, now);
  }
  if (outcome.kind !== 'accepted') return { ...state, commands };
  return {
    ...state,
    commands,
    snapshot: {
      bolt: TARGET[mark.action],
      jammed: false,
      online: true,
      source: 'command',
      happenedAt: sentAt,
      learnedAt: now,
    },
  };
}

/** A command that was never sent, and never will be. */
export const UNSENT: EndedCommand = { outcome: { kind: 'failed', reason: 'not-sent' }, sentAt: undefined };

/** A command that the owner's rules forbade before it was sent. */
export const NOT_ALLOWED: EndedCommand = {
  outcome: { kind: 'failed', reason: 'not-allowed' },
  sentAt: undefined,
};

/** True if another request than that of `keys` has marked a command for the lock after this one. */
export function isOvertaken(state: LockState, key: string, keys: readonly string[]): boolean {
  const position = state.commands.findIndex((mark) => mark.key === key);
  return state.commands.slice(position + 1).some((mark) => !keys.includes(mark.key));
}

/** Returns the state with a command marked as followed up; the same object if it is already. */
export function withFollowedUp(state: LockState, key: string, now: number): LockState {
  const mark = findMark(state, key);
  if (mark === undefined || mark.followedUpAt !== undefined) return state;
  const followedUpAt = now;
  return {
    ...state,
    commands: state.commands.map((each) => (each === mark ? { ...mark, followedUpAt } : each)),
  };
}

/**
 * Returns the state with a command given up by the process that answered, or by one that took it over and has certainly not sent it
 * (`from`): another one may take it. `refusedAt` if it was sent and refused. The same object if that is not how it stands.
 */
export function withOffer(
  state: LockState,
  key: string,
  now: number,
  { from, refusedAt }: { readonly from?: 'taken'; readonly refusedAt?: number | undefined } = {},
): LockState {
  const first = findMark(state, key)?.refusedAt ?? refusedAt;
  const refused = first === undefined ? {} : { refusedAt: first };
  return withHandover(state, key, from, { handover: 'offered', handoverAt: now, ...refused });
}

/** Returns the state with an offered command taken over, to be sent at once; the same object if it is not offered. */
export function withTakeover(state: LockState, key: string, now: number): LockState {
  return withHandover(state, key, 'offered', { handover: 'taken', handoverAt: now, at: now });
}

function withoutHandover(mark: CommandMark): CommandMark {
  const { handover: _, handoverAt: __, refusedAt: ___, ...rest } = mark;
  return rest;
}

function withHandover(
  state: LockState,
  key: string,
  before: CommandMark['handover'],
  change: Partial<CommandMark>,
): LockState {
  const mark = findMark(state, key);
  if (mark === undefined || mark.outcome !== undefined || mark.handover !== before) return state;
  return {
    ...state,
    commands: state.commands.map((each) => (each === mark ? { ...each, ...change } : each)),
  };
}

/** Returns the state with all offered commands recorded as not sent: an older command must not run after a newer one. */
export function withoutOffers(state: LockState, now: number): LockState {
  return state.commands
    .filter(({ handover }) => handover === 'offered')
    .reduce((changed, { key }) => withOutcome(changed, key, UNSENT, now), state);
}

/**
 * Returns the state after the cloud notified us, at `now`, that a command failed which it had accepted or not answered: the newest
 * such command of the last ten minutes. The same object if there is none. The bolt stays uncertain until it is observed, because
 * nothing proves who sent the notification.
 */
export function withLateFailure(
  state: LockState,
  failure: { readonly reason: FailureReason; readonly executed: 'no' | 'unknown' },
  now: number,
): LockState {
  const { snapshot } = state;
  const isAssumed = ({ at }: CommandMark) => snapshot?.source === 'command' && snapshot.happenedAt === at;
  const isPending = (mark: CommandMark) => {
    if (mark.outcome?.kind === 'accepted') return isAssumed(mark);
    // An offered one was never sent.
    return mark.outcome?.kind !== 'failed' && mark.handover !== 'offered';
  };
  const mark = state.commands.findLast(
    (each) => each.at <= now && each.at >= now - COMMAND_MARK_MS && isPending(each),
  );
  if (mark === undefined) return state;
  const { reason, executed } = failure;
  const outcome: CommandOutcome =
    executed === 'no' ? { kind: 'failed', reason } : { kind: 'unknown', reason };
  const rest = withoutHandover(mark);
  const told = { ...rest, outcome, isHearsay: true } as const;
  const commands = state.commands.map((each) => (each === mark ? told : each));
  // An assumed bolt is reported until the lock answers: its answer may lag, and would look like a change after an uncertain bolt.
  return isAssumed(mark) ? { ...state, commands } : markUncertain({ ...state, commands }, mark.at);
}
