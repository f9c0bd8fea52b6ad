import type { CallUsage } from './call-usage.ts';
import type { FailureReason } from './cloud-failure-error.ts';
import type { BoltState, CloudLock, LockAction } from './lock-cloud.ts';

/**
 * The volatile half of an account: what is known of each lock, which commands were sent just now, and the count of
 * wrong PINs. One document, `states/{accountId}`, so that an EXECUTE needs one compare-and-set before it moves
 * anything: the mark that makes a repeat harmless, and the verdict on the PIN, are the same write.
 */
export interface AccountState {
  /** By lock id. */
  readonly locks: Readonly<Record<string, LockState>>;
  readonly challenge: ChallengeState;
  /** When the account is to be reconciled with the cloud next, ms since the epoch; never when left out. */
  readonly pollDueAt?: number;
  /** How the last reconciliation went. */
  readonly polling?: PollingState;
  /** Calls made to the cloud in a calendar month. */
  readonly usage?: CallUsage;
  /** When the cloud called the account's webhook address last, ms since the epoch. */
  readonly webhookAt?: number;
  /** Absent until the first SYNC. */
  readonly google?: GoogleSyncState;
}

/** What Google was told by SYNC, and whether it still knows the account. Times are ms since the epoch. */
export interface GoogleSyncState {
  /** When a SYNC was answered; noted at most once a minute while nothing changes. */
  readonly syncedAt?: number;
  /** When Google said that it knows no such account. Nothing is told and nobody polls until the next SYNC, which clears it. */
  readonly unlinkedAt?: number;
  /** Ids of the locks that the newest SYNC told of. */
  readonly devices?: readonly string[];
  /** What the newest SYNC of each grant said, as a hash; by grant id. */
  readonly described?: Readonly<Record<string, string>>;
}

/** What the next poll goes by. Times are ms since the epoch. */
export interface PollingState {
  readonly polledAt: number;
  /** When the lists were read last; 0 for never. */
  readonly listedAt: number;
  /** The interval that was chosen then, in milliseconds, without its jitter. */
  readonly intervalMs: number;
}

/** Where a snapshot was learned. `command` is assumed (the gateway accepted), all others were observed. */
export type SnapshotSource = 'gateway' | 'records' | 'webhook' | 'command';

/** What is known of one lock. Times are ms since the epoch. */
export interface Snapshot {
  readonly bolt: BoltState;
  /** True when a motor ran and the bolt did not follow; the bolt's place is then unknown. */
  readonly jammed: boolean;
  readonly online: boolean;
  readonly source: SnapshotSource;
  /** Since when it is known to be so: a reading was begun, a command was sent, an event took place. */
  readonly happenedAt: number;
  /** When we learned it: freshness counts from here. */
  readonly learnedAt: number;
}

/** A battery level, which reaches us on other ways than the bolt does: lists, details, records. */
export interface BatteryLevel {
  /** 0 to 100. */
  readonly percent: number;
  readonly learnedAt: number;
}

/** A lock as the cloud listed it last: what SYNC answers with while the cloud cannot be asked. */
export interface ListedLock
  extends Pick<CloudLock, 'name' | 'modelName' | 'groupName' | 'connection' | 'passageMode'> {
  /** `gone` when the newest list did not have it. */
  readonly operability: CloudLock['operability'] | 'gone';
}

/** What is known of one lock, and the commands that were sent to it in the last minutes. */
export interface LockState {
  readonly snapshot?: Snapshot;
  readonly battery?: BatteryLevel;
  readonly listed?: ListedLock;
  /** Marks of commands that were handed to the gateway lane, oldest first; pruned after {@link COMMAND_MARK_MS}. */
  readonly commands: readonly CommandMark[];
  /** What Google was told last, as a hash; see `reporting/report-states.ts`. */
  readonly reported?: string;
  /**
   * Something happened at this moment that leaves open where the bolt is: the snapshot holds no longer, unless it is
   * newer. Ms since the epoch, as the following ones.
   */
  readonly uncertainSince?: number;
  /** When a webhook told of a movement of this lock last. */
  readonly webhookEventAt?: number;
  /** When the bolt was found where nothing had told that it was: this lock moves without telling. */
  readonly missedEventAt?: number;
  /** When a job asked the lock itself last, whatever it answered. */
  readonly askedAt?: number;
}

/** Proof that a command was taken on. */
export interface CommandMark {
  /** SHA-256 over account, requestId, lock, action and place in the request. */
  readonly key: string;
  readonly action: LockAction;
  readonly at: number;
  /** How it ended, once known; a repeat is answered with it. */
  readonly outcome?: CommandOutcome;
  /** When Google was told, or was about to be told, how it ended: never told twice. */
  readonly followedUpAt?: number;
}

/**
 * How a command ended: accepted by the gateway; not carried out, for sure; or not known, although it was sent. A
 * mark without an outcome is a command under way, or one whose process died: not known either.
 */
export type CommandOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'failed'; readonly reason: FailureReason | 'not-sent' }
  | { readonly kind: 'unknown'; readonly reason: FailureReason };

/** How long a repeated request is recognised. */
export const COMMAND_MARK_MS = 10 * 60_000;

/** Wrong PINs of an account. See `smarthome/pin-challenge.ts` for the rule. */
export interface ChallengeState {
  /** When the wrong PINs of the last ten minutes were given, ms since the epoch. */
  readonly failures: readonly number[];
  /** Voice unlocking is refused until then. */
  readonly lockedUntil?: number;
  /** How many lockouts came one after another: each doubles the next. */
  readonly lockouts: number;
}

/** The states of an account of which nothing is known yet. */
export const EMPTY_ACCOUNT_STATE: AccountState = { locks: {}, challenge: { failures: [], lockouts: 0 } };

const NOTHING_KNOWN: LockState = { commands: [] };

/** What is known of one lock; own keys only, since ids come from outside. */
export function stateOf(states: AccountState, lockId: string): LockState {
  return (Object.hasOwn(states.locks, lockId) ? states.locks[lockId] : undefined) ?? NOTHING_KNOWN;
}

/** The states with one lock changed; the same object when the change changed nothing. */
export function changeLock(
  states: AccountState,
  lockId: string,
  change: (state: LockState) => LockState,
): AccountState {
  const before = stateOf(states, lockId);
  const after = change(before);
  return after === before ? states : { ...states, locks: { ...states.locks, [lockId]: after } };
}

/** SYNC and QUERY, which follow a link at once, tell what a poll could. */
const FIRST_POLL_MS = 10 * 60_000;

/** The states of an account that is polled from now on; the same object when it is already. */
export function withPolling(states: AccountState, now: number): AccountState {
  return states.pollDueAt === undefined ? { ...states, pollDueAt: now + FIRST_POLL_MS } : states;
}
