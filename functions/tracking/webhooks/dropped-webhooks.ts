import type { TrackingDeps } from '../deps.ts';

/** The drops of so many ms share a job, which runs at their end, so that it is later than each of them. */
const SLOT_MS = 10_000;
/** More accounts than are flooded at once. */
const MAX_ACCOUNTS = 1000;

/** Records that a webhook of an account was dropped. Rejects if that cannot be stored: the sender must not take it for received. */
export type RecordDrop = (accountId: string, because: 'rate' | 'size' | 'unreadable') => Promise<void>;

/** Creates {@link RecordDrop}. A job for all drops of ten seconds makes the account's locks be looked at; all processes share it. */
export function createDropRecords({
  jobs,
  clock,
  logger,
}: Pick<TrackingDeps, 'jobs' | 'clock' | 'logger'>): RecordDrop {
  const recorded = new Map<string, { readonly slotEnd: number; readonly enqueued: Promise<void> }>();
  return async (accountId, because) => {
    const slotEnd = (Math.floor(clock.now() / SLOT_MS) + 1) * SLOT_MS;
    const known = recorded.get(accountId);
    if (known?.slotEnd === slotEnd) return known.enqueued;
    logger.warn('dropped webhooks', { accountId, because });
    const enqueued = jobs.enqueue(
      { kind: 'events', accountId, receivedAt: slotEnd, events: [], isIncomplete: true },
      { at: slotEnd, key: `dropped-${accountId}-${slotEnd}` },
    );
    recorded.delete(accountId);
    recorded.set(accountId, { slotEnd, enqueued });
    const [oldest] = recorded.keys();
    if (recorded.size > MAX_ACCOUNTS && oldest !== undefined) recorded.delete(oldest);
    try {
      await enqueued;
    } catch (error) {
      recorded.delete(accountId);
      throw error;
    }
  };
}
