import type { SharedLock } from '../../accounts/shared-lock.ts';
import type { Words } from '../../languages/words.ts';
import type { CommandMark } from '../../locks/account-state.ts';
import { isUncertain, mayHaveRelocked, unresolvedCommand } from '../../locks/known-state.ts';
import { type Html, html } from '../../pages/html.ts';

/** The states of a door for people, those that need a look first. What is uncertain is `unknown`. */
export const DOOR_STATES = ['unlocked', 'jammed', 'offline', 'unknown', 'locked'] as const;

export type DoorState = (typeof DOOR_STATES)[number];

/** Returns how a door is. It is `locked` only if that is known. */
export function doorState({ state }: SharedLock): DoorState {
  const { snapshot } = state;
  if (snapshot === undefined) return 'unknown';
  if (!snapshot.online) return 'offline';
  if (unresolvedCommand(state) !== undefined || isUncertain(state)) return 'unknown';
  return snapshot.jammed ? 'jammed' : snapshot.bolt;
}

/** Returns since when a door is so, ms since the epoch; `undefined` if that is not known. */
export function doorSince(lock: SharedLock): number | undefined {
  const { snapshot, boltSince } = lock.state;
  const state = doorState(lock);
  if (state === 'locked' || state === 'unlocked') return boltSince ?? snapshot?.happenedAt;
  return state === 'jammed' ? snapshot?.happenedAt : undefined;
}

/** Says how the state of a door is known, and how old that is; where it is not known, what was known before. `now` in ms since the epoch. */
export function doorDetail(words: Words, lock: SharedLock, now: number): Html {
  const { snapshot } = lock.state;
  const mark = unresolvedCommand(lock.state);
  if (snapshot === undefined) {
    return mark ? unconfirmed(words, mark, now) : words.html('overview.noInformation');
  }
  const before = lastKnown(words, lock, now);
  if (!snapshot.online) {
    const tried = words.ago(snapshot.learnedAt, now);
    return html`${words.html('overview.noAnswerSince', { ago: tried })} ${before}`;
  }
  if (mark) return html`${unconfirmed(words, mark, now)} ${before}`;
  if (isUncertain(lock.state)) return html`${words.html('overview.uninterpreted')} ${before}`;
  const source = words.html(`overview.source.${snapshot.source}`, {
    ago: words.ago(snapshot.learnedAt, now),
  });
  if (snapshot.jammed) return html`${words.html('overview.stuck')} ${source}`;
  const mayBeLocked = snapshot.bolt === 'unlocked' && mayHaveRelocked(snapshot.happenedAt, lock.relock, now);
  return html`${source}${mayBeLocked && html` ${words.html('overview.mayHaveRelocked')}`}`;
}

function lastKnown(words: Words, { state: { snapshot } }: SharedLock, now: number): Html | false {
  if (snapshot === undefined || snapshot.bolt === 'unknown') return false;
  const ago = words.ago(snapshot.happenedAt, now);
  return snapshot.bolt === 'locked'
    ? words.html('overview.lastLocked', { ago })
    : words.html('overview.lastUnlocked', { ago });
}

function unconfirmed(words: Words, { action, at }: CommandMark, now: number): Html {
  const ago = words.ago(at, now);
  return action === 'lock'
    ? words.html('overview.sentLock', { ago })
    : words.html('overview.sentUnlock', { ago });
}
