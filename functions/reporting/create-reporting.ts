import { Router } from 'express';
import type { Job, JobHandler } from '../jobs/jobs.ts';
import { createFollowUp } from './follow-up.ts';
import type { Handlers, ReportingParts } from './parts.ts';
import { createReportStates } from './report-states.ts';
import { createRequestSync } from './request-sync.ts';
import { createUnlinkAccount } from './unlink-account.ts';

/** What the world tells us, and what we tell Google. */
export interface Reporting {
  /** `POST /webhooks/sifely/:secret`. */
  readonly router: Router;
  /** Does a job of any kind. */
  readonly runJob: JobHandler;
  /** The schedule: enqueues the polls that are due. */
  tick(): Promise<void>;
}

/** Composes the handlers of all kinds of jobs. */
export function createReporting(parts: ReportingParts): Reporting {
  const later = async (): Promise<void> => undefined;
  const handlers: Handlers = {
    report: createReportStates(parts),
    observe: later,
    events: later,
    poll: later,
    'request-sync': createRequestSync(parts),
    unlink: createUnlinkAccount(parts),
    'follow-up': createFollowUp(parts),
  };
  const run = <Kind extends Job['kind']>(kind: Kind, job: Extract<Job, { kind: Kind }>): Promise<void> =>
    handlers[kind](job);

  return {
    router: Router(),
    async runJob(job) {
      if (!Object.hasOwn(handlers, job.kind)) {
        // Another version of the product made it.
        parts.logger.error('job of an unknown kind', { kind: job.kind });
        return;
      }
      await run(job.kind, job);
    },
    async tick() {},
  };
}
