import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Activity } from '../activity/activity.ts';
import type { ActivityEntry } from '../activity/activity-entry.ts';
import { activityCsv, activityJson } from '../activity/export-activity.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import { annotate } from '../pages/call-log.ts';
import type { OwnerVisit } from './owner-visits.ts';

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
  const { activity, clock, logger } = deps;

  const send = async (visit: OwnerVisit, kind: keyof typeof FILES): Promise<void> => {
    const { request, response, loaded } = visit;
    const { type, write } = FILES[kind];
    // Before the first byte: what fails here is answered with a page.
    const entries = await started(activity.feed(loaded));
    const day = new Date(clock.now()).toISOString().slice(0, 10);
    response.status(200).type(type).attachment(`activity-${day}.${kind}`).type(type);
    annotate(response, { outcome: 'sent' });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    try {
      await pipeline(Readable.from(write(entries, loaded)), response);
    } catch (error) {
      // The file is cut, which the browser notices.
      logger.warn('could not send the whole activity', { accountId: loaded.account.id, error });
    }
  };

  return {
    csv: (visit: OwnerVisit) => send(visit, 'csv'),
    json: (visit: OwnerVisit) => send(visit, 'json'),
  };
}

/** Resolves when the first entry was read, with all of them. */
async function started(entries: AsyncGenerator<ActivityEntry>): Promise<AsyncIterable<ActivityEntry>> {
  const first = await entries.next();
  return (async function* all() {
    if (first.done) return;
    yield first.value;
    yield* entries;
  })();
}
