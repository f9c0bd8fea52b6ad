import { randomBytes } from 'node:crypto';
import type { DocumentKey, StoredDocument } from '../store/store.ts';
import { accountOf, isJob } from './job-rules.ts';
import type { Job } from './jobs.ts';

/**
 * The data of a document of `jobs`. Its `dueAt` is when it is to run or, while it runs, when its lease ends: whoever
 * finds it due may take it, and so a job whose process died is found by the same query as one that waits.
 */
export interface StoredJob {
  readonly job: Job;
  /** Attempts that were begun. Counted before the work, so that a job that kills its process ends too. */
  readonly attempts: number;
  /** When the attempt that comes next, or is under way, was due, ms since the epoch. */
  readonly at: number;
}

/** A kept job with the document that it was read from. */
export interface Candidate {
  readonly key: DocumentKey;
  readonly revision: string;
  readonly stored: StoredJob;
  readonly account: string;
}

/** Where a job is kept; one with an idempotency key always in the same place. */
export function jobDocumentKey(key: string | undefined): DocumentKey {
  const id = key === undefined ? `j-${randomBytes(16).toString('base64url')}` : `k-${key}`;
  return { collection: 'jobs', id };
}

/** Whether the key of a job must be remembered when it has ended. */
export function isKeyed({ id }: DocumentKey): boolean {
  return id.startsWith('k-');
}

/** What a document says; `undefined` when it is no job that this release can read. */
export function toCandidate({ key, revision, data }: StoredDocument): Candidate | undefined {
  const { job, attempts, at } = Object(data) as Partial<Record<keyof StoredJob, unknown>>;
  if (!isJob(job) || typeof attempts !== 'number' || typeof at !== 'number') return undefined;
  return { key, revision, stored: { job, attempts, at }, account: accountOf(job) };
}
