import type { Job, JobOptions } from './jobs.ts';

/** The largest job in bytes of JSON. Cloud Tasks takes 1 MB and Firestore 1 MiB; data of that size belongs elsewhere. */
export const MAX_JOB_BYTES = 100 * 1024;

const KEY = /^[A-Za-z0-9_-]{1,100}$/;

/** A job that no queue takes: a fault of its caller. */
export class JobRefusedError extends Error {
  override readonly name = 'JobRefusedError';
}

/** Checks key, time and size of a job. Returns the earliest time to run it, never before `now`. Throws `JobRefusedError`. */
export function checkJob(job: Job, { at, key }: JobOptions, now: number): number {
  if (key !== undefined && !KEY.test(key)) {
    throw new JobRefusedError(`The key of a ${job.kind} job is not 1 to 100 of A-Z a-z 0-9 _ -`);
  }
  if (at !== undefined && !Number.isFinite(at)) {
    throw new JobRefusedError(`The time of a ${job.kind} job is not a number of milliseconds`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(job));
  if (bytes > MAX_JOB_BYTES) {
    throw new JobRefusedError(`A ${job.kind} job has ${bytes} bytes, at most ${MAX_JOB_BYTES} are taken`);
  }
  return Math.max(now, Math.ceil(at ?? now));
}

/** True if a stored value looks like a job. Its kind may be one of another release. */
export function isJob(value: unknown): value is Job {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}

/** Returns the account of a job: the jobs of one account must not delay those of others. */
export function accountOf(job: Job): string {
  return job.kind === 'unlink' ? job.agentUserId : job.accountId;
}
