import type { Collection } from './store.ts';

/**
 * Classes of jobs, the most urgent first: a person waits for the end of `commands`; `events` follow what happened at a door;
 * `upkeep` is done on a schedule, and comes again.
 */
export const JOB_CLASSES = ['commands', 'events', 'upkeep'] as const;

export type JobClass = (typeof JOB_CLASSES)[number];

/** Where the jobs of a self-hosted server wait. Earlier releases stored all of them in `jobs`. */
export const JOB_COLLECTIONS = {
  commands: 'jobs',
  events: 'eventJobs',
  upkeep: 'upkeepJobs',
} as const satisfies Readonly<Record<JobClass, Collection>>;

export type JobCollection = (typeof JOB_COLLECTIONS)[JobClass];

/** How late jobs may begin, in ms, before something is wrong: thousands of polls that are due at once take their time. */
export const MAX_LATE_MS: Readonly<Record<JobClass, number>> = {
  commands: 10 * 60_000,
  events: 10 * 60_000,
  upkeep: 60 * 60_000,
};
