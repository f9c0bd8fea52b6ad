import type { Router } from 'express';
import type { Job, JobHandler } from '../jobs/jobs.ts';
import { createDuePolls } from './due-polls.ts';
import { createFollowUp } from './follow-up.ts';
import { createObserveLock } from './observe-lock.ts';
import type { Handlers, ReportingParts } from './parts.ts';
import { createPollAccount } from './poll-account.ts';
import { createReportStates } from './report-states.ts';
import { createRequestSync } from './request-sync.ts';
import { createTakeEvents } from './take-events.ts';
import { createUnlinkAccount } from './unlink-account.ts';
import { createWebhookIntake } from './webhook-intake.ts';

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
  const handlers: Handlers = {
    report: createReportStates(parts),
    observe: createObserveLock(parts),
    events: createTakeEvents(parts),
    poll: createPollAccount(parts),
    'request-sync': createRequestSync(parts),
    unlink: createUnlinkAccount(parts),
    'follow-up': createFollowUp(parts),
  };
  const run = <Kind extends Job['kind']>(kind: Kind, job: Extract<Job, { kind: Kind }>): Promise<void> =>
    handlers[kind](job);

  return {
    router: createWebhookIntake(parts),
    async runJob(job) {
      if (!Object.hasOwn(handlers, job.kind)) {
        // Another version of the product made it.
        parts.logger.error('job of an unknown kind', { kind: job.kind });
        return;
      }
      await run(job.kind, job);
    },
    tick: createDuePolls(parts),
  };
}
