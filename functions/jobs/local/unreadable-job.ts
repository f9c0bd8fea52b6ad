import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logs/logger.ts';
import type { Random } from '../../random.ts';
import type { Store, StoredDocument } from '../../store/store.ts';
import { RETRIES, retryPauseMs } from '../retry-policy.ts';

/**
 * Puts off a document of a job that this release cannot read, as the retries of a job: a newer release that runs beside this
 * one, or soon after it, may have written it. After the last retry it is dropped.
 */
export async function retryUnreadableJob(
  { store, clock, random, logger }: { store: Store; clock: Clock; random: Random; logger: Logger },
  { key, revision, data }: StoredDocument,
): Promise<void> {
  const content = typeof data === 'object' && !Array.isArray(data) ? data : { content: data ?? null };
  const before: unknown = Object(content).unreadable;
  const attempt = (typeof before === 'number' ? before : 0) + 1;
  if (attempt >= RETRIES.events.maxAttempts) {
    logger.error('dropped an unreadable job', { id: key.id });
    await store.delete(key, revision);
    return;
  }
  logger.warn('could not read a job, it will be retried', { id: key.id, attempt });
  const dueAt = clock.now() + retryPauseMs(RETRIES.events, attempt, random);
  await store.replace(key, revision, { ...content, unreadable: attempt }, { dueAt });
}
