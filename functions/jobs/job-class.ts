import type { Job } from './jobs.ts';

/**
 * How long a job may wait: a person waits for the end of `commands`; `events` follow what happened at a door; `upkeep` is done on a
 * schedule, and comes again.
 */
export type JobClass = 'commands' | 'events' | 'upkeep';

export const JOB_CLASS: Readonly<Record<Job['kind'], JobClass>> = {
  command: 'commands',
  'follow-up': 'commands',
  report: 'commands',
  events: 'events',
  observe: 'events',
  unlink: 'events',
  poll: 'upkeep',
  audit: 'upkeep',
  details: 'upkeep',
  'request-sync': 'upkeep',
};

/** Returns the class of a job. A kind of another release counts as an event. */
export function classOf({ kind }: Pick<Job, 'kind'>): JobClass {
  return Object.hasOwn(JOB_CLASS, kind) ? JOB_CLASS[kind] : 'events';
}
