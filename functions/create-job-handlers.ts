import { Router } from 'express';
import type { Alerts } from './alerts/alerts.ts';
import type { GuestWork } from './guests/jobs/guest-work.ts';
import type { HandlersByKind, Job, JobHandler } from './jobs/jobs.ts';
import { createAuditAccount } from './reporting/audit-account.ts';
import { createFollowUp } from './reporting/follow-up.ts';
import { createRepeatMissed } from './reporting/missed/repeat-missed.ts';
import { createReportStates } from './reporting/report-states.ts';
import { createRequestSync } from './reporting/request-sync.ts';
import { createUnlinkAccount } from './reporting/unlink-account.ts';
import { createCommandEndEndpoint } from './tracking/command-end-endpoint.ts';
import type { FinishCommandsDeps } from './tracking/deps.ts';
import { createCheckDoor } from './tracking/doors/check-door.ts';
import {
  createEnqueueDuePolls,
  createServerSchedule,
  type PollSchedule,
} from './tracking/enqueue-due-polls.ts';
import { createFinishCommands } from './tracking/finish-commands.ts';
import { createLearnDetails } from './tracking/learn-details.ts';
import { createResumeAccounts, type ResumeAccounts } from './tracking/resume-accounts.ts';
import { createRunPoll } from './tracking/run-poll.ts';
import { createVerifyLock } from './tracking/verify-lock.ts';
import { createHandleWebhookEvents } from './tracking/webhooks/handle-webhook-events.ts';
import { createWebhookEndpoint } from './tracking/webhooks/webhook-endpoint.ts';

interface JobHandlers {
  /** `POST /webhooks/sifely/:secret` and `POST /commands/:key/end`. */
  readonly router: Router;
  readonly runJob: JobHandler;
  /** Enqueues the polls that are due, and repeats calls that Google could not take; called on a schedule. */
  tick(): Promise<void>;
  readonly resumeAccounts: ResumeAccounts;
}

/** A job was enqueued by a newer release, which may run it soon: during a deployment both releases run side by side. */
class UnknownJobError extends Error {
  override readonly name = 'UnknownJobError';
}

/** Creates the handlers of all kinds of jobs. A job of an unknown kind is rejected, so that it is retried. */
export function createJobHandlers(
  deps: FinishCommandsDeps & {
    readonly schedule?: PollSchedule;
    readonly alerts: Pick<Alerts, 'run' | 'resume'>;
    /** Left out where the cloud does not give access to codes. */
    readonly guestWork?: Pick<GuestWork, 'run' | 'tick'> | undefined;
  },
): JobHandlers {
  const { schedule = createServerSchedule(deps), guestWork } = deps;
  const handlers: HandlersByKind = {
    report: createReportStates(deps),
    observe: createVerifyLock(deps),
    events: createHandleWebhookEvents(deps),
    door: createCheckDoor(deps),
    poll: createRunPoll(deps),
    audit: createAuditAccount(deps),
    details: createLearnDetails(deps),
    'request-sync': createRequestSync(deps),
    unlink: createUnlinkAccount(deps),
    'follow-up': createFollowUp(deps),
    command: createFinishCommands(deps),
    guests: guestWork?.run ?? refuseUnknown,
    alerts: deps.alerts.run,
  };
  const run = <Kind extends Job['kind']>(kind: Kind, job: Extract<Job, { kind: Kind }>): Promise<void> =>
    handlers[kind](job);

  return {
    router: Router().use(createWebhookEndpoint(deps), createCommandEndEndpoint(deps)),
    async runJob(job) {
      if (!Object.hasOwn(handlers, job.kind)) await refuseUnknown(job);
      await run(job.kind, job);
    },
    tick: runBeside([
      createEnqueueDuePolls({ ...deps, schedule }),
      createRepeatMissed(deps),
      ...(guestWork ? [guestWork.tick] : []),
    ]),
    resumeAccounts: createResumeAccounts(deps),
  };
}

async function refuseUnknown({ kind }: Job): Promise<void> {
  throw new UnknownJobError(`This release has no jobs of the kind ${kind}`);
}

/** Returns a function that does several things side by side: one that fails ends no other. Rejects as the first that fails. */
function runBeside(parts: readonly (() => Promise<void>)[]): () => Promise<void> {
  return async () => {
    const results = await Promise.allSettled(parts.map((run) => run()));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  };
}
