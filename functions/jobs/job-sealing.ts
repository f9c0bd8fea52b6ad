import { createHmac, type KeyObject } from 'node:crypto';
import { isJob } from './job-rules.ts';
import type { Job } from './jobs.ts';

/** Seals jobs, which name homes and contain Google's follow-up tokens, for the place where they wait. */
export interface JobSealing {
  /** Returns what is stored in place of a job. Its kind stays readable, and jobs of one account still have one account. */
  seal(job: Job): Job;
  /** Returns the job; the argument if it is not sealed, or if its key is missing: no handler takes that, so it is retried. */
  open(stored: Job): Job;
  /** Returns an idempotency key that says nothing. */
  keyOf(key: string): string;
}

/** The sealer of `accounts/`. */
interface Sealer<Box> {
  seal(owner: string, purpose: string, text: string): Box;
  open(owner: string, purpose: string, sealed: Box): string;
  renew(owner: string, purpose: string, sealed: Box): Box;
  derived(purpose: string): readonly { readonly key: KeyObject }[];
}

const OWNER = 'jobs';
const PURPOSE = 'job';

/** A release that cannot open this would take it for done: it asks Google without reading the account. */
const HIDDEN_KIND: Job['kind'] = 'unlink';

/** Without sealing, for jobs that never leave the process's own memory. */
export const NO_SEALING: JobSealing = {
  seal: (job) => job,
  open: (job) => job,
  keyOf: (key) => key,
};

/** Creates {@link JobSealing}. */
export function createJobSealing<Box>(sealer: Sealer<Box>): JobSealing {
  const [newest] = sealer.derived('job keys');
  if (!newest) throw new RangeError('jobs need a key');
  /** The boxes that jobs came out of: a job is written each time its lease changes, and is sealed once. */
  const boxes = new WeakMap<Job, Box>();
  const tagOf = (text: string) => createHmac('sha256', newest.key).update(text).digest('base64url');
  return {
    seal(job) {
      const account = job.kind === 'unlink' ? job.agentUserId : job.accountId;
      const kind = job.kind === HIDDEN_KIND ? `sealed-${job.kind}` : job.kind;
      // "~" is in no id: a release that cannot open this fails to find the account, and retries.
      const stored = { kind, accountId: `~${tagOf(account).slice(0, 16)}` };
      const box = boxes.get(job);
      const sealed =
        box === undefined
          ? sealer.seal(OWNER, PURPOSE, JSON.stringify(job))
          : sealer.renew(OWNER, PURPOSE, box);
      boxes.set(job, sealed);
      return Object.assign(stored, { sealed }) as never;
    },
    open(stored) {
      if (!('sealed' in stored)) return stored;
      try {
        const box = stored.sealed as Box;
        const job: unknown = JSON.parse(sealer.open(OWNER, PURPOSE, box));
        if (!isJob(job)) return stored;
        boxes.set(job, box);
        return job;
      } catch {
        return stored;
      }
    },
    keyOf: tagOf,
  };
}
