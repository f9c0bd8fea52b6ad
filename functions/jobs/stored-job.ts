import { randomBytes } from 'node:crypto';
import { JOB_COLLECTIONS, type JobClass } from '../store/job-collections.ts';
import type { DocumentKey, StoredDocument } from '../store/store.ts';
import { classOf } from './job-class.ts';
import { accountOf, isJob } from './job-rules.ts';
import type { JobSealing } from './job-sealing.ts';
import type { Job } from './jobs.ts';

/** A document of a waiting job. `dueAt` is the time to run or the end of the lease: one query finds waiting and abandoned jobs. */
export interface StoredJob {
  readonly job: Job;
  /** Started attempts. Counted before the work, so that a job that crashes its process ends too. */
  readonly attempts: number;
  /** When the next or running attempt was due, ms since the epoch. */
  readonly at: number;
  /** When this was written, ms since the epoch; earlier releases did not say. */
  readonly storedAt?: number;
}

export interface Candidate {
  readonly key: DocumentKey;
  /** The class of its kind, wherever it is stored. */
  readonly jobClass: JobClass;
  readonly revision: string;
  readonly stored: StoredJob;
  readonly account: string;
  /** Jobs with the same one take turns with those of others: an account's looks wait for calls, and its other jobs must not wait for them. */
  readonly turn: string;
}

/** Returns the document of a job; with an idempotency key always the same one. */
export function jobDocumentKey(job: Job, key: string | undefined): DocumentKey {
  const id = key === undefined ? `j-${randomBytes(16).toString('base64url')}` : `k-${key}`;
  return { collection: JOB_COLLECTIONS[classOf(job)], id };
}

/** Returns the name of a job's document in this process: an id may occur in several collections. */
export function nameOf({ key }: { readonly key: DocumentKey }): string {
  return `${key.collection}/${key.id}`;
}

/** True if the key must be remembered when the job has ended. */
export function isKeyed({ id }: DocumentKey): boolean {
  return id.startsWith('k-');
}

/** Returns the data of a document. */
export function toData(stored: StoredJob, sealing: JobSealing): StoredJob {
  return { ...stored, job: sealing.seal(stored.job) };
}

/** Returns the data of a document sealed by the newest key; `undefined` if it holds no job, or one whose key is missing. */
export function reseal(data: unknown, sealing: JobSealing): object | undefined {
  const { job: sealed } = Object(data) as { readonly job?: unknown };
  if (!isJob(sealed)) return undefined;
  const job = sealing.open(sealed);
  return job === sealed ? undefined : { ...Object(data), job: sealing.seal(job) };
}

/** Reads a job from its document; `undefined` if this release cannot. */
export function toCandidate(
  { key, revision, data }: StoredDocument,
  sealing: JobSealing,
): Candidate | undefined {
  const { job: sealed, attempts, at, storedAt } = Object(data) as Partial<Record<keyof StoredJob, unknown>>;
  if (!isJob(sealed) || typeof attempts !== 'number' || typeof at !== 'number') return undefined;
  const job = sealing.open(sealed);
  if ('sealed' in job) return undefined;
  return candidateOf(key, revision, {
    ...{ job, attempts, at },
    ...(typeof storedAt === 'number' && { storedAt }),
  });
}

/** Returns what this process knows of a job that it stored. */
export function candidateOf(key: DocumentKey, revision: string, stored: StoredJob): Candidate {
  const { job } = stored;
  const account = accountOf(job);
  const turn = job.kind === 'observe' ? `${account} looks` : account;
  return { key, revision, stored, account, turn, jobClass: classOf(job) };
}
