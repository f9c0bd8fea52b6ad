import type { Words } from '../languages/words.ts';
import { type Html, html } from '../pages/html.ts';
import { MAX_PLAIN_LOCKS } from '../pages/lock-list/arrange-locks.ts';
import {
  type ChoosableLock,
  type Choosing,
  chooserPage,
  readChooser,
} from '../pages/lock-list/lock-chooser.ts';
import { lockReason } from '../pages/lock-reason.ts';
import type { OwnerSession } from '../pages/sessions.ts';
import { canChange, type LockChoice } from './lock-choices.ts';
import { type LocksView, lastKnown, sharing } from './locks-page.ts';
import { PATHS } from './paths.ts';

/** A session in which the owner chooses among many locks. */
type ChoosingSession = OwnerSession & Required<Pick<OwnerSession, 'listed' | 'choosing'>>;

/** True if there are so many locks that they are chosen over several pages. */
export function areMany(locks: readonly unknown[]): boolean {
  return locks.length > MAX_PLAIN_LOCKS;
}

/** True if the owner chooses among many locks. */
export function isChoosing(data: OwnerSession): data is ChoosingSession {
  return data.listed !== undefined && data.choosing !== undefined;
}

/** The choice with which the owner begins: the locks that are shared. */
export function beginChoosing(locks: readonly LockChoice[]): Choosing {
  const shared = locks.filter((lock) => lock.shared);
  return { chosen: shared.map(({ lockId }) => lockId), find: '', page: 0 };
}

/** The page to choose among many locks. */
export function manyLocksPage({ words, formToken, locks, known }: LocksView, choosing: Choosing): Html {
  return chooserPage({
    words,
    title: words.text('locks.title'),
    intro: html`${known && lastKnown(words, known)}${sharing(words)}`,
    action: PATHS.locks,
    ...{ formToken, choosing, locks: locks.map((lock) => choosable(words, lock)) },
    done: words.text('common.save'),
    back: { label: words.text('common.back'), href: PATHS.overview },
  });
}

/** Returns the session after a form of {@link manyLocksPage}, and true if the owner saves the choice. */
export function readManyLocks(
  words: Words,
  form: URLSearchParams,
  session: ChoosingSession,
): { readonly session: ChoosingSession; readonly isDone: boolean } {
  const { choosing, isDone } = readChooser(
    form,
    session.listed.map((lock) => choosable(words, lock)),
    session.choosing,
  );
  return { session: { ...session, choosing: { ...choosing, chosen: [...choosing.chosen] } }, isDone };
}

function choosable(words: Words, { reason, ...lock }: LockChoice): ChoosableLock {
  return {
    ...lock,
    canChange: canChange({ ...lock, ...(reason !== undefined && { reason }) }),
    ...(reason !== undefined && { reason: lockReason(words, reason) }),
  };
}
