import { hash } from 'node:crypto';
import type { LoadedAccount } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import type { JobOf, Jobs } from '../jobs/jobs.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Pause before an overdue audit, and before each further comparison: a report may be under way. */
export const AUDIT_PAUSE_MS = 2 * 60_000;

/** Returns the next time of the daily audit after `after` (ms). The time of day depends on the id, to spread the accounts. */
export function nextAuditAt(accountId: string, after: number): number {
  const timeOfDay = hash('sha256', accountId, 'buffer').readUInt32BE() % DAY_MS;
  return Math.floor((after - timeOfDay) / DAY_MS) * DAY_MS + timeOfDay + DAY_MS;
}

/** Enqueues one comparison of an audit for `at`, ms since the epoch. Enqueueing the same one again does nothing. */
export function enqueueAudit(jobs: Jobs, at: number, audit: Omit<JobOf<'audit'>, 'kind'>): Promise<void> {
  const { accountId, dueAt, lockIds, round } = audit;
  const which = lockIds === undefined ? 'first' : 'second';
  return jobs.enqueue(
    { kind: 'audit', ...audit },
    { at, key: `audit-${accountId}-${dueAt}-${which}-${round}` },
  );
}

/**
 * Enqueues an audit due before the next poll. Every poll calls it with its states, to save a read and a write; and the
 * audit, because a poll may be weeks away when the month's calls are used up.
 */
export async function enqueueNextAudit(
  { jobs, clock }: { readonly jobs: Jobs; readonly clock: Clock },
  { account, states }: LoadedAccount,
): Promise<void> {
  const { google, pollDueAt } = states;
  if (google === undefined || google.unlinkedAt !== undefined || pollDueAt === undefined) return;
  const now = clock.now();
  // An account may have been created before the clock was set back.
  const dueAt = nextAuditAt(account.id, google.auditedAt ?? Math.min(account.createdAt, now));
  if (dueAt > pollDueAt) return;
  const at = Math.max(dueAt, now + AUDIT_PAUSE_MS);
  await enqueueAudit(jobs, at, { accountId: account.id, dueAt, round: 0 });
}
