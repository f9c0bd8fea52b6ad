import type { SharedLock } from '../../accounts/shared-lock.ts';
import type { CommandMark, Snapshot, SnapshotSource } from '../../locks/account-state.ts';
import { isUncertain, mayHaveRelocked, unresolvedCommand } from '../../locks/known-state.ts';
import { past, pastCapitalized } from '../../pages/format-time.ts';
import { type Html, html } from '../../pages/html.ts';
import { FAILURE_WORDS } from '../failure-words.ts';

const SOURCES: Readonly<Record<SnapshotSource, string>> = {
  gateway: 'checked with the lock',
  records: 'from Sifely’s history',
  webhook: 'reported by Sifely',
  command: 'accepted by the gateway, not yet confirmed',
};

const BOLT = { locked: 'Locked', unlocked: 'Unlocked', unknown: 'Unknown' } as const;
const ACTION = { lock: 'Lock', unlock: 'Unlock' } as const;

/** The state of a lock in a word, with a sentence of details. An uncertain state is "Unknown". `now` in ms since the epoch. */
export function lockStatus(lock: SharedLock, now: number): { readonly words: string; readonly detail: Html } {
  const { snapshot } = lock.state;
  const mark = unresolvedCommand(lock.state);
  if (snapshot === undefined) {
    const detail = mark ? unconfirmed(mark, now) : html`No information yet.`;
    return { words: 'Unknown', detail };
  }
  const before = (label: string): Html | false =>
    snapshot.bolt !== 'unknown' && html` ${label}: ${snapshot.bolt} ${known(snapshot, now)}.`;
  if (!snapshot.online) {
    return {
      words: 'Offline',
      detail: html`No answer from the lock or its gateway. Checked ${past(snapshot.learnedAt, now)}.${before('Last known')}`,
    };
  }
  if (mark) return { words: 'Unknown', detail: html`${unconfirmed(mark, now)}${before('Before')}` };
  if (isUncertain(lock.state)) {
    return {
      words: 'Unknown',
      detail: html`Something happened at this lock that we couldn’t interpret.${before('Before')}`,
    };
  }
  const learned = html`${pastCapitalized(snapshot.learnedAt, now)}, ${SOURCES[snapshot.source]}.`;
  if (snapshot.jammed) return { words: 'Jammed', detail: html`The bolt is stuck. ${learned}` };
  if (snapshot.bolt === 'unknown') return { words: 'Unknown', detail: learned };
  const relock =
    snapshot.bolt === 'unlocked' && mayHaveRelocked(snapshot.happenedAt, lock.relock, now)
      ? ' It may have locked itself since.'
      : '';
  return { words: BOLT[snapshot.bolt], detail: html`${since(snapshot, now)}.${relock}` };
}

/** A command with its outcome, as far as it is known. */
export function commandStatus(mark: CommandMark, now: number): Html {
  return html`${ACTION[mark.action]}, ${past(mark.at, now)}: ${outcomeText(mark)}`;
}

function outcomeText({ outcome }: CommandMark): string {
  if (outcome === undefined) return 'in progress, or unknown';
  if (outcome.kind === 'accepted') return 'accepted';
  const why = FAILURE_WORDS[outcome.reason];
  return outcome.kind === 'failed' ? `failed (${why})` : `not confirmed (${why})`;
}

function unconfirmed({ action, at }: CommandMark, now: number): Html {
  return html`We sent “${action}” ${past(at, now)} but it isn’t confirmed. Please check the door.`;
}

/** Time and source of a state, in the middle of a sentence. */
function known({ happenedAt, source }: Snapshot, now: number): Html {
  return html`${past(happenedAt, now)}, ${SOURCES[source]}`;
}

/** The same at the beginning of a sentence, with the time when the state was learned if that was a minute later or more. */
function since({ happenedAt, learnedAt, source }: Snapshot, now: number): Html {
  if (learnedAt - happenedAt < 60_000) return html`${pastCapitalized(happenedAt, now)}, ${SOURCES[source]}`;
  return html`Since ${past(happenedAt, now)}, ${SOURCES[source]} ${past(learnedAt, now)}`;
}
