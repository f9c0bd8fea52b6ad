import type { JobClass } from '../store/job-collections.ts';
import type { Job } from './jobs.ts';

/** The class of each kind of job. */
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
