import type { LockEvent } from '../locks/lock-cloud.ts';

/**
 * Delayed work. A job is plain JSON without secrets, is kept durably until it succeeded, and may run more than once
 * and in any order: handlers start from what is stored then, never from what was true when the job was made.
 */
export type Job =
  /** Tell Google the states of locks that changed; also notices what follows from them (a relock to come). */
  | { readonly kind: 'report'; readonly accountId: string; readonly lockIds: readonly string[] }
  /** Find out by the cheapest source where a bolt is now, and why we want to know. */
  | {
      readonly kind: 'observe';
      readonly accountId: string;
      readonly lockId: string;
      readonly because: 'command' | 'relock' | 'offline' | 'surprise';
      /** When that which is to be verified happened, ms since the epoch. */
      readonly since: number;
      /** How many observations of this cause went before. */
      readonly round: number;
    }
  /** Take in what a webhook told; `lockId` is decimal digits. */
  | {
      readonly kind: 'events';
      readonly accountId: string;
      readonly receivedAt: number;
      readonly events: readonly LockEvent[];
    }
  /** Reconcile an account with the cloud. */
  | { readonly kind: 'poll'; readonly accountId: string }
  /** Ask Google to SYNC. */
  | { readonly kind: 'request-sync'; readonly accountId: string }
  /** Tell Google that an account is gone at our side. */
  | { readonly kind: 'unlink'; readonly agentUserId: string }
  /** Tell the speaker that asked how its command ended. */
  | {
      readonly kind: 'follow-up';
      readonly accountId: string;
      readonly lockId: string;
      readonly followUpToken: string;
      /** The mark of the command (see `locks/lock-states.ts`). */
      readonly commandKey: string;
      /** When the command was taken on, ms since the epoch. */
      readonly since: number;
    };

/** When and how often. */
export interface JobOptions {
  /** Not before this moment, ms since the epoch; at once when left out. */
  readonly at?: number;
  /**
   * Idempotency key, at most 100 characters of `[A-Za-z0-9_-]`: while a job with this key is waiting or running, and for
   * some time after it ended, enqueueing another does nothing.
   */
  readonly key?: string;
}

/** The port. */
export interface Jobs {
  /** Resolves when the job is kept durably. Rejects with `StoreUnavailableError` when it cannot be kept now. */
  enqueue(job: Job, options?: JobOptions): Promise<void>;
}

/**
 * Does a job. Rejecting means "again later", with back-off, a limited number of times; what can never succeed must
 * resolve.
 */
export type JobHandler = (job: Job) => Promise<void>;

/** A job of one kind. */
export type JobOf<Kind extends Job['kind']> = Extract<Job, { readonly kind: Kind }>;

/**
 * Does a job of one kind. Rejecting means "again later"; what can never succeed resolves. Starts from what is stored
 * now, never from what was true when the job was made.
 */
export type HandlerOf<Kind extends Job['kind']> = (job: JobOf<Kind>) => Promise<void>;

/** One handler per kind of job. */
export type HandlersByKind = { readonly [Kind in Job['kind']]: HandlerOf<Kind> };
