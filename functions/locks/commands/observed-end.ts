import type { CommandMark, LockState, Snapshot } from '../account-state.ts';
import { mayHaveRelocked, mayPrecedeCommand, type RelockFacts, TARGET } from '../known-state.ts';

/**
 * The end of a command as it was seen at the lock. `unobserved`: may become known. `unknowable`: will not, because the bolt may have moved for
 * another reason since.
 */
export type ObservedEnd = 'moved' | 'jammed' | 'not-moved' | 'unobserved' | 'unknowable';

/** Tells how a command of a lock ended by what is known of the bolt since: a gateway's acceptance is not enough. */
export function observedEnd(
  { state, relock }: { readonly state: LockState; readonly relock: RelockFacts },
  mark: CommandMark,
): ObservedEnd {
  const { action, at } = mark;
  const later = state.commands.slice(state.commands.indexOf(mark) + 1);
  if (later.some((other) => other.action !== action && other.outcome?.kind !== 'failed')) return 'unknowable';
  const { snapshot } = state;
  if (snapshot === undefined || !isObservedSince(snapshot, at) || !snapshot.online) return 'unobserved';
  if (snapshot.jammed) return 'jammed';
  if (snapshot.bolt === 'unknown') return 'unobserved';
  if (snapshot.bolt === TARGET[action]) return 'moved';
  if (mayPrecedeCommand(snapshot, mark)) return 'unobserved';
  // Either the lock was unlocked and relocked, or it never moved.
  return action === 'unlock' && mayHaveRelocked(at, relock, snapshot.happenedAt) ? 'unknowable' : 'not-moved';
}

/** True if the bolt was seen after a command. An event may have the very time of the command that caused it; a reading may not. */
function isObservedSince({ source, happenedAt }: Snapshot, at: number): boolean {
  if (source === 'command') return false;
  return source === 'gateway' ? happenedAt > at : happenedAt >= at;
}
