import type { Activity } from '../../activity/activity.ts';
import { activityCsv, activityJson } from '../../activity/export-activity.ts';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logs/logger.ts';
import type { OwnerVisit } from '../owner-visits.ts';
import { startReading, streamFile } from '../stream-file.ts';

const FILES = {
  csv: { type: 'text/csv; charset=utf-8', write: activityCsv },
  json: { type: 'application/json; charset=utf-8', write: activityJson },
} as const;

/** Creates the downloads of an account's activity, which are read and sent piece by piece. */
export function createActivityFiles(deps: {
  readonly activity: Activity;
  readonly clock: Clock;
  readonly logger: Logger;
}) {
  const send = async (visit: OwnerVisit, extension: keyof typeof FILES): Promise<void> => {
    const { type, write } = FILES[extension];
    const entries = await startReading(deps.activity.feed(visit.loaded));
    await streamFile(deps, visit, { name: 'activity', extension, type }, write(entries, visit.loaded));
  };

  return {
    csv: (visit: OwnerVisit) => send(visit, 'csv'),
    json: (visit: OwnerVisit) => send(visit, 'json'),
  };
}
