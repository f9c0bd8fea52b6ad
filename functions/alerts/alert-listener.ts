import type { StateChangeListener } from '../accounts/documents/account-documents.ts';
import type { Clock } from '../clock.ts';
import { enqueueAlerts } from '../jobs/enqueue-alerts.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { nextAlertsAt } from './outbox.ts';
import { withConditions } from './raise-alerts.ts';

/**
 * Creates the listener that notices alerts in every change of states. They are stored in the write of the change itself, so that nothing is
 * written beside it and none is lost; the job that sends them is enqueued after it.
 */
export function createAlertListener({
  jobs,
  clock,
}: {
  readonly jobs: Jobs;
  readonly clock: Clock;
}): StateChangeListener {
  return {
    prepare: (_before, after) => withConditions(after, clock.now()),

    async changed({ accountId, before, after }) {
      if (after.alerts === before.alerts) return;
      const now = clock.now();
      const at = nextAlertsAt(after, now);
      if (at !== undefined && at !== nextAlertsAt(before, now))
        await enqueueAlerts(jobs, accountId, Math.max(at, now));
    },
  };
}
