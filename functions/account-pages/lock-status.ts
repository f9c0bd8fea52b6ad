import type { SharedLock } from '../accounts/shared-lock.ts';
import type { CommandMark, Snapshot, SnapshotSource } from '../locks/account-state.ts';
import { isUncertain, mayHaveRelocked, unresolvedCommand } from '../locks/known-state.ts';
import { type Html, html } from '../pages/html.ts';
import { FAILURE_WORDS } from './failure-words.ts';
import { past } from './format-time.ts';

const SOURCES: Readonly<Record<SnapshotSource, string>> = {
  gateway: 'asked the lock itself',
  records: 'from Sifely’s records',
  webhook: 'told by Sifely',
  command: 'assumed, because the gateway took the command',
};

const BOLT = { locked: 'Locked', unlocked: 'Unlocked', unknown: 'Not known' } as const;
const ACTION = { lock: 'Lock', unlock: 'Unlock' } as const;

/** In few words, what is known of a lock now. What is in doubt is not told as a fact. */
export function lockStatus(lock: SharedLock, now: number): { readonly words: string; readonly detail: Html } {
  const { snapshot } = lock.state;
  const mark = unresolvedCommand(lock.state);
  if (snapshot === undefined) {
    const detail = mark ? doubtOf(mark, now) : html`Nothing was heard of it yet.`;
    return { words: 'Not known', detail };
  }
  const last = html`${BOLT[snapshot.bolt]} ${past(snapshot.happenedAt, now)}, ${SOURCES[snapshot.source]}`;
  if (!snapshot.online) {
    const lastKnown = snapshot.bolt !== 'unknown' && html` Last known: ${last}.`;
    return {
      words: 'Offline',
      detail: html`The lock or its gateway did not answer ${past(snapshot.learnedAt, now)}.${lastKnown}`,
    };
  }
  if (mark) return { words: 'Not known', detail: html`${doubtOf(mark, now)} Before that: ${last}.` };
  if (isUncertain(lock.state)) {
    return { words: 'Not known', detail: html`Something happened at the lock since. Before that: ${last}.` };
  }
  if (snapshot.jammed)
    return { words: 'Jammed', detail: html`The bolt did not follow the motor: ${learned(snapshot, now)}.` };
  if (snapshot.bolt === 'unknown') return { words: 'Not known', detail: html`${learned(snapshot, now)}.` };
  const relock =
    snapshot.bolt === 'unlocked' && mayHaveRelocked(snapshot.happenedAt, lock.relock, now)
      ? ' It may have locked itself since.'
      : '';
  return { words: BOLT[snapshot.bolt], detail: html`${since(snapshot, now)}.${relock}` };
}

/** How a command ended, as far as it is known. */
export function commandStatus(mark: CommandMark, now: number): Html {
  return html`${ACTION[mark.action]}, ${past(mark.at, now)}: ${outcomeText(mark)}`;
}

function outcomeText({ outcome }: CommandMark): string {
  if (outcome === undefined) return 'under way, or nobody knows how it ended';
  if (outcome.kind === 'accepted') return 'the gateway took it';
  const why = FAILURE_WORDS[outcome.reason];
  return outcome.kind === 'failed'
    ? `not carried out, ${why}`
    : `not known whether it was carried out, ${why}`;
}

function doubtOf({ action, at }: CommandMark, now: number): Html {
  return html`A command to ${action} was sent ${past(at, now)}, and nobody knows whether it was carried out.`;
}

/** Since when a state is known; and when it was learned, where that was much later. */
function since(snapshot: Snapshot, now: number): Html {
  const { happenedAt, learnedAt, source } = snapshot;
  const later = learnedAt - happenedAt >= 60_000 && html`, learned ${past(learnedAt, now)}`;
  return html`Since ${past(happenedAt, now)}${later}, ${SOURCES[source]}`;
}

function learned({ learnedAt, source }: Snapshot, now: number): Html {
  return html`${past(learnedAt, now)}, ${SOURCES[source]}`;
}
