import type { JobClass } from '../store/job-collections.ts';
import type { Job } from './jobs.ts';

/** The class of each kind of job. */
export const JOB_CLASS: Readonly<Record<Job['kind'], JobClass>> = {
  command: 'commands',
  'follow-up': 'commands',
  report: 'commands',
  events: 'events',
  observe: 'events',
  door: 'events',
  guests: 'events',
  alerts: 'events',
  unlink: 'events',
  poll: 'upkeep',
  audit: 'upkeep',
  details: 'upkeep',
  'request-sync': 'upkeep',
};

/** Returns the class of a job. A kind of another release counts as an event. */
export function classOf(job: Pick<Job, 'kind'> & { readonly isMissed?: boolean }): JobClass {
  const { kind, isMissed } = job;
  // After an outage of Google there is one for each account, and the schedule spreads them over hours.
  if (isMissed === true) return 'upkeep';
  return Object.hasOwn(JOB_CLASS, kind) ? JOB_CLASS[kind] : 'events';
}
