import type { CloudHint, LockAction, LockEvent } from '../locks/lock-cloud.ts';

/** A call to Google that is made again, because Google could not take it. */
interface Repetition {
  /** How often Google could not take it; 0 if left out. */
  readonly failures?: number;
  /** True if the schedule repeats it: it failed for a while, and yields to the others. */
  readonly isMissed?: true;
}

/** Delayed work: durable plain JSON, no secrets. May run again and in any order: handlers read the account's current state. */
export type Job =
  /** Reports the locks of an account, and schedules the checks of those that changed (`lockIds`). */
  | ({
      readonly kind: 'report';
      readonly accountId: string;
      readonly lockIds: readonly string[];
    } & Repetition)
  /** Learns from the cheapest source where a bolt is now. */
  | {
      readonly kind: 'observe';
      readonly accountId: string;
      readonly lockId: string;
      /**
       * `offline-hint` and `online-hint`: the cloud notified us that the lock or its gateway came or went; `offline`: the lock was
       * found out of reach.
       */
      readonly because:
        | 'command'
        | 'relock'
        | 'offline'
        | 'surprise'
        | 'query'
        | 'offline-hint'
        | 'online-hint';
      /** When the cause happened, ms since the epoch. */
      readonly since: number;
      /** The number of earlier observations for this cause. */
      readonly round: number;
    }
  /** Owns what follows the commands of one request for one lock: sends those that are offered, reports, verifies, follows up. */
  | {
      readonly kind: 'command';
      readonly accountId: string;
      readonly lockId: string;
      /** When the request arrived, ms since the epoch. */
      readonly since: number;
      /** The number of earlier runs, retries apart. */
      readonly round: number;
      /** In their order. `key` is that of the mark (see `locks/account-state.ts`); `followUpToken` is never logged. */
      readonly commands: readonly {
        readonly key: string;
        readonly action: LockAction;
        readonly followUpToken?: string;
      }[];
      /** Observations so far; 0 if left out. */
      readonly observations?: number;
      /** When the next observation is due, ms since the epoch; at the first time of `VERIFY_AFTER_SECONDS` if left out. */
      readonly checkAt?: number;
      /** True if no observation follows. */
      readonly isVerified?: boolean;
      /** True if the process that answered could not say how its commands ended: it is not asked again. */
      readonly isAlone?: boolean;
    }
  /** Applies the events and hints of a webhook. */
  | {
      readonly kind: 'events';
      readonly accountId: string;
      readonly receivedAt: number;
      readonly events: readonly LockEvent[];
      /** Absent for records, and in jobs of earlier releases. */
      readonly hints?: readonly CloudHint[];
      /** True if webhooks were dropped until `receivedAt`: every lock is looked at. */
      readonly isIncomplete?: true;
    }
  /** Finds out whether a door, open since `since` (ms since the epoch), was left so. */
  | {
      readonly kind: 'door';
      readonly accountId: string;
      readonly lockId: string;
      readonly since: number;
    }
  /** Reconciles an account with the cloud. */
  | { readonly kind: 'poll'; readonly accountId: string }
  /** Compares what Google has of an account's locks with what was reported. */
  | {
      readonly kind: 'audit';
      readonly accountId: string;
      /** The time of day of this audit, ms since the epoch; it names the audit. */
      readonly dueAt: number;
      /** The locks to compare a second time; absent from the first comparison, which is of all. */
      readonly lockIds?: readonly string[];
      /** How often this comparison was put off because a lock was changing. */
      readonly round: number;
    }
  /** Reads the details of an account's locks that are due. */
  | { readonly kind: 'details'; readonly accountId: string }
  /** Works on the codes and ekeys of an account's guests that are due. */
  | { readonly kind: 'guests'; readonly accountId: string }
  /** Sends the alerts of an account that are due. */
  | { readonly kind: 'alerts'; readonly accountId: string }
  | ({ readonly kind: 'request-sync'; readonly accountId: string } & Repetition)
  /** Unlinks at Google an account that is deleted here. */
  | ({ readonly kind: 'unlink'; readonly agentUserId: string } & Repetition)
  /** Tells the speaker how its command ended. */
  | {
      readonly kind: 'follow-up';
      readonly accountId: string;
      readonly lockId: string;
      readonly followUpToken: string;
      /** The key of the command's mark (see `locks/account-state.ts`). */
      readonly commandKey: string;
      /** When the command was answered, ms since the epoch. */
      readonly since: number;
    };

export interface JobOptions {
  /** The earliest time to run, ms since the epoch; now if left out. */
  readonly at?: number;
  /** Idempotency key, at most 100 of `[A-Za-z0-9_-]`: blocks another job while one waits or runs, and some time after. */
  readonly key?: string;
}

export interface Jobs {
  /** Resolves when the job is stored durably. Rejects with `StoreUnavailableError`. */
  enqueue(job: Job, options?: JobOptions): Promise<void>;
}

/** Runs a job. A rejection causes a retry, with back-off and a limit; a job that can never succeed must resolve. */
export type JobHandler = (job: Job) => Promise<void>;

export type JobOf<Kind extends Job['kind']> = Extract<Job, { readonly kind: Kind }>;

export type HandlerOf<Kind extends Job['kind']> = (job: JobOf<Kind>) => Promise<void>;

export type HandlersByKind = { readonly [Kind in Job['kind']]: HandlerOf<Kind> };
