import type { UnusableReason } from '../../accounts/documents/unusable-account.ts';
import type { StoreDeps } from '../deps.ts';
import { type Check, ok, problem, type Result, warning } from '../finding.ts';
import { countOf, span } from '../words.ts';

/** A poll runs within minutes of its time; a failed one is tried again after ten, then twenty minutes. */
const LATE_MS = 60 * 60_000;

/** Words for accounts that cannot be used; `keys` tells those without a key. */
const UNUSABLE: Readonly<
  Record<Exclude<UnusableReason, 'key'>, { readonly what: string; readonly todo: string }>
> = {
  unreadable: {
    what: 'cannot be read: the data is damaged',
    todo: 'Restore the newest backup that can be read, or delete these accounts and link them again.',
  },
  'newer-release': {
    what: 'cannot be read: a newer release wrote the data',
    todo: 'Start that release again, or restore a backup from before the upgrade (docs/upgrade.md).',
  },
};

/** Accounts that are due and not polled, and those that are set aside because they cannot be. */
export const polls: Check<StoreDeps> = {
  name: 'polls',
  async run({ clock, accounts }) {
    const now = clock.now();
    const { accounts: all, isPart } = await accounts();
    const of = `of ${all.length}${isPart ? ' (of more)' : ''} accounts`;
    const results: Result[] = [];
    for (const [reason, { what, todo }] of Object.entries(UNUSABLE)) {
      const count = all.filter(({ unusable }) => unusable === reason).length;
      if (count > 0) results.push(problem(`${count} ${of} ${what}. They are not polled.`, todo));
    }
    const dueTimes = all
      .filter(({ unusable }) => unusable === undefined)
      .map(({ states }) => states.pollDueAt ?? now)
      .filter((dueAt) => dueAt < now - LATE_MS);
    if (dueTimes.length > 0) {
      results.push(
        warning(
          `${dueTimes.length} ${of} should have been polled: the first ${span(now - Math.min(...dueTimes))} ago.`,
          'Is the server running? If it is, see “Polls or reports are late” in docs/troubleshooting.md.',
        ),
      );
    }
    return results.length > 0 ? results : [ok(`${countOf(all.length, 'account')}, all polled when due.`)];
  },
};
